"""Event logs as they come in: the events that the reader of files finds too, or sentences."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from activities import importing_events
from activities.files import SpotError
from activities.import_rows import Heard
from activities.importing_events import LogColumns, events_in, next_piece, set_aside
from analysis.event_table import table_of
from analysis.need_facts import need_facts
from domain.brief import EventLog
from domain.event_columns import EventColumns, Role
from domain.records import Event
from tests.workbooks import workbook
from tests.written_events import read_events

LOG = "case,time,department,activity,state\n"
FIRST = "A,2026-09-01T09:00+08:00,Sales,intake,queued\n"


def heard_of(
    content: str | bytes, file: str = "x.csv", **named: str | None
) -> tuple[list[Event], LogColumns, Heard]:
    given = content.encode() if isinstance(content, str) else content
    heard = Heard()
    roles: dict[Role, str | None] = {role: named[role] for role in named}  # type: ignore[misc]
    columns = LogColumns(file, roles, heard)
    return list(events_in(io.BytesIO(given), file, columns, heard)), columns, heard


def only(content: str | bytes, file: str = "x.csv", **named: str | None) -> SpotError:
    _, _, heard = heard_of(content, file, **named)
    (problem,) = heard.problems
    return problem


ODD = (
    LOG
    + FIRST
    + "A,2026-09-01T01:30:00Z,Legal,review,In Progress\n"
    + "B,2026-08-31 23:00,n/a,review,已完成\n"
    + "A,2026-08-30T12:00-05:00,Legal,review,等客户\n"
    + FIRST
    + FIRST
    + "".join(
        f"C,2026/9/1 7:05,{name},,\n"
        for name in ("EMPTY", "0", "-", "--", "null", "N/A", "unknown", "MISSING", "", " ", "未知")
    )
)


def test_the_events_are_those_that_the_reader_of_files_finds(tmp_path: Path) -> None:
    """Of several time zones, out of order, standing twice, and without a department."""
    (tmp_path / "x.csv").write_text(ODD, encoding="utf-8")
    expected = read_events(tmp_path, EventLog(file="x.csv"))
    found, _, heard = heard_of(ODD)
    assert found == expected
    assert (heard.count, heard.rows, len(found)) == (0, 17, 17)
    assert {event.department for event in found if event.case == "C"} == {None}
    assert found[0] == found[4] == found[5]
    assert found[0].at == dt.datetime(2026, 9, 1, 1, tzinfo=dt.UTC)
    assert need_facts(table_of(found), "x", None, ["Legal"]) == need_facts(
        table_of(expected), "x", None, ["Legal"]
    )


def test_what_is_set_aside_comes_back_as_it_was(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(importing_events, "CHUNK", 4)
    found, _, heard = heard_of(ODD)
    with (tmp_path / "aside").open("w+", encoding="utf-8") as aside:
        set_aside(found, heard, aside)
        back: list[Event] = []
        while piece := next_piece(aside):
            chunk = TypeAdapter(list[Event]).validate_json(piece)
            assert len(chunk) <= 4
            back += chunk
    assert back == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_log_comes_in_whatever_excel_saved(encoding: str) -> None:
    content = "单号,时间,部门,节点,状态\nD-1,2026-09-01 09:00,法务部,合同审核,待处理\n"
    (event,), columns, heard = heard_of(content.encode(encoding))
    assert heard.count == 0
    assert (event.case, event.department, event.activity) == ("D-1", "法务部", "合同审核")
    assert event.state == "queued"
    assert columns.known == EventColumns(
        case="单号", time="时间", department="部门", activity="节点", state="状态"
    )


def test_a_workbook_is_read_as_its_csv_would_be() -> None:
    rows: list[list[Any]] = [
        ["工单号", "时间", "部门", "环节", "状态", "备注"],
        ["D-1", dt.datetime.fromisoformat("2026-09-01 09:30"), "法务部", "审核", "处理中", "x"],
        [1002, dt.datetime.fromisoformat("2026-09-02"), "无", None, None, None],
    ]
    found, _, heard = heard_of(workbook(rows), "x.xlsx")
    assert heard.problems == []
    assert [(event.case, event.at, event.department, event.state) for event in found] == [
        ("D-1", dt.datetime(2026, 9, 1, 9, 30, tzinfo=dt.UTC), "法务部", "working"),
        ("1002", dt.datetime(2026, 9, 2, tzinfo=dt.UTC), None, "unknown"),
    ]


@pytest.mark.parametrize("file", ["x.json", "x.yaml"])
def test_a_document_has_the_fields_of_a_brief_or_those_that_were_named(file: str) -> None:
    entry = {"case": "A", "time": "2026-09-01T09:00+08:00", "department": "Legal", "activity": "x"}
    found, columns, heard = heard_of(json.dumps([entry, entry | {"state": "queued"}]), file)
    assert heard.problems == []
    assert [event.state for event in found] == ["unknown", "queued"]
    assert columns.known is not None
    assert columns.known.state == "state"
    other = {"单号" if key == "case" else key: value for key, value in entry.items()}
    assert 'no field "单号"' in only(json.dumps([other]), file).sentence.en
    named, _, heard = heard_of(json.dumps([other]), file, case="单号", state=None)
    assert (heard.problems, named) == ([], found[:1])


def test_every_problem_of_a_log_is_told_with_its_line_and_column() -> None:
    rows = (
        "A,yesterday,Legal,review,queued\n"
        ",2026-09-01,Legal,review,queued\n"
        "A,2026-09-01,Legal\n"
        f"A,2026-09-01,{'B' * 301},=1+1,queued\n"
        "A,2026-09-01,Legal,review,teleported\n"
    )
    _, _, heard = heard_of(LOG + FIRST + rows)
    assert [(one.spot.line, one.spot.column) for one in heard.problems] == [
        (3, "time"),
        (4, "case"),
        (5, None),
        (6, "activity"),
        (6, "department"),
    ]
    assert heard.rows == 6


@pytest.mark.parametrize(
    ("content", "en"),
    [
        (b"", "the file is empty"),
        (LOG, "has a header but no rows"),
        (LOG.encode("utf-16"), "is not a text file"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "is not a text file"),
        ("case,time,department,activity,state,time\n1,2,3,4,5,6\n", '"time" stands twice'),
        (LOG + "A,0001-01-01T00:00+14:00,B,c,queued\n", "is not a time such as"),
        (LOG + "A,2026-02-30,B,c,queued\n", "is not a time such as"),
        (LOG + "A,=NOW(),B,c,queued\n", "is not a time such as"),
        (LOG + "A,2026-09-01,B,c,queued,extra\n", "6 cells, but the header has 5 columns"),
        (LOG + f"A,2026-09-01,B,{'c' * 20_001},queued\n", "20,001 characters; at most 20,000"),
        (LOG + "\u200b,2026-09-01,B,c,queued\n", "is empty"),
        (LOG + FIRST + 'A,2026-09-01,"B,c,queued\n', "is not valid CSV"),
    ],
)
def test_a_bad_log_is_one_sentence(content: str | bytes, en: str) -> None:
    problem = only(content)
    assert en in problem.sentence.en
    assert problem.sentence.zh != problem.sentence.en


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "＝", "＋", "－", "＠"])
@pytest.mark.parametrize("column", ["case", "department", "activity"])
def test_a_name_that_a_spreadsheet_would_run_is_a_problem(mark: str, column: str) -> None:
    cells = {"case": "A", "time": "2026-09-01", "department": "B", "activity": "c", "state": ""}
    cells[column] = f"{mark}cmd|'/c calc'!A0"
    problem = only(LOG + ",".join(cells.values()) + "\n")
    assert problem.spot.column == column
    assert "begins as a formula does" in problem.sentence.en


def test_columns_that_nobody_knows_are_all_asked_for_in_the_line_of_the_header() -> None:
    found, columns, heard = heard_of("\nref,time,部门,what\n1,2026-09-01,法务部,x\n")
    assert [(one.spot.line, one.sentence.en.split(";")[0]) for one in heard.problems] == [
        (2, "x.csv, line 2: no column is known to be the case"),
        (2, "x.csv, line 2: no column is known to be the activity"),
    ]
    assert (found, columns.known) == ([], None)


def test_a_column_that_was_named_and_is_not_there_is_told() -> None:
    assert 'there is no column "Queue"' in only(LOG + FIRST, department="Queue").sentence.en


def test_a_log_without_states_cannot_tell_queue_from_work() -> None:
    found, columns, _ = heard_of(LOG + FIRST, state=None)
    assert [event.state for event in found] == ["unknown"]
    assert columns.known is not None
    assert columns.known.state is None


def test_more_events_than_can_be_worked_with_are_a_problem(monkeypatch: Any) -> None:
    monkeypatch.setattr(importing_events, "MOST_EVENTS", 2)
    found, _, heard = heard_of(LOG + FIRST * 4)
    assert len(found) == 2
    assert [(one.spot.line, one.sentence.en) for one in heard.problems] == [
        (4, "x.csv, line 4: more than 2 events; import a shorter time.")
    ]
