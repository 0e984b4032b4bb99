"""The figures beside a team: objective, proved bound, gap, alternatives, communication."""

import datetime as dt

import pytest

from analysis.event_table import table_of
from analysis.handoff_costs import costs, hand_off_counts
from analysis.team import team_facts
from analysis.team_choice import Wanted
from domain.aims import Aim, Link
from domain.directory import Directory, Person
from domain.records import Event
from domain.team_facts import TeamFacts
from domain.team_rule import Demand, TeamRule
from tests.analysis.logs import START
from tests.analysis.test_team import (
    DEPARTMENTS,
    ON,
    accounts,
    best_by_trying_all,
    facts,
    person,
    random_people,
    small,
)


@pytest.mark.parametrize("seed", range(12))
def test_the_objective_is_the_number_of_members_and_is_proved(seed: int) -> None:
    people = random_people(seed)
    rule = small(law=Demand(level=4, count=2), figures=Demand(level=3, count=2))
    found, best = facts(people, rule), best_by_trying_all(people, rule)
    if best is not None:
        assert (found.objective, found.bound, found.gap) == (best[0], best[0], 0)


@pytest.mark.parametrize("seed", range(8))
def test_alternatives_keep_every_rule_and_differ_in_a_third_of_their_seats(seed: int) -> None:
    people = {one.account: one for one in random_people(seed)}
    rule = small(law=Demand(level=3), figures=Demand(level=3))
    found = facts(list(people.values()), rule)
    assert len(found.alternatives) <= 3
    teams = [accounts(found)] if found.members else []
    for other in found.alternatives:
        team = {one.account for one in other.members}
        assert all(3 * len(team - before) >= 1 and team != before for before in teams)
        assert all(3 * len(before - team) >= len(before) for before in teams)
        teams.append(team)
        assert len(team) == other.objective
        assert {people[name].department for name in team} == set(DEPARTMENTS)
        for skill in rule.skills:
            assert any(people[name].skills[skill] >= 3 for name in team)


def by(aims: tuple[Aim, ...], people: list[Person], links: tuple[Link, ...] = ()) -> TeamFacts:
    rule = TeamRule(size_min=2, size_max=3, minimise=aims, previous=("z1",))
    wanted = Wanted(("A", "B"), "A", rule, ON, links=links)
    return team_facts(Directory(people=tuple(people)), wanted, "people.yaml")


def test_the_aims_of_a_brief_are_taken_in_their_order() -> None:
    people = [
        person("a1", "A", 8),
        person("a2", "A", 40),
        person("b1", "B", 8),
        person("b2", "B", 40),
    ]
    near = (Link(a="a1", b="b1", cost=1), Link(a="a2", b="b2", cost=5))
    by_cost = by(("communication",), people, near)
    assert (accounts(by_cost), by_cost.objective, by_cost.bound) == ({"a1", "b1"}, 1, 1)
    assert accounts(by(("load",), people, near)) >= {"a2", "b2"}
    assert by(("load",), people, near).objective == 10
    both = by(("size", "load"), people, near)
    assert (accounts(both), both.aims, both.objective) == ({"a2", "b2"}, ("size", "load"), 2)
    assert accounts(by(("size", "communication"), people, near)) == {"a1", "b1"}
    assert by(("diameter",), people, near).objective == 1


def test_continuity_holds_on_to_the_team_before() -> None:
    people = [person("a1", "A", 30), person("a9", "A", 8), person("b1", "B", 8)]
    rule = TeamRule(size_min=2, size_max=2, minimise=("continuity", "size"), previous=("a9", "b1"))
    found = team_facts(
        Directory(people=tuple(people)), Wanted(("A", "B"), "A", rule, ON), "people.yaml"
    )
    assert (accounts(found), found.objective) == ({"a9", "b1"}, 0)


def log(*routes: str) -> list[Event]:
    """Cases that go through departments, a letter each."""
    return [
        Event(
            case=f"c{number}",
            at=START + dt.timedelta(hours=hour),
            department=name,
            activity="work",
            state="working",
        )
        for number, route in enumerate(routes)
        for hour, name in enumerate(route)
    ]


def test_departments_that_hand_off_more_are_nearer_to_each_other() -> None:
    counts = hand_off_counts(table_of(log("ABA", "AB", "AC", "BX", "A")), ("A", "B", "C", "D"))
    assert counts == (("A", "B", 3), ("A", "C", 1))
    assert costs(counts) == (Link(a="A", b="B", cost=1), Link(a="A", b="C", cost=3))
    assert costs(()) == ()


def test_the_order_of_the_log_changes_no_count() -> None:
    events = log("ABCA", "CBA", "BC")
    counts = hand_off_counts(table_of(events), "ABC")
    assert hand_off_counts(table_of(events[::-1]), "ABC") == counts
    twice = events + [one.model_copy(update={"case": f"{one.case}x"}) for one in events]
    doubled = hand_off_counts(table_of(twice), "ABC")
    assert doubled == tuple((a, b, 2 * count) for a, b, count in counts)
    assert costs(doubled) == costs(counts)


def test_with_hand_offs_the_team_comes_from_departments_that_work_together() -> None:
    departments = tuple("ABCDEF")
    people = [person(f"{name.lower()}1", name) for name in departments]
    links = costs(hand_off_counts(table_of(log("ADADAD", "AEAE", "DE", "AB")), departments))
    rule = TeamRule(size_min=3, size_max=3, minimise=("communication",))
    wanted = Wanted(departments, "A", rule, ON, links=links)
    found = team_facts(Directory(people=tuple(people)), wanted, "people.yaml")
    cost = {frozenset((link.a, link.b)): link.cost for link in links}
    assert accounts(found) == {"a1", "d1", "e1"}
    by_a = cost[frozenset("AD")] + cost[frozenset("AE")]
    assert cost[frozenset("DE")] > by_a  # so D and E reach each other through A
    assert found.objective == pytest.approx(2 * by_a)
    assert len(found.liaisons) == 3
