"""The ledger's own key: Ed25519, in a file that is made once.

Whoever can read the private file signs; everybody else verifies, with the public file beside it.
"""

from contextlib import suppress
from pathlib import Path

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from domain.errors import BadInputError
from domain.ledger_signing import PublicKey, public_key
from domain.problems import shown
from store.whole_file import write_whole

NAMED = "ACCORD_LEDGER_KEY"
_MOST_BYTES = 64 * 1024
_ABOUT = (
    "Accord ledger key, public part: give it to whoever verifies exports.\n"
    "合议台账密钥（公钥部分）：可交给任何需要核验导出文件的人。\n"
)


class LedgerKey:
    """The private key, in the hands of its holder."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self._public = public_key(private.public_key().public_bytes_raw())

    @property
    def public(self) -> PublicKey:
        """Return the public part."""
        return self._public

    @property
    def public_text(self) -> bytes:
        """Return the public part as a file for people and for openssl."""
        pem = self._private.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        return f"{_ABOUT}kid: {self._public.kid}\n".encode() + pem

    @property
    def private_text(self) -> bytes:
        """Return the private key as the holder's file has it, in PEM."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes."""
        return self._private.sign(message)


def check(public: bytes, message: bytes, signature: bytes) -> bool:
    """Say whether the signature under `message` is that of the public key (32 bytes)."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def place(home: Path, named: Path | None) -> Path:
    """Return where the private key is: the file that was named, else ``keys/ledger.key``."""
    return named or home / "keys" / "ledger.key"


def worker_key(home: Path, named: Path | None) -> LedgerKey:
    """Return the key of a worker; one that nobody named is made if it is missing.

    Several workers that start at once in one home end up with the same key. Raises BadInputError
    when the file cannot be used, or was named and is missing: a mistyped name makes no new key.
    """
    file = place(home, named)
    try:
        if named is None:
            _make(file)
        key = _private(file)
        if named is None:
            _publish(file.with_suffix(".pub"), key)
    except OSError as error:
        raise _unusable(file, named, error) from None
    return key


def held_key(home: Path, named: Path | None) -> LedgerKey | None:
    """Return the key if this process may read it, else None; makes nothing.

    Raises BadInputError when there is a file but no key in it.
    """
    try:
        return _private(place(home, named))
    except OSError:
        return None


def trusted_keys(home: Path, named: Path | None) -> tuple[PublicKey, ...]:
    """Return the public keys that this machine knows: the held one, and every file ``*.pub`` there.

    Other workers' and earlier public keys are put beside the own one. Raises BadInputError naming
    a file that holds none.
    """
    held = held_key(home, named)
    folders = {place(home, None).parent, place(home, named).parent}
    files = [file for folder in sorted(folders) for file in sorted(folder.glob("*.pub"))]
    found = [held.public] if held else []
    return tuple({key.kid: key for key in [*found, *map(read_public, files)]}.values())


def read_public(file: Path) -> PublicKey:
    """Return the public key in a file as Accord or `openssl pkey -pubout` writes it.

    Raises BadInputError when there is none, or its line ``kid:`` speaks of another key.
    """
    try:
        text = _read(file)
        loaded = load_pem_public_key(text)
    except OSError as error:
        why = error.strerror or ""
        raise _no_public(file, f"cannot be read ({why})", f"无法读取（{why}）") from None
    except (ValueError, UnsupportedAlgorithm):
        raise _no_public(file, "holds no public key", "其中没有公钥") from None
    if not isinstance(loaded, Ed25519PublicKey):
        raise _no_public(file, "holds a key of another kind than Ed25519", "其中的密钥不是 Ed25519")
    key = public_key(loaded.public_bytes_raw())
    told = [line[4:].strip() for line in text.splitlines() if line.startswith(b"kid:")]
    if any(kid != key.kid.encode() for kid in told):
        raise _no_public(file, "names the kid of another key", "其中的 kid 属于另一把密钥")
    return key


def _make(file: Path) -> None:
    if file.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    key = LedgerKey(Ed25519PrivateKey.generate())
    with suppress(FileExistsError):  # another worker was faster: its key is the one
        write_whole(file, [key.private_text], mode=0o600)


def _publish(file: Path, key: LedgerKey) -> None:
    """Write the public part; that of an earlier key stays beside it, for the rows it signed."""
    if file.exists():
        earlier = read_public(file)
        if earlier == key.public:
            return
        with suppress(FileNotFoundError):
            file.replace(file.with_name(f"{file.stem}-{earlier.kid}.pub"))
    write_whole(file, [key.public_text], replace=True)


def _private(file: Path) -> LedgerKey:
    text = _read(file)
    try:
        loaded = load_pem_private_key(text, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm):  # TypeError: it needs a password
        loaded = None
    if not isinstance(loaded, Ed25519PrivateKey):
        name = shown(file, 200)
        raise BadInputError(
            f"{name} is not the ledger's key: an Ed25519 private key in PEM without a password",
            f"{name} 不是台账密钥：应为不带口令的 PEM 格式 Ed25519 私钥",
        )
    return LedgerKey(loaded)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(_MOST_BYTES)


def _unusable(file: Path, named: Path | None, error: OSError) -> BadInputError:
    name, why = shown(file, 200), error.strerror or type(error).__name__
    by = f"{NAMED}: " if named else ""
    return BadInputError(
        f"{by}the ledger's key {name} cannot be used: {why}",
        f"{by}台账密钥 {name} 无法使用：{why}",
    )


def _no_public(file: Path, en: str, zh: str) -> BadInputError:
    name = shown(file, 200)
    return BadInputError(f"{name} {en}", f"{name} {zh}")
