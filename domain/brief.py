"""The brief (协作立项申请): what starts a collaboration."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import Field, field_validator, model_validator

from domain.aims import Aim, Aims, Link
from domain.errors import WrongValueError
from domain.event_columns import ROLES
from domain.import_columns import LOG_ROLES
from domain.log_columns import LogRole, Wanted
from domain.policy_rules import Policies
from domain.resource import SupportAsked
from domain.text import Day, Frozen, Language, Line, Text

Stage = Literal["identify", "team", "goals", "communication", "evaluation"]
STAGES: tuple[Stage, ...] = ("identify", "team", "goals", "communication", "evaluation")

LogName = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")]
"""What an imported event log is called."""


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


_TIMED = ("start", "end", "resource", "calendars")


def _called(role: LogRole) -> str:
    field = next(name for name, known in LOG_ROLES.items() if known == role)
    return f"sources.events.{field}"


class EventLog(Frozen):
    """A log of events below ACCORD_DATA and the names of its columns, or an imported `log`.

    The file is any that `accord needs` reads. Columns with their usual names need not be named,
    nor do those that are told from the header; a `state` of null says that there is none.
    `calendars` is a file of who works when, below ACCORD_DATA, for the causes of waiting.
    """

    file: str | None = None
    log: LogName | None = None
    case: str = "case"
    time: str = "time"
    department: str = "department"
    activity: str = "activity"
    state: str | None = "state"
    start: str | None = None
    end: str | None = None
    resource: str | None = None
    calendars: str | None = None

    @model_validator(mode="after")
    def _one(self) -> "EventLog":
        """Hold it to one source. The columns of an imported log were named at its import.

        A brief that is written out and read again names all columns, so defaults are let pass.
        """
        if self.file == "store":
            raise WrongValueError(
                "“store” is no file; name the imported log as log",
                "「store」不是文件；已导入的日志请用 log 写明名称",
                at=("file",),
            )
        if (self.file is None) == (self.log is None):
            raise WrongValueError(
                "name either a file or an imported log, and not both",
                "file（文件）与 log（已导入的日志）须填且只填其一",
            )
        if (self.start is None) != (self.end is None):
            raise WrongValueError(
                "start and end are named together or not at all",
                "start 与 end 须同时填写，或都不填写",
                at=("start" if self.start is None else "end",),
            )
        for role in (*ROLES, *_TIMED) if self.log is not None else ():
            if getattr(self, role) != type(self).model_fields[role].default:
                raise WrongValueError(
                    "the columns of an imported log were named at its import; leave this out",
                    "已导入日志的列在导入时已指定，请勿再填",
                    at=(role,),
                )
        return self

    @property
    def source(self) -> str:
        """Return what the log is called: its file, or its name in the store."""
        return self.file or self.log or ""

    @property
    def wanted(self) -> Wanted:
        """Return which column of the file is what; one of its usual name may be missing."""
        given = {role: getattr(self, field) for field, role in LOG_ROLES.items()}
        usual = {
            role: str(given[role])
            for field, role in LOG_ROLES.items()
            if given[role] and given[role] == type(self).model_fields[field].default
        }
        named = {role: name for role, name in given.items() if name and role not in usual}
        none: dict[LogRole, str] = {} if self.state else {"lifecycle": ""}
        return Wanted(named | none, usual, _called)


class Sources(Frozen):
    """Where evidence comes from: paths below ACCORD_DATA, or `store` for what was imported.

    Where work waits is told by an event log, or by a `survey` where there is none: never by both.
    """

    people: str
    events: EventLog | None = None
    survey: str | None = None
    feedback: str
    measures: str

    @model_validator(mode="after")
    def _one_way(self) -> "Sources":
        if (self.events is None) == (self.survey is None):
            raise WrongValueError(
                "name either events or a survey, and not both: what was measured and what was "
                "said are never mixed",
                "events（事件日志）与 survey（问卷）须填且只填其一：测得的与自报的数据不混用",
            )
        return self


class Demand(Frozen):
    """How many people with a skill at this level (1 to 5) the team needs."""

    level: int = Field(default=3, ge=1, le=5)
    count: int = Field(default=1, ge=1, le=5)


class TeamRule(Frozen):
    """Hard rules of the team: two-pizza size, skills, and hours a week from each member.

    Among teams that keep them the best is chosen by the aims of `minimise`, in their order.
    `split` says what becomes of more departments than members: liaisons, or linked sub-teams.
    `communication` is what it costs people or departments to work together; without it, that is
    taken from the hand-offs of the event log. `previous`: accounts that `continuity` holds on to.
    """

    size_min: int = Field(default=5, ge=2, le=12)
    size_max: int = Field(default=8, ge=2, le=12)
    hours: int = Field(default=4, ge=1, le=40)
    skills: dict[str, Demand] = Field(default_factory=dict)
    minimise: Aims = ("size",)
    split: Literal["liaisons", "sub_teams"] = "liaisons"
    communication: tuple[Link, ...] = Field(default=(), max_length=2_000)
    previous: tuple[Line, ...] = Field(default=(), max_length=100)

    @property
    def aims(self) -> tuple[Aim, ...]:
        """Return what is best, the most important first, each once."""
        return tuple(dict.fromkeys(self.minimise))

    @model_validator(mode="after")
    def _by_size(self) -> "TeamRule":
        if self.split == "sub_teams" and self.aims != ("size",):
            raise WrongValueError(
                "sub_teams are chosen by size alone; leave minimise out",
                "sub_teams（小组）只按人数求解，请去掉 minimise",
                at=("split",),
            )
        return self

    @model_validator(mode="after")
    def _ordered(self) -> "TeamRule":
        if self.size_max < self.size_min:
            raise WrongValueError(
                f"{self.size_max} is below size_min, which is {self.size_min}",
                f"{self.size_max} 小于人数下限 size_min（{self.size_min}）",
                at=("size_max",),
            )
        return self


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

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,47}$")
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
