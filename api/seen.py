"""A collaboration as it can be told now, whoever told it."""

import datetime as dt
from typing import Literal

from api.waiting import Waiting
from domain.brief import Brief, Stage
from domain.collaboration import CollaborationState
from domain.departure import Vacancy
from domain.double_booking import DoubleBooked
from domain.leadership import Leadership
from domain.suggestion import Provenance
from domain.support import Support
from domain.text import Bilingual, Frozen

Source = Literal["workflow", "server", "store"]
"""Who told it: the workflow itself; the server's lists, when no worker answers; the store."""


class Ending(Frozen):
    """How a collaboration ended: by whom or what, why and when."""

    by: str = ""
    reason: str = ""
    at: dt.datetime | None = None


class SeenConflict(Frozen):
    """One conflict: open while positions are collected; then a resolution is put forward."""

    id: str
    issue: str
    parties: tuple[str, ...]
    silent: tuple[str, ...]
    is_open: bool
    since: dt.datetime | None = None
    resolution: str | None = None
    state: str | None = None


class SeenSuggestion(Frozen):
    """One suggestion in the list, and how it stands.

    While it waits for people, `provenance` says who worded it, and `redraft_as` who may have the
    model draft it anew, if that failed.
    """

    id: str
    state: str
    provenance: Provenance | None = None
    redraft_as: str | None = None


class Seen(Frozen):
    """A collaboration as it can be told now. `source` says who told it; `done` are its stages.

    `leadership` says whether the sponsor stands behind it, `support` what was granted, spent and
    left; null before a grant.
    `vacant` is what nobody has, since somebody is lost and it is not decided who takes over.
    `double_booked`: of whom this team and others ask more hours than they have.
    """

    id: str
    source: Source
    status: str
    brief: Brief | None = None
    state: CollaborationState | None = None
    done: tuple[Stage, ...] = ()
    suggestions: tuple[SeenSuggestion, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    drafting: tuple[str, ...] = ()
    conflicts: tuple[SeenConflict, ...] = ()
    leadership: Leadership | None = None
    support: Support | None = None
    charter_revision: int = 0
    vacant: tuple[Vacancy, ...] = ()
    double_booked: tuple[DoubleBooked, ...] = ()
    notes: tuple[str, ...] = ()
    next_evaluation: dt.datetime | None = None
    ending: Ending | None = None
    failure: Bilingual | None = None
