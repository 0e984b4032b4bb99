"""What a need takes: the brief's figures where it has them, else those of the team rule."""

from decimal import Decimal
from typing import Any

import pytest

from analysis.support import resource_facts, taken
from domain.brief import Brief
from domain.charter import Charter
from domain.granted import Granted, Released
from domain.items import Member, Need
from domain.resource_facts import ResourceFacts, Taken
from domain.spending import Spent
from tests.approvals import DIRECTORY, brief
from tests.domain.test_charter import items

NEED = Need(
    title="late", statement="it waits", waiting="Legal", senders=("Sales",), hours=Decimal("1200.5")
)
ORDER = ("Sales", "Legal", "Ops")


def facts(need: Need | None = NEED, days: float | None = 84.0, **more: Any) -> ResourceFacts:
    support = more.pop("support", None)
    return resource_facts(written(support, **more.pop("team", {})), need, ORDER, days, **more)


def written(support: dict[str, Any] | None = None, **team: Any) -> Brief:
    given = brief().model_dump(mode="json") | {"support": support, "team": team}
    return Brief.model_validate(given)


def people(found: ResourceFacts) -> dict[str, int]:
    return {one.department: one.people for one in found.release}


def test_without_a_word_in_the_brief_the_team_rule_says_what_it_takes() -> None:
    found = facts(team={"size_min": 4, "size_max": 7, "hours": 6})
    assert (found.hours, found.member_hours, found.size_max) == (42, 6, 7)
    assert people(found) == {"Sales": 3, "Legal": 2, "Ops": 2}
    assert (found.budget, found.currency, found.stated) == (None, None, ())
    assert found.least
    assert (found.least.size, found.least.hours) == (4, 24)
    assert [one.people for one in found.least.release] == [2, 1, 1]


def test_more_departments_than_seats_give_one_person_each() -> None:
    found = facts(team={"size_min": 2, "size_max": 2})
    assert people(found) == dict.fromkeys(ORDER, 1)
    assert found.least is None


def test_what_the_brief_asks_for_is_what_is_asked_for() -> None:
    asked = {"hours": 10, "budget": "2000.50", "currency": "EUR", "people": {"Ops": 2}}
    found = facts(support=asked | {"outcome": "Signed in time"})
    assert (found.hours, found.budget, found.currency) == (10, Decimal("2000.50"), "EUR")
    assert people(found) == {"Ops": 2}
    assert found.outcome == "Signed in time"
    assert found.stated == ("outcome", "hours", "budget", "people")
    assert found.least is None


@pytest.mark.parametrize(
    ("days", "weekly"), [(84.0, 100.0), (7.0, 1200.5), (6.9, None), (None, None)]
)
def test_queue_hours_a_week_are_told_only_of_a_log_of_a_week_or_more(
    days: float | None, weekly: float | None
) -> None:
    assert facts(days=days).lost_weekly == weekly


def test_a_stated_need_has_no_hours_and_no_queue() -> None:
    found = facts(need=None)
    assert (found.waiting, found.lost_weekly, found.need) == (None, None, brief().title)


GIVEN = Granted(
    outcome="x",
    due=brief().due,
    hours=20,
    budget=Decimal(100),
    currency="CNY",
    people=(Released(department="Sales", people=2),),
)


def test_asked_again_it_is_at_least_what_was_granted_and_what_is_taken() -> None:
    by_now = Taken(
        hours=24, people=(Released(department="Legal", people=1),), spent=Decimal("130.5")
    )
    found = facts(granted=GIVEN, taken=by_now)
    assert (found.hours, found.budget) == (24, Decimal("130.5"))
    assert people(found) == {"Sales": 2, "Legal": 1}
    assert (found.stated, found.least) == ((), None)
    less = facts(granted=GIVEN, taken=Taken(hours=1, people=(), spent=Decimal(0)))
    assert (less.hours, less.budget, people(less)) == (20, Decimal(100), {"Sales": 2})


def test_what_is_taken_is_the_team_and_the_money_that_was_reported() -> None:
    team = items(
        Member(account="ana", name="Ana", department="Sales", hours=6, lead=True),
        Member(account="dee", name="Dee", department="Ops", hours=4),
        Member(account="cy", name="Cy", department="Ops", hours=4),
    )
    charter = Charter(collaboration="c", title="t", language="en", team=team)
    entries = [Spent(budget=Decimal(30), note="a"), Spent(hours=Decimal(2), note="b")]
    found = taken(charter, entries)
    assert (found.hours, found.spent) == (14, Decimal(30))
    assert {one.department: one.people for one in found.people} == {"Sales": 1, "Ops": 2}
    assert taken(charter, [Spent(budget=Decimal(-5), note="back")]).spent == 0
    assert DIRECTORY.head_of("Ops")
