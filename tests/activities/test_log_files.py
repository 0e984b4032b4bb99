import datetime as dt
import gzip
import io
import tracemalloc
from pathlib import Path

import polars as pl
import pytest
from openpyxl import Workbook

from activities.log_files import LogRead, read_log
from domain.errors import BadInputError
from tests import shared
from tests.workbooks import workbook

HEADER = "case,time,department,activity,state\n"
ROWS = (
    "1,2026-03-02T09:00:00,销售部,下单,working\n"
    "1,2026-03-02T11:30:00,法务部,评审,queued\n"
    "2,2026-03-02T10:00:00,n/a,下单,working\n"
)
EVENT = (
    '<event><string key="concept:name" value="{}"/><string key="org:group" value="{}"/>'
    '<date key="time:timestamp" value="{}"/></event>'
)


def put(folder: Path, content: str | bytes, name: str = "log.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read(path: Path, **named: str) -> LogRead:
    return read_log(path, named)  # type: ignore[arg-type]


def refused(path: Path, **named: str) -> str:
    with pytest.raises(BadInputError) as error:
        read(path, **named)
    assert error.value.sentence.zh
    assert "\n" not in error.value.sentence.en
    return error.value.sentence.en


def xes(*cases: str, head: str = "", root: str = "log") -> str:
    declared = f'<?xml version="1.0" encoding="UTF-8"?>{head}'
    return f'{declared}<{root} xes.version="1.0">{"".join(cases)}</{root}>'


def case(name: str, *events: str) -> str:
    return f'<trace><string key="concept:name" value="{name}"/>{"".join(events)}</trace>'


def short(found: LogRead) -> list[tuple[str, str, str | None, str]]:
    table = found.table.with_columns(pl.col("at").dt.to_string("%d %H:%M"))
    return list(table.select("case", "at", "department", "state").iter_rows())


EXPECTED = [
    ("1", "02 09:00", "销售部", "working"),
    ("1", "02 11:30", "法务部", "queued"),
    ("2", "02 10:00", None, "working"),
]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("log.csv", (HEADER + ROWS).encode()),
        ("bom.csv", (HEADER + ROWS).encode("utf-8-sig")),
        ("chinese.csv", (HEADER + ROWS).encode("gb18030")),
        ("lines.csv", (HEADER + ROWS).replace("\n", "\r\n").encode()),
        ("blank.csv", (HEADER + ROWS.replace("\n", "\n\n")).encode()),
        ("tabs.csv", (HEADER + ROWS).replace(",", "\t").encode()),
        ("semicolons.csv", (HEADER + ROWS).replace(",", ";").encode()),
        ("packed.csv.gz", gzip.compress((HEADER + ROWS).encode("gb18030"), mtime=0)),
        (
            "quoted.csv",
            ('"case"," time ","department","activity","state"\n' + ROWS)
            .replace("下单", '"下\n单"')
            .encode(),
        ),
    ],
)
def test_a_csv_is_read_in_any_of_its_forms(tmp_path: Path, name: str, content: bytes) -> None:
    found = read(put(tmp_path, content, name))
    assert short(found) == EXPECTED
    assert found.placeholders == {"n/a": 1}
    assert found.copies == 0


def test_a_workbook_is_read(tmp_path: Path) -> None:
    rows = [line.split(",") for line in (HEADER + ROWS).splitlines()]
    cells: list[list[object]] = [list(row) for row in rows]
    cells[1][1] = dt.datetime.fromisoformat("2026-03-02T09:00")
    assert short(read(put(tmp_path, workbook(cells), "log.xlsx"))) == EXPECTED


@pytest.mark.parametrize("first", ["cover", None])
def test_a_workbook_whose_log_is_not_on_its_first_sheet_says_which_is_read(
    tmp_path: Path, first: str | None
) -> None:
    book = Workbook()
    book.active.title = "Notes"
    if first:
        book.active.append([first])
    rows = book.create_sheet("log")
    for line in (HEADER + ROWS).splitlines():
        rows.append(line.split(","))
    book.save(tmp_path / "x.xlsx")
    said = refused(tmp_path / "x.xlsx")
    assert said.endswith("; of 2 sheets only the first, “Notes”, is read.")
    assert ("the file is empty" in said) == (first is None)


def test_of_a_wide_workbook_the_columns_that_are_asked_for_are_read(tmp_path: Path) -> None:
    """Exports of approvals have a column for each field of a form, and formulas in some."""
    rows = [line.split(",") for line in (HEADER + ROWS).splitlines()]
    fields, more = ([f"{sort} {n}" for n in range(n)] for sort, n in (("field", 70), ("more", 100)))
    cells: list[list[object]] = [[*fields, *rows[0][:2], *more, *rows[0][2:]]]
    for row in rows[1:]:
        filled: list[object] = ["x" * 50] * 69
        cells.append([*filled, "=1+1", *row[:2], *([None] * 100), *row[2:]])
    assert len(cells[0]) > 170
    assert short(read(put(tmp_path, workbook(cells), "wide.xlsx"))) == EXPECTED


def test_a_cell_that_is_read_may_hold_no_formula_and_one_beyond_the_header_is_told(
    tmp_path: Path,
) -> None:
    header: list[object] = [*(f"field {n}" for n in range(40)), "case", "time", "department"]
    bad: list[object] = [*([None] * 40), "=1+1", "2026-03-02", "Legal"]
    wide: list[object] = [*([None] * 40), "1", "2026-03-02", "Legal", None, "astray"]
    for name, row, says in (
        ("a.xlsx", bad, "a.xlsx, line 2, column AO: holds a formula"),
        ("b.xlsx", wide, "b.xlsx, line 2: 45 cells, but the header has 43 columns"),
    ):
        with pytest.raises(BadInputError, match=says):
            read(put(tmp_path, workbook([header, row]), name))


def test_columns_of_a_workbook_that_nobody_asks_for_take_no_memory(tmp_path: Path) -> None:
    """Of 63 columns those of three are held; all of them would be 13 MiB."""
    header: list[object] = [*(f"field {n}" for n in range(60)), "case", "time", "department"]
    rows = [
        [*(1000 * row + n + 0.5 for n in range(60)), row, "2026-03-02", "Legal"]
        for row in range(2_000)
    ]
    path = put(tmp_path, workbook([header, *rows]), "wide.xlsx")
    tracemalloc.start()
    table = read(path).table
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(table) == 2_000
    assert most < 6 << 20, f"{most / (1 << 20)} MiB"


def test_a_parquet_file_is_read_with_times_of_any_sort(tmp_path: Path) -> None:
    frame = pl.read_csv(io.StringIO(HEADER + ROWS), infer_schema=False)
    frame.write_parquet(tmp_path / "text.parquet")
    assert short(read(tmp_path / "text.parquet")) == EXPECTED
    timed = frame.with_columns(pl.col("time").str.to_datetime())
    timed.write_parquet(tmp_path / "naive.parquet")
    assert short(read(tmp_path / "naive.parquet")) == EXPECTED
    zoned = timed.with_columns(pl.col("time").dt.replace_time_zone("Asia/Shanghai"))
    zoned.write_parquet(tmp_path / "zoned.parquet")
    assert short(read(tmp_path / "zoned.parquet"))[0][1] == "02 01:00"


def test_an_xes_log_is_read_also_packed(tmp_path: Path) -> None:
    text = xes(
        '<extension name="Concept" prefix="concept" uri="x"/>',
        case(
            "7",
            EVENT.format("sell", "Sales", "2026-03-02T09:00:00.000+01:00"),
            EVENT.format("review", "EMPTY", "2026-03-02T09:00:00+01:00"),
        ),
        "<trace>" + EVENT.format("sell", "Sales", "2026-03-02T10:00:00Z") + "</trace>",
    )
    expected = [
        ("2", "02 10:00", "Sales", "unknown"),
        ("7", "02 08:00", "Sales", "unknown"),
        ("7", "02 08:00", None, "unknown"),
    ]
    assert short(read(put(tmp_path, text, "log.xes"))) == expected
    packed = put(tmp_path, gzip.compress(text.encode()), "log.xes.gz")
    assert short(read(packed)) == expected
    assert read(packed).placeholders == {"EMPTY": 1}


def test_a_case_attribute_may_be_the_department_and_nested_ones_count_for_nothing(
    tmp_path: Path,
) -> None:
    nested = (
        '<event><string key="concept:name" value="a">'
        '<string key="concept:name" value="b"/></string>'
        '<date value="2026-03-02T09:00:00" key="time:timestamp"/></event>'
    )
    text = xes(f'<x:trace xmlns:x="x">{nested}<string key="unit" value="Legal"/></x:trace>')
    found = read(put(tmp_path, text, "log.xes"), group="case:unit")
    assert found.table.select("department", "activity").row(0) == ("Legal", "a")


def test_times_with_any_offset_are_moments_and_keep_the_clock_of_the_log(tmp_path: Path) -> None:
    rows = (
        "1,2026-03-02T09:00:00+08:00,A,x,working\n"
        "1,2026-03-02 02:30:00Z,B,x,queued\n"
        "1,2026-03-01T22:00:00-0500,C,x,queued\n"
    )
    found = read(put(tmp_path, HEADER + rows))
    assert [row[1] for row in short(found)] == ["02 01:00", "02 02:30", "02 03:00"]
    assert found.table["offset"].to_list() == [480, 0, -300]


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-02T09:05:00",
        "2026-03-02 09:05:00.000",
        "2026-03-02 09:05",
        "2026/3/2 9:05",
        "2026/03/02 09:05:00",
        "2026年3月2日 09:05",
        "2026.3.2 9:05",
        "02/Mar/26 9:05 AM",
        "20260302T0905",
        "2026年3月2日 上午9:05",
        "2026年03月02日 09时05分",
        "2026年3月2日9时5分0秒",
        "2026/3/2 上午9:05",
        "2026-03-02 9:05 AM",
        "2026-03-02 09:05:00 am",
        "2026－03－02 09：05",
    ],
)
def test_times_are_read_as_people_and_products_write_them(tmp_path: Path, text: str) -> None:
    found = read(put(tmp_path, HEADER + f"1,{text},A,x,queued\n"))
    assert found.table["at"][0] == dt.datetime(2026, 3, 2, 9, 5, tzinfo=dt.UTC)


def test_a_column_may_mix_the_forms_of_times(tmp_path: Path) -> None:
    rows = (
        "1,2026-03-02,A,x,queued\n1,2026/3/2 9:05,B,x,queued\n1,2026-03-02T10:00:00.5,C,x,queued\n"
    )
    assert [row[1] for row in short(read(put(tmp_path, HEADER + rows)))] == [
        "02 00:00",
        "02 09:05",
        "02 10:00",
    ]


def test_noon_midnight_and_offsets_stand_beside_halves_of_a_day(tmp_path: Path) -> None:
    for text, hour, minute in (
        ("2026年3月2日 下午3:05", 15, 5),
        ("2026/3/2 下午12:00:30", 12, 0),
        ("2026-03-02 12:05 AM", 0, 5),
        ("2026/3/2 上午12:05", 0, 5),
        ("2026年3月2日 下午3:05 +08:00", 7, 5),
    ):
        at = read(put(tmp_path, HEADER + f"1,{text},A,x,queued\n")).table["at"][0]
        assert (at.hour, at.minute) == (hour, minute), text


@pytest.mark.parametrize(
    "text",
    [
        *("0001-01-01 00:00:00", "9999-12-31T23:59:59", "2026年2月30日 下午3:05"),
        *("2026-03-02 13:05 PM", "2026年3月2日 下午0:05", "2026年3月2日 下午3:05 AM", "45717.3785"),
    ],
)
def test_what_stands_for_no_time_is_refused_as_it_is_written(tmp_path: Path, text: str) -> None:
    said = refused(put(tmp_path, HEADER + f"1,2026-03-02,A,x,queued\n1,{text},A,x,queued\n"))
    assert said == (
        f'log.csv, line 3, column time: "{text}" is not a time such as 2026-11-20T09:30+08:00.'
    )


def test_some_times_with_a_zone_and_some_without_are_refused(tmp_path: Path) -> None:
    rows = "1,2026-03-02T09:00:00+08:00,A,x,queued\n1,2026-03-02T09:00:00,B,x,queued\n"
    assert refused(put(tmp_path, HEADER + rows)) == (
        "log.csv, line 3, column time: this time has no time zone, but that on line 2 has; "
        "write one to all or to none."
    )


@pytest.mark.parametrize("without", ["start", "end"])
def test_a_start_and_an_end_of_which_one_has_a_zone_are_refused(
    tmp_path: Path, without: str
) -> None:
    """Else work would be hours longer or shorter than it was."""
    times = {"start": "2026-03-02T09:00:00+08:00", "end": "2026-03-02T20:00:00+08:00"}
    times[without] = times[without].removesuffix("+08:00")
    row = f"1,A,{times['start']},{times['end']}\n"
    said = refused(put(tmp_path, "case,team,start,end\n" + row))
    assert said == (
        f"log.csv, line 2, column {without}: this time has no time zone, but that on line 2 has; "
        "write one to all or to none."
    )


def test_times_of_an_xes_log_with_and_without_a_zone_are_refused_by_their_event(
    tmp_path: Path,
) -> None:
    times = ("2026-03-02T09:00:00Z", "2026-03-02T10:00:00")
    events = [EVENT.format("a", "A", time) for time in times]
    said = refused(put(tmp_path, xes(case("1", *events)), "x.xes"))
    assert said == (
        "x.xes, event 2, column time:timestamp: this time has no time zone, but others have; "
        "write one to all or to none."
    )


def test_events_may_be_unsorted_and_stand_twice(tmp_path: Path) -> None:
    turned = "".join(reversed(ROWS.splitlines(keepends=True)))
    found = read(put(tmp_path, HEADER + turned + ROWS))
    assert short(found) == EXPECTED
    assert (found.copies, found.placeholders) == (3, {"n/a": 1})


def test_start_and_end_are_read_and_what_has_no_end_goes_on(tmp_path: Path) -> None:
    header = "case_id,Activity,start_time,end_time,Resource\n"
    rows = (
        "1,a,2026-03-02T09:00,2026-03-02T10:00,Ann\n"
        "1,b,2026-03-02T11:00,,Bo\n"
        "1,c,,2026-03-02T12:00,Bo\n"
    )
    found = read(put(tmp_path, header + rows), group="Resource", resource="Resource").table
    assert found["at"].dt.hour().to_list() == [9, 11, 12]
    assert found["until"].dt.hour().to_list() == [10, None, 12]
    assert found["resource"].to_list() == ["Ann", "Bo", "Bo"]


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        (",2026-03-02,A,x,\n", "log.csv, line 2, column case: is empty."),
        ("1,,A,x,\n", "log.csv, line 2, column time: is empty."),
        (
            '1,2026-03-02,A,"x\ny",\n\n1,soon,A,x,\n',
            'log.csv, line 5, column time: "soon" is not a time such as 2026-11-20T09:30+08:00.',
        ),
        (
            "1,2026-13-02 10:00:00,A,x,\n",
            'log.csv, line 2, column time: "2026-13-02 10:00:00" is not a time such as '
            "2026-11-20T09:30+08:00.",
        ),
        (
            "1,2026-03-02T10:00+25:00,A,x,\n",
            'log.csv, line 2, column time: "2026-03-02T10:00+25:00" is not a time such as '
            "2026-11-20T09:30+08:00.",
        ),
        (
            '1,2026-03-02,A,"x,\n',
            "log.csv, line 2: is not valid CSV (unexpected end of data).",
        ),
        ("1,2026-03-02,A,x,,extra\n", "log.csv, line 2: 6 cells, but the header has 5 columns."),
        (
            f"1,2026-03-02,{'A' * 301},x,\n",
            "log.csv, line 2, column department: has more than 300 characters.",
        ),
        ("", "log.csv: has a header but no rows."),
        (
            "1,2026-03-02,A,x,queued\n1,2026-03-0",
            "log.csv: is cut off: the last row has 2 cells, but the header has 5 columns.",
        ),
    ],
)
def test_a_cell_that_cannot_be_used_is_named(tmp_path: Path, rows: str, says: str) -> None:
    assert refused(put(tmp_path, HEADER + rows)) == says


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_row_that_is_too_long_or_breaks_off_is_named_whatever_separates_cells(
    tmp_path: Path, mark: str
) -> None:
    """One that breaks off before its department would be taken to have none."""
    first = '1,2026-03-02,A,"a\nb",queued\n'
    for row, count in (("1,2026-03-03,B,x,queued,y,z\n", 7), ("1,2026-03-03\n", 2)):
        rows = HEADER + first + row + "1,2026-03-04,C,x,queued\n"
        said = refused(put(tmp_path, rows.replace(",", mark)))
        assert said == f"log.csv, line 4: {count} cells, but the header has 5 columns."


def test_a_row_may_leave_out_the_last_cells_that_a_log_need_not_have(tmp_path: Path) -> None:
    rows = '1,2026-03-02,A\n1,2026-03-03,,"x\ny",\n'
    assert read(put(tmp_path, HEADER + rows)).table["department"].to_list() == ["A", None]


@pytest.mark.parametrize("mark", [",", ";"])
def test_empty_lines_before_the_header_are_passed_over(tmp_path: Path, mark: str) -> None:
    for before in ("\n", "\r\n\r\n", "\n  \n"):
        text = before + (HEADER + ROWS).replace(",", mark)
        assert short(read(put(tmp_path, text))) == EXPECTED
    broken = put(tmp_path, "\n\n" + HEADER + ROWS + "3,soon,A,x,\n")
    assert refused(broken).startswith("log.csv, line 7, column time: ")
    assert refused(broken, group="tea").startswith("log.csv, line 3: --group: ")


def test_an_end_before_its_start_is_named(tmp_path: Path) -> None:
    rows = "case,start,end,team\n1,2026-03-02,2026-03-03,A\n1,2026-03-03,2026-03-02,A\n"
    assert refused(put(tmp_path, rows)) == "log.csv, line 3, column end: ends before it began."


def test_a_column_that_is_not_there_is_named_with_the_file(tmp_path: Path) -> None:
    assert refused(put(tmp_path, HEADER + ROWS), group="Team") == (
        "log.csv, line 1: --group: there is no column “Team”; the columns are: case, time, "
        "department, activity, state."
    )


CUT_XES = gzip.compress(xes().encode(), mtime=0)[:-9]  # with a time, its name would change
LAUGHS = (
    '<!DOCTYPE log [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;">]>'
)


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("x.csv", b"", "x.csv: the file is empty."),
        ("x.txt", b"a", "x.txt: is none of .csv, .csv.gz, .xlsx, .parquet, .xes and .xes.gz."),
        (
            "x.csv.gz",
            gzip.compress(HEADER.encode() * 99, mtime=0)[:-20],
            "x.csv.gz: is broken: it is not gzip",
        ),
        ("x.csv.gz", HEADER.encode(), "x.csv.gz: is broken: it is not gzip, or was cut off"),
        ("x.xes.gz", CUT_XES, "x.xes.gz: is broken: it is not gzip"),
        ("x.xes", xes(head=LAUGHS).encode(), "x.xes, line 1: declares a document type or entities"),
        (
            "x.xes",
            xes(root="html").encode(),
            "x.xes, line 1: is not XES: its root is <html>, not <log>.",
        ),
        ("x.xes", xes().encode(), "x.xes: holds no events."),
        (
            "x.xes",
            xes(case("1")).encode()[:-9],
            "x.xes, line 1: is not well-formed XML (unclosed token).",
        ),
        ("x.xes", b"PK\x03\x04", "x.xes, line 1: is not well-formed XML"),
        ("x.parquet", b"PAR1 and no more", "x.parquet: is not a Parquet file that can be read."),
        ("x.xlsx", b"PK\x03\x04", "x.xlsx: is not an Excel workbook (.xlsx)"),
        ("x.csv", b" \n\n", "x.csv: the file is empty."),
        ("x.csv.gz", gzip.compress(b"", mtime=0), "x.csv.gz: the file is empty."),
        (
            "x.csv",
            (HEADER + ROWS).replace("\n", "\r").encode(),
            "x.csv, line 1: ends in a carriage return alone",
        ),
        ("x.csv", b"\x89PNG\r\n\x1a\n\0\0", "x.csv: is not a text file"),
    ],
)
def test_a_broken_or_hostile_file_is_told_in_one_sentence(
    tmp_path: Path, name: str, content: bytes, says: str
) -> None:
    assert refused(put(tmp_path, content, name)).startswith(says)


def test_markup_that_never_ends_is_not_taken_into_memory(tmp_path: Path) -> None:
    endless = xes().removesuffix("</log>") + '<trace x="' + "a" * (10 << 20)
    assert "has more than 8 MiB" in refused(put(tmp_path, endless, "x.xes"))


@pytest.mark.parametrize("name", ["log.csv", "log.xes", "log.parquet"])
def test_no_more_events_are_read_than_are_allowed(tmp_path: Path, name: str) -> None:
    if name == "log.parquet":
        pl.read_csv(io.StringIO(HEADER + ROWS)).write_parquet(tmp_path / name)
    elif name == "log.xes":
        put(tmp_path, xes(case("1", *[EVENT.format("a", "A", "2026-03-02T09:00:00Z")] * 3)), name)
    else:
        put(tmp_path, HEADER + ROWS)
    assert len(read_log(tmp_path / name, {}, most=3).table) >= 1
    with pytest.raises(BadInputError, match="more than 2 events; take a shorter time"):
        read_log(tmp_path / name, {}, most=2)


def test_an_xes_attribute_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    text = xes(case("1", EVENT.format("a", "A", "2026-03-02T09:00:00Z")))
    said = refused(put(tmp_path, text, "x.xes"), group="org:unit")
    assert said.startswith("x.xes: --group: there is no column “org:unit”")


def test_a_column_of_lists_or_structures_is_named(tmp_path: Path) -> None:
    frame = pl.read_csv(io.StringIO(HEADER + ROWS), infer_schema=False)
    nested = pl.concat_list("department"), pl.struct("department").alias("department")
    for column in nested:
        frame.with_columns(column).write_parquet(tmp_path / "x.parquet")
        assert refused(tmp_path / "x.parquet") == (
            "x.parquet, column department: holds lists or structures, not one value a row."
        )
        frame.with_columns(column.alias("more")).write_parquet(tmp_path / "x.parquet")
        assert short(read(tmp_path / "x.parquet")) == EXPECTED


def test_a_file_that_cannot_be_opened_is_told_in_both_languages(tmp_path: Path) -> None:
    (tmp_path / "x.csv").mkdir()
    for name, zh in (("no.csv", "没有这个文件"), ("x.csv", "是文件夹，不是文件")):
        with pytest.raises(BadInputError) as error:
            read(tmp_path / name)
        assert error.value.sentence.zh == f"{name}：{zh}。"


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    assert refused(tmp_path / "no.csv") == "no.csv: No such file or directory."
    assert refused(tmp_path).endswith(
        "is none of .csv, .csv.gz, .xlsx, .parquet, .xes and .xes.gz."
    )


def test_an_approval_export_is_read_by_its_chinese_header(tmp_path: Path) -> None:
    text = (
        "审批编号,标题,节点名称,审批人,审批人部门,操作时间,审批结果\n"
        "20260302001,采购申请,部门主管,张三,采购部,2026-03-02 09:10:00,同意\n"
        "20260302001,采购申请,法务审核,李四,法务部,2026-03-04 15:00:00,同意\n"
    )
    found = read(put(tmp_path, text.encode("gb18030")))
    assert found.table.select("department", "activity", "resource").rows() == [
        ("采购部", "部门主管", "张三"),
        ("法务部", "法务审核", "李四"),
    ]


if shared.IS_THERE:

    def test_the_log_of_a_real_municipality_is_read() -> None:
        found = read(shared.LOGS / "08_receipt.xes.gz")
        assert (len(found.table), found.table["case"].n_unique()) == (8577, 1434)
        assert found.placeholders == {"EMPTY": 1936}
        assert found.table["department"].n_unique() == 9 + 1  # and null
