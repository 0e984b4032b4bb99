"""Signatures under the ledger's rows: what is signed, with which key, and whether it holds.

The arithmetic of Ed25519 comes in from outside, as a `Signer` and a `Check`.
"""

import base64
import binascii
import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import Literal, Protocol

from pydantic import model_validator

from domain.errors import WrongValueError
from domain.ledger import Row
from domain.problems import shown
from domain.text import Bilingual, Frozen

Check = Callable[[bytes, bytes, bytes], bool]
"""Public key (32 bytes), message, signature (64 bytes): does the signature hold?"""

_PUBLIC, _SIGNATURE = 32, 64
_KID = 32


class PublicKey(Frozen):
    """The public part of a ledger's key: `public` is base64 of its 32 bytes.

    `kid` is the first 32 hex digits of their SHA-256, enough for two people to compare by eye.
    """

    algorithm: Literal["Ed25519"] = "Ed25519"
    kid: str
    public: str

    @model_validator(mode="after")
    def _agree(self) -> "PublicKey":
        raw = _raw(self.public, _PUBLIC)
        if raw is None or self.kid != kid_of(raw):
            raise WrongValueError("kid and public key do not agree", "kid 与公钥不符")
        return self


class Signer(Protocol):
    """Whoever holds the private key."""

    @property
    def public(self) -> PublicKey:
        """Return the public part."""

    def sign(self, message: bytes) -> bytes:
        """Return the signature, 64 bytes."""


def kid_of(public: bytes) -> str:
    """Return the id of a public key."""
    return hashlib.sha256(public).hexdigest()[:_KID]


def public_key(public: bytes) -> PublicKey:
    """Return a public key (32 bytes) with its id."""
    return PublicKey(kid=kid_of(public), public=base64.b64encode(public).decode())


def signed(row: Row, signer: Signer) -> Row:
    """Put the holder's signature under a row."""
    kid = signer.public.kid
    return row.model_copy(
        update={"kid": kid, "signature": signature(_row_message(row.hash, kid), signer)}
    )


def signature(message: bytes, signer: Signer) -> str:
    """Return the signature under `message`, in base64."""
    return base64.b64encode(signer.sign(message)).decode()


def holds(key: PublicKey, message: bytes, signature: str, check: Check) -> bool:
    """Say whether the signature is the key's and written as it is always written."""
    public, written = _raw(key.public, _PUBLIC), _raw(signature, _SIGNATURE)
    return public is not None and written is not None and check(public, message, written)


def signature_fault(row: Row, keys: Mapping[str, PublicKey], check: Check) -> Bilingual | None:
    """Say what is wrong with a row's signature; None when it holds, and when there is none.

    `keys` are those that are trusted, by kid.
    """
    place = row.sequence
    if row.kid is None and row.signature is None:
        return None
    if row.kid is None or row.signature is None:
        return Bilingual(
            en=f"row {place} has lost a part of its signature", zh=f"第 {place} 行的签名不完整"
        )
    key = keys.get(row.kid)
    if key is None:
        kid = shown(row.kid)
        return Bilingual(
            en=f"row {place} is signed with the key {kid}, which is not a trusted one",
            zh=f"第 {place} 行以密钥 {kid} 签名，该密钥不在可信之列",
        )
    if not holds(key, _row_message(row.hash, row.kid), row.signature, check):
        return Bilingual(
            en=f"row {place} does not bear the signature of the ledger's key: it was written anew",
            zh=f"第 {place} 行的签名与台账密钥不符：该行系另行改写",
        )
    return None


def signatures_fault(
    rows: Sequence[Row], keys: Mapping[str, PublicKey], check: Check
) -> Bilingual | None:
    """Say which row's signature does not hold first, or None."""
    faults = (signature_fault(row, keys, check) for row in rows)
    return next((fault for fault in faults if fault), None)


def unsigned(rows: Sequence[Row]) -> int:
    """Return how many rows nobody signed."""
    return sum(row.signature is None for row in rows)


def vouched(rows: Sequence[Row]) -> int:
    """Return the place of the last signed row, 0 without any: it vouches for all before it."""
    return max((row.sequence for row in rows if row.signature is not None), default=0)


def _row_message(hash: str, kid: str) -> bytes:
    # The first words keep a row's signature from ever passing for one under something else.
    return f"accord ledger row 1\n{kid}\n{hash}".encode()


def _raw(text: str, size: int) -> bytes | None:
    """Return the bytes that `text` is the one base64 form of, or None."""
    try:
        raw = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == size and base64.b64encode(raw).decode() == text else None
