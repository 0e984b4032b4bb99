"""What the sponsor is asked for, and the team against what was granted: each fault is told."""

import datetime as dt
from decimal import Decimal

import pytest

from domain.checks import check
from domain.granted import Granted, Released, granted, within
from domain.items import Body, Member
from domain.resource import Funding, Outcome, Release, WeeklyHours
from domain.suggestion import Evidence, Kind
from domain.team_rule import TeamRule
from tests.domain.test_checks import item, proof

DUE = dt.date(2026, 9, 30)
OUTCOME = Outcome(text="shorter", due=DUE)
HOURS = WeeklyHours(hours=32)
NONE = Funding()
LEGAL = Release(department="Legal", people=2)
WHOLE = (OUTCOME, HOURS, NONE, LEGAL)
ASKED = (
    proof("due", str(DUE)),
    proof("ask:hours", "32 hours a week"),
    proof("ask:budget", "CNY 20,000"),
    proof("release:Legal", "2 people"),
)
CITES = {"outcome": "due", "hours": "ask:hours", "budget": "ask:budget", "release": "release:Legal"}


def found(kind: Kind, bodies: tuple[Body, ...], evidence: tuple[Evidence, ...]) -> list[str]:
    items = [
        item(body, CITES.get(body.type, evidence[0].id)).model_copy(update={"id": f"{n}"})
        for n, body in enumerate(bodies)
    ]
    return [one.rule for one in check(kind, items, evidence, "en")]


def test_a_whole_one_is_right() -> None:
    assert found("resource", WHOLE, ASKED) == []


@pytest.mark.parametrize(
    ("bodies", "rules"),
    [
        (WHOLE[1:], ["resource.one_each"]),
        ((*WHOLE, HOURS), ["resource.one_each"]),
        ((OUTCOME, HOURS, LEGAL), ["resource.one_each"]),
        ((OUTCOME, HOURS, NONE), ["resource.nobody"]),
        ((OUTCOME, HOURS, NONE, Release(department="Legal", people=0)), None),
        ((OUTCOME, WeeklyHours(hours=33), NONE, LEGAL), ["numbers.hours"]),
        ((OUTCOME, HOURS, NONE, Release(department="Legal", people=3)), ["numbers.people"]),
        ((OUTCOME, HOURS, NONE, Release(department="Ops", people=2)), ["numbers.people"]),
        (
            (OUTCOME, HOURS, Funding(amount=Decimal(20_000), currency="CNY"), LEGAL),
            [],
        ),
        (
            (OUTCOME, HOURS, Funding(amount=Decimal(20_001), currency="CNY"), LEGAL),
            ["numbers.budget"],
        ),
        ((OUTCOME, HOURS, Funding(amount=Decimal(20_000)), LEGAL), ["resource.currency"]),
        ((OUTCOME, HOURS, Funding(currency="CNY"), LEGAL), ["resource.currency"]),
    ],
)
def test_each_fault_has_its_rule(bodies: tuple[Body, ...], rules: list[str] | None) -> None:
    wanted = ["numbers.people", "resource.nobody"] if rules is None else rules
    assert found("resource", bodies, ASKED) == wanted


def test_a_number_in_words_that_no_evidence_holds_blocks() -> None:
    said = WeeklyHours(hours=32, reason="9 of them are free anyway")
    assert found("resource", (OUTCOME, said, NONE, LEGAL), ASKED) == ["numbers.untraceable"]


def member(account: str, department: str, hours: int = 4, lead: bool = False) -> Member:
    return Member(account=account, name=account, department=department, hours=hours, lead=lead)


TEAM = (
    member("a", "Sales", lead=True),
    member("b", "Sales"),
    member("c", "Legal"),
    member("d", "Legal"),
)


def grants(hours: int, **people: int) -> tuple[Evidence, ...]:
    return (
        proof("granted:hours", f"{hours} hours a week"),
        proof("granted:people", f"{sum(people.values())} people"),
        *(proof(f"granted:people:{name}", f"{n} people") for name, n in people.items()),
    )


@pytest.mark.parametrize(
    ("evidence", "rules"),
    [
        ((proof("solver"),), []),
        (grants(16, Sales=2, Legal=2), []),
        (grants(15, Sales=2, Legal=2), ["team.beyond_hours"]),
        (grants(16, Sales=2, Legal=1), ["team.beyond_people", "team.beyond_release"]),
        (grants(16, Sales=3, Legal=1), ["team.beyond_release"]),
        (grants(16, Sales=4), ["team.beyond_release"]),
    ],
)
def test_a_team_beyond_what_was_granted_is_pointed_out_and_never_blocked(
    evidence: tuple[Evidence, ...], rules: list[str]
) -> None:
    assert found("team", TEAM, evidence) == rules
    items = [item(body, evidence[0].id) for body in TEAM]
    assert all(one.severity == "warning" for one in check("team", items, evidence, "zh"))


def test_what_is_granted_is_read_from_the_items() -> None:
    items = [item(body, "due") for body in WHOLE]
    assert granted(items) == Granted(
        outcome="shorter",
        due=DUE,
        hours=32,
        people=(Released(department="Legal", people=2),),
    )
    assert granted([]) is None


@pytest.mark.parametrize(
    ("hours", "people", "most"), [(32, 8, 8), (24, 8, 6), (32, 6, 6), (8, 8, 5), (32, 1, 5)]
)
def test_the_team_is_looked_for_within_the_grant_as_far_as_its_rule_allows(
    hours: int, people: int, most: int
) -> None:
    given = Granted(
        outcome="x", due=DUE, hours=hours, people=(Released(department="A", people=people),)
    )
    rule = TeamRule(size_min=5, size_max=8, hours=4)
    assert within(rule, given) == rule.model_copy(update={"size_max": most})
    assert within(rule, None) == rule
