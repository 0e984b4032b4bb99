from collections.abc import Sequence

from analysis.team import team_facts
from analysis.team_choice import Wanted
from domain.directory import Directory, Person
from domain.releasing import TeamSoFar
from domain.team_rule import Demand, TeamRule
from tests.analysis.test_team import ON, person

ABZ = ("A", "B", "Z")


def helping(
    people: Sequence[Person], rule: TeamRule, departments: Sequence[str] = ABZ, *refused: str
) -> list[str]:
    """What would help a team that A leads, each after a check that there is none as it stands."""
    wanted = Wanted(tuple(departments), "A", rule, ON, so_far=TeamSoFar(refused=refused))
    found = team_facts(Directory(people=tuple(people)), wanted, "people.yaml")
    assert found.status == "INFEASIBLE"
    return [one.en for one in found.relaxations]


def rule(hours: int = 4, size_min: int = 2, size_max: int = 2, **skills: Demand) -> TeamRule:
    return TeamRule(size_min=size_min, size_max=size_max, hours=hours, skills=skills)


def test_with_room_for_all_departments_of_a_brief_no_liaison_stands_for_one() -> None:
    """Nobody is of Z. Without it each of the two others has a seat, and needs a member in it."""
    people = [person("a1", "A"), person("a2", "A"), person("b", "B", 3)]
    assert helping(people, rule()) == [
        "name people of Z who are free, of whom there are none, or go on without it, and "
        "ask for 3 hours a week instead of 4"
    ]


def test_a_department_whose_people_are_refused_keeps_its_liaison_on_any_size() -> None:
    people = [person("a", "A"), person("b1", "B"), person("b2", "B", 1), person("c", "C", 2)]
    assert helping(people, rule(size_max=3), ("A", "B", "C"), "b1") == [
        "ask for 2 hours a week instead of 4"
    ]


def test_hours_that_give_somebody_of_a_refused_department_enough_make_them_a_member() -> None:
    law = [person("a1", "A", law=3), person("a2", "A", law=3)]
    people = [*law, person("b1", "B"), person("b2", "B", 2), person("c", "C", 2)]
    needed = rule(size_max=3, law=Demand(level=3, count=2))
    assert helping(people, needed, ("A", "B", "C"), "b1") == [
        "let a liaison speak for C instead of a member"
    ]


def test_a_brief_asks_for_whole_hours_and_one_at_least() -> None:
    third = [person("a", "A"), person("b", "B", 6, away=[(1, 8)])]  # fourteen of twenty days
    assert helping(third, rule(5), ("A", "B"))[0] == "ask for 4 hours a week instead of 5"
    busy = [person("a", "A"), person("b", "B", 0), person("b2", "A", 4)]
    assert not [one for one in helping(busy, rule(8), ("A", "B")) if "ask for 0" in one]


def test_a_brief_has_two_members_at_least_and_twelve_at_most() -> None:
    assert helping([person("a", "A")], rule(), ("A",)) == []
    many = [person(f"a{n:02}", "A", law=n) for n in range(1, 6)]
    wanted = rule(size_min=2, size_max=12, law=Demand(level=1, count=5))
    departments = ("A", *(f"D{n}" for n in range(8)))
    others = [person(f"d{n}", f"D{n}") for n in range(8)]
    found = helping([*many, *others], wanted, departments)
    assert "let a liaison speak for D0 instead of a member" in found
    assert not [one for one in found if "members" in one]


def test_no_liaison_leads_and_who_is_named_to_lead_takes_a_seat() -> None:
    people = [person("b1", "B"), person("b2", "B", law=3), person("c", "C")]
    needed = rule(size_max=2, law=Demand(level=3))
    lead = "name people of A, which leads, who are free; there are none"
    assert helping(people, needed, ("A", "B")) == [lead]
    full = rule(size_max=2, law=Demand(level=3), figures=Demand(level=1))
    people[2] = person("c", "C", figures=1)
    assert helping(people, full, ("A", "B", "C")) == [
        f"allow 3 members instead of 2, and {lead}",
    ]
