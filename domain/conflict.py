"""A conflict (冲突): what each party stands for, why, and what could be agreed."""

from pydantic import Field, model_validator

from domain.errors import WrongValueError
from domain.text import Frozen, Line, Text


class Interest(Frozen):
    """Why a party stands where it stands; `weight` in points, the party's own 100 in total."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")
    text: Line
    weight: int = Field(ge=1, le=100)


class Position(Frozen):
    """One department's position and interests; `floor` is what it has without a deal (0–100)."""

    department: Line
    position: Text
    interests: tuple[Interest, ...] = Field(min_length=1, max_length=8)
    floor: int = Field(default=0, ge=0, le=100)

    @model_validator(mode="after")
    def _a_hundred_points(self) -> "Position":
        total = sum(interest.weight for interest in self.interests)
        if total != 100:
            raise WrongValueError(
                f"the weights of {self.department} sum to {total}, not 100",
                f"{self.department}各项权重之和为 {total}，应为 100",
                at=("interests",),
            )
        return self


class Option(Frozen):
    """One way out. `serves`: how far it serves each interest, 0 to 100, by interest id."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_-]{0,31}$")
    text: Text
    serves: dict[str, int]

    @model_validator(mode="after")
    def _in_range(self) -> "Option":
        for interest, share in self.serves.items():
            if not 0 <= share <= 100:
                raise WrongValueError(
                    f"{share} does not lie between 0 and 100",
                    f"{share} 不在 0 到 100 之间",
                    at=("serves", interest),
                )
        return self


class Conflict(Frozen):
    """A conflict as it is raised: the issue, the parties, their positions and the options."""

    issue: Line
    parties: tuple[Line, ...] = Field(min_length=2, max_length=8)
    positions: tuple[Position, ...] = ()
    options: tuple[Option, ...] = Field(min_length=2, max_length=20)
    raised_by: str | None = None

    @model_validator(mode="after")
    def _consistent(self) -> "Conflict":
        stated: set[str] = set()
        for place, position in enumerate(self.positions):
            at = ("positions", place, "department")
            department = position.department
            if department not in self.parties:
                raise WrongValueError(
                    f"“{department}” is not among the parties",
                    f"「{department}」不在冲突各方 parties 之列",
                    at=at,
                )
            if department in stated:
                raise WrongValueError(
                    f"“{department}” states its position twice",
                    f"「{department}」的立场写了两次",
                    at=at,
                )
            stated.add(department)
        return self

    @property
    def silent(self) -> tuple[str, ...]:
        """Return the parties whose position is still missing."""
        stated = {position.department for position in self.positions}
        return tuple(party for party in self.parties if party not in stated)

    def with_position(self, position: Position) -> "Conflict":
        """Return the conflict with this department's position stated anew."""
        others = tuple(p for p in self.positions if p.department != position.department)
        return Conflict.model_validate(
            self.model_dump() | {"positions": [p.model_dump() for p in (*others, position)]}
        )
