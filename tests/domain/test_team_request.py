import datetime as dt
from typing import Any

import pytest
from pydantic import ValidationError

from domain.demand_words import worded
from domain.directory import Absence, Directory, Person
from domain.problems import problems
from domain.team_names import named, strangers
from domain.team_request import TeamRequest

ANN: dict[str, Any] = {"name": "ann", "department": "A"}


def asked(**fields: Any) -> TeamRequest:
    return TeamRequest.model_validate({"people": [ANN]} | fields)


def told(**fields: Any) -> list[tuple[str, str]]:
    with pytest.raises(ValidationError) as caught:
        asked(**fields)
    return [(one.path, one.sentence.en) for one in problems(caught.value, TeamRequest)]


def test_what_is_left_out_has_the_defaults_of_the_documents() -> None:
    request = asked()
    assert (request.require.size.min, request.require.size.max) == (5, 8)
    assert (request.aims, request.seed, request.require.hours) == (("size",), 1, 0)


@pytest.mark.parametrize(
    ("written", "first", "last"),
    [
        ({"start": "2026-03-02", "end": "2026-03-05"}, 2, 5),
        ("2026-03-02/2026-03-05", 2, 5),
        ("2026-03-02", 2, 2),
        (dt.date(2026, 3, 2), 2, 2),
    ],
)
def test_an_absence_is_written_in_three_ways(written: object, first: int, last: int) -> None:
    request = asked(people=[ANN | {"absences": [written]}])
    days = (dt.date(2026, 3, first), dt.date(2026, 3, last))
    assert request.people[0].absences == (Absence(start=days[0], end=days[1]),)


def test_aims_are_one_or_several_each_once() -> None:
    assert asked(minimise="load").aims == ("load",)
    assert asked(minimise=["size", "load", "size"]).aims == ("size", "load")


@pytest.mark.parametrize(
    ("fields", "path", "part"),
    [
        ({"minimise": "cost"}, "minimise", "size, diameter, communication, load, continuity"),
        ({"require": {"size": {"min": 6, "max": 4}}}, "require.size.max", "4 is below min"),
        ({"people": [ANN, ANN]}, "people[1].name", "“ann” is people[0] already"),
        ({"people": [ANN | {"hours": -1}]}, "people[0].hours", "at least 0"),
        ({"people": [ANN | {"skills": {"law": 6}}]}, "people[0].skills.law", "at most 5, not 6"),
        ({"people": [{"name": "ann"}]}, "people[0].department", "is missing"),
        ({"people": [ANN | {"absences": ["soon"]}]}, "people[0].absences[0].start", "date"),
        ({"directory": "people.csv"}, "directory", "goes instead of people"),
        ({"period": {"start": "2026-03-02", "end": "2026-03-01"}}, "period.end", "within 366"),
        ({"require": {"size": {"min": 9}}}, "require.size.max", "max is that unless said"),
        ({"people": [ANN | {"hours": True}]}, "people[0].hours", "a number, not yes/no"),
        ({"people": [ANN | {"skills": {"law": True}}]}, "people[0].skills.law", "not yes/no"),
        ({"require": {"size": {"min": True}}}, "require.size.min", "not yes/no"),
        ({"require": {"skills": {"a": {"level": True}}}}, "require.skills.a.level", "not yes/no"),
        ({"require": {"skill": {}}}, "require.skill", "did you mean “skills”?"),
        ({"communication": [{"a": "ann", "b": "b", "cost": -1}]}, "communication[0].cost", "least"),
    ],
)
def test_what_cannot_be_used_is_named_by_its_field(
    fields: dict[str, Any], path: str, part: str
) -> None:
    found = told(**fields)
    assert found[0][0] == path
    assert part in found[0][1]


def test_a_file_of_people_may_stand_where_people_are_listed() -> None:
    request = TeamRequest.model_validate({"people": "people.csv"})
    assert (request.people, request.directory) == ((), "people.csv")


def test_in_a_directory_heads_and_superiors_have_authority() -> None:
    people = (
        Person(account="boss", name="Boss", department="A", head=True),
        Person(account="mid", name="Mid", department="A", superior="boss", skills={"law": 3}),
        Person(account="low", name="Low", department="A", superior="mid", hours=6),
    )
    request = TeamRequest.model_validate({"directory": "x"}).among(Directory(people=people))
    assert [one.authority for one in request.people] == [True, True, False]
    assert (request.people[1].skills, request.people[2].hours) == ({"law": 3}, 6)


def test_names_that_nobody_or_several_have_are_told_with_their_place() -> None:
    people = [
        {"name": "王敏", "department": "A", "account": "w1"},
        {"name": "王敏", "department": "A", "account": "w2"},
        {"name": "李伟", "department": "B", "account": "li.wei"},
    ]
    request = asked(
        people=people,
        require={"exclude": ["王敏", "w1", ["李伟", "li.we"]]},
        communication=[{"a": "B", "b": "C", "cost": 1}, {"a": "李伟", "b": "li.wei", "cost": 1}],
    )
    found = {one.path: one.sentence.en for one in strangers(request)}
    links = {"communication[0].b", "communication[1].b"}
    assert set(found) == {"require.exclude[0]", "require.exclude[2][1]"} | links
    assert found["communication[1].b"].startswith("is the same as a")
    assert "more than one person is called “王敏”" in found["require.exclude[0]"]
    assert "did you mean “li.wei”?" in found["require.exclude[2][1]"]
    assert named(request).require.exclude[2] == ("li.we", "li.wei")


@pytest.mark.parametrize(
    ("label", "en", "zh"),
    [
        ("skill:law>=4x2", "2 × law at level 4 or higher", "law 4 级以上 2 人"),
        ("skill:a>=1x1>=4x2", "2 × a>=1x1 at level 4 or higher", "a>=1x1 4 级以上 2 人"),
        ("department:法务部", "a member from 法务部", "法务部至少一人"),
        ("size<=8", "at most 8 members", "不超过 8 人"),
        ("size>=1", "at least 1 member", "至少 1 人"),
        ("hours>=1", "1 hour a week free from each member", "每位成员每周至少空出 1 小时"),
        ("hours>=4.5", "4.5 hours a week free from each member", "每位成员每周至少空出 4.5 小时"),
        ("apart:a, b", "at most one of a, b", "a, b 中至多一人"),
        ("lead", "a lead with authority", "有一位有权牵头的成员"),
        ("lead:{0}", "a lead from {0} with authority", "{0}有一位有权牵头的成员"),
        ("else", "else", "else"),
    ],
)
def test_labels_are_said_in_words(label: str, en: str, zh: str) -> None:
    assert (worded(label).en, worded(label).zh) == (en, zh)
