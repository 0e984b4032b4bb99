"""What one suggestion sends to activities and gets back: a draft, whose turn it is, its outcome."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from domain.directory import Contact
from domain.items import Liaison, Member
from domain.ledger import Entry
from domain.listing import Listing
from domain.messages import Announcement
from domain.policy import Policy
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
