import datetime as dt
from itertools import product
from typing import Any

import pytest
from pydantic import ValidationError

from domain.asking import Policy
from domain.charter import Charter
from domain.directory import Absence, Directory, Person
from domain.errors import BadInputError
from domain.forecast import forecast
from domain.items import SharedObjective
from domain.policy import policy
from domain.policy_rules import PolicyRules, is_policy_file
from domain.resolving import resolve
from domain.suggestion import Kind
from tests.approvals import PEOPLE, brief, suggestion

SUN = Person(account="sun", name="Sun", department="Board", head=True, groups=("board",))
ANA = PEOPLE[0].model_copy(update={"superior": "vic", "groups": ("board",)})
VIC = Person(account="vic", name="Vic", department="Board", superior="sun")
DIRECTORY = Directory(people=(ANA, *PEOPLE[1:], SUN, VIC))
BRIEF = brief(sponsor="sun")
ROWS = suggestion().items
"""Rows of Sales, Legal and nobody else: of ana and bo."""
HEADS = {"role": "heads"}
WAYS: tuple[dict[str, Any], ...] = (
    {"account": "dee"},
    {"role": "sponsor"},
    {"role": "lead_head"},
    HEADS,
    {"role": "liaison"},
    {"role": "accountable"},
    {"head": "Ops"},
    {"group": "board"},
    {"superiors": "ana", "levels": 2},
    {"superiors": "initiator"},
)


def rules(*steps: dict[str, Any], dedup: str = "consecutive") -> PolicyRules:
    return PolicyRules.model_validate({"steps": steps, "dedup": dedup})


def step(*approvers: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"approvers": approvers, **fields}


def resolved(*steps: dict[str, Any], initiator: str | None = None, **more: Any) -> Policy:
    return resolve(rules(*steps), "roles", ROWS, BRIEF, DIRECTORY, initiator, **more)


def asked(*steps: dict[str, Any], initiator: str | None = None) -> list[list[str]]:
    found = resolved(*steps, initiator=initiator)
    return [[one.account for one in step.approvers] for step in found.steps]


@pytest.mark.parametrize(
    ("rule", "people"),
    [
        ({"account": "dee"}, ["dee"]),
        ({"role": "sponsor"}, ["sun"]),
        ({"role": "lead_head"}, ["ana"]),
        (HEADS, ["bo", "ana"]),
        ({"head": "Ops"}, ["cy"]),
        ({"group": "board"}, ["ana", "sun"]),
        ({"superiors": "lead_head"}, ["vic"]),
        ({"superiors": "ana", "levels": 5}, ["vic", "sun"]),
    ],
)
def test_each_rule_names_its_people(rule: dict[str, Any], people: list[str]) -> None:
    assert sorted(asked(step(rule))[0]) == sorted(people)


def test_superiors_of_the_initiator_are_found_by_who_it_is() -> None:
    assert asked(step({"superiors": "initiator"}), initiator="ana") == [["vic"]]
    assert asked(step({"superiors": "initiator"})) == [["sun"]]


def test_parts_of_the_role_matrix_are_those_of_the_approved_charter_and_not_of_the_draft() -> None:
    charter = Charter(collaboration="x", title="x", language="en", roles=ROWS)
    of_charter = resolved(step({"role": "accountable"}), charter=charter).steps[0].approvers
    assert {one.account for one in of_charter} == {"ana", "bo"}
    assert asked(step({"role": "accountable"})) == [["sun"]]


def test_where_nobody_is_found_the_named_one_the_sponsor_or_nobody_is_asked() -> None:
    nobody = {"role": "liaison"}
    assert asked(step(nobody)) == [["sun"]]
    assert asked(step(nobody, empty="dee")) == [["dee"]]
    with pytest.raises(BadInputError) as refused:
        asked(step(HEADS), step(nobody, empty="refuse"))
    assert refused.value.sentence.en.startswith("policies.roles.steps[1]: ")
    assert refused.value.sentence.zh.startswith("policies.roles.steps[1]：")


def test_the_initiators_place_goes_to_their_head_else_to_the_sponsor_or_to_nobody() -> None:
    both = step({"account": "dee"}, {"account": "bo"}, mode="sequence")
    assert asked(both, initiator="dee") == [["cy", "bo"]]
    assert asked(both, initiator="bo") == [["dee", "sun"]]
    assert asked({**both, "initiator": "skip"}, initiator="dee") == [["bo"]]


def test_where_nobody_is_found_it_is_said_to_whom_it_falls_or_that_it_may_not() -> None:
    nobody = {"role": "liaison"}
    (falls,) = resolved(step(nobody)).steps[0].approvers
    assert falls.why.en == "sponsor, since nobody else was found"
    assert falls.why.zh == "分管领导（空缺时审批）"
    with pytest.raises(BadInputError) as found:
        resolved(step(nobody, empty="refuse"))
    assert found.value.sentence.en.endswith(
        "the approvers find nobody, and the policy says empty: refuse"
    )
    assert found.value.sentence.zh.endswith(
        "按 approvers 找不到审批人，且规定 empty: refuse（无人时不得提交）"
    )


def test_whoever_takes_the_initiators_place_signs_the_same_items() -> None:
    items = tuple(row.model_copy(update={"departments": ("Legal",)}) for row in ROWS)
    own = rules(step({"head": "Legal"}, items="touched", name="Heads"), step({"role": "sponsor"}))
    first = resolve(own, "roles", items, BRIEF, DIRECTORY, "bo").steps[0]
    ids = tuple(item.id for item in items)
    assert {one.account: one.items for one in first.approvers} == {"sun": ids}
    assert first.name == "Heads"


def test_whoever_comes_in_the_initiators_place_is_told_so() -> None:
    both = step({"account": "dee"}, {"account": "bo"})
    for initiator, place, en, zh in (
        (
            "dee",
            0,
            "head of Ops, in place of the initiator Dee Roy",
            "Ops负责人（替发起人Dee Roy审批）",
        ),
        ("bo", 1, "sponsor, in place of the initiator Bo Lin", "分管领导（替发起人Bo Lin审批）"),
    ):
        came = resolved(both, initiator=initiator).steps[0].approvers[place]
        assert (came.why.en, came.why.zh) == (en, zh)


def test_a_sponsor_whom_the_directory_does_not_know_is_replaced_by_the_leads_head() -> None:
    stranger = brief(sponsor="zed")
    own = rules(step({"role": "sponsor"}))
    (came,) = resolve(own, "roles", ROWS, stranger, DIRECTORY, "zed").steps[0].approvers
    assert came.account == "ana"
    assert came.why.en == "head of Sales, in place of the initiator zed"
    assert came.why.zh == "Sales负责人（替发起人zed审批）"


def test_of_objectives_a_step_signs_these_and_what_no_step_before_asks_about() -> None:
    objective = ROWS[0].model_copy(
        update={"id": "objective:1", "body": SharedObjective(text="sooner", serves="O1")}
    )
    legal = ROWS[1].model_copy(update={"departments": ("Legal",)})
    sales = ROWS[2].model_copy(update={"departments": ("Sales",)})
    items = (objective, legal, sales)
    own = rules(
        step({"head": "Legal"}, items="touched"),
        step({"account": "dee"}, {"role": "sponsor"}, items="objectives"),
    )
    first, then = resolve(own, "goals", items, BRIEF, DIRECTORY).steps
    assert {a.account: a.items for a in first.approvers} == {"bo": ("objective:1", "role:2")}
    rest = ("objective:1", "role:3")
    assert {a.account: a.items for a in then.approvers} == {"dee": rest, "sun": rest}
    whole = rules(step(HEADS), step({"role": "sponsor"}, items="objectives"))
    assert resolve(whole, "goals", items[1:], BRIEF, DIRECTORY).steps[1].approvers[0].items is None


def test_a_step_of_the_initiator_alone_is_left_out_and_never_the_last_one() -> None:
    alone = step({"account": "dee"}, initiator="skip")
    assert asked(alone, step({"account": "bo"}), initiator="dee") == [["bo"]]
    assert asked(alone, initiator="dee") == [["sun"]]
    assert asked(alone, initiator="dee") == asked(step({"role": "sponsor"}))


def test_the_initiator_may_never_be_let_decide() -> None:
    with pytest.raises(ValidationError):
        rules(step(HEADS, initiator="self"))


def test_two_places_of_one_person_in_one_step_count_once() -> None:
    found = resolved(step(HEADS, {"account": "ana"}, items="touched"))
    assert sorted(one.account for one in found.steps[0].approvers) == ["ana", "bo"]
    assert {one.account: one.items for one in found.steps[0].approvers}["ana"] is None


def test_heads_sign_what_touches_them_and_nothing_is_left_unsigned() -> None:
    apart = tuple(i.model_copy(update={"departments": ("Sales",)}) for i in ROWS[:1])
    items = (*apart, *ROWS[1:])
    for rule in ({"head": "Legal"}, {"role": "sponsor"}):
        found = resolve(rules(step(rule, items="touched")), "roles", items, BRIEF, DIRECTORY)
        last = found.steps[-1].approvers[0]
        assert last.account == "sun"
        assert last.items == ((apart[0].id,) if "head" in rule else None)
    first = resolve(
        rules(step({"head": "Legal"}, items="touched")), "roles", items, BRIEF, DIRECTORY
    )
    assert first.steps[0].approvers[0].items == tuple(item.id for item in ROWS[1:])


def test_an_edit_brings_heads_in_only_where_a_step_asks_heads() -> None:
    for approver, heads in ((HEADS, ["ana", "bo", "cy"]), ({"role": "sponsor"}, [])):
        found = resolved(step({"account": "dee"}), step(approver))
        assert sorted(a.account for a in found.heads.values()) == heads


def test_a_head_whom_nothing_touches_is_not_asked() -> None:
    assert asked(step({"head": "Ops"}, items="touched")) == [["sun"]]
    assert asked(step({"head": "Ops"}, HEADS, items="touched")) == asked(step(HEADS))


def test_a_ratio_step_carries_its_percent_and_those_with_a_veto() -> None:
    (one,) = resolved(
        step(
            {"group": "board"},
            {"account": "dee"},
            mode="ratio",
            percent=60,
            veto=[{"role": "sponsor"}],
        )
    ).steps
    assert (one.mode, one.percent, one.needed, one.veto) == ("ratio", 60, 2, ("sun",))
    with pytest.raises(BadInputError, match="dee is not among the approvers"):
        resolved(step(HEADS, veto=[{"account": "dee"}]))


@pytest.mark.parametrize(
    "wrong",
    [
        step(HEADS, mode="ratio"),
        step(HEADS, percent=60),
        step(HEADS, mode="any", items="touched"),
        step({"account": "ana", "role": "sponsor"}),
        step({"account": "ana", "levels": 2}),
        step({}),
        step(),
    ],
)
def test_what_contradicts_itself_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        rules(wrong)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        (step({"account": "anna"}), "approvers[0].account"),
        (step({"head": "Lega"}), "approvers[0].head"),
        (step({"group": "bord"}), "approvers[0].group"),
        (step({"superiors": "nobody"}), "approvers[0].superiors"),
        (step(HEADS, veto=[{"account": "x"}]), "veto[0].account"),
        (step(HEADS, empty="x"), "empty"),
    ],
)
def test_an_unknown_name_is_one_sentence_with_its_field(wrong: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInputError) as refused:
        resolved(wrong)
    assert refused.value.sentence.en.startswith(f"policies.roles.steps[0].{field}: nobody in")
    assert refused.value.sentence.zh.startswith(f"policies.roles.steps[0].{field}：人员名录中没有")


@pytest.mark.parametrize("initiator", [None, *(person.account for person in DIRECTORY.people)])
@pytest.mark.parametrize(
    "case", list(product(("head", "skip"), ("whole", "touched", "objectives")))
)
def test_for_all_policies_nobody_twice_nobody_unknown_and_never_the_initiator(
    initiator: str | None, case: tuple[str, str]
) -> None:
    fields = {"initiator": case[0], "items": case[1]}
    for one, other in product(WAYS, repeat=2):
        found = resolved(step(one, other, **fields), step(other, **fields), initiator=initiator)
        for each in found.steps:
            accounts = [a.account for a in each.approvers]
            assert len(set(accounts)) == len(accounts)
            assert initiator not in accounts
            assert all(DIRECTORY.person(account) for account in accounts)
            assert all(a.items != () for a in each.approvers)
        signers = [a for each in found.steps for a in each.approvers]
        assert all(any(a.signs(item.id) for a in signers) for item in ROWS)


@pytest.mark.parametrize(
    ("written", "policies"),
    [
        ({"brief": "brief.yaml", "policies": {}}, True),
        ({"brief": "brief.yaml"}, True),
        ({"policies": {}}, True),
        ({"policies": {}, "title": "Onboarding"}, False),
        ({"policies": {}, "departments": ["Sales"]}, False),
        ({"title": "Onboarding", "departments": ["Sales"]}, False),
        ({"people": "people.yaml"}, False),
        ({}, False),
        (["brief", "policies"], False),
        ("brief", False),
        (None, False),
    ],
)
def test_a_file_of_policies_is_told_from_a_brief(written: Any, policies: bool) -> None:
    assert is_policy_file(written) is policies


def test_the_briefs_policy_replaces_the_default_of_its_kind_only() -> None:
    own = BRIEF.model_copy(update={"policies": {"roles": rules(step({"account": "dee"}))}})
    for kind, people in (("roles", ["dee"]), ("idea", ["ana"])):
        named: Kind = "roles" if kind == "roles" else "idea"
        found = policy(named, ROWS, own, DIRECTORY)
        assert [a.account for a in found.steps[0].approvers] == people


@pytest.mark.parametrize(
    ("dedup", "counted"),
    [("none", [None, None, None]), ("consecutive", [None, None, None]), ("once", [None, None, 1])],
)
def test_a_forecast_says_whose_yes_counts_again(dedup: str, counted: list[int | None]) -> None:
    own = rules(
        step({"account": "bo"}), step({"account": "dee"}), step({"account": "bo"}), dedup=dedup
    )
    tried = BRIEF.model_copy(update={"policies": {"roles": own}})
    found = forecast("roles", tried, DIRECTORY, dt.date(2026, 3, 2))
    assert [one.people[0].counted for one in found.steps] == counted


def test_consecutive_steps_count_one_yes() -> None:
    tried = BRIEF.model_copy(
        update={"policies": {"roles": rules(step({"account": "bo"}), step({"account": "bo"}))}}
    )
    found = forecast("roles", tried, DIRECTORY, dt.date(2026, 3, 2))
    assert [one.people[0].counted for one in found.steps] == [None, 1]


def test_a_forecast_says_who_stands_in_today_and_which_place_the_initiator_lost() -> None:
    day = dt.date(2026, 3, 2)
    gone = PEOPLE[1].model_copy(
        update={"deputy": "dee", "absences": (Absence(start=day, end=day),)}
    )
    among = Directory(people=(ANA, gone, *PEOPLE[2:], SUN, VIC))
    (first, *_) = forecast("need", BRIEF, among, day, "ana").steps
    seats = {one.account: one for one in first.people}
    assert seats["bo"].stand_in.account == "dee"
    assert "ana" not in seats
    assert any(
        "ana" in f.en or "安娜" in f.en for f in forecast("need", BRIEF, among, day, "ana").skipped
    )
