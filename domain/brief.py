"""The brief (协作立项申请): what starts a collaboration."""

import datetime as dt
from typing import Literal

from pydantic import Field, field_validator, model_validator

from domain.errors import WrongValueError
from domain.policy_rules import Policies
from domain.resource import SupportAsked
from domain.sources import Sources
from domain.team_rule import TeamRule
from domain.text import ID_PATTERN, Day, Frozen, Language, Line, Text

Stage = Literal["identify", "team", "goals", "communication", "evaluation"]
STAGES: tuple[Stage, ...] = ("identify", "team", "goals", "communication", "evaluation")


class Objective(Frozen):
    """One strategic objective of the company; `measure` names what shows progress on it."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")
    text: Line
    measure: str | None = None


class DepartmentGoal(Frozen):
    """What one department is held to already; the direction it pushes its measure in."""

    department: Line
    text: Line
    measure: str
    direction: Literal["lower", "higher", "keep"]


def _bearable(wait: dt.timedelta) -> dt.timedelta:
    if not dt.timedelta(seconds=5) <= wait <= dt.timedelta(days=366):
        raise WrongValueError(
            "must lie between 5 seconds (PT5S) and 366 days (P366D)",
            "必须在 5 秒（PT5S）到 366 天（P366D）之间",
        )
    return wait


class Deadlines(Frozen):
    """How long people have; ISO 8601 durations. Silence reminds, then expires, never approves."""

    remind: dt.timedelta = dt.timedelta(days=2)
    decide: dt.timedelta = dt.timedelta(days=5)
    feedback: dt.timedelta = dt.timedelta(days=5)
    positions: dt.timedelta = dt.timedelta(days=3)

    @field_validator("remind", "decide", "feedback", "positions")
    @classmethod
    def _sensible(cls, value: dt.timedelta) -> dt.timedelta:
        return _bearable(value)

    @model_validator(mode="after")
    def _ordered(self) -> "Deadlines":
        if self.remind >= self.decide:
            raise WrongValueError(
                "the reminder must come before the deadline in decide",
                "催办时间必须早于 decide 规定的审批期限",
                at=("remind",),
            )
        return self


class Brief(Frozen):
    """What starts a collaboration: title, language, sponsor, departments, objectives, sources.

    Readings of measures before `baseline_until` are the baseline that evaluations compare with;
    by default that is the day on which the collaboration starts. Without `objectives`, those of the
    company hold (`accord strategy`). `support` is what the sponsor
    is asked for, where that is known. `policies` replace the default policies of the kinds that
    they name.
    """

    id: str = Field(pattern=ID_PATTERN)
    title: Line
    language: Language
    sponsor: Line
    lead: Line
    departments: tuple[Line, ...] = Field(min_length=2, max_length=40)
    objectives: tuple[Objective, ...] = Field(default=(), max_length=10)
    department_goals: tuple[DepartmentGoal, ...] = Field(default=(), max_length=80)
    due: Day
    sources: Sources
    baseline_until: Day | None = None
    background: Text = ""
    need: Text | None = None
    support: SupportAsked | None = None
    team: TeamRule = TeamRule()
    deadlines: Deadlines = Deadlines()
    evaluate_every: dt.timedelta = dt.timedelta(days=7)
    skip: tuple[Stage, ...] = ()
    model_policy: Literal["any", "local", "none"] = "any"
    policies: Policies = Field(default_factory=dict)

    @field_validator("evaluate_every")
    @classmethod
    def _not_too_often(cls, value: dt.timedelta) -> dt.timedelta:
        return _bearable(value)

    @model_validator(mode="after")
    def _consistent(self) -> "Brief":
        for place, department in enumerate(self.departments):
            if department in self.departments[:place]:
                raise WrongValueError(
                    f"“{department}” stands twice",
                    f"「{department}」重复出现",
                    at=("departments", place),
                )
        self._require_member(self.lead, ("lead",))
        for place, goal in enumerate(self.department_goals):
            self._require_member(goal.department, ("department_goals", place, "department"))
        for department in self.support.people if self.support else ():
            self._require_member(department, ("support", "people", department))
        return self

    def _require_member(self, department: str, at: tuple[str | int, ...]) -> None:
        if department not in self.departments:
            raise WrongValueError(
                f"“{department}” is not among departments",
                f"「{department}」不在参与部门 departments 之列",
                at=at,
            )
