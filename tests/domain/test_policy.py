from typing import Any

import pytest

from domain.brief import Brief
from domain.charter import Charter
from domain.directory import Directory, Person
from domain.errors import BadInputError
from domain.items import SharedObjective
from domain.policy import policy
from domain.suggestion import Item, Kind, fingerprint
from tests.approvals import PEOPLE, brief, role, suggestion

SPONSOR = Person(account="sun", name="Sun", department="Board")
DEPUTY = Person(account="deb", name="Deb", department="Sales")
EVERYBODY = Directory(
    people=(PEOPLE[0].model_copy(update={"deputy": "deb"}), *PEOPLE[1:], SPONSOR, DEPUTY)
)
BRIEF = brief(sponsor="sun")
ROWS = suggestion().items
"""Rows of Sales, Legal and nobody else."""


def asked(kind: Kind, initiator: str | None = None, **fields: Any) -> tuple[str, list[str]]:
    found = policy(kind, ROWS, fields.get("of", BRIEF), fields.get("among", EVERYBODY), initiator)
    modes = {step.mode for step in found.steps}
    return " ".join(modes), [a.account for step in found.steps for a in step.approvers]


@pytest.mark.parametrize(
    ("kind", "mode", "people"),
    [
        ("need", "all", ["ana", "bo", "sun"]),
        ("goals", "all", ["ana", "bo", "sun"]),
        ("adjustment", "all", ["ana", "bo", "sun"]),
        ("resource", "all", ["sun"]),
        ("team", "all", ["ana", "bo"]),
        ("roles", "all", ["ana", "bo"]),
        ("resolution", "all", ["ana", "bo"]),
        ("cadence", "any", ["ana", "deb"]),
        ("digest", "any", ["ana", "deb"]),
        ("idea", "all", ["ana"]),
    ],
)
def test_each_kind_asks_its_people(kind: Kind, mode: str, people: list[str]) -> None:
    got, who = asked(kind)
    assert (got, sorted(who)) == (mode, sorted(people))


def test_the_first_departments_are_asked_first() -> None:
    touched = [name for item in ROWS for name in item.departments]
    heads = {"Sales": "ana", "Legal": "bo", "Ops": "cy"}
    assert asked("roles")[1] == [heads[name] for name in dict.fromkeys(touched)]


def test_one_person_with_many_hats_is_asked_once() -> None:
    assert sorted(asked("roles", of=brief(sponsor="bo"))[1]) == ["ana", "bo"]
    own = PEOPLE[0].model_copy(update={"deputy": "ana"})
    assert asked("cadence", among=Directory(people=(own, *PEOPLE[1:], SPONSOR)))[1] == ["ana"]


def test_a_department_without_a_head_is_answered_for_by_the_sponsor() -> None:
    headless = Directory(
        people=(PEOPLE[0].model_copy(update={"head": False}), *PEOPLE[1:], SPONSOR)
    )
    assert sorted(asked("roles", among=headless)[1]) == ["bo", "sun"]
    (step,) = policy("cadence", ROWS, BRIEF, headless).steps
    assert [a.account for a in step.approvers] == ["sun"]
    assert "Sales" in step.approvers[0].why.en
    assert "Sales" in step.approvers[0].why.zh


def test_where_no_department_is_touched_the_sponsor_is_asked() -> None:
    found = policy("roles", (), BRIEF, EVERYBODY)
    assert [a.account for a in found.steps[0].approvers] == ["sun"]


@pytest.mark.parametrize(
    ("kind", "initiator", "people"),
    [
        ("idea", "ana", ["sun"]),
        ("idea", "sun", ["ana"]),
        ("idea", "dee", ["ana"]),
        ("cadence", "ana", ["deb"]),
        ("goals", "sun", ["ana", "bo"]),
        ("goals", "bo", ["ana"]),
    ],
)
def test_the_initiator_is_never_asked(kind: Kind, initiator: str, people: list[str]) -> None:
    found = policy(kind, ROWS, BRIEF, EVERYBODY, initiator)
    assert sorted(a.account for a in found.steps[0].approvers) == people
    assert initiator not in [a.account for a in found.seconds]
    assert initiator not in [a.account for a in found.heads.values()]


def test_the_sponsor_is_asked_after_the_heads() -> None:
    for kind in ("need", "goals", "adjustment"):
        first, then = policy(kind, ROWS, BRIEF, EVERYBODY).steps
        assert sorted(a.account for a in first.approvers) == ["ana", "bo"]
        assert [a.account for a in then.approvers] == ["sun"]


def test_heads_sign_what_touches_their_department_and_the_sponsor_what_no_head_signs() -> None:
    found = policy("roles", ROWS, BRIEF, EVERYBODY)
    scopes = {a.account: a.items for a in found.steps[0].approvers}
    touched = {"ana": "Sales", "bo": "Legal"}
    assert scopes == {
        one: tuple(item.id for item in ROWS if touched[one] in item.departments) for one in scopes
    }
    nobody = tuple(item.model_copy(update={"departments": ()}) for item in ROWS[:1])
    mixed = policy("roles", (*nobody, *ROWS[1:]), BRIEF, EVERYBODY).steps[0].approvers
    assert {a.account: a.items for a in mixed}["sun"] == (nobody[0].id,)


def scopes(kind: Kind, items: tuple[Item, ...], of: Brief, initiator: str | None = None) -> Any:
    """Return, step by step, who signs which items of a suggestion."""
    steps = policy(kind, items, of, EVERYBODY, initiator).steps
    return [{a.account: a.items for a in step.approvers} for step in steps]


def touching(*departments: str | None) -> tuple[Item, ...]:
    """Return the rows, each of which touches one department or none."""
    return tuple(
        row.model_copy(update={"departments": (name,) if name else ()})
        for row, name in zip(ROWS, departments, strict=True)
    )


def test_a_head_who_is_the_sponsor_signs_what_no_head_signs_as_well() -> None:
    items = touching("Legal", "Sales", None)
    own = {"bo": ("role:1", "role:3"), "ana": ("role:2",)}
    assert scopes("roles", items, brief(sponsor="bo")) == [own]


def test_the_sponsor_signs_what_only_the_initiators_department_would_sign() -> None:
    items = touching("Legal", "Sales", "Legal")
    assert scopes("roles", items, BRIEF, "bo") == [
        {"ana": ("role:2",), "sun": ("role:1", "role:3")}
    ]


def test_where_no_head_is_asked_the_sponsor_signs_the_whole() -> None:
    assert scopes("roles", touching(None, None, None), BRIEF) == [{"sun": None}]


def test_of_goals_the_sponsor_signs_the_objectives_and_what_no_head_signs() -> None:
    legal, nobody, sales = touching("Legal", None, "Sales")
    objective = sales.model_copy(
        update={"id": "objective:1", "body": SharedObjective(text="sooner", serves="O1")}
    )
    heads, sponsor = scopes("goals", (objective, legal, nobody), BRIEF)
    assert heads == {"ana": ("objective:1",), "bo": ("role:1",)}
    assert sponsor == {"sun": ("objective:1", "role:2")}
    assert scopes("goals", (legal, sales), BRIEF)[1] == {"sun": None}


def test_the_leads_deputy_is_told_whose_deputy_they_are() -> None:
    (step,) = policy("cadence", ROWS, BRIEF, EVERYBODY).steps
    assert step.approvers[1].why.en == "deputy of the head of Sales"
    assert step.approvers[1].why.zh == "Sales负责人的审批代理"


def test_a_policy_of_the_brief_is_resolved_for_its_kind_its_initiator_and_the_charter() -> None:
    named = brief(
        sponsor="sun",
        policies={
            "roles": {"steps": [{"approvers": [{"role": "accountable"}], "empty": "refuse"}]},
            "team": {"steps": [{"approvers": [{"account": "dee"}, {"account": "bo"}]}]},
        },
    )
    charter = Charter(collaboration="x", title="x", language="en", roles=ROWS)
    found = policy("roles", ROWS, named, EVERYBODY, None, charter)
    assert {a.account for a in found.steps[0].approvers} == {"ana", "bo"}
    with pytest.raises(BadInputError, match=r"policies\.roles\.steps\[0\]"):
        policy("roles", ROWS, named, EVERYBODY)
    assert [set(step) for step in scopes("team", ROWS, named, "dee")] == [{"cy", "bo"}]


def test_a_need_and_a_resolution_are_signed_as_a_whole() -> None:
    for kind in ("need", "resolution"):
        assert {a.items for a in policy(kind, ROWS, BRIEF, EVERYBODY).steps[0].approvers} == {None}


def test_the_sponsor_and_the_leads_head_may_terminate() -> None:
    assert policy("roles", ROWS, BRIEF, EVERYBODY).stewards == ("sun", "ana")


def test_in_place_of_an_initiator_who_is_the_only_one_asked_one_person_decides() -> None:
    legal = suggestion((role("contracts", "bo", "bo"),)).items
    found = policy("roles", legal, BRIEF, EVERYBODY, "bo")
    assert [a.account for a in found.steps[0].approvers] == ["sun"]


def test_where_nobody_but_the_initiator_could_decide_it_says_so() -> None:
    with pytest.raises(BadInputError) as found:
        policy("idea", ROWS, brief(sponsor="ana"), EVERYBODY, "ana")
    assert "ana" in found.value.sentence.en
    assert "ana" in found.value.sentence.zh


def test_an_edit_is_seconded_by_the_leads_head_else_the_sponsor() -> None:
    assert [a.account for a in policy("roles", ROWS, BRIEF, EVERYBODY).seconds] == ["ana", "sun"]
    same = policy("roles", ROWS, brief(sponsor="ana"), EVERYBODY)
    assert [a.account for a in same.seconds] == ["ana"]


def test_heads_can_be_brought_in_where_heads_decide() -> None:
    found = policy("roles", ROWS, BRIEF, EVERYBODY)
    assert {name: a.account for name, a in found.heads.items()} == {
        "Sales": "ana",
        "Legal": "bo",
        "Ops": "cy",
    }
    for kind in ("cadence", "digest", "idea"):
        assert policy(kind, ROWS, BRIEF, EVERYBODY).heads == {}


def test_fingerprints_do_not_depend_on_the_order_of_fields() -> None:
    assert fingerprint({"a": 1, "b": "字"}) == fingerprint({"b": "字", "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": "1"})
    with pytest.raises(ValueError, match="JSON"):
        fingerprint({"a": float("nan")})
