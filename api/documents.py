"""What the API says: the same documents as `accord … --json`."""

import datetime as dt
from typing import Any, Literal

from pydantic import Field

from api.seeing_suggestion import SuggestionSeen
from api.seen import Seen
from domain.differences import Span
from domain.ledger import Row
from domain.listing import Listing
from domain.signing import Status
from domain.text import Bilingual, Frozen, Language

Ok = Literal[True]


class CollaborationStarted(Frozen):
    """A collaboration that was begun; `opened` once it has read its sources."""

    ok: Ok = True
    id: str
    workflow_id: str
    title: str
    opened: bool
    ui: str | None


class CollaborationListed(Frozen):
    """One collaboration in a list."""

    id: str
    title: str
    language: Language
    sponsor: str
    started_at: dt.datetime
    closed_at: dt.datetime | None


class Collaborations(Frozen):
    """A page of collaborations, the newest first; `next` is the cursor of the page behind."""

    ok: Ok = True
    collaborations: tuple[CollaborationListed, ...]
    next: str | None = None


class CollaborationDocument(Seen):
    """How a collaboration stands; `first_line` says who is waited for."""

    ok: Ok = True
    sort: Literal["collaboration"] = "collaboration"
    first_line: Bilingual
    ui: str | None


class SuggestionDocument(SuggestionSeen):
    """How a suggestion stands, with the whole text."""

    ok: Ok = True
    sort: Literal["suggestion"] = "suggestion"
    first_line: Bilingual
    ui: str | None


class Suggestions(Frozen):
    """A page of suggestions, the nearest deadline first."""

    ok: Ok = True
    account: str | None
    suggestions: tuple[Listing, ...]
    next: str | None = None


class Steered(Frozen):
    """A command that a collaboration took."""

    ok: Ok = True
    collaboration: str
    result: str | None
    decision_id: str


class Arrived(Frozen):
    """An idea or a conflict that was taken; what it became, if that is known already."""

    ok: Ok = True
    collaboration: str
    decision_id: str
    suggestion: str | None = None
    conflict: str | None = None


class Heard(Frozen):
    """Feedback that was handed in, or a round that was ended."""

    ok: Ok = True
    collaboration: str
    round: int
    closed: bool
    items: int | None = None
    new: int | None = None
    decision_id: str | None = None


class Evaluating(Frozen):
    """An evaluation that was begun, or its schedule."""

    ok: Ok = True
    collaboration: str
    schedule: str
    every: dt.timedelta | None = None


class Decided(Frozen):
    """A decision that was recorded, and whom the suggestion waits for now."""

    ok: Ok = True
    suggestion: str
    decision_id: str
    verb: str
    actor: str
    revision: int | None
    fingerprint: str | None
    state: Status | None = Field(description="null while no worker tells it")
    waiting_for: tuple[str, ...]


class Outcome(Frozen):
    """What came of one decision of several; `current` is the text to read where it has changed."""

    suggestion: str
    status: int
    decision: Decided | None = None
    code: str | None = None
    detail: str | None = None
    current: dict[str, Any] | None = None


class Outcomes(Frozen):
    """What came of each, in the order in which they were sent."""

    ok: bool
    outcomes: tuple[Outcome, ...]


class LedgerDocument(Frozen):
    """Every decision and refused attempt."""

    ok: Ok = True
    collaboration: str
    rows: tuple[Row, ...]


class ItemDiffered(Frozen):
    """One item that reads otherwise, word by word; `is` says whether it is new or gone."""

    item: str
    what: Literal["changed", "added", "removed"]
    spans: tuple[Span, ...]


class Differences(Frozen):
    """What changed from one revision to another."""

    ok: Ok = True
    suggestion: str
    from_revision: int
    to_revision: int
    items: tuple[ItemDiffered, ...]
