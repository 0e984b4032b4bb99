import datetime as dt
import random
from collections.abc import Sequence
from itertools import combinations

import pytest

from analysis.clashing import unmet
from analysis.demands import Demand as Rule
from analysis.demands import solve
from analysis.team import team_facts
from analysis.team_choice import Wanted
from domain.directory import Absence, Directory, Person
from domain.promises import Promise
from domain.team_facts import TeamFacts
from domain.team_rule import Demand, TeamRule

ON = dt.date(2026, 3, 2)
DEPARTMENTS = ("销售部", "法务部", "财务部")


def person(
    account: str,
    department: str,
    hours: int = 8,
    *,
    head: bool = False,
    away: Sequence[tuple[int, int]] = (),
    **skills: int,
) -> Person:
    return Person(
        account=account,
        name=account.title(),
        department=department,
        hours=hours,
        head=head,
        skills=skills,
        absences=tuple(
            Absence(start=ON + dt.timedelta(days=first), end=ON + dt.timedelta(days=last))
            for first, last in away
        ),
    )


def facts(
    people: Sequence[Person],
    rule: TeamRule,
    departments: Sequence[str] = DEPARTMENTS,
    lead: str = DEPARTMENTS[0],
) -> TeamFacts:
    wanted = Wanted(tuple(departments), lead, rule, ON)
    return team_facts(Directory(people=tuple(people)), wanted, "people.yaml")


def accounts(found: TeamFacts) -> set[str]:
    return {member.account for member in found.members}


def small(**skills: Demand) -> TeamRule:
    return TeamRule(size_min=2, size_max=4, hours=4, skills=skills)


def random_people(seed: int) -> list[Person]:
    draw = random.Random(seed)
    return [
        person(
            f"p{number:02}",
            draw.choice(DEPARTMENTS),
            draw.randint(2, 16),
            head=draw.random() < 0.3,
            law=draw.randint(1, 5),
            figures=draw.randint(1, 5),
        )
        for number in range(11)
    ]


def best_by_trying_all(people: Sequence[Person], rule: TeamRule) -> tuple[int, bool, int] | None:
    """Return (size, no leader, minus hours) of the best team among all there are."""

    def allowed(team: Sequence[Person]) -> bool:
        return {p.department for p in team} >= set(DEPARTMENTS) and all(
            sum(p.skills.get(skill, 0) >= need.level for p in team) >= need.count
            for skill, need in rule.skills.items()
        )

    pool = [p for p in people if p.hours >= rule.hours]
    teams = [
        team
        for size in range(rule.size_min, rule.size_max + 1)
        for team in combinations(pool, size)
        if allowed(team)
    ]
    return min(
        (
            (
                len(team),
                not any(p.department == DEPARTMENTS[0] and not p.head for p in team),
                -sum(p.hours for p in team),
            )
            for team in teams
        ),
        default=None,
    )


@pytest.mark.parametrize("seed", range(12))
def test_the_team_is_the_best_of_all_there_are(seed: int) -> None:
    people = random_people(seed)
    rule = small(law=Demand(level=4, count=2), figures=Demand(level=3, count=2))
    found = facts(people, rule)
    best = best_by_trying_all(people, rule)
    if best is None:
        assert (found.status, found.members) == ("INFEASIBLE", ())
        assert found.unmet
        return
    team = [p for p in people if p.account in accounts(found)]
    leaderless = not any(p.department == DEPARTMENTS[0] and not p.head for p in team)
    assert (len(team), leaderless, -sum(p.hours for p in team)) == best
    assert found.status == "OPTIMAL"
    assert found.objective == found.bound


def test_people_without_time_or_away_are_not_considered() -> None:
    people = [
        person("ann", "销售部"),
        person("bob", "销售部", 3),
        person("cai", "法务部", away=[(0, 0)]),
        person("dan", "法务部", away=[(1, 10), (8, 15)]),
        person("eve", "法务部", away=[(1, 14)]),
        person("fei", "财务部"),
        person("gus", "采购部", 40),
    ]
    found = facts(people, small())
    assert found.considered == 3
    assert accounts(found) == {"ann", "eve", "fei"}


def test_an_absence_that_ended_the_day_before_does_not_count() -> None:
    people = [person("ann", "销售部", away=[(-20, -1)]), person("bob", "法务部")]
    assert accounts(facts(people, small(), ("销售部", "法务部"))) == {"ann", "bob"}


def test_a_head_leads_only_when_nobody_else_of_the_department_can() -> None:
    others = [person("law", "法务部"), person("fin", "财务部")]
    head, clerk = person("head", "销售部", 20, head=True), person("clerk", "销售部", 5)
    with_both = facts([head, clerk, *others], small())
    assert with_both.lead == "clerk"
    assert with_both.members[0].account == "clerk"
    assert facts([head, *others], small()).lead == "head"


def test_covers_names_the_demanded_skills_that_a_member_holds_at_the_level() -> None:
    people = [
        person("ann", "销售部", law=4, figures=2, cooking=5),
        person("bob", "法务部", law=3, figures=3),
        person("cai", "财务部"),
    ]
    found = facts(people, small(law=Demand(level=4), figures=Demand(level=3)))
    assert {m.account: m.covers for m in found.members} == {
        "ann": ("law",),
        "bob": ("figures",),
        "cai": (),
    }


def test_a_member_is_asked_for_the_hours_of_the_rule_not_for_all_that_are_free() -> None:
    people = [person("ann", "销售部", 30), person("bob", "法务部", 4)]
    found = facts(people, small(), ("销售部", "法务部"))
    assert [member.hours for member in found.members] == [4, 4]


def test_a_missing_department_is_named_and_nothing_else() -> None:
    people = [person(name, "销售部") for name in ("ann", "bob", "cai")] + [person("d", "财务部")]
    found = facts(people, small())
    assert (found.status, found.unmet, found.lead) == ("INFEASIBLE", ("department:法务部",), "")


def test_clashing_demands_are_named_together() -> None:
    people = [
        *(person(f"s{n}", "销售部", law=5) for n in range(3)),
        person("f", "法务部"),
        person("g", "财务部"),
    ]
    found = facts(people, small(law=Demand(level=4, count=3)))
    assert set(found.unmet) == {
        "size<=4",
        "skill:law>=4x3",
        "department:法务部",
        "department:财务部",
    }


def test_too_few_hours_are_named_with_what_would_help() -> None:
    people = [person("ann", "销售部"), person("bob", "法务部"), person("cai", "财务部", 3)]
    found = facts(people, small())
    assert set(found.unmet) == {"department:财务部", "hours>=4"}
    assert found.relaxations[0].en == "ask for 3 hours a week instead of 4"
    assert found.relaxations[0].zh == "每周工时要求由 4 小时降到 3 小时"
    assert facts(people[:2], small(), ("销售部", "法务部")).relaxations == ()


def test_what_absences_and_other_collaborations_leave_decides_who_is_considered() -> None:
    people = [
        person("ann", "销售部"),
        person("bob", "法务部", 5, away=[(1, 7)]),
        person("cai", "法务部", 8),
        person("dan", "法务部", 8),
    ]
    promises = {"cai": (Promise(collaboration="other", hours=5),)}
    wanted = Wanted(DEPARTMENTS[:2], DEPARTMENTS[0], small(), ON, promises)
    found = team_facts(Directory(people=tuple(people)), wanted, "people.yaml")
    assert accounts(found) == {"ann", "dan"}


def test_an_empty_directory_says_what_is_missing() -> None:
    found = facts([], small())
    assert (found.status, found.considered) == ("INFEASIBLE", 0)
    assert len(found.unmet) == 1


def test_with_more_departments_than_seats_the_others_send_a_liaison() -> None:
    departments = tuple(f"D{n}" for n in range(6))
    people = [
        person(f"{name.lower()}-{kind}", name, hours, head=kind == "head")
        for name in departments
        for kind, hours in (("head", 20), ("clerk", 6), ("busy", 1))
    ]
    found = facts(people, TeamRule(size_min=2, size_max=3), departments, "D0")
    inside = {member.department for member in found.members}
    assert "D0" in inside
    assert len(found.members) == 2
    assert [liaison.department for liaison in found.liaisons] == [
        name for name in departments if name not in inside
    ]
    assert all(liaison.account.endswith("-clerk") for liaison in found.liaisons)


def test_a_liaison_needs_presence_but_few_hours() -> None:
    departments = ("A", "B", "C")
    people = [person("a1", "A"), person("a2", "A"), person("b", "B", 1), person("c", "C", 0)]
    rule = TeamRule(size_min=2, size_max=2)
    found = facts(people, rule, departments, "A")
    assert [liaison.account for liaison in found.liaisons] == ["b", "c"]
    away = [*people[:3], person("c", "C", away=[(0, 30)])]
    assert facts(away, rule, departments, "A").unmet == ("department:C",)


def test_the_order_of_the_directory_changes_nothing() -> None:
    people = [person(f"p{n:02}", DEPARTMENTS[n % 3], 8) for n in range(30)]
    shuffled = random.Random(0).sample(people, len(people))
    rule = TeamRule(size_min=5, size_max=8)
    assert facts(people, rule) == facts(shuffled, rule)


@pytest.mark.parametrize("seed", range(8))
def test_unmet_clashes_and_any_one_left_out_would_not(seed: int) -> None:
    draw = random.Random(seed)
    demands = {
        f"d{n}": Rule(tuple(draw.sample(range(6), 3)), draw.randint(1, 3)) for n in range(6)
    } | {"most": Rule(tuple(range(6)), 2, "at most")}
    core = unmet(6, demands)
    assert solve(6, {label: demands[label] for label in core}).status == "INFEASIBLE"
    for left_out in core:
        fewer = {label: demands[label] for label in core if label != left_out}
        assert solve(6, fewer).status != "INFEASIBLE"
