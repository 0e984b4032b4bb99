"""What a brief asks of a team: its size, skills and hours, and what is best among teams."""

from typing import Literal

from pydantic import Field, model_validator

from domain.aims import Aim, Aims, Link
from domain.errors import WrongValueError
from domain.text import Frozen, Line


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
