"""Keys of decision tokens: made, kept, and used to sign and to check; Ed25519 throughout.

Whoever checks holds public keys only, and looks at their files again now and then, so that keys
come and go without a restart.
"""

import json
import logging
import os
import re
import secrets
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from domain.errors import BadInputError
from domain.problems import shown
from domain.signing import ApprovalState
from domain.token import ISSUER

ALGORITHM = "Ed25519"
"""EdDSA over Curve25519 by its full name (RFC 9864); no token may choose another."""
DECISION, LOGIN = "accord-decision+jwt", "accord-login+jwt"
"""What a token is for stands in its header, so that none passes for one of the other sort."""
_KID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_LARGEST_FILE = 10_000


def folder(home: Path) -> Path:
    """Return the folder of token keys: `<kid>.pub` for all, `<kid>.key` where tokens are made."""
    return home / "keys" / "token"


class PublicKeys:
    """The public keys of a folder by their `kid`, as its files were at the last `refresh`."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._seen: list[tuple[str, int, int]] | None = None
        self._keys: dict[str, OKPKey] = {}
        self.refresh()

    def refresh(self) -> None:
        """Read the files again if one of them changed. Not for validators: these read no files."""
        if self._folder is None or (seen := _listed(self._folder)) == self._seen:
            return
        self._keys = {kid: key for name, _, _ in seen for kid, key in _read(self._folder, name)}
        self._seen = seen

    def fault(self, token: str, sort: str = DECISION) -> str | None:
        """Return the code of what is wrong with the signature, or None when it is good."""
        try:
            head = jws.extract_compact(token.encode()).headers()
        except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
            return "token_forged"
        if head.get("alg") != ALGORITHM or head.get("typ") != sort:
            return "token_forged"
        key = self._keys.get(kid) if isinstance(kid := head.get("kid"), str) else None
        if key is None:
            return "token_key"
        try:
            jws.deserialize_compact(token, key, algorithms=[ALGORITHM])
        except (JoseError, ValueError, TypeError):
            return "token_forged"
        return None


def _listed(folder: Path) -> list[tuple[str, int, int]]:
    found = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.name.endswith(".pub"):
                    status = entry.stat()
                    found.append((entry.name, status.st_mtime_ns, status.st_size))
    except OSError:  # no folder, or a file that went while we looked: what is there, counts
        pass
    return sorted(found)


def _read(folder: Path, name: str) -> list[tuple[str, OKPKey]]:
    """Return the one key of a file under its `kid`; none, and a warning, when it is no such key."""
    kid = name.removesuffix(".pub")
    try:
        text = (folder / name).read_bytes()[:_LARGEST_FILE]
        key = OKPKey.import_key(text)
        usable = _KID.fullmatch(kid) and key.curve_name == "Ed25519" and not key.is_private
    except (OSError, JoseError, ValueError, TypeError):
        usable = False
    if usable:
        return [(kid, key)]
    logging.getLogger(__name__).warning("%s is no public Ed25519 key; left out", folder / name)
    return []


class SigningKey:
    """A private key, and the tokens made with it."""

    def __init__(self, kid: str, key: OKPKey) -> None:
        self.kid, self._key = kid, key

    def decision(
        self, state: ApprovalState, account: str, verbs: Sequence[str] = (), seconds: int = 3600
    ) -> str:
        """Return a token for one decision of this person on the text as `state` has it.

        Raises BadInputError when nothing has been drafted yet.
        """
        if state.suggestion is None:
            raise BadInputError(
                f"{state.id} has no draft yet; there is nothing to decide",
                f"{state.id} 尚无草案，暂无可决定的内容",
            )
        return self.bound(
            state.id, account, state.revision, state.suggestion.fingerprint, verbs, seconds
        )

    def bound(
        self,
        suggestion: str,
        account: str,
        revision: int,
        fingerprint: str,
        verbs: Sequence[str] = (),
        seconds: int = 3600,
    ) -> str:
        """Return a token for one decision of this person on this text."""
        claims: dict[str, Any] = {"sub": account, "sug": suggestion, "rev": revision}
        claims |= {"fpr": fingerprint[:16]} | ({"verbs": list(verbs)} if verbs else {})
        return self.signed(claims, DECISION, seconds)

    def signed(self, claims: dict[str, Any], sort: str, seconds: int) -> str:
        """Return a token of these claims that can be told from any other, for some seconds."""
        now = int(time.time())
        own = {"iss": ISSUER, "iat": now, "exp": now + seconds, "jti": secrets.token_urlsafe(16)}
        head = {"alg": ALGORITHM, "kid": self.kid, "typ": sort}
        said = json.dumps(claims | own, separators=(",", ":")).encode()
        return jws.serialize_compact(head, said, self._key, algorithms=[ALGORITHM])


def make_keys(folder: Path, kid: str) -> tuple[Path, Path]:
    """Make a key pair and return its files, private and public.

    Raises BadInputError when the name cannot be used or is taken.
    """
    if not _KID.fullmatch(kid):
        raise BadInputError(
            f"“{shown(kid)}” cannot name a key: 1 to 64 letters, digits and . _ -",
            f"「{shown(kid)}」不能作为密钥名：应为 1 到 64 个字母、数字或 . _ -",
        )
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    private, public = folder / f"{kid}.key", folder / f"{kid}.pub"
    if public.exists() or private.exists():
        raise _taken(kid)
    key = OKPKey.generate_key("Ed25519")
    try:
        _write(private, key.as_pem(private=True), 0o600)
    except FileExistsError:
        raise _taken(kid) from None
    _write(public, key.as_pem(private=False), 0o644)
    return private, public


def _write(file: Path, content: bytes, mode: int) -> None:
    """Write a new file that nobody else could read at any time, if `mode` says so."""
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with open(descriptor, "wb") as opened:
        opened.write(content)


def _taken(kid: str) -> BadInputError:
    return BadInputError(
        f"there is a key called {kid} already; it is left as it is, choose another --kid",
        f"已有名为 {kid} 的密钥，予以保留；请用 --kid 另取名称",
    )


def signing_key(folder: Path, kid: str | None = None) -> SigningKey:
    """Return the private key of this name, or else the newest one.

    Raises BadInputError when there is none, or it cannot be read.
    """
    found = sorted(folder.glob("*.key"), key=lambda file: file.stat().st_mtime_ns)
    chosen = [file for file in found if kid in (None, file.stem)][-1:]
    if not chosen:
        raise BadInputError(
            f"there is no token key {kid or ''} in {folder}; make one with `accord keys new`",
            f"{folder} 中没有令牌密钥 {kid or ''}；请用 `accord keys new` 生成",
        )
    try:
        return SigningKey(chosen[0].stem, OKPKey.import_key(chosen[0].read_bytes()))
    except (OSError, JoseError, ValueError, TypeError):
        raise BadInputError(
            f"{chosen[0]} cannot be read as a private key", f"{chosen[0]} 不是可读取的私钥"
        ) from None
