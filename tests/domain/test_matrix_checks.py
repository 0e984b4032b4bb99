import datetime as dt
import random
from typing import Any

import pytest
from pydantic import ValidationError

from domain.matrix_checks import check_matrix
from domain.role_matrix import RoleMatrix

ON = dt.date(2026, 3, 2)
PEOPLE: list[dict[str, Any]] = [
    {"name": "Chen", "account": "chen", "department": "Board", "head": True},
    {"name": "Ann", "account": "ann", "department": "Sales", "head": True, "superior": "chen"},
    {"name": "Bo", "account": "bo", "department": "Legal", "head": True, "superior": "chen"},
    {"name": "Cai", "account": "cai", "department": "Legal"},
]
ROWS: list[dict[str, Any]] = [
    {"deliverable": "Baseline", "accountable": "ann", "responsible": ["ann", "cai"]},
    {"deliverable": "Standard", "accountable": "bo", "responsible": "cai", "informed": ["ann"]},
]
GATE: dict[str, Any] = {
    "name": "Go live",
    "decider": "ann",
    "timeout": "P2D",
    "on_timeout": "escalate",
    "to": "chen",
    "risk": "high",
    "break_glass": "bo",
}


def found(**fields: Any) -> list[tuple[str, str | None, str]]:
    plain = {"rows": ROWS, "people": PEOPLE, "departments": ["Sales", "Legal"]} | fields
    matrix = RoleMatrix.model_validate(plain)
    return [(one.rule, one.item, one.severity) for one in check_matrix(matrix, ON)]


def row(**changes: Any) -> list[dict[str, Any]]:
    return [ROWS[0], ROWS[1] | changes]


def person(account: str, **changes: Any) -> list[dict[str, Any]]:
    return [one | changes if one["account"] == account else one for one in PEOPLE]


def rung(sides: object, to: str, after: str | None = "P3D") -> dict[str, Any]:
    return {"from": sides, "to": to, "after": after}


def test_a_sound_matrix_has_no_finding() -> None:
    assert found(gates=[GATE], escalation=[rung(["Sales", "Legal"], "chen")]) == []


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        (row(accountable=["ann", "bo"]), "roles.many_accountable"),
        (row(accountable=[]), "roles.nobody_accountable"),
        (row(responsible=[]), "roles.nobody_responsible"),
        (row(responsible=["nobody"]), "roles.unknown_person"),
    ],
)
def test_a_broken_rule_of_a_row_is_an_error_that_names_the_row(
    rows: list[dict[str, Any]], rule: str
) -> None:
    assert (rule, "Standard", "error") in found(rows=rows)


def test_one_person_by_two_names_is_one_accountable_for_everything() -> None:
    rows = [ROWS[0], ROWS[1] | {"accountable": "Ann"}]
    assert found(rows=rows) == [("roles.accountable_for_everything", None, "error")]


def test_few_are_consulted() -> None:
    many = ["a", "b", "c", "d", "e"]
    assert found(rows=row(consulted=many), people=[], departments=[]) == [
        ("roles.many_consulted", "Standard", "warning")
    ]


def test_a_deliverable_stands_once_and_a_matrix_has_rows() -> None:
    twice = [*ROWS, ROWS[1] | {"accountable": "cai"}]
    assert found(rows=twice) == [("roles.same_deliverable", "Standard", "error")]
    assert ("roles.no_rows", None, "error") in found(rows=[])


def test_an_affected_department_in_no_row_is_an_error_and_one_only_asked_a_warning() -> None:
    affected = ["Sales", "Legal", "Board"]
    assert found(departments=affected) == [("roles.department_missing", None, "error")]
    asked = row(consulted=["chen"])
    assert found(rows=asked, departments=affected) == [
        ("roles.department_missing", None, "warning")
    ]


@pytest.mark.parametrize(
    ("changes", "rules"),
    [
        ({"away": True}, ["roles.no_deputy"]),
        ({"absences": ["2026-03-20/2026-03-25"]}, ["roles.no_deputy"]),
        ({"absences": ["2026-02-01/2026-03-01"]}, []),
        ({"away": True, "deputy": "ann"}, []),
        ({"away": True, "deputy": "Ann"}, []),
        ({"away": True, "deputy": "bo"}, ["roles.no_deputy"]),
        ({"away": True, "deputy": "nobody"}, ["roles.no_deputy"]),
    ],
)
def test_who_answers_for_a_row_has_a_deputy_when_they_are_away(
    changes: dict[str, Any], rules: list[str]
) -> None:
    rows = [ROWS[0] | {"responsible": "cai"}, ROWS[1]]
    assert [rule for rule, _, _ in found(rows=rows, people=person("bo", **changes))] == rules


@pytest.mark.parametrize(
    ("days", "rules"),
    [("2026-03-20", ["roles.deputy_away"]), ("2026-03-21/2026-03-25", [])],
)
def test_a_deputy_who_is_away_at_the_same_time_is_no_deputy(days: str, rules: list[str]) -> None:
    people = person("bo", absences=["2026-03-10/2026-03-20"], deputy="chen")
    people = [one | {"absences": [days]} if one["account"] == "chen" else one for one in people]
    assert [rule for rule, _, _ in found(people=people)] == rules


LATE = "2026-05-04/2026-05-08"


@pytest.mark.parametrize(
    ("days", "fields", "severities"),
    [
        ("2026-03-29/2026-04-10", {}, ["error"]),  # the last of the four weeks from ON
        ("2026-03-30/2026-04-10", {}, ["warning"]),
        (LATE, {"period": {"start": "2026-03-02", "end": "2026-05-04"}}, ["error"]),
        (LATE, {"period": {"start": "2026-03-02", "end": "2026-05-03"}}, ["warning"]),
        (LATE, {"period": {"start": "2026-05-09", "end": "2026-06-01"}}, []),
        ("2026-03-02/2026-03-06", {"period": {"start": "2026-03-07", "end": "2026-06-01"}}, []),
    ],
)
def test_an_absence_blocks_while_the_work_goes_on_warns_after_it_and_is_nothing_before(
    days: str, fields: dict[str, Any], severities: list[str]
) -> None:
    people = person("bo", absences=[days])
    assert [one for _, _, one in found(people=people, **fields)] == severities


def test_a_row_that_says_when_it_is_in_work_is_judged_by_its_own_days() -> None:
    people = person("bo", absences=[LATE])
    soon, then, over = (
        {"start": "2026-03-02", "end": "2026-03-06"},
        {"start": "2026-05-01", "end": "2026-05-10"},
        {"start": "2026-01-01", "end": "2026-02-10"},
    )
    assert found(rows=row(period=soon), people=people) == [
        ("roles.no_deputy", "Standard", "warning")
    ]
    assert found(rows=row(period=then), people=people) == [("roles.no_deputy", "Standard", "error")]
    assert found(rows=row(period=over), people=people) == []


def test_a_deputy_who_is_away_only_after_the_work_is_a_warning() -> None:
    people = person("bo", absences=["2026-03-10/2026-05-20"], deputy="chen")
    people = [one | {"absences": [LATE]} if one["account"] == "chen" else one for one in people]
    assert found(people=people) == [("roles.deputy_away", "Standard", "warning")]
    matrix = RoleMatrix.model_validate({"rows": ROWS, "people": people})
    (said,) = (one.said for one in check_matrix(matrix, ON))
    assert said.en.endswith("That is after 2026-03-29, when this should be done.")
    assert said.zh.endswith("这在 2026-03-29 之后，届时此项应已完成。")


@pytest.mark.parametrize(
    ("field", "rule"),
    [
        ("timeout", "gates.no_timeout"),
        ("on_timeout", "gates.no_on_timeout"),
        ("decider", "gates.no_decider"),
        ("to", "gates.no_to"),
    ],
)
def test_a_gate_is_complete(field: str, rule: str) -> None:
    assert found(gates=[GATE | {field: None}]) == [(rule, "Go live", "error")]


def test_two_gates_of_one_name_are_an_error_that_names_them_once() -> None:
    twice = [GATE, GATE | {"decider": "bo"}, GATE | {"name": "Sign off"}]
    assert found(gates=twice) == [("gates.same_name", "Go live", "error")]
    matrix = RoleMatrix.model_validate({"rows": ROWS, "people": PEOPLE, "gates": twice})
    (said,) = (one.said for one in check_matrix(matrix, ON))
    assert said.en == "2 gates are called “Go live”; give each a name of its own."
    assert said.zh == "有 2 个关口都叫「Go live」，请为各个关口取不同的名称。"


def test_an_emergency_exit_is_only_recommended() -> None:
    gates = [GATE | {"break_glass": None}]
    assert found(gates=gates) == [("gates.no_break_glass", "Go live", "warning")]


@pytest.mark.parametrize(("risk", "errors"), [("low", 0), ("medium", 1), ("high", 1), (None, 1)])
def test_only_what_has_a_low_risk_goes_on_without_a_decision(risk: str | None, errors: int) -> None:
    gates = [GATE | {"on_timeout": "proceed", "risk": risk}]
    assert found(gates=gates) == [("gates.proceed_on_timeout", "Go live", "error")] * errors


def test_whoever_has_a_part_in_a_gate_or_an_escalation_is_among_the_people() -> None:
    for field in ("decider", "to", "break_glass"):
        gates = [GATE | {field: "nobody"}]
        assert found(gates=gates) == [("gates.unknown_person", "Go live", "error")]
        assert found(gates=[GATE | {field: "Legal"}]) == []  # a department stands for its head
        assert found(people=[], gates=gates) == []
    assert found(escalation=[rung("cai", "nobody")]) == [
        ("escalation.unknown_person", "cai → nobody", "error")
    ]


@pytest.mark.parametrize(("wait", "part"), [(3, "such as P2D"), ("-P2D", "longer than nothing")])
def test_a_wait_is_a_length_of_time(wait: object, part: str) -> None:
    with pytest.raises(ValidationError, match=part):
        found(gates=[GATE | {"timeout": wait}])


def test_account_and_name_of_one_person_are_one_accountable_and_one_consulted() -> None:
    assert found(rows=row(accountable=["bo", "Bo"])) == []
    assert found(rows=row(consulted=["ann", "Ann", "cai", "Cai", "chen"])) == []


def test_whom_it_is_escalated_to_stands_above_both_sides() -> None:
    assert found(escalation=[rung(["Sales", "cai"], "chen")]) == []
    assert found(escalation=[rung(["ann", "cai"], "bo")]) == [
        ("escalation.no_authority", "ann + cai → bo", "error")
    ]
    assert found(escalation=[rung("cai", "ann")]) == []


def test_a_rung_has_a_deadline() -> None:
    assert found(escalation=[rung("cai", "bo", None)]) == [
        ("escalation.no_deadline", "cai → bo", "error")
    ]


@pytest.mark.parametrize(
    "ways",
    [
        [("ann", "ann")],
        [("ann", "bo"), ("bo", "ann")],
        [("ann", "bo"), ("bo", "cai"), ("cai", "Sales")],
    ],
)
def test_an_escalation_never_comes_back(ways: list[tuple[str, str]]) -> None:
    rungs = [rung(side, to) for side, to in ways]
    circles = [one for one in found(escalation=rungs) if one[0] == "escalation.circle"]
    assert len(circles) == 1


def test_a_gate_is_part_of_the_circle() -> None:
    gates = [GATE | {"to": "bo"}]
    rules = [one[0] for one in found(gates=gates, escalation=[rung("bo", "ann")])]
    assert rules == ["escalation.circle"]


@pytest.mark.parametrize("seed", range(30))
def test_a_circle_is_found_exactly_where_names_cannot_be_put_in_order(seed: int) -> None:
    draw = random.Random(seed)
    ways = [(draw.choice("abcde"), draw.choice("abcde")) for _ in range(5)]
    rungs = [rung(side, to) for side, to in ways]
    rules = [one[0] for one in found(people=[], departments=[], escalation=rungs)]
    left, shrinking = list(ways), True
    while shrinking:  # strike whoever nothing leads on from, until nothing changes
        starts = {side for side, _ in left}
        fewer = [way for way in left if way[1] in starts]
        left, shrinking = fewer, len(fewer) < len(left)
    assert ("escalation.circle" in rules) == bool(left)


def test_the_order_of_rows_changes_nothing_but_the_order() -> None:
    rows = [*row(accountable=[], responsible=[]), {"deliverable": "Third"}]
    assert sorted(map(str, found(rows=rows))) == sorted(map(str, found(rows=rows[::-1])))
