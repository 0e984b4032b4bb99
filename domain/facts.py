"""Computed facts, one type per kind of suggestion: what a draft may rest on, and nothing else.

`analysis` computes them, `activities` keep them in the store, the rules and the model word them.
Hours are working-clock hours as logged; shares lie between 0 and 1. Longer than other files: the
types are read side by side, and have no code.
"""

import datetime as dt
from typing import Literal

from pydantic import Field

from domain.aims import Aims, Link
from domain.brief import DepartmentGoal, Objective
from domain.card import Card
from domain.conflict import Conflict
from domain.directory import Absence
from domain.granted import Granted
from domain.hand_off_map import TopFigures
from domain.items import Part
from domain.needs import Cause as WaitCause
from domain.needs import NeedsReport
from domain.promises import Promise
from domain.records import FeedbackItem
from domain.resource_facts import ResourceFacts
from domain.suggestion import Item
from domain.survey_facts import SurveyNeedFacts
from domain.text import Bilingual, Frozen

Cause = Literal["reported", "gone", "away"]
"""Why somebody is lost: reported by a person, gone from the directory, or away for long."""
Ground = Literal["deputy", "skills", "colleague", "head", "team_lead", "lead_head", "sponsor"]
"""Why somebody could take over from another."""


class Queue(Frozen):
    """Waiting in one department, charged to it as the receiver. `interval`: 95 % of the median."""

    department: str
    arrivals: int
    total_hours: float
    median_hours: float
    p90_hours: float
    bounced_share: float
    still_waiting: int
    interval: tuple[float, float]
    senders: tuple[tuple[str, int], ...]
    cases: tuple[str, ...]
    stands_out: bool


class NeedFacts(Frozen):
    """Stage 1: what the event log says. `stated` is the need as the brief puts it, if it does.

    `source_fingerprint` is the SHA-256 of the file that an imported log came from: which of those
    that had this name it was. `days` lie between the log's first event and its last one. `report`
    is what `accord needs` says of the same log, without what no suggestion shows; None in facts
    from before it was kept. `causes` are why activities waited, in hours, where the log and working
    hours tell.
    """

    type: Literal["need"] = "need"
    source: str
    source_fingerprint: str | None = None
    events: int
    cases: int
    known_share: float
    hand_offs: int
    ping_pong_cases: int
    queues: tuple[Queue, ...]
    stated: str | None
    days: float | None = None
    report: NeedsReport | None = None
    causes: tuple[tuple[WaitCause, float], ...] = ()

    @property
    def worst(self) -> Queue | None:
        """Return the longest queue that stands out, if one does."""
        return next((queue for queue in self.queues if queue.stands_out), None)


class Contact(Frozen):
    """A person as later stages need them: absences that are still to come, and who deputises."""

    account: str
    name: str
    department: str
    deputy: str | None = Field(default=None, exclude_if=lambda deputy: deputy is None)
    absences: tuple[Absence, ...] = Field(default=(), exclude_if=lambda absences: not absences)


class Placed(Frozen):
    """A person chosen by the solver, the hours a week asked of them, and the skills they cover.

    `promises` to other collaborations leave them `free` hours of those of a whole `week`; without
    any, these two say nothing. `sub_teams`: in which of them they sit, where the team is split.
    """

    account: str
    name: str
    department: str
    hours: int
    covers: tuple[str, ...]
    week: int = 0
    free: float = 0
    promises: tuple[Promise, ...] = ()
    sub_teams: tuple[int, ...] = ()


class OtherTeam(Frozen):
    """Another team that keeps every hard rule, clearly different, with its own objective."""

    objective: float
    members: tuple[Placed, ...]
    liaisons: tuple[Placed, ...]


class TeamFacts(Frozen):
    """Stage 2: the solver's answer with its proof. `status` as CP-SAT names it.

    `objective` and its proved `bound` are those of the first of the `aims`. `relaxations`: what
    would help where there is no team, the cheapest first. `links`: what it costs departments or
    people to work together, where an aim weighs that, and the `hand_offs` (either way, between two
    departments) that it was taken from, unless the brief gives it.
    `refused`: who is not released by their head; `kept`: accounts of the last draft that stay.
    `unsplit`: linked sub-teams were asked for, and the rules leave none. `granted`: what the
    sponsor stands for. `waits` is what the need that the team is for rests on.
    """

    type: Literal["team"] = "team"
    source: str
    status: str
    objective: float
    bound: float
    considered: int
    members: tuple[Placed, ...]
    liaisons: tuple[Placed, ...]
    lead: str
    unmet: tuple[str, ...]
    relaxations: tuple[Bilingual, ...] = ()
    granted: Granted | None = None
    waits: TopFigures | None = None
    aims: Aims = ("size",)
    alternatives: tuple[OtherTeam, ...] = ()
    links: tuple[Link, ...] = ()
    hand_offs: tuple[tuple[str, str, int], ...] = ()
    refused: tuple[Contact, ...] = ()
    kept: tuple[str, ...] = ()
    unsplit: bool = False

    @property
    def gap(self) -> float:
        """Return how far objective and bound are apart, as a share of the larger one."""
        largest = max(abs(self.objective), abs(self.bound), 1e-9)
        return abs(self.objective - self.bound) / largest


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


class Reading(Frozen):
    """A measure's twelve-week history in short: the median of the first and the last weeks."""

    measure: str
    label: str
    unit: str
    better: Literal["lower", "higher"]
    source: str
    points: int
    baseline: float
    latest: float
    best: float
    latest_at: dt.date


class GoalConflict(Frozen):
    """Two departments held to pushing one measure, or two opposed ones, in opposite directions."""

    measure: str
    label: str
    first: DepartmentGoal
    second: DepartmentGoal


class GoalsFacts(Frozen):
    """Stage 3: strategy, need, department goals and the measures that can carry key results."""

    type: Literal["goals"] = "goals"
    need: str
    due: dt.date
    objectives: tuple[Objective, ...]
    department_goals: tuple[DepartmentGoal, ...]
    conflicts: tuple[GoalConflict, ...]
    readings: tuple[Reading, ...]
    members: tuple[Contact, ...]
    departments: tuple[str, ...]


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


class Voice(Frozen):
    """How much one department said: items, people, and the median rating if any was given."""

    department: str
    items: int
    people: int
    median_rating: float | None


class Concern(Frozen):
    """What sets the words of one department apart: `terms` shared by `items`, seldom elsewhere."""

    department: str
    terms: tuple[str, ...]
    items: tuple[str, ...]
    share_here: float
    share_elsewhere: float
    minority: bool


class Theme(Frozen):
    """What several departments say alike: the shared term and the items that hold it."""

    term: str
    items: tuple[str, ...]
    departments: tuple[str, ...]


class DigestFacts(Frozen):
    """Stage 4: one feedback round. `items` are what people wrote, cleaned, never reworded."""

    type: Literal["digest"] = "digest"
    round: int
    asked: int
    answered: int
    voices: tuple[Voice, ...]
    concerns: tuple[Concern, ...]
    themes: tuple[Theme, ...]
    items: tuple[FeedbackItem, ...]


class OptionValue(Frozen):
    """What one option is worth to each party, 0–100, in the order of `ResolutionFacts.parties`."""

    option: str
    values: tuple[float, ...]
    feasible: bool
    pareto: bool


class ResolutionFacts(Frozen):
    """Conflict: the options valued by the parties' own interests, and the fair ones among them."""

    type: Literal["resolution"] = "resolution"
    conflict: Conflict
    number: int
    values: tuple[OptionValue, ...]
    pareto: tuple[str, ...]
    leximin: str | None
    nash: str | None
    chosen: str | None


class Score(Frozen):
    """One key result at an evaluation: score 0–1 (clamped), band, and whether noise explains it."""

    item: str
    text: str
    measure: str
    unit: str
    baseline: float
    target: float
    current: float
    due: dt.date
    owner: str
    score: float | None
    elapsed: float
    band: Literal["green", "yellow", "red", "unknown"]
    signal: Literal["better", "worse", "none", "not enough data"]
    points: int


class AdjustmentFacts(Frozen):
    """Stage 5: scores and signals; `evidence_key` changes only when the evidence does."""

    type: Literal["adjustment"] = "adjustment"
    evaluation: str
    read_at: dt.date
    scores: tuple[Score, ...]
    evidence_key: str
    proposes: tuple[str, ...]


class IdeaFacts(Frozen):
    """An idea as its author wrote it and the charter items that it touches."""

    type: Literal["idea"] = "idea"
    title: str
    text: str
    author: Contact
    lead_department: str
    related: tuple[tuple[str, str], ...]


class Candidate(Frozen):
    """Who could take over, and on what grounds; `shared` are skills that both have."""

    account: str
    name: str
    department: str
    ground: Ground
    shared: tuple[str, ...] = ()
    hours: int = 0


class Gap(Frozen):
    """One place of the lost person: `departments` decide, `candidates` come the best first."""

    target: str
    part: Part
    about: str
    departments: tuple[str, ...]
    candidates: tuple[str, ...]

    @property
    def key(self) -> str:
        """Return what names this place in evidence and items."""
        return f"{self.target}:{self.part}"


class RoleGapFacts(Frozen):
    """Somebody is lost to the charter: what they held, and who could take it over.

    `rows` are the charter's rows of roles and `people` whoever stands in them or could, so that the
    rules of roles can be asked about the day after. `turn` counts how often others were asked for.
    """

    type: Literal["role_gap"] = "role_gap"
    lost: Contact
    cause: Cause
    said: str
    reported_by: str | None
    gaps: tuple[Gap, ...]
    candidates: tuple[Candidate, ...]
    rows: tuple[Item, ...]
    people: tuple[Contact, ...]
    on: dt.date
    turn: int = 0
    due: dt.date | None = None

    @property
    def targets(self) -> dict[str, tuple[str, ...]]:
        """Return, per place, the departments whose heads decide who takes it over."""
        return {gap.key: gap.departments for gap in self.gaps}


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
