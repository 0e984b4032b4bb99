"""What workflows send to activities and get back: references and small values, never bulk text.

What a suggestion sends, and what is asked about somebody who is lost, have files of their own.
"""

import datetime as dt

from domain.brief import Brief
from domain.collaboration import Started
from domain.conflict import Conflict
from domain.releasing import TeamSoFar
from domain.text import Frozen, Language, Text


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
