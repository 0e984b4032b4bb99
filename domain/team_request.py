"""What a team is asked for: candidates, hard rules, a communication graph, and what is best."""

from typing import Annotated, Any, Self

from pydantic import BeforeValidator, Field, model_validator

from domain.aims import Aim as Aim
from domain.aims import Aims, several
from domain.aims import Link as Link
from domain.directory import Directory
from domain.errors import WrongValueError
from domain.team_people import Hours, RequestedPerson, require_told_apart
from domain.team_rule import Demand
from domain.text import Day, Frozen, Line
from domain.values import NUMBER

LONGEST = 366
_ENDS = ("min", "max")
_Many = Annotated[int, Field(ge=1, le=1000), NUMBER]


class SkillNeed(Demand):
    """So many people (`count`) with a skill at this level (1 to 5) or above."""

    level: Annotated[int, Field(ge=1, le=5), NUMBER] = 3
    count: _Many = 1


class SizeRange(Frozen):
    """How many members the team may have; by default what two pizzas feed."""

    min: _Many = 5
    max: _Many = 8

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.max < self.min:
            unsaid = self.model_fields_set
            en = "".join(f"; {one} is that unless said" for one in _ENDS if one not in unsaid)
            zh = "".join(f"；{one} 未填写时即为此数" for one in _ENDS if one not in unsaid)
            raise WrongValueError(
                f"{self.max} is below min, which is {self.min}{en}",
                f"{self.max} 小于人数下限 min（{self.min}）{zh}",
                at=("max",),
            )
        return self


class Period(Frozen):
    """The days that the work takes, both ends included."""

    start: Day
    end: Day

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        if not 0 <= (self.end - self.start).days <= LONGEST:
            raise WrongValueError(
                f"{self.end} must lie within {LONGEST} days from the start, {self.start}",
                f"{self.end} 应在开始日期（{self.start}）之后 {LONGEST} 天以内",
                at=("end",),
            )
        return self


Exclusion = Annotated[
    tuple[Line, ...],
    BeforeValidator(several, json_schema_input_type=Line | tuple[Line, ...]),
    Field(min_length=1, max_length=1000),
]
"""A name; or several, in a list."""


class Requirements(Frozen):
    """The hard rules. `hours` a week must each member have free in the period.

    `exclude`: a name stays out of the team; of a list of names at most one is in it. `lead`: the
    department that the lead belongs to, which is in the core team in any case.
    """

    skills: dict[Line, SkillNeed] = Field(default_factory=dict)
    departments: tuple[Line, ...] = ()
    size: SizeRange = SizeRange()
    hours: Hours = 0
    exclude: tuple[Exclusion, ...] = ()
    lead: Line | None = None

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return every department that must be spoken for, each once."""
        return tuple(dict.fromkeys([*self.departments, *([self.lead] if self.lead else [])]))


class TeamRequest(Frozen):
    """Who could be in the team, what must hold, and what is best, the most important first.

    `directory` is a file of people beside the request, instead of `people`. Without a `period` it
    is the four weeks from today. `previous` names the team that `continuity` holds on to.
    `limit` is deterministic time of the solver, so that the same seed gives the same team.
    """

    people: tuple[RequestedPerson, ...] = Field(default=(), max_length=50_000)
    directory: Line | None = None
    require: Requirements = Requirements()
    communication: tuple[Link, ...] = Field(default=(), max_length=500_000)
    minimise: Aims = ("size",)
    previous: tuple[Line, ...] = ()
    period: Period | None = None
    seed: Annotated[int, Field(ge=0, le=2**31 - 1), NUMBER] = 1
    limit: Annotated[float, Field(gt=0, le=600, allow_inf_nan=False), NUMBER] = 10

    @model_validator(mode="before")
    @classmethod
    def _file(cls, written: Any) -> Any:
        """Take the name of a file of people for `directory`."""
        if isinstance(written, dict) and isinstance(written.get("people"), str):
            rest = {name: value for name, value in written.items() if name != "people"}
            return {"directory": written["people"], **rest}
        return written

    @model_validator(mode="after")
    def _told_apart(self) -> Self:
        require_told_apart(self.people, self.directory)
        return self

    @property
    def aims(self) -> tuple[Aim, ...]:
        """Return what is best, the most important first, each once."""
        return tuple(dict.fromkeys(self.minimise))

    def among(self, directory: Directory) -> "TeamRequest":
        """Return the request with the people of `directory`; who is above others has authority."""
        above = {person.superior for person in directory.people}
        people = tuple(
            RequestedPerson(
                name=one.name,
                department=one.department,
                account=one.account,
                skills=one.skills,
                hours=one.hours,
                absences=one.absences,
                head=one.head,
                authority=one.head or one.account in above,
            )
            for one in directory.people
        )
        return self.model_copy(update={"people": people, "directory": None})
