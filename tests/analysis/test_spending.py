"""Granted, spent and left: computed from the charter, over time, and from what was reported."""

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.spending import support
from domain.charter import Charter, amended
from domain.items import Body, Member
from domain.resource import Funding, Outcome, Release, WeeklyHours
from domain.spending import Spent
from domain.suggestion import Kind, Suggestion
from domain.support import Support
from tests.approvals import suggestion
from tests.domain.test_charter import EMPTY, items

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
WEEK = dt.timedelta(days=7)
DUE = dt.date(2026, 4, 26)
"""The end of this day is eight weeks after the start."""


class Told:
    """A charter as it grows, with the texts that made it."""

    def __init__(self) -> None:
        self.charter, self.texts = EMPTY, dict[str, Suggestion]()

    def approve(self, kind: Kind, weeks: float, *bodies: Body) -> "Told":
        number = 1 + sum(one.kind == kind for one in self.charter.approvals)
        changed = {"id": f"c:{kind}:{number}", "kind": kind, "items": items(*bodies)}
        text = suggestion(bodies).model_copy(update=changed)
        self.texts[text.id] = text
        self.charter = amended(self.charter, text, ("cy",), START + weeks * WEEK)
        return self

    def at(self, weeks: float, *entries: Spent) -> Support:
        found = support(self.charter, self.texts, entries, START + weeks * WEEK)
        assert found
        return found


def grant(hours: int = 20, money: int | None = None, **people: int) -> tuple[Body, ...]:
    return (
        Outcome(text="sooner", due=DUE),
        WeeklyHours(hours=hours),
        Funding(amount=Decimal(money), currency="CNY") if money is not None else Funding(),
        *(Release(department=name, people=n) for name, n in (people or {"Ops": 2}).items()),
    )


def team(*people: tuple[str, str, int]) -> tuple[Body, ...]:
    return tuple(
        Member(account=account, name=account, department=department, hours=hours)
        for account, department, hours in people
    )


DEE, CY = ("dee", "Ops", 6), ("cy", "Ops", 4)


def spent(**fields: Any) -> Spent:
    return Spent.model_validate({"note": "x"} | fields)


def test_nothing_is_told_before_a_grant() -> None:
    assert support(Charter(collaboration="c", title="t", language="en"), {}, [], START) is None


def test_hours_are_granted_until_the_day_it_is_due_and_taken_since_the_team_was_approved() -> None:
    told = Told().approve("resource", 0, *grant(20)).approve("team", 2, *team(DEE, CY))
    hours = told.at(5, spent(hours="7.5")).hours
    assert (hours.granted_weekly, hours.team_weekly) == (20, 10)
    assert hours.granted == Decimal("160.0")
    assert (hours.by_team, hours.reported) == (Decimal("30.0"), Decimal("7.5"))
    assert (hours.spent, hours.left, hours.over) == (Decimal("37.5"), Decimal("122.5"), False)


def test_a_new_team_and_a_new_grant_count_from_their_own_approval() -> None:
    told = Told().approve("resource", 0, *grant(20)).approve("team", 0, *team(DEE, CY))
    told.approve("team", 2, *team(DEE)).approve("resource", 4, *grant(30))
    hours = told.at(4).hours
    assert hours.by_team == Decimal("32.0")
    assert hours.granted == Decimal("200.0")
    assert (hours.granted_weekly, hours.team_weekly) == (30, 6)


def test_more_hours_a_week_than_granted_are_over_at_once() -> None:
    told = Told().approve("resource", 0, *grant(9)).approve("team", 0, *team(DEE, CY))
    found = told.at(0)
    assert (found.hours.spent, found.hours.over, found.over) == (Decimal(0), True, True)


def test_more_hours_in_all_than_granted_are_over() -> None:
    told = Told().approve("resource", 0, *grant(10, Ops=2)).approve("team", 0, *team(DEE, CY))
    assert not told.at(7).over
    assert told.at(7, spent(hours=11)).hours.over
    assert told.at(9).hours.over


def test_money_is_left_over_or_was_never_granted() -> None:
    told = Told().approve("resource", 0, *grant(20, 100))
    budget = told.at(1, spent(budget=60), spent(budget="39.5")).budget
    assert (budget.spent, budget.left, budget.over) == (Decimal("99.5"), Decimal("0.5"), False)
    assert told.at(1, spent(budget=101)).budget.over
    corrected = told.at(1, spent(budget=101), spent(budget=-1)).budget
    assert (corrected.left, corrected.over) == (Decimal(0), False)
    none = Told().approve("resource", 0, *grant(20)).at(1, spent(hours=1)).budget
    assert (none.granted, none.left, none.currency, none.over) == (None, None, None, False)


def test_people_are_over_where_one_department_gives_more_than_it_was_to() -> None:
    told = Told().approve("resource", 0, *grant(20, Ops=1, Sales=1))
    found = told.approve("team", 0, *team(DEE, CY)).at(0).people
    assert (found.granted, found.team, found.left, found.over) == (2, 2, 0, True)
    assert [(d.department, d.granted, d.team) for d in found.departments] == [
        ("Ops", 1, 2),
        ("Sales", 1, 0),
    ]


@pytest.mark.parametrize("weeks", [8, 12])
def test_a_grant_does_not_grow_after_the_day_it_is_due(weeks: float) -> None:
    assert Told().approve("resource", 0, *grant(20)).at(weeks).hours.granted == Decimal("160.0")


@given(st.lists(st.integers(-100, 100).filter(bool), max_size=6), st.integers(0, 500))
def test_left_and_spent_are_always_what_was_granted(amounts: list[int], money: int) -> None:
    told = Told().approve("resource", 0, *grant(20, money))
    found = told.at(1, *(spent(budget=one, hours=one) for one in amounts))
    assert found.budget.spent + (found.budget.left or 0) == money
    assert found.hours.spent + found.hours.left == found.hours.granted
    assert found.budget.over is (sum(amounts) > money)
