"""Event logs as they come in: the events that the reader of files finds too, or sentences."""

import datetime as dt
import io
import json
from pathlib import Path
from typing import Any, cast

import pytest

from activities import importing_events
from activities.files import SpotError
from activities.import_rows import Heard
from activities.imported_logs import read_kept
from activities.importing_events import LogColumns, Texts, next_piece, rows_of_log, set_aside
from activities.log_files import LogRead, read_log
from domain.event_columns import EventColumns
from domain.import_columns import ImportRole
from domain.log_columns import LogRole
from domain.records import ImportedLog
from store.event_logs import KeptLog, piece_of
from tests import causes_by_hand
from tests.workbooks import workbook

LOG = "case,time,department,activity,state\n"
FIRST = "A,2026-09-01T09:00+08:00,Sales,intake,queued\n"


def heard_of(
    content: str | bytes, file: str = "x.csv", **named: str | None
) -> tuple[list[Texts], LogColumns, Heard]:
    given = content.encode() if isinstance(content, str) else content
    heard = Heard()
    columns = LogColumns(file, cast("dict[ImportRole, str | None]", named), heard)
    return list(rows_of_log(io.BytesIO(given), file, columns, heard)), columns, heard


def table_of(found: list[Texts], columns: LogColumns) -> LogRead:
    """What computing has of rows that were kept."""
    assert columns.known is not None
    log = ImportedLog(
        scope="",
        name="x",
        columns=columns.known,
        file="x.csv",
        fingerprint="",
        rows=len(found),
        by=None,
        at=dt.datetime.now(dt.UTC),
    )
    return read_kept(KeptLog(log, texts=[json.loads(piece_of(found))]))


def only(content: str | bytes, file: str = "x.csv", **named: str | None) -> SpotError:
    _, _, heard = heard_of(content, file, **named)
    (problem,) = heard.problems
    return problem


ODD = (
    LOG
    + FIRST
    + "A,2026-09-01T01:30:00Z,Legal,review,In Progress\n"
    + "B,2026-08-31 23:00Z,n/a,review,已完成\n"
    + "A,2026-08-30T12:00-05:00,Legal,review,等客户\n"
    + FIRST
    + FIRST
    + "".join(
        f"C,2026/9/1 7:05+00:00,{name},,\n"
        for name in ("EMPTY", "0", "-", "--", "null", "N/A", "unknown", "MISSING", "", " ", "未知")
    )
)


def test_the_events_are_those_that_the_reader_of_files_finds(tmp_path: Path) -> None:
    """Of several time zones, out of order, standing twice, and without a department."""
    (tmp_path / "x.csv").write_text(ODD, encoding="utf-8")
    expected = read_log(tmp_path / "x.csv", {})
    found, columns, heard = heard_of(ODD)
    assert (heard.count, heard.rows, len(found)) == (0, 17, 17)
    assert found[0] == found[4] == found[5]
    read = table_of(found, columns)
    assert read.table.equals(expected.table)
    assert (read.placeholders, read.copies) == (expected.placeholders, expected.copies)
    assert (sum(read.placeholders.values()), read.copies) == (11, 3)
    assert dict(read.placeholders).keys() >= {"EMPTY", "N/A", "未知"}
    assert set(read.table.filter(case="C")["department"]) == {None}
    assert read.table.filter(case="A", department="Sales")["at"].to_list() == [
        dt.datetime(2026, 9, 1, 1, tzinfo=dt.UTC)
    ]


def test_what_is_set_aside_comes_back_as_it_was(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(importing_events, "CHUNK", 4)
    found, _, heard = heard_of(ODD)
    with (tmp_path / "aside").open("w+", encoding="utf-8") as aside:
        assert set_aside(found, heard, aside) == 3
        back: list[Texts] = []
        while piece := next_piece(aside):
            texts: dict[LogRole, list[str]] = json.loads(piece)
            assert len(texts["case"]) <= 4
            back += [
                dict(zip(texts, row, strict=True)) for row in zip(*texts.values(), strict=True)
            ]
    assert back == found


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_log_comes_in_whatever_excel_saved(encoding: str) -> None:
    content = "单号,时间,部门,节点,状态\nD-1,2026-09-01 09:00,法务部,合同审核,待处理\n"
    (event,), columns, heard = heard_of(content.encode(encoding))
    assert heard.count == 0
    assert (event["case"], event["group"], event["activity"]) == ("D-1", "法务部", "合同审核")
    assert table_of([event], columns).table["state"].to_list() == ["queued"]
    assert columns.known == EventColumns(
        case="单号", time="时间", department="部门", activity="节点", state="状态"
    )


def test_a_workbook_is_read_as_its_csv_would_be() -> None:
    rows: list[list[Any]] = [
        ["工单号", "时间", "部门", "环节", "状态", "备注"],
        ["D-1", dt.datetime.fromisoformat("2026-09-01 09:30"), "法务部", "审核", "处理中", "x"],
        [1002, dt.datetime.fromisoformat("2026-09-02"), "无", None, None, None],
    ]
    found, columns, heard = heard_of(workbook(rows), "x.xlsx")
    assert heard.problems == []
    table = table_of(found, columns).table
    assert list(table.select("case", "at", "department", "state").iter_rows()) == [
        ("1002", dt.datetime(2026, 9, 2, tzinfo=dt.UTC), None, "unknown"),
        ("D-1", dt.datetime(2026, 9, 1, 9, 30, tzinfo=dt.UTC), "法务部", "working"),
    ]


def test_of_a_wide_workbook_the_columns_of_a_log_are_read() -> None:
    """Formulas in others are nobody's problem; a formula in one of them is."""
    header: list[Any] = [f"field {n}" for n in range(70)]
    names = ["case", "time", "department", "activity"]
    row: list[Any] = ["=1+1"] * 70
    found, columns, heard = heard_of(
        workbook([header + names, [*row, "A", "2026-09-01", "Legal", "x"]]), "x.xlsx"
    )
    assert heard.problems == []
    assert (len(found), heard.passed_over_count) == (1, 70)
    assert columns.known is not None
    bad = workbook([header + names, [*row, "A", "2026-09-01", "Legal", "=1+1"]])
    assert "holds a formula" in heard_of(bad, "x.xlsx")[2].problems[-1].sentence.en


@pytest.mark.parametrize("file", ["x.json", "x.yaml"])
def test_a_document_has_the_fields_of_a_brief_or_those_that_were_named(file: str) -> None:
    entry = {"case": "A", "time": "2026-09-01T09:00+08:00", "department": "Legal", "activity": "x"}
    found, columns, heard = heard_of(json.dumps([entry, entry | {"state": "queued"}]), file)
    assert heard.problems == []
    assert [event["lifecycle"] for event in found] == ["", "queued"]
    assert columns.known is not None
    assert columns.known.state == "state"
    other = {"单号" if key == "case" else key: value for key, value in entry.items()}
    assert 'no field "单号"' in only(json.dumps([other]), file).sentence.en
    named, _, heard = heard_of(json.dumps([other]), file, case="单号", state=None)
    first = {role: text for role, text in found[0].items() if role != "lifecycle"}
    assert (heard.problems, named) == ([], [first])


def test_every_problem_of_a_log_is_told_with_its_line_and_column() -> None:
    rows = (
        "A,yesterday,Legal,review,queued\n"
        ",2026-09-01T00:00Z,Legal,review,queued\n"
        "A,2026-09-01T00:00Z,Legal\n"
        f"A,2026-09-01T00:00Z,{'B' * 301},=1+1,queued\n"
        "A,2026-09-01T00:00Z,Legal,review,teleported\n"
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
    assert table_of(found, columns).table["state"].to_list() == ["unknown"]
    assert columns.known is not None
    assert columns.known.state is None


def test_more_events_than_can_be_worked_with_are_a_problem(monkeypatch: Any) -> None:
    monkeypatch.setattr(importing_events, "MOST_EVENTS", 2)
    found, _, heard = heard_of(LOG + FIRST * 4)
    assert len(found) == 2
    assert [(one.spot.line, one.sentence.en) for one in heard.problems] == [
        (4, "x.csv, line 4: more than 2 events; import a shorter time.")
    ]


TIMED = {"department": "team"} | causes_by_hand.COLUMNS


def test_start_end_and_people_are_kept_as_they_stand(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text(causes_by_hand.LOG)
    named = {"group" if role == "department" else role: name for role, name in TIMED.items()}
    expected = read_log(tmp_path / "x.csv", named)  # type: ignore[arg-type]
    found, columns, heard = heard_of(causes_by_hand.LOG, **TIMED)
    assert heard.problems == []
    read = table_of(found, columns)
    assert read.table.equals(expected.table)
    assert (read.columns, read.copies) == (expected.columns, expected.copies)
    assert read.table["until"].null_count() == 0


@pytest.mark.parametrize(
    "header",
    [
        "case,start_time,end_time,department,activity,resource",
        "单号,开始时间,结束时间,部门,活动,处理人",
        "审批编号,审批人部门,审批人,审批节点,审批时间,到达时间",
    ],
)
def test_columns_are_told_as_the_command_tells_them(tmp_path: Path, header: str) -> None:
    names = header.split(",")
    times = ("2026-09-01 09:00", "2026-09-01 10:00")
    left = iter(times)
    row = ",".join(next(left) if "time" in name or "时间" in name else "x" for name in names)
    (tmp_path / "x.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    expected = read_log(tmp_path / "x.csv", {})
    found, columns, heard = heard_of(f"{header}\n{row}\n")
    assert heard.problems == []
    read = table_of(found, columns)
    assert read.columns == expected.columns.model_copy(update={"products": ()})
    assert read.table.equals(expected.table)


@pytest.mark.parametrize("file", ["x.json", "x.yaml"])
def test_in_a_document_start_end_and_people_are_there_where_they_are_named(file: str) -> None:
    entry = {"case": "A", "department": "Legal", "activity": "x", "began": "2026-09-01 09:00"}
    both = [entry, entry | {"ended": "2026-09-01 10:00", "who": "Bo"}]
    named = {"start": "began", "end": "ended", "resource": "who", "state": None}
    found, columns, heard = heard_of(json.dumps(both), file, **named)
    assert heard.problems == []
    table = table_of(found, columns).table
    assert table["resource"].to_list() == [None, "Bo"]
    assert table["until"].null_count() == 1
    assert 'no field "began"' in heard_of(json.dumps(both), file)[2].problems[0].sentence.en


@pytest.mark.parametrize(
    ("row", "column", "en"),
    [
        ("1,A,Ann,ask,,", "began", "is empty"),
        ("1,A,Ann,ask,soon,2026-03-02 16:00", "began", '"soon" is not a time'),
        ("1,A,Ann,ask,2026-03-02 16:00,later", "ended", '"later" is not a time'),
        ("1,A,Ann,ask,2026-03-02 16:00,2026-03-02 15:59", "ended", "ends before it began"),
        ("1,A,=Ann(),ask,2026-03-02 16:00,", "who", "begins as a formula does"),
        (f"1,A,{'x' * 301},ask,2026-03-02 16:00,", "who", "301 characters"),
    ],
)
def test_what_is_wrong_with_times_and_people_is_told_with_its_place(
    row: str, column: str, en: str
) -> None:
    header = "ticket,team,who,did,began,ended\n"
    found, _, heard = heard_of(header + row + "\n", **TIMED)
    problem = heard.problems[0]
    assert (found, heard.count) == ([], 1)
    assert (problem.spot.line, problem.spot.column) == (2, column)
    assert en in problem.sentence.en


@pytest.mark.parametrize(
    ("named", "en"),
    [
        ({"start": "time"}, "start and end are named together or not at all"),
        ({"start": "time", "end": "until"}, 'there is no column "until"'),
        ({"resource": "who"}, 'there is no column "who"'),
    ],
)
def test_columns_of_times_and_people_that_are_not_there_are_told(
    named: dict[str, str], en: str
) -> None:
    assert en in only(LOG + FIRST, **named).sentence.en


@pytest.mark.parametrize("turned", [False, True])
def test_times_with_and_without_a_zone_in_one_log_are_told_once_as_by_the_command(
    tmp_path: Path, turned: bool
) -> None:
    rows = [FIRST, "A,2026-09-02 09:00,Legal,review,queued\n"]
    content = LOG + "".join(rows[::-1] if turned else rows) + "".join(rows) * 2
    (tmp_path / "x.csv").write_text(content)
    with pytest.raises(SpotError) as caught:
        read_log(tmp_path / "x.csv", {})
    assert only(content).sentence == caught.value.sentence
