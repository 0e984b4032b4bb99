"""What people report that a collaboration has cost: hours and money beyond the team's own hours."""

import datetime as dt
from decimal import Decimal
from typing import Annotated

from pydantic import Field, model_validator

from domain.errors import WrongValueError
from domain.text import Account, Frozen, Line

_Amount = Annotated[
    Decimal, Field(allow_inf_nan=False, max_digits=15, decimal_places=2, ge=-(10**12), le=10**12)
]
Key = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:-]{0,199}$")]


class Spent(Frozen):
    """Hours, money or both, and what for. An entry is never changed: a negative one corrects it.

    Money is in the currency of the granted budget.
    """

    hours: _Amount | None = None
    budget: _Amount | None = None
    note: Line

    @model_validator(mode="after")
    def _something(self) -> "Spent":
        if not self.hours and not self.budget:
            raise WrongValueError(
                "say the hours, the budget, or both; 0 is nothing spent",
                "请填写 hours（工时）或 budget（金额），0 表示没有支出",
                at=("hours",),
            )
        return self


class SpendingEntry(Spent):
    """One entry as it is kept: who reported it, and when. `id` is the key it was sent under."""

    id: Key
    by: Account
    at: dt.datetime
