"""What the sponsor has granted, read from the charter; and the team's rule held to it. Pure."""

import datetime as dt
from collections.abc import Iterable

from domain.resource import Currency, Funding, Headcount, Money, Outcome, Release, WeeklyHours
from domain.suggestion import Item
from domain.team_rule import TeamRule
from domain.text import Frozen


class Released(Frozen):
    """So many people of one department."""

    department: str
    people: Headcount


class Granted(Frozen):
    """Outcome, hours a week of all together, money and people that the sponsor stands for."""

    outcome: str
    due: dt.date
    hours: int
    budget: Money | None = None
    currency: Currency | None = None
    people: tuple[Released, ...] = ()

    @property
    def headcount(self) -> int:
        """Return how many people were released in all."""
        return sum(one.people for one in self.people)


def granted(items: Iterable[Item]) -> Granted | None:
    """Return what these approved items grant; None where nobody has granted anything."""
    bodies = [item.body for item in items]
    outcome = next((body for body in bodies if isinstance(body, Outcome)), None)
    hours = next((body for body in bodies if isinstance(body, WeeklyHours)), None)
    money = next((body for body in bodies if isinstance(body, Funding)), None)
    if outcome is None or hours is None:
        return None
    return Granted(
        outcome=outcome.text,
        due=outcome.due,
        hours=hours.hours,
        budget=money.amount if money else None,
        currency=money.currency if money else None,
        people=tuple(
            Released(department=body.department, people=body.people)
            for body in bodies
            if isinstance(body, Release)
        ),
    )


def within(rule: TeamRule, granted: Granted | None) -> TeamRule:
    """Return the rule with no more members than were granted, as far as its own least allows.

    A grant below the least size is no reason for no team: the team is put forward, and says by
    how much it goes beyond what was granted.
    """
    if granted is None:
        return rule
    most = min(rule.size_max, granted.headcount, granted.hours // rule.hours)
    return rule.model_copy(update={"size_max": max(rule.size_min, most)})
