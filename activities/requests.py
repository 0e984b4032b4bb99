"""What workflows send to activities and get back: references and small values, never bulk text."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from domain.brief import Brief
from domain.collaboration import Started
from domain.conflict import Conflict
from domain.departure import Departure
from domain.double_booking import DoubleBooked
from domain.facts import Contact
from domain.items import Liaison, Member
from domain.ledger import Entry
from domain.listing import Listing
from domain.messages import Announcement
from domain.policy import Policy
from domain.releasing import TeamSoFar
from domain.signing import ApprovalState
from domain.suggestion import Asked, Item, Kind, Suggestion
from domain.text import Frozen, Language, Text
from domain.turn import Turn


class SuggestionRequest(Frozen):
    """Start one suggestion: `facts` is a reference into the store.

    `home` is the workflow that is told how it ended, `department` the lead department. `refused`:
    people whom their heads did not release to an earlier draft of the team.
    """

    id: str
    collaboration: str
    home: str
    kind: Kind
    language: Language
    facts: str
    title: str
    department: str = ""
    initiator: str | None = None
    refused: tuple[str, ...] = ()
    remind_after: dt.timedelta
    decide_within: dt.timedelta


class SuggestionRun(Frozen):
    """The input of SuggestionWorkflow; `state` is set when it continues as new."""

    request: SuggestionRequest
    state: ApprovalState | None = None


class GatherRequest(Frozen):
    """Compute the facts of one kind for one collaboration and keep them under `reference`.

    `team`: what people have said to earlier drafts of the team.
    """

    collaboration: str
    reference: str
    today: dt.date
    team: TeamSoFar | None = None


class RoundRequest(Frozen):
    """One feedback round: who is asked is read from the directory."""

    collaboration: str
    home: str
    number: int
    language: Language
    title: str
    open_for: dt.timedelta
    reference: str
    today: dt.date
    steering: tuple[str, ...]


class RoundCount(Frozen):
    """How many were asked and how many of them have answered."""

    asked: int
    answered: int


class ConflictRequest(Frozen):
    """One conflict, and how long silent parties have to state their position."""

    collaboration: str
    home: str
    number: int
    language: Language
    title: str
    conflict: Conflict
    open_for: dt.timedelta
    reference: str
    raised_by: str


class IdeaRequest(Frozen):
    """Keep an idea as facts."""

    collaboration: str
    reference: str
    title: str
    text: Text
    author: str


class GapRequest(Frozen):
    """Say what somebody who is lost holds, and keep under `reference` who could take it over."""

    collaboration: str
    reference: str
    departure: Departure
    today: dt.date


class GapFound(Frozen):
    """Who is lost and what they hold, in words; `sentence` says so when they hold nothing."""

    name: str
    places: tuple[str, ...]
    sentence: Text


class LostRequest(Frozen):
    """Compare the charter with the directory as it is today.

    `look` names this time of looking, and `known` whom people know to be promised twice; `tell`:
    they are told of anybody else.
    """

    collaboration: str
    today: dt.date
    look: str = ""
    known: tuple[str, ...] = ()
    tell: bool = False


class Found(Frozen):
    """Everybody who is lost to a charter; `accounts` are those who are asked just now as well.

    `booked`: of whom this team and others ask more hours than they have.
    """

    departures: tuple[Departure, ...]
    accounts: tuple[str, ...]
    booked: tuple[DoubleBooked, ...] = ()


class InsteadRequest(Frozen):
    """Who signs in the place of somebody, if they are lost today?"""

    collaboration: str
    account: str
    today: dt.date


class ReporterRequest(Frozen):
    """May this person report that one as leaving? `workflow` and ids are for the ledger."""

    collaboration: str
    actor: str
    account: str
    comment: Text
    workflow: str
    update: str
    update_id: str
    language: Language
    surface: str = "temporal"


class DraftRequest(Frozen):
    """Draft one revision. `rules_because` says why a model is not to be asked again.

    `released`: people of a team whose release is signed, in the words that were signed.
    """

    suggestion: str
    collaboration: str
    kind: Kind
    language: Language
    facts: str
    title: str
    revision: int
    initiator: str | None
    asked: tuple[Asked, ...]
    now: dt.datetime
    remind_after: dt.timedelta
    decide_within: dt.timedelta
    rules_because: Text | None = None
    released: tuple[Annotated[Member | Liaison, Field(discriminator="type")], ...] = ()


class TurnRequest(Frozen):
    """Whose turn it is: these people's, asked then, of whom nobody may be the initiator."""

    collaboration: str
    accounts: tuple[str, ...]
    initiator: str | None
    asked_at: dt.datetime
    now: dt.datetime
    remind_after: dt.timedelta
    decide_within: dt.timedelta


class Drafted(Frozen):
    """A suggestion revision, who is asked, and what an edit needs to know.

    `rows` are the charter's roles, where it is about who takes over in them.
    """

    suggestion: Suggestion
    policy: Policy
    people: tuple[Contact, ...]
    targets: dict[str, tuple[str, ...]]
    turn: Turn
    rows: tuple[Item, ...] = ()


class Conclusion(Frozen):
    """Ledger entries to keep and, when the suggestion has ended, how."""

    collaboration: str
    home: str
    suggestion: str
    kind: Kind
    entries: tuple[Entry, ...]
    revised: tuple[Suggestion, ...] = ()
    state: str | None = None
    revision: int = 0
    decided_by: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    sentence: Text = ""
    at: dt.datetime
    announcements: tuple[Announcement, ...] = ()
    listed: Listing | None = None


class Told(Frozen):
    """Messages to send, and how the suggestion stands since `at`, for lists."""

    announcements: tuple[Announcement, ...]
    listed: Listing
    at: dt.datetime


class AmendRequest(Frozen):
    """Put an approved suggestion into the charter."""

    collaboration: str
    suggestion: str
    revision: int
    decided_by: tuple[str, ...]
    at: dt.datetime


class ScheduleRequest(Frozen):
    """Start evaluations of a collaboration at this interval, in UTC."""

    collaboration: str
    home: str
    every: dt.timedelta
    title: str


class OpenRequest(Frozen):
    """Open a collaboration; `owner` is the workflow execution that it belongs to."""

    brief: Brief
    workflow: str
    owner: str
    now: dt.datetime


class Opened(Frozen):
    """Who may close, pause and resume: the sponsor and the lead department's head."""

    steering: tuple[str, ...]


class SteeringRequest(Frozen):
    """Somebody who steers by a permission, in which workflow and by which update."""

    collaboration: str
    account: str
    permission: str
    comment: str
    workflow: str
    update: str
    update_id: str
    language: Language


class EvaluationRequest(Frozen):
    """One evaluation run; `id` is its workflow id."""

    collaboration: str
    id: str
    read_at: dt.datetime
    scheduled_by: str | None


class Evaluated(Frozen):
    """The facts of an evaluation and whether they call for an adjustment.

    `missed`: somebody is lost to the charter, or promised to other teams as well.
    """

    facts: str
    proposed: bool
    home: str
    missed: bool = False


class Closed(Frozen):
    """How a collaboration ended."""

    collaboration: str
    by: str
    reason: Text
    at: dt.datetime
    stages: tuple[str, ...]
    suggestions: tuple[Started, ...] = ()
    notes: tuple[str, ...] = ()
