"""The state of one collaboration, and what may arrive at it. Pure.

What each thing makes of it is decided in `lifecycle`, `arrivals` and `steering`.
"""

import datetime as dt
from typing import Literal

from pydantic import Field

from domain.brief import Brief, Stage
from domain.conflict import Conflict
from domain.departure import Departure, Vacancy
from domain.double_booking import DoubleBooked
from domain.leadership import Leadership, leadership
from domain.ledger import LedgerMark
from domain.suggestion import Kind
from domain.text import Account, Frozen, Line, Text

EndState = Literal["approved", "rejected", "expired", "withdrawn", "terminated", "impossible"]

REQUIRED: tuple[Kind, ...] = ("need", "resource", "team", "roles", "goals", "cadence")
"""Kinds without which the lifecycle cannot go on: one that fails parks the collaboration."""

PROPOSED: tuple[Kind, ...] = ("digest", "resolution", "adjustment")
"""Kinds that rounds, conflicts and evaluations propose; a signal can start no other."""

STAGE_KINDS: dict[Stage, tuple[Kind, ...]] = {
    "identify": ("need", "resource"),
    "team": ("team", "roles"),
    "goals": ("goals",),
    "communication": ("cadence",),
    "evaluation": (),
}


class Outcome(Frozen):
    """How a suggestion ended. `impossible`: nothing could be drafted; `sentence` says why.

    `refused`: people whom their heads do not release; a next draft of the team is without them.
    """

    suggestion: str
    kind: Kind
    state: EndState
    revision: int
    decided_by: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    sentence: Text = ""
    at: dt.datetime


class Proposal(Frozen):
    """Facts that a round, a conflict or an evaluation found worth a suggestion."""

    kind: Kind
    facts: str
    source: str
    initiator: str | None = None


class RaisedConflict(Frozen):
    """A conflict that somebody raised."""

    conflict: Conflict
    by: str


class ProposedIdea(Frozen):
    """An idea in its author's words."""

    title: Line
    text: Text = Field(min_length=1)
    author: Account


class Arrival(Frozen):
    """One thing that waits to be attended to; exactly one field is set, or `people` is.

    `people`: the directory may have changed, so somebody may be lost, or promised twice.
    `hours`: what teams count on has changed, and whatever changed it has told people.
    """

    key: str
    outcome: Outcome | None = None
    proposal: Proposal | None = None
    conflict: RaisedConflict | None = None
    idea: ProposedIdea | None = None
    again: Kind | None = None
    departure: Departure | None = None
    people: bool = False
    hours: bool = False


class Started(Frozen):
    """A suggestion that was started, and how it stands as far as the collaboration knows.

    `vacancy` is what it is to fill, if it is a role gap.
    """

    id: str
    kind: Kind
    facts: str
    state: Literal["pending"] | EndState = "pending"
    initiator: str | None = None
    vacancy: Vacancy | None = None


class Parked(Frozen):
    """Why and since when a required stage stands still."""

    kind: Kind
    suggestion: str
    state: EndState
    sentence: Text
    since: dt.datetime


class Closing(Frozen):
    """Who closed the collaboration and why."""

    by: str
    reason: Text = ""


class Steer(Frozen):
    """Who closes, pauses or resumes a collaboration, and why."""

    actor: Account
    comment: Text = ""


class SteerPermitted(Steer):
    """The same, by somebody whom a permission lets: it is looked up before anything happens."""

    permission: str | None = Field(default=None, pattern=r"^pm_[0-9a-f]{24}$")


class SteerRedraft(Steer):
    """Who asks for a new draft of which kind."""

    kind: Kind


class CollaborationState(Frozen):
    """All that a collaboration remembers between steps; carried across continue-as-new.

    `booked`: who was promised twice when it last looked, and has been told of to people.
    """

    brief: Brief
    started_at: dt.datetime
    opened: bool = False
    stage: Stage = "identify"
    done: tuple[Stage, ...] = ()
    approved: tuple[Kind, ...] = ()
    charter_revision: int = 0
    counters: dict[str, int] = Field(default_factory=dict)
    suggestions: tuple[Started, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    attended: tuple[str, ...] = ()
    became: dict[str, str] = Field(default_factory=dict)
    parked: Parked | None = None
    refused: tuple[str, ...] = ()
    booked: tuple[DoubleBooked, ...] = ()
    round_started: bool = False
    round_empty: bool = False
    scheduled: bool = False
    paused: bool = False
    closing: Closing | None = None
    steering: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    ledger_count: int = 0
    ledger_head: str = ""
    ledger_earlier: tuple[LedgerMark, ...] = ()

    @property
    def ledger_marks(self) -> tuple[LedgerMark, ...]:
        """Return what was noted of the ledger, the newest last; nothing before the first row."""
        if not self.ledger_count:
            return ()
        newest = LedgerMark(count=self.ledger_count, head=self.ledger_head)
        return (*self.ledger_earlier, newest)

    @property
    def id(self) -> str:
        """Return the collaboration's id."""
        return self.brief.id

    @property
    def pending(self) -> tuple[Started, ...]:
        """Return the suggestions that nobody has reported an end of."""
        return tuple(s for s in self.suggestions if s.state == "pending")

    @property
    def vacancies(self) -> tuple[Vacancy, ...]:
        """Return what nobody has, as far as people have not decided about it."""
        latest = {s.vacancy.account: s for s in self.suggestions if s.vacancy}
        return tuple(
            s.vacancy
            for s in latest.values()
            if s.vacancy and s.state not in ("approved", "rejected")
        )

    def gap_of(self, account: str) -> Started | None:
        """Return the latest suggestion about who takes over from somebody, if there was one."""
        found = (s for s in self.suggestions if s.vacancy and s.vacancy.account == account)
        return next(reversed(tuple(found)), None)

    def pending_of(self, kind: Kind) -> Started | None:
        """Return the pending suggestion of this kind, if there is one."""
        return next((s for s in self.pending if s.kind == kind), None)

    @property
    def leadership(self) -> Leadership:
        """Return how the sponsor's acceptance stands."""
        asked = [(s.kind, s.state) for s in self.suggestions]
        if self.parked and self.parked.kind == "resource":  # nothing could be drafted, say
            asked.append((self.parked.kind, self.parked.state))
        return leadership(asked, self.brief.skip, over=self.closing is not None)

    @property
    def heard_back(self) -> bool:
        """Say whether the first feedback round has ended in a decided digest, or in silence."""
        digests = [s for s in self.suggestions if s.kind == "digest"]
        return self.round_empty or any(s.state != "pending" for s in digests)
