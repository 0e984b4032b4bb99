from typing import Any

import pytest

from analysis.team_plan import team_plan
from domain.team_plan import Loosening, Relaxation, TeamPlan
from domain.team_request import TeamRequest
from tests.analysis.teams import ON, asked, random_request


def changed(request: TeamRequest, changes: tuple[Loosening, ...]) -> TeamRequest:
    """The request as its author would write it after the changes."""
    plain: dict[str, Any] = request.model_dump(mode="json")
    for change in changes:
        _change(plain, plain["require"], change)
    return TeamRequest.model_validate(plain)


def _change(plain: dict[str, Any], require: dict[str, Any], change: Loosening) -> None:
    first, *rest = change.field.split(".")
    if first == "skills" and not change.after:
        del require["skills"][rest[0]]
    elif rest:
        within = require if len(rest) == 1 else require[first]
        within[rest[0] if len(rest) == 2 else first][rest[-1]] = change.after
    elif first == "hours":
        require["hours"] = change.after
    elif first == "lead":
        plain["people"] = [one | {"authority": True} for one in plain["people"]]
    else:
        require[first] = [one for one in require[first] if _label(one) != change.before]


def _label(one: str | list[str]) -> str:
    return one if isinstance(one, str) else ", ".join(one)


def fields(one: Relaxation) -> list[str]:
    return [change.field for change in one.changes]


def short(plan: TeamPlan) -> list[tuple[int, list[str]]]:
    return [(one.cost, fields(one)) for one in plan.relaxations]


@pytest.mark.parametrize("seed", range(60))
def test_after_the_changes_of_a_relaxation_there_is_a_team(seed: int) -> None:
    request = random_request(seed, people=6)
    plan = team_plan(request, ON)
    assert bool(plan.relaxations) == (plan.status == "infeasible")
    for one in plan.relaxations:
        assert one.changes
        assert team_plan(changed(request, one.changes), ON).team, one.en


@pytest.mark.parametrize("seed", range(60))
def test_of_very_many_people_some_are_looked_at_and_what_is_told_helps(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = random_request(seed, people=7)
    whole = team_plan(request, ON).relaxations
    monkeypatch.setattr("analysis.relaxing.MANY", 3)
    monkeypatch.setattr("analysis.promising.MANY", 3)
    some = team_plan(request, ON).relaxations
    assert bool(some) == bool(whole)
    for one in some:
        assert one.cost >= whole[0].cost
        assert team_plan(changed(request, one.changes), ON).team, one.en


@pytest.mark.parametrize("seed", range(60))
def test_one_step_less_of_a_single_change_would_not_do(seed: int) -> None:
    request = random_request(seed, people=6)
    for one in team_plan(request, ON).relaxations:
        change = one.changes[0]
        if len(one.changes) == 1 and change.field.split(".")[-1] in ("min", "max", "level"):
            before, after = int(change.before), int(change.after or 0)
            less = after + (1 if after < before else -1)
            step = change.model_copy(update={"after": less})
            assert not team_plan(changed(request, (step,)), ON).team, one.en


def people(*skills: dict[str, int], **fields: Any) -> list[dict[str, Any]]:
    return [
        {"name": f"p{n}", "department": "A", "skills": s} | fields for n, s in enumerate(skills)
    ]


def test_a_level_too_high_is_lowered_or_the_skill_done_without() -> None:
    request = asked(
        people=people({"law": 2}, {}),
        require={"skills": {"law": {"level": 4, "count": 1}}, "size": {"min": 1, "max": 3}},
    )
    plan = team_plan(request, ON)
    assert short(plan) == [(2, ["skills.law.level"]), (2, ["skills.law.count"])]
    assert plan.relaxations[0].en == "ask for law at level 2 instead of 4"
    assert plan.relaxations[0].zh == "law的等级要求由 4 级降到 2 级"
    assert plan.relaxations[1].en == "do without law"


def test_hours_are_lowered_to_what_is_free() -> None:
    request = asked(
        people=people({}, {}, hours=3.5), require={"hours": 5, "size": {"min": 2, "max": 3}}
    )
    plan = team_plan(request, ON)
    assert {clash.requirement for clash in plan.unmet} == {"hours>=5", "size>=2"}
    assert plan.relaxations[-1].changes == (Loosening(field="hours", before=5, after=3.5),)
    assert plan.relaxations[-1].cost == 2


def test_a_department_without_people_asks_for_people_and_one_with_busy_ones_for_a_liaison() -> None:
    require = {"departments": ["A", "B"], "size": {"min": 1, "max": 3}}
    nobody = team_plan(asked(people=people({}), require=require), ON)
    assert "name people of B" in nobody.relaxations[0].en
    busy = [*people({}), {"name": "b", "department": "B", "hours": 1}]
    plan = team_plan(asked(people=busy, require=require | {"hours": 6}), ON)
    assert (2, ["departments"]) in short(plan)
    liaison = next(one for one in plan.relaxations if fields(one) == ["departments"])
    assert liaison.en == "let a liaison speak for B instead of a member"


def test_of_very_many_people_who_was_kept_out_or_is_busy_is_looked_at_too() -> None:
    many = [{"name": f"x{n:03}", "department": "A", "skills": {"sales": 5}} for n in range(500)]
    able = [{"name": "z", "department": "A", "skills": {"law": 4}, "hours": 5}]
    require = {"skills": {"law": {"level": 4}}, "size": {"min": 1, "max": 3}}
    kept_out = team_plan(asked(people=many + able, require=require | {"exclude": ["z"]}), ON)
    assert (3, ["exclude"]) in short(kept_out)
    busy = team_plan(asked(people=many + able, require=require | {"hours": 6}), ON)
    assert (1, ["hours"]) in short(busy)


def test_two_clashes_at_once_are_loosened_together() -> None:
    request = asked(
        people=people({"law": 1}, {}),
        require={
            "skills": {"law": {"level": 2, "count": 1}},
            "departments": ["A", "B"],
            "size": {"min": 1, "max": 3},
        },
    )
    plan = team_plan(request, ON)
    assert short(plan) == [(3, ["departments", "skills.law.level"])]
    assert ", and " in plan.relaxations[0].en
    assert "，并" in plan.relaxations[0].zh


def test_who_was_kept_out_may_be_let_in() -> None:
    request = asked(
        people=people({"law": 3}, {}),
        require={
            "skills": {"law": {"level": 3, "count": 1}},
            "exclude": ["p0"],
            "size": {"min": 1, "max": 3},
        },
    )
    plan = team_plan(request, ON)
    assert {clash.requirement for clash in plan.unmet} == {"exclude:p0", "skill:law>=3x1"}
    assert (3, ["exclude"]) in short(plan)


def test_without_anybody_there_is_nothing_to_loosen() -> None:
    request = asked(people=people({}), require={"exclude": ["p0"], "size": {"min": 1, "max": 1}})
    assert short(team_plan(request, ON)) == [(3, ["exclude"])]


def test_hours_are_lowered_to_a_number_that_people_write() -> None:
    third = people({}, {}, hours=5, absences=["2026-03-02/2026-03-06", "2026-03-09"])
    april = {"start": "2026-03-02", "end": "2026-03-12"}  # three of nine days are left
    request = asked(people=third, require={"hours": 4, "size": {"min": 2, "max": 2}}, period=april)
    changes = [one.changes[0] for one in team_plan(request, ON).relaxations]
    assert Loosening(field="hours", before=4, after=1.66) in changes


def crowd(**members: int) -> list[dict[str, Any]]:
    """People of departments, so many of each; each with eight free hours."""
    return [
        {"name": f"{department}{n}", "department": department}
        for department, many in members.items()
        for n in range(many)
    ]


def test_with_room_for_all_departments_no_liaison_stands_for_one() -> None:
    """Nobody is of Z. Without it each of the two others has a seat, and needs a member in it."""
    everybody = [*crowd(A=2), {"name": "b", "department": "B", "hours": 1}]
    require = {"departments": ["A", "B", "Z"], "size": {"min": 2, "max": 2}, "hours": 2}
    plan = team_plan(asked(people=everybody, require=require), ON)
    assert [clash.requirement for clash in plan.unmet] == ["department:Z"]
    assert short(plan) == [(3, ["departments", "hours"])]
    for one in plan.relaxations:
        assert team_plan(changed(asked(people=everybody, require=require), one.changes), ON).team


def test_a_department_that_is_left_without_a_liaison_may_be_given_up_as_well() -> None:
    everybody = [*crowd(A=2), {"name": "b", "department": "B", "hours": 0.5}]
    require = {"departments": ["A", "B", "Z"], "size": {"min": 2, "max": 2}, "hours": 8}
    plan = team_plan(asked(people=everybody, require=require), ON)
    assert short(plan) == [(4, ["departments", "departments"])]
    assert plan.relaxations[0].en == (
        "name people of Z who are free, of whom there are none, or go on without it, and "
        "let a liaison speak for B instead of a member"
    )


def test_who_has_no_free_hour_is_no_liaison_to_propose() -> None:
    busy = [*crowd(A=1), {"name": "b", "department": "B", "promised": 8}]
    require = {"departments": ["A", "B"], "size": {"min": 1, "max": 3}, "hours": 8}
    plan = team_plan(asked(people=busy, require=require), ON)
    assert Loosening(field="departments", before="B", after=None) in plan.relaxations[0].changes
    assert "who are free, of whom there are none" in plan.relaxations[0].en
