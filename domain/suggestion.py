"""A suggestion (建议稿): a draft with its checks and provenance, put before people."""

import datetime as dt
import hashlib
import json
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, Literal, get_args

from pydantic import Field

from domain.items import Body
from domain.text import Frozen, Language, Line, Text

Kind = Literal[
    "need",
    "resource",
    "team",
    "roles",
    "goals",
    "cadence",
    "digest",
    "resolution",
    "adjustment",
    "idea",
    "role_gap",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


def canonical(value: object) -> str:
    """Return the one JSON text of a value: sorted keys, no spaces, letters as they are."""
    return json.dumps(
        value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
    )


def fingerprint(shown: object) -> str:
    """Return the SHA-256, in hex, of the canonical JSON of what a person was shown."""
    return hashlib.sha256(canonical(shown).encode()).hexdigest()


@lru_cache(maxsize=256)
def _whole(fingerprints: tuple[str, ...]) -> str:
    """Return the hash of ordered item fingerprints; asked for dozens of times in a decision."""
    return fingerprint(list(fingerprints))


class DraftItem(Frozen):
    """One item as the model, the rules or a person wrote it: a body and what it cites."""

    body: Body
    cites: tuple[str, ...] = ()


class Item(Frozen):
    """One item as it is shown. `departments` were computed by code, never taken from a draft."""

    id: str
    body: Body
    cites: tuple[str, ...]
    departments: tuple[str, ...]
    fingerprint: str


class Asked(Frozen):
    """What an approver asked for when they sent a draft back; `by` is an account.

    `refused`: accounts of people in a team whom they do not release.
    """

    by: str
    text: Text
    refused: Annotated[tuple[str, ...], Field(exclude_if=lambda refused: not refused)] = ()


class Evidence(Frozen):
    """One computed fact that items cite by `id`; `source` says where it can be opened."""

    id: str
    label: Line
    value: Line
    source: Line


class CheckResult(Frozen):
    """One deterministic finding about a draft; an error blocks it, a warning is shown."""

    rule: str
    severity: Literal["error", "warning"]
    message: Text
    item: str | None = None


class Provenance(Frozen):
    """Who worded this and how. `reason` says why rules, or a fallback model, did it.

    Tokens, calls and `cost` are those of all attempts at this draft, the failed ones too; a cost
    is None where no price is known.
    """

    drafted_by: Literal["model", "rules", "person"]
    reason: Text = ""
    author: str | None = None
    language: Language
    prompt: str | None = None
    prompt_version: int | None = None
    prompt_fingerprint: str | None = None
    model: str | None = None
    host: str | None = None
    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    calls: int = 0
    cost: Decimal | None = None
    currency: str | None = None


class Suggestion(Frozen):
    """One revision of one suggestion, exactly as people see it and sign it."""

    id: str = Field(description="collaboration:kind:number, such as onboarding:goals:1")
    kind: Kind
    revision: int = Field(ge=1)
    language: Language
    title: Line
    items: tuple[Item, ...] = Field(min_length=1)
    evidence: tuple[Evidence, ...]
    checks: tuple[CheckResult, ...]
    provenance: Provenance
    made_at: dt.datetime

    @property
    def fingerprint(self) -> str:
        """Return the hash of the ordered item fingerprints: what an approval binds to."""
        return _whole(tuple(item.fingerprint for item in self.items))

    @property
    def errors(self) -> tuple[CheckResult, ...]:
        """Return the findings that block."""
        return tuple(check for check in self.checks if check.severity == "error")

    def item(self, item_id: str) -> Item | None:
        """Return the item with this id, if there is one."""
        return next((item for item in self.items if item.id == item_id), None)
