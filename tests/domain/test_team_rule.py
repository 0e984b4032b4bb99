"""The team rule of a brief: what it may ask for, and whom it may name."""

import pytest
from pydantic import ValidationError

from domain.directory import Directory, Person
from domain.team_rule import TeamRule
from domain.team_strangers import strangers_in_rule

PEOPLE = Directory(people=(Person(account="li.na", name="李娜", department="法务部"),))


def test_aims_are_one_or_several_and_each_counts_once() -> None:
    assert TeamRule().aims == ("size",)
    assert TeamRule.model_validate({"minimise": "load"}).aims == ("load",)
    many = {"minimise": ["size", "communication", "size"]}
    assert TeamRule.model_validate(many).aims == ("size", "communication")


@pytest.mark.parametrize("minimise", ["cost", [], ["size", "cost"], None])
def test_an_unknown_aim_is_refused(minimise: object) -> None:
    with pytest.raises(ValidationError, match="minimise"):
        TeamRule.model_validate({"minimise": minimise})


def test_links_name_accounts_or_departments_and_nobody_else() -> None:
    links = [{"a": "li.na", "b": "法务部", "cost": 1}, {"a": "li.an", "b": "法务部", "cost": 1}]
    rule = TeamRule.model_validate({"communication": links, "previous": ["gone"]})
    (problem,) = strangers_in_rule(rule, PEOPLE)
    assert problem.path == "team.communication[1].a"
    assert problem.sentence.en.endswith("did you mean “li.na”?")
    assert problem.sentence.zh.startswith("「li.an」既不是账号，也不是部门")


def test_a_link_has_two_ends() -> None:
    rule = TeamRule.model_validate({"communication": [{"a": "法务部", "b": "法务部", "cost": 1}]})
    (problem,) = strangers_in_rule(rule, PEOPLE)
    assert problem.path == "team.communication[0].b"
    assert problem.sentence.en.startswith("is the same as a")
