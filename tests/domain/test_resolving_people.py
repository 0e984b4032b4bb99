"""Whom each rule of a policy names: by name, about what, and on what grounds."""

from typing import Any

import pytest

from domain.approvers import sponsor
from domain.charter import Charter
from domain.directory import Directory
from domain.items import Body, Liaison
from domain.policy_rules import ApproverRule
from domain.resolving_people import Ground, people_of
from domain.suggestion import Item
from tests.approvals import PEOPLE, brief, role, suggestion

ANA = PEOPLE[0].model_copy(update={"superior": "bo", "groups": ("board",)})
BO = PEOPLE[1].model_copy(update={"superior": "cy"})
DIRECTORY = Directory(people=(ANA, BO, *PEOPLE[2:]))
ROWS = suggestion().items
Asked = list[tuple[str, str, str, str]]


def items(*bodies: Body) -> tuple[Item, ...]:
    """Return items of these bodies, whatever they touch."""
    return tuple(
        ROWS[0].model_copy(update={"id": f"{body.type}:{n}", "body": body})
        for n, body in enumerate(bodies, 1)
    )


def touching(*departments: str) -> tuple[Item, ...]:
    return tuple(
        row.model_copy(update={"departments": (name,)})
        for row, name in zip(ROWS, departments, strict=True)
    )


CHARTER = Charter(
    collaboration="x",
    title="x",
    language="en",
    team=items(Liaison(account="cy", name="Cy Moor", department="Ops")),
    roles=items(
        role("contracts", "bo", "ana", "dee").model_copy(update={"informed": ("cy", "gone")}),
        role("answers", "ana", "dee", "bo").model_copy(update={"consulted": ("cy",)}),
    ),
)


def ground(**fields: Any) -> Ground:
    named: dict[str, Any] = {
        "items": ROWS,
        "brief": brief(sponsor="dee"),
        "directory": DIRECTORY,
        "initiator": None,
        "charter": CHARTER,
    }
    return Ground(**(named | fields))


def named(rule: dict[str, Any], on: Ground | None = None) -> Asked:
    """Return account, name and grounds of whom a rule names."""
    found = people_of(ApproverRule.model_validate(rule), on or ground(), False)
    return [(a.account, a.name, a.why.en, a.why.zh) for a in found]


def test_an_account_and_a_group_are_named_by_the_policy() -> None:
    assert named({"account": "bo"}) == [("bo", "Bo Lin", "named by the policy", "审批流程指定")]
    assert named({"group": "board"}) == [
        ("ana", "安娜", "of the group board", "用户组「board」成员")
    ]


@pytest.mark.parametrize(
    ("part", "accounts", "en", "zh"),
    [
        ("liaison", ["cy"], "liaison", "对接人"),
        ("accountable", ["bo", "ana"], "accountable in the role matrix", "责任矩阵中的最终负责人"),
        (
            "responsible",
            ["ana", "dee", "bo"],
            "responsible in the role matrix",
            "责任矩阵中的执行人",
        ),
        ("consulted", ["cy"], "consulted in the role matrix", "责任矩阵中的被咨询人"),
        ("informed", ["cy"], "informed in the role matrix", "责任矩阵中的被知会人"),
    ],
)
def test_each_part_of_the_approved_charter_names_who_has_it_once(
    part: str, accounts: list[str], en: str, zh: str
) -> None:
    names = {person.account: person.name for person in PEOPLE}
    assert named({"role": part}) == [(one, names[one], en, zh) for one in accounts]
    assert named({"role": part}, ground(charter=None)) == []


def test_superiors_are_numbered_from_the_nearest() -> None:
    assert named({"superiors": "ana", "levels": 2}) == [
        ("bo", "Bo Lin", "superior of 安娜, level 1", "安娜的第 1 级主管"),
        ("cy", "Cy Moor", "superior of 安娜, level 2", "安娜的第 2 级主管"),
    ]
    assert [one[0] for one in named({"superiors": "ana"})] == ["bo"]
    assert [one[0] for one in named({"superiors": "lead_head"})] == ["bo"]
    assert [one[0] for one in named({"superiors": "initiator"}, ground(initiator="bo"))] == ["cy"]
    assert named({"superiors": "initiator"}) == []


def test_where_a_department_has_no_head_the_sponsor_and_their_line_are_meant() -> None:
    headless = Directory(people=tuple(p.model_copy(update={"head": False}) for p in (ANA, BO)))
    on = ground(directory=headless, brief=brief(sponsor="bo", lead="Sales"))
    assert named({"head": "Sales"}, on) == [
        ("bo", "Bo Lin", "sponsor, since Sales has no head", "分管领导（Sales暂无负责人）")
    ]
    above = ground(directory=headless, brief=brief(sponsor="ana", lead="Sales"))
    assert [one[0] for one in named({"superiors": "lead_head"}, above)] == ["bo"]
    assert sponsor(on.brief, headless).account == "bo"


@pytest.mark.parametrize(
    ("rule", "scopes"),
    [
        ({"role": "heads"}, {"ana": ("role:1", "role:3"), "bo": ("role:2",)}),
        ({"role": "lead_head"}, {"ana": ("role:1", "role:3")}),
        ({"head": "Legal"}, {"bo": ("role:2",)}),
        ({"head": "Ops"}, {}),
        ({"role": "sponsor"}, {"dee": None}),
        ({"account": "cy"}, {"cy": None}),
    ],
)
def test_of_what_touches_them_heads_sign_their_own(
    rule: dict[str, Any], scopes: dict[str, tuple[str, ...] | None]
) -> None:
    on = ground(items=touching("Sales", "Legal", "Sales"))
    own = people_of(ApproverRule.model_validate(rule), on, True)
    assert {a.account: a.items for a in own} == scopes
    whole = people_of(ApproverRule.model_validate(rule), on, False)
    assert all(a.items is None for a in whole)
    assert {a.account for a in own} <= {a.account for a in whole}
