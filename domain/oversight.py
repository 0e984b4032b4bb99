"""What is looked at to see how people decide: ledger rows, who was asked when, texts and ends."""

import dataclasses
import datetime as dt

from domain.ledger import Entry
from domain.messages import Asking
from domain.suggestion import KINDS, Kind, Suggestion


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """Somebody was asked about a revision, at this moment."""

    asking: Asking
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Opened:
    """Somebody opened this revision for the first time, on its page or by the API."""

    suggestion: str
    revision: int
    account: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class End:
    """How one suggestion ended: `state` as the lifecycle names it."""

    suggestion: str
    state: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Watched:
    """Everything that was recorded about some collaborations; each one's rows in their order."""

    rows: tuple[Entry, ...] = ()
    asked: tuple[Asked, ...] = ()
    texts: tuple[Suggestion, ...] = ()
    ends: tuple[End, ...] = ()
    opened: tuple[Opened, ...] = ()


def kind_of(suggestion: str) -> Kind | None:
    """Return the kind that a suggestion's id names; None when it is no such id."""
    named = suggestion.split(":")
    return next((kind for kind in KINDS if len(named) == 3 and kind == named[1]), None)
