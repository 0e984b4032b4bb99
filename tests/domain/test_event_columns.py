"""Which column of an event log is what: recognised by its name, named, or asked for."""

import pytest

from domain.event_columns import NAMES, ROLES, EventColumns, recognised


def columns(*names: str | None) -> EventColumns:
    return EventColumns.model_validate(dict(zip(ROLES, names, strict=True)))


@pytest.mark.parametrize(
    ("header", "found"),
    [
        ("case,time,department,activity,state", "case,time,department,activity,state"),
        ("案件编号,时间,部门,活动,状态", "案件编号,时间,部门,活动,状态"),
        ("状态,节点,部门,时间,单号", "单号,时间,部门,节点,状态"),
        ("工单号,操作时间,处理部门,环节,工单状态", "工单号,操作时间,处理部门,环节,工单状态"),
        ("Case ID,Timestamp,Team,Step,Status", "Case ID,Timestamp,Team,Step,Status"),
        (
            "case:concept:name,concept:name,org:group,time:timestamp,status",
            "case:concept:name,time:timestamp,org:group,concept:name,status",
        ),
        ("ＣＡＳＥ_ID,Time,DEPT,Event Name,State", "ＣＡＳＥ_ID,Time,DEPT,Event Name,State"),
    ],
)
def test_common_names_are_recognised_in_any_order_and_spelling(header: str, found: str) -> None:
    assert recognised(header.split(","), {}) == (columns(*found.split(",")), ())


def test_a_log_may_lack_states_and_have_columns_that_nobody_needs() -> None:
    found, faults = recognised(["备注", "单号", "时间", "部门", "节点", ""], {})
    assert (found, faults) == (columns("单号", "时间", "部门", "节点", None), ())


def test_what_is_named_is_taken_whatever_the_header_looks_like() -> None:
    named = {"department": "Queue", "state": None, "case": "Reference"}
    header = ["Reference", "Queue", "case", "department", "time", "activity", "state"]
    found, faults = recognised(header, named)  # type: ignore[arg-type]
    assert (found, faults) == (columns("Reference", "time", "Queue", "activity", None), ())


def test_a_column_that_was_named_for_one_thing_is_not_guessed_for_another() -> None:
    header = ["单号", "时间", "部门", "节点", "状态"]
    found, faults = recognised(header, {"activity": "状态"})
    assert (found, faults) == (columns("单号", "时间", "部门", "状态", None), ())


def test_the_very_name_goes_before_a_common_one() -> None:
    header = ["ticket", "case", "timestamp", "time", "team", "department", "step", "activity"]
    found, _ = recognised(header, {})
    assert found == columns("case", "time", "department", "activity", None)


def test_where_two_could_be_meant_nobody_guesses() -> None:
    header = ["单号", "操作时间", "处理时间", "部门", "节点"]
    found, (fault,) = recognised(header, {})
    assert found is None
    assert fault.en == (
        "“操作时间” and “处理时间” could each be the column of the time; name the right one as time"
    )
    assert fault.zh == "「操作时间」、「处理时间」都可能是时间列，请用 time 指明"
    assert recognised(header, {"time": "处理时间"})[0] is not None


def test_every_column_that_is_not_known_is_asked_for_with_those_that_there_are() -> None:
    found, faults = recognised(["ref", "when", "部门"], {})
    assert found is None
    assert [fault.en for fault in faults] == [
        f"no column is known to be the {NAMES[role].en}; name it as {role}; "
        "the columns are: ref, when, 部门"
        for role in ("case", "time", "activity")
    ]
    assert faults[0].zh == "没有能认出的案件编号列，请用 case 指明；现有的列是：ref、when、部门"


def test_who_handled_it_is_not_taken_for_a_department() -> None:
    header = ["case", "time", "resource", "org:resource", "处理人", "activity"]
    found, faults = recognised(header, {})
    assert found is None
    assert "the department" in faults[0].en


def test_no_common_name_stands_for_two_things() -> None:
    from domain import event_columns

    words = [
        word
        for names in (event_columns._SURE, event_columns._COMMON)
        for role in ROLES
        for word in names[role].split()
    ]
    assert sorted(words) == sorted(set(words))
    assert [word for word in words if event_columns.plain(word) != word] == []
