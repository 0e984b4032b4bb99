"""Ledgers of a few rows for tests, signed with keys of their own."""

import datetime as dt
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from domain.ledger import Entry, Row, chain
from domain.ledger_file import exported
from domain.ledger_signing import Signer, signed
from store.ledger_key import LedgerKey

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
NAME = "onboarding"


def ledger_key(number: int = 1) -> LedgerKey:
    """The same key for the same number: faults are found again."""
    return LedgerKey(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32))


KEY, STRANGER = ledger_key(), ledger_key(2)


def entry(number: int, **changes: Any) -> Entry:
    fields: dict[str, Any] = {
        "collaboration": NAME,
        "suggestion": f"{NAME}:goals:1",
        "key": f"decision-{number}",
        "verb": "approve",
        "result": "refused" if number % 3 == 0 else "recorded",
        "actor": "li.na" if number % 2 else None,
        "verified": number % 4 == 0,
        "surface": "cli",
        "revision": number % 5 or None,
        "fingerprints": ("a" * 64, "b" * 64)[: number % 3],
        "comment": "同意，\n“请尽快” \\ /" if number % 2 else "",
        "reason": "stale" if number % 3 == 0 else "",
        "at": NOW + dt.timedelta(hours=number, microseconds=number),
    }
    return Entry(**fields | changes)


def ledger(many: int = 6, signer: Signer | None = KEY, unsigned: tuple[int, ...] = ()) -> list[Row]:
    """A chain of rows; those at the places `unsigned` bear no signature."""
    rows: list[Row] = []
    for number in range(1, many + 1):
        row = chain(rows[-1] if rows else None, entry(number))
        rows.append(signed(row, signer) if signer and number not in unsigned else row)
    return rows


def file(rows: list[Row], signer: LedgerKey = KEY, **keys: LedgerKey) -> list[bytes]:
    """The lines of the rows' export."""
    known = {key.public.kid: key.public for key in keys.values()}
    return list(exported(NAME, rows, known, signer, NOW))
