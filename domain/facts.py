"""Computed facts, one type per kind of suggestion: what a draft may rest on, and nothing else.

`analysis` computes them, `activities` keep them in the store, the rules and the model word them.
Hours are working-clock hours as logged; shares lie between 0 and 1. A kind whose facts have parts
with names of their own stands in a file of its own.
"""

import datetime as dt
from typing import Literal

from pydantic import Field

from domain.card import Card
from domain.digest_facts import DigestFacts
from domain.directory import Contact
from domain.goal_facts import AdjustmentFacts, GoalsFacts
from domain.need_facts import NeedFacts
from domain.resolution_facts import ResolutionFacts
from domain.resource_facts import ResourceFacts
from domain.role_gap_facts import RoleGapFacts
from domain.survey_facts import SurveyNeedFacts
from domain.team_facts import TeamFacts
from domain.text import Frozen


class RolesFacts(Frozen):
    """Stage 2: who could take which part. Deliverables come from the approved need.

    The `uncovered` are away while the work goes on, with nobody who is there for them then.
    """

    type: Literal["roles"] = "roles"
    need: str
    waiting: str | None
    lead_department: str
    team_lead: str
    members: tuple[Contact, ...]
    heads: tuple[Contact, ...]
    departments: tuple[str, ...]
    uncovered: tuple[str, ...] = ()
    due: dt.date | None = None


class CadenceFacts(Frozen):
    """Stage 4: who must talk, when all are at work (UTC hours, `[start, end)`), about what.

    `cards` are those that the departments have written by then.
    """

    type: Literal["cadence"] = "cadence"
    members: tuple[Contact, ...]
    departments: tuple[str, ...]
    team_lead: str
    time_zones: tuple[str, ...]
    shared_hours_utc: tuple[int, int] | None
    key_results: tuple[str, ...]
    due: dt.date
    cards: tuple[Card, ...] = Field(default=(), exclude_if=lambda cards: not cards)


class IdeaFacts(Frozen):
    """An idea as its author wrote it and the charter items that it touches."""

    type: Literal["idea"] = "idea"
    title: str
    text: str
    author: Contact
    lead_department: str
    related: tuple[tuple[str, str], ...]


Facts = (
    NeedFacts
    | ResourceFacts
    | SurveyNeedFacts
    | TeamFacts
    | RolesFacts
    | GoalsFacts
    | CadenceFacts
    | DigestFacts
    | ResolutionFacts
    | AdjustmentFacts
    | IdeaFacts
    | RoleGapFacts
)
