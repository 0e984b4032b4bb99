"""HTTPS for `accord api`: a certificate that one has, or one of its own for use on a LAN."""

import contextlib
import dataclasses
import datetime as dt
import socket
import ssl
from pathlib import Path
from urllib.parse import urlsplit

from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual
from store.certificates import own_certificate


@dataclasses.dataclass(frozen=True)
class Tls:
    """The files that HTTPS is served with; `fingerprint` where people have to compare it."""

    certificate: Path
    key: Path
    fingerprint: str | None = None

    @property
    def told(self) -> Bilingual:
        """Return what to compare with what the browser shows."""
        return Bilingual(
            en=f"Own certificate, which no authority vouches for. SHA-256: {self.fingerprint}",
            zh=f"自签名证书，未经证书机构担保。SHA-256：{self.fingerprint}",
        )


def tls(
    certificate: Path | None,
    key: Path | None,
    self_signed: bool,
    home: Path,
    host: str,
    public: str | None,
) -> Tls | None:
    """Return what HTTPS is served with; None for plain HTTP. Raises BadInputError."""
    if self_signed:
        if certificate or key:
            raise BadInputError(
                "--tls-self-signed makes its own certificate; leave out --tls-cert and --tls-key",
                "--tls-self-signed 会自行生成证书，请勿同时使用 --tls-cert 和 --tls-key",
            )
        made = own_certificate(home, _names(host, public), dt.datetime.now(dt.UTC))
        return Tls(made.certificate, made.key, made.fingerprint)
    if certificate is None and key is None:
        return None
    if certificate is None or key is None:
        raise BadInputError(
            "--tls-cert and --tls-key belong together", "--tls-cert 与 --tls-key 须同时给出"
        )
    _require_usable(certificate, key)
    return Tls(certificate, key)


def _require_usable(certificate: Path, key: Path) -> None:
    def no_password() -> str:
        raise ValueError("the key needs a password")

    try:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key, no_password)
    except (OSError, ValueError) as error:  # an SSLError is an OSError
        reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
        why, name = shown(reason, 200), f"{shown(certificate, 200)}, {shown(key, 200)}"
        raise BadInputError(
            f"--tls-cert, --tls-key: {name} cannot be used: {why}",
            f"--tls-cert、--tls-key：{name} 无法使用：{why}",
        ) from None


def _names(host: str, public: str | None) -> list[str]:
    """Return the names and addresses under which this machine is reached."""
    found = ["localhost", "127.0.0.1", "::1", socket.gethostname()]
    if host not in ("", "0.0.0.0", "::"):
        found.append(host)
    else:
        found += _addresses()
    if public and (named := urlsplit(public).hostname):
        found.append(named)
    return [name for name in dict.fromkeys(found) if name and len(name) <= 253]


def _addresses() -> list[str]:
    """Return the addresses by which others come; to ask for the way sends nothing."""
    found = []
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as way:
            way.connect((far, 9))
            found.append(way.getsockname()[0])
    return found
