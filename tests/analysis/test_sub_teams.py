"""Linked sub-teams: every rule checked by code that knows nothing of the solver."""

import random
from collections.abc import Sequence

import pytest

from analysis.team import team_facts
from analysis.team_choice import Wanted
from domain.directory import Directory, Person
from domain.releasing import TeamSoFar
from domain.team_facts import TeamFacts
from domain.team_rule import Demand, TeamRule
from tests.analysis.test_team import ON, person

NOTHING = TeamSoFar()
SPLIT = TeamRule(
    size_min=5,
    size_max=8,
    hours=4,
    split="sub_teams",
    skills={"law": Demand(level=4), "data": Demand(level=3, count=2)},
)


def departments(number: int) -> tuple[str, ...]:
    return tuple(f"D{n:02}" for n in range(number))


def everybody(number: int, seed: int = 0) -> list[Person]:
    """Three people of each department, some with hours for two sub-teams."""
    draw = random.Random(seed)
    return [
        person(
            f"{name.lower()}-{k}",
            name,
            draw.choice([4, 6, 8, 12]),
            head=k == 0,
            law=draw.randint(1, 5),
            data=draw.randint(1, 5),
        )
        for name in departments(number)
        for k in range(3)
    ]


def solved(
    people: Sequence[Person],
    number: int,
    so_far: TeamSoFar = NOTHING,
    hand_offs: tuple[tuple[str, str, int], ...] = (),
    rule: TeamRule = SPLIT,
) -> TeamFacts:
    names = departments(number)
    wanted = Wanted(names, names[0], rule, ON, hand_offs=hand_offs, so_far=so_far)
    return team_facts(Directory(people=tuple(people)), wanted, "people.yaml")


def teams(found: TeamFacts) -> dict[int, set[str]]:
    sat: dict[int, set[str]] = {}
    for one in found.members:
        for team in one.sub_teams:
            sat.setdefault(team, set()).add(one.account)
    return sat


def require_linked(found: TeamFacts, people: Sequence[Person], number: int) -> None:
    """Every hard rule, written once more."""
    known = {one.account: one for one in people}
    sat = teams(found)
    assert sorted(sat) == list(range(1, len(sat) + 1))
    assert len(sat) > 1
    for inside in sat.values():
        assert 5 <= len(inside) <= 8
    for team in sat:
        if team > 1:
            assert len(sat[1] & sat[team]) == 1
    for one in found.members:
        assert len(one.sub_teams) in (1, 2)
        assert len(one.sub_teams) == 1 or 1 in one.sub_teams
        assert known[one.account].hours >= 4 * len(one.sub_teams)
        assert one.hours == 4 * len(one.sub_teams)
    assert {known[one.account].department for one in found.members} == set(departments(number))
    assert sum(known[one.account].skills["law"] >= 4 for one in found.members) >= 1
    assert sum(known[one.account].skills["data"] >= 3 for one in found.members) >= 2
    lead = found.members[0]
    assert (lead.account, known[lead.account].department) == (found.lead, "D00")
    assert 1 in lead.sub_teams
    assert found.liaisons == ()


@pytest.mark.parametrize("seed", range(4))
def test_twelve_departments_sit_in_two_linked_sub_teams(seed: int) -> None:
    people = everybody(12, seed)
    found = solved(people, 12)
    require_linked(found, people, 12)
    assert len(teams(found)) == 2
    assert (found.objective, found.bound) == (len(found.members), 12)


def test_twenty_departments_take_three() -> None:
    people = everybody(20)
    found = solved(people, 20)
    require_linked(found, people, 20)
    assert len(teams(found)) == 3


def test_departments_that_hand_off_most_sit_together() -> None:
    people = everybody(9)
    pairs = (("D01", "D05", 900), ("D02", "D07", 800))
    found = solved(people, 9, hand_offs=pairs)
    require_linked(found, people, 9)
    home = {one.account: one.department for one in found.members}
    together = [{home[account] for account in inside} for inside in teams(found).values()]
    for a, b, _ in pairs:
        assert any({a, b} <= inside for inside in together)


def test_whoever_is_refused_is_gone_and_the_others_sit_where_they_sat() -> None:
    people = everybody(12)
    first = solved(people, 12)
    out = next(one for one in first.members if len(one.sub_teams) == 1 and one != first.members[0])
    seats = {one.account: one.sub_teams for one in first.members if one != out}
    said = TeamSoFar(refused=(out.account,), members=tuple(seats), sub_teams=seats)
    second = solved(people, 12, said)
    require_linked(second, people, 12)
    assert out.account not in {one.account for one in second.members}
    assert {one.account: one.sub_teams for one in second.members}.items() >= seats.items()
    assert set(second.kept) == set(seats)


def test_where_nobody_has_the_hours_to_link_liaisons_stand_in_and_it_is_said() -> None:
    people = [one.model_copy(update={"hours": 6}) for one in everybody(12)]
    found = solved(people, 12)
    assert found.unsplit
    assert teams(found) == {}
    assert 5 <= len(found.members) <= 8
    assert len({one.department for one in (*found.members, *found.liaisons)}) == 12


def test_with_few_departments_one_team_is_enough() -> None:
    found = solved(everybody(6), 6)
    assert not found.unsplit
    assert teams(found) == {}
    assert len(found.members) <= 8


def test_the_order_of_the_directory_changes_nothing() -> None:
    people = everybody(12, 2)
    assert solved(people, 12) == solved(random.Random(0).sample(people, len(people)), 12)
