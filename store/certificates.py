"""A certificate of one's own, for a pilot on a LAN: made once, and anew before it ends.

No authority vouches for it. People compare its fingerprint once, and their browser remembers it.
"""

import dataclasses
import datetime as dt
import ipaddress
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from domain.errors import BadInputError
from domain.problems import shown
from store.whole_file import write_whole

DAYS = 397
"""What browsers accept at most."""
_ANEW = dt.timedelta(days=14)


@dataclasses.dataclass(frozen=True)
class Certificate:
    """Where certificate and key are; the fingerprint is what browsers show as SHA-256."""

    certificate: Path
    key: Path
    fingerprint: str
    ends: dt.datetime


def own_certificate(home: Path, names: Iterable[str], now: dt.datetime) -> Certificate:
    """Return the certificate of this home for these host names and addresses.

    It is made where there is none, where it ends soon, or where it lacks a name. Raises
    BadInputError when it cannot be written or read.
    """
    folder, wanted = home / "keys" / "tls", tuple(dict.fromkeys(names))
    files = folder / "certificate.pem", folder / "key.pem"
    try:
        found = _read(files[0]) if files[1].exists() else None
        if found is None or not _serves(found, wanted, now):
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            found = _make(files, wanted, now)
    except OSError as error:
        why = error.strerror or type(error).__name__
        name = shown(folder, 200)
        raise BadInputError(
            f"the certificate in {name} cannot be used: {why}", f"{name} 中的证书无法使用：{why}"
        ) from None
    digest = found.fingerprint(SHA256()).hex().upper()
    pairs = ":".join(digest[at : at + 2] for at in range(0, len(digest), 2))
    return Certificate(*files, pairs, found.not_valid_after_utc)


def _read(file: Path) -> x509.Certificate | None:
    with suppress(FileNotFoundError, ValueError):
        return x509.load_pem_x509_certificate(file.read_bytes())
    return None


def _serves(found: x509.Certificate, names: tuple[str, ...], now: dt.datetime) -> bool:
    if found.not_valid_after_utc - now < _ANEW or found.not_valid_before_utc > now:
        return False
    try:
        told = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except x509.ExtensionNotFound:
        return False
    return {_general(name) for name in names} <= set(told)


def _make(files: tuple[Path, Path], names: tuple[str, ...], now: dt.datetime) -> x509.Certificate:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Accord")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=DAYS - 1))
        .add_extension(x509.SubjectAlternativeName([_general(n) for n in names]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    write_whole(files[1], [secret], replace=True, mode=0o600)
    write_whole(files[0], [made.public_bytes(Encoding.PEM)], replace=True)
    return made


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name.encode("idna").decode() if not name.isascii() else name)
