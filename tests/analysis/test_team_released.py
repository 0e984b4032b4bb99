import random
from collections.abc import Sequence

import pytest

from analysis.team import team_facts
from analysis.team_choice import Wanted
from domain.directory import Directory, Person
from domain.releasing import TeamSoFar
from domain.team_facts import TeamFacts
from domain.team_rule import Demand, TeamRule
from tests.analysis.test_team import ON, accounts, person

TWELVE = tuple(f"D{n:02}" for n in range(12))
NOTHING = TeamSoFar()
RULE = TeamRule(size_min=5, size_max=8, skills={"law": Demand(level=4), "data": Demand(level=3)})


def everybody(seed: int = 0) -> list[Person]:
    """Three people of each department, one of them its head."""
    draw = random.Random(seed)
    return [
        person(
            f"{name.lower()}-{number}",
            name,
            draw.randint(4, 12),
            head=number == 0,
            law=draw.randint(1, 5),
            data=draw.randint(1, 5),
        )
        for name in TWELVE
        for number in range(3)
    ]


def chosen(
    people: Sequence[Person],
    so_far: TeamSoFar = NOTHING,
    rule: TeamRule = RULE,
    departments: tuple[str, ...] = TWELVE,
) -> TeamFacts:
    wanted = Wanted(departments, departments[0], rule, ON, so_far=so_far)
    return team_facts(Directory(people=tuple(people)), wanted, "people.yaml")


def after(found: TeamFacts, refused: Sequence[str], released: Sequence[str] = ()) -> TeamSoFar:
    """What is said of a draft: these are refused, those released, all others wait."""
    members = tuple(m.account for m in found.members if m.account not in refused)
    liaisons = tuple(one.account for one in found.liaisons if one.account not in refused)
    return TeamSoFar(
        refused=tuple(refused), members=members, liaisons=liaisons, released=tuple(released)
    )


def spoken_for(found: TeamFacts) -> list[str]:
    return sorted(one.department for one in (*found.members, *found.liaisons))


@pytest.mark.parametrize("seed", range(6))
def test_whoever_is_refused_is_gone_and_everybody_else_stays(seed: int) -> None:
    people = everybody(seed)
    first = chosen(people)
    everywhere = [*first.members, *first.liaisons]
    refused = random.Random(seed).choice(everywhere)
    second = chosen(people, after(first, [refused.account]))
    named = {one.account for one in (*second.members, *second.liaisons)}
    assert refused.account not in named
    assert {one.account for one in everywhere} - {refused.account} <= named
    assert 5 <= len(second.members) <= 8
    assert set(spoken_for(second)) == set(TWELVE)
    assert [one.name for one in second.refused] == [refused.name]
    assert set(second.kept) == {one.account for one in everywhere} - {refused.account}


@pytest.mark.parametrize("seed", range(6))
def test_each_refusal_is_kept_until_nobody_is_left_and_the_rules_hold_all_along(seed: int) -> None:
    people, draw = everybody(seed), random.Random(seed)
    refused: list[str] = []
    found = chosen(people)
    for _ in range(8):
        refused.append(draw.choice([*found.members, *found.liaisons]).account)
        found = chosen(people, after(found, refused))
        if not found.members:
            assert found.unmet
            return
        named = [one.account for one in (*found.members, *found.liaisons)]
        assert not set(refused) & set(named)
        assert len(set(named)) == len(named)
        assert len(set(spoken_for(found))) == 12
        for skill, need in RULE.skills.items():
            assert any(skill in one.covers for one in found.members), (skill, need)


def test_those_released_stay_even_where_the_rest_cannot() -> None:
    people = [
        person("a1", "A", law=1),
        person("a2", "A"),
        person("b1", "B", law=5),
        person("b2", "B", 4),
        person("c1", "C", 8),
        person("c2", "C", 4, law=5),
    ]
    rule = TeamRule(size_min=2, size_max=3, skills={"law": Demand(level=4)})
    first = chosen(people, rule=rule, departments=("A", "B", "C"))
    assert "b1" in accounts(first)
    waiting = [one.account for one in first.members if one.department == "C"]
    released = [one.account for one in first.members if one.department == "A"]
    second = chosen(people, after(first, ["b1"], released), rule, ("A", "B", "C"))
    assert waiting == ["c1"]
    assert accounts(second) == {*released, "b2", "c2"}  # law is with c2 alone now
    assert second.kept == tuple(released)


def test_a_department_whose_able_people_are_refused_sends_a_liaison() -> None:
    people = [
        *(person(f"a{n}", "A") for n in range(3)),
        person("b1", "B"),
        person("b-head", "B", 1, head=True),
        person("c1", "C"),
    ]
    rule = TeamRule(size_min=3, size_max=5)
    departments = ("A", "B", "C")
    first = chosen(people, rule=rule, departments=departments)
    second = chosen(people, after(first, ["b1"]), rule, departments)
    assert [one.account for one in second.liaisons] == ["b-head"]
    assert {one.department for one in second.members} == {"A", "C"}
    assert len(second.members) == 3


def test_without_anybody_left_the_department_is_named_and_no_one_is_made_up() -> None:
    people = [*(person(f"a{n}", "A") for n in range(3)), person("b1", "B")]
    rule = TeamRule(size_min=2, size_max=4)
    first = chosen(people, rule=rule, departments=("A", "B"))
    second = chosen(people, after(first, ["b1"]), rule, ("A", "B"))
    assert (second.status, second.members, second.unmet) == ("INFEASIBLE", (), ("department:B",))
    assert [one.account for one in second.refused] == ["b1"]


def test_the_lead_department_never_has_a_liaison_instead_of_a_member() -> None:
    people = [
        person("a1", "A"),
        person("a-head", "A", 1, head=True),
        *(person(f"b{n}", "B") for n in range(3)),
    ]
    rule = TeamRule(size_min=2, size_max=4)
    first = chosen(people, rule=rule, departments=("A", "B"))
    second = chosen(people, after(first, ["a1"]), rule, ("A", "B"))
    assert second.members == ()
    assert set(second.unmet) == {"department:A", "hours>=4"}


def test_the_same_decisions_lead_to_the_same_team() -> None:
    people = everybody(3)
    first = chosen(people)
    said = after(first, [first.members[1].account], [first.members[0].account])
    shuffled = random.Random(1).sample(people, len(people))
    assert chosen(people, said) == chosen(shuffled, said)
