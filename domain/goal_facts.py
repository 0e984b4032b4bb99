"""What goals rest on in stage 3, and how they stand when they are evaluated in stage 5."""

import datetime as dt
from typing import Literal

from domain.brief import DepartmentGoal, Objective
from domain.directory import Contact
from domain.text import Frozen


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
