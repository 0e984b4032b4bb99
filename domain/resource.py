"""What it takes: the items of a `resource` suggestion, and what a brief asks for beforehand."""

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, model_validator

from domain.errors import WrongValueError
from domain.text import Day, Frozen, Line, Text

MOST_HOURS = 4_000
"""A hundred people with all of their time."""

Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""Three capital letters as in ISO 4217: CNY, EUR."""
Money = Annotated[Decimal, Field(ge=0, allow_inf_nan=False, max_digits=15, decimal_places=2)]
"""Kept as decimal text, never as a float, so that a fingerprint is the same everywhere."""
Headcount = Annotated[int, Field(ge=0, le=100)]


class Outcome(Frozen):
    """What the sponsor wants of it, by when."""

    type: Literal["outcome"] = "outcome"
    text: Line
    due: Day


class WeeklyHours(Frozen):
    """Hours a week of all who take part together, up to which the sponsor stands for it."""

    type: Literal["hours"] = "hours"
    hours: int = Field(ge=0, le=MOST_HOURS)
    reason: Text = ""


class Funding(Frozen):
    """Money; without an `amount` none was asked for, and none is granted."""

    type: Literal["budget"] = "budget"
    amount: Money | None = None
    currency: Currency | None = None
    reason: Text = ""


class Release(Frozen):
    """How many people of one department may take part."""

    type: Literal["release"] = "release"
    department: Line
    people: Headcount
    reason: Text = ""


class SupportAsked(Frozen):
    """What a brief asks the sponsor for; what it leaves out follows from the rule of the team."""

    outcome: Line | None = None
    hours: int | None = Field(default=None, ge=1, le=MOST_HOURS)
    budget: Annotated[Money, Field(gt=0)] | None = None
    currency: Currency | None = None
    people: dict[Line, Annotated[int, Field(ge=1, le=100)]] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _both(self) -> "SupportAsked":
        if (self.budget is None) != (self.currency is None):
            missing = "currency" if self.currency is None else "budget"
            raise WrongValueError(
                "a budget needs its currency, and a currency its budget",
                "预算 budget 与币种 currency 须一并填写",
                at=(missing,),
            )
        return self
