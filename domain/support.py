"""Granted, spent and left: what the sponsor stands for beside what the collaboration takes."""

from decimal import Decimal
from typing import Annotated

from pydantic import Field

from domain.resource import Currency, Money
from domain.text import Frozen

Hours = Annotated[Decimal, Field(allow_inf_nan=False)]


class HoursSupport(Frozen):
    """Hours: a week, and in all.

    `granted` are those of all weeks from the acceptance to the day by which the outcome is due;
    `by_team` what the approved team took so far, `reported` what people reported beyond that.
    """

    granted_weekly: int
    team_weekly: int
    granted: Hours
    by_team: Hours
    reported: Hours
    spent: Hours
    left: Hours
    over: bool


class BudgetSupport(Frozen):
    """Money, in the currency of the grant; `granted` is null where none was."""

    currency: Currency | None
    granted: Money | None
    spent: Hours
    left: Hours | None
    over: bool


class DepartmentPeople(Frozen):
    """People of one department: released, and members of the team."""

    department: str
    granted: int
    team: int


class PeopleSupport(Frozen):
    """People: released, and members of the team; over also where one department gives more."""

    granted: int
    team: int
    left: int
    departments: tuple[DepartmentPeople, ...]
    over: bool


class Support(Frozen):
    """What was granted, what is spent and what is left; `over` where any of it is exceeded."""

    suggestion: str
    accepted_by: tuple[str, ...]
    outcome: str
    due: str
    hours: HoursSupport
    budget: BudgetSupport
    people: PeopleSupport
    over: bool
