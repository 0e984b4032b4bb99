"""The table of bad input: whatever a file holds, each problem is one sentence with its place."""

import datetime as dt
import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.files import MIB, SpotError
from activities.import_rows import MOST_LISTED, MOST_NAMED, Heard
from activities.importing import feedback_in, measures_in, people_in
from tests.workbooks import bomb, changed, workbook

SAID = "id,account,department,text,rating\n"
FIRST = "F1,li.na,Legal,It takes too long.,2\n"
READ = "measure,label,unit,better,source,date,value\n"
WORKS = "account,name,department,head,superior\n"
COLUMNS = ["id", "account", "department", "text", "rating"]
ANSWER = ["F1", "li.na", "Legal", "It takes too long.", 2]
SHEET = "xl/worksheets/sheet1.xml"


def stream(content: str | bytes) -> io.BytesIO:
    return io.BytesIO(content.encode() if isinstance(content, str) else content)


def heard_of(kind: str, content: str | bytes, file: str = "x.csv") -> Heard:
    heard = Heard()
    match kind:
        case "feedback":
            list(feedback_in(stream(content), file, heard))
        case "measures":
            measures_in(stream(content), file, heard)
        case _:
            people_in(stream(content), file, heard)
    return heard


def places(heard: Heard) -> list[tuple[int | None, str | None]]:
    return [(one.spot.line, one.spot.column) for one in heard.problems]


def only(kind: str, content: str | bytes, file: str = "x.csv") -> SpotError:
    (problem,) = heard_of(kind, content, file).problems
    return problem


def test_every_problem_of_a_file_is_told_with_its_line_and_column() -> None:
    heard = heard_of(
        "feedback",
        SAID
        + FIRST
        + "F1,li.na,Legal,Again,2\n"
        + "F 2,,Legal,,9\n"
        + "F3,li.na,Legal\n"
        + "F4,li.na,=Legal,Fine.,\n",
    )
    assert places(heard) == [
        (3, "id"),
        (4, "text"),
        (4, "id"),
        (4, "account"),
        (4, "rating"),
        (5, None),
        (6, "department"),
    ]
    assert heard.count == 7
    assert heard.rows == 5
    assert heard.problems[0].sentence.en == (
        'x.csv, line 3, column id: "F1" stands in line 2 already; each answer needs an id of its'
        " own."
    )
    assert heard.problems[0].sentence.zh.startswith("x.csv 第 3 行「id」列：「F1」已在第 2 行出现")


def test_of_very_many_problems_the_first_are_listed_and_all_are_counted() -> None:
    heard = heard_of("feedback", SAID + "F1,,Legal,Fine,2\n" * (MOST_LISTED + 7))
    assert (len(heard.problems), heard.count) == (MOST_LISTED, MOST_LISTED + 7)


@pytest.mark.parametrize(
    ("content", "en"),
    [
        (b"", "the file is empty"),
        (b"\n \n", "the file is empty"),
        (SAID, "has a header but no rows"),
        ("id,text\n1,x\n", 'there is no column "account"'),
        (SAID.encode() + b"F1,li\0na,Legal,x,2\n", "is not a text file"),
        (SAID.encode("utf-16"), "is not a text file"),
        (SAID.encode() + b"F1,li.na,Legal,\xed\xa0\x80\xff,2\n", "is not a text file"),
        (SAID + f"F1,li.na,Legal,{'x' * 20_001},2\n", "20,001 characters; at most 20,000"),
        (SAID + f"F1,li.na,Legal,{'x' * 200_000},2\n", "more than 20,000 characters"),
        (SAID + 'F1,li.na,Legal,"never closed\n', "is not valid CSV"),
        (SAID + f"{'F' * 65},li.na,Legal,x,2\n", "must be 1 to 64 Latin letters"),
        (SAID + "F1,li.na,Legal,\u200b\u200b,2\n", "is empty"),
        (SAID + "F1,li.na,Legal,x,2.5\n", "is not a whole number from 1 to 5"),
        (SAID + "F1,li.na,Legal,x,=1+1\n", "is not a whole number from 1 to 5"),
        (SAID + "=1+1,li.na,Legal,x,2\n", "must be 1 to 64 Latin letters"),
        (SAID + "F1,@li.na,Legal,x,2\n", "must be 1 to 64 Latin letters"),
    ],
)
def test_bad_feedback_is_one_sentence(content: str | bytes, en: str) -> None:
    problem = only("feedback", content)
    assert en in problem.sentence.en
    assert problem.sentence.zh != problem.sentence.en


@pytest.mark.parametrize("mark", ["=", "+", "-", "@", "\t", "＝", "＋", "－", "＠"])
def test_a_name_that_a_spreadsheet_would_run_is_a_problem(mark: str) -> None:
    problem = only("feedback", SAID + f"F1,li.na,\"{mark}cmd|'/c calc'!A0\",x,2\n")
    assert problem.spot.column == "department"
    assert "begins as a formula does" in problem.sentence.en
    assert "以公式符号" in problem.sentence.zh


@pytest.mark.parametrize("said", ["=1+1", "- zu langsam", "+1", "@li.na please", "－太慢"])
def test_what_people_said_stays_as_they_said_it(said: str) -> None:
    heard = Heard()
    (item,) = feedback_in(stream(SAID + f"F1,li.na,Legal,{said},2\n"), "x.csv", heard)
    assert (item.text, heard.count) == (said, 0)


def test_a_name_of_one_mark_is_no_formula() -> None:
    row = "m,Label,-,lower,ledger,2026-03-02,1\n"
    assert heard_of("measures", READ + row).count == 0


def test_numbers_may_be_negative() -> None:
    heard = Heard()
    row = "margin,Margin,%,higher,ledger,2026-03-02,-3.5\n"
    points, _ = measures_in(stream(READ + row), "x.csv", heard)
    assert ([point.value for point in points], heard.count) == ([-3.5], 0)


@pytest.mark.parametrize(
    ("row", "en"),
    [
        ("m,M,d,lower,s,2026-02-30,1", '"2026-02-30" is not a date such as 2026-11-20'),
        ("m,M,d,lower,s,02/03/2026,1", "is not a date"),
        ("m,M,d,lower,s,yesterday,1", "is not a date"),
        ("m,M,d,lower,s,=TODAY(),1", "is not a date"),
        ("m,M,d,lower,s,2026-03-02,NaN", "is not a number"),
        ("m,M,d,lower,s,2026-03-02,1e99", "is not a number"),
        ("m,M,d,lower,s,2026-03-02,-1+2", "is not a number"),
        ("m,M,d,sideways,s,2026-03-02,1", 'must be "lower" or "higher"'),
        ("m,=M,d,lower,s,2026-03-02,1", "begins as a formula does"),
        ("n,N,d,lower,s,2026-03-01,2", "is read twice on 2026-03-01"),
        ("n,Other,d,lower,s,2026-03-09,2", "has another label, unit, better or source"),
    ],
)
def test_a_bad_reading_is_one_sentence_of_its_line(row: str, en: str) -> None:
    problem = only("measures", f"{READ}n,N,d,lower,s,2026-03-01,1\n{row}\n")
    assert en in problem.sentence.en
    assert problem.spot.line == 3


def test_all_rules_of_a_directory_are_told_not_only_the_first() -> None:
    heard = heard_of(
        "directory",
        WORKS
        + "a,A,Sales,yes,\n"
        + "A,A2,Sales,no,\n"
        + "b,B,Sales,yes,nobody\n"
        + "c,C,Legal,no,d\n"
        + "d,D,Legal,no,c\n"
        + "e,,Legal,perhaps,\n"
        + "f,F,Legal,no,e\n",
    )
    found = sorted((one.spot.line, one.sentence.en.split(": ", 1)[1]) for one in heard.problems)
    assert found == [
        (3, "the account A stands twice."),
        (4, "Sales has a head already; b cannot be a second one."),
        (4, "the superior of b, nobody, is not another person in this list."),
        (5, "the superiors of c lead back to c."),
        (7, '"perhaps" is neither yes nor no.'),
        (7, "is empty."),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_chinese_comes_in_whatever_excel_saved(encoding: str) -> None:
    heard = Heard()
    content = (SAID + "F1,li.na,法务部,流程太长，等了三周。,2\n").encode(encoding)
    (item,) = feedback_in(stream(content), "x.csv", heard)
    assert (item.department, item.text, heard.count) == ("法务部", "流程太长，等了三周。", 0)


def test_a_file_in_two_encodings_is_refused_with_the_line() -> None:
    content = (SAID + "F1,li.na,法务部,流程太长。,2\n").encode("gb18030")
    problem = only("feedback", content + "F2,li.na,交付部,等了三周。,2\n".encode())
    assert problem.spot.line == 3
    assert "is in another encoding than line 2" in problem.sentence.en


def test_a_lone_surrogate_and_what_nobody_sees_are_dropped() -> None:
    entry = dict(zip(COLUMNS, ["F1", "li.na", "Leg\u202eal", "a\ud800b\u0000c", 2], strict=True))
    heard = Heard()
    (item,) = feedback_in(stream(json.dumps([entry])), "x.json", heard)
    assert (item.department, item.text, heard.count) == ("Legal", "abc", 0)


def test_yaml_and_json_say_the_same_as_csv() -> None:
    text = "feedback:\n" + "".join(
        f"  - {{id: F{n}, account: li.na, department: Legal, text: Slow, rating: {n}}}\n"
        for n in (1, 9)
    )
    problem = only("feedback", text, "x.yaml")
    assert problem.sentence.en == (
        'x.yaml, line 3, column rating: "9" is not a whole number from 1 to 5.'
    )
    assert "is not a list of readings" in only("measures", "a: 1\n", "x.yml").sentence.en
    assert "is nested more than" in only("measures", "[" * 99 + "]" * 99, "x.json").sentence.en
    assert "anchors and aliases" in only("measures", "- &a [*a]\n", "x.yml").sentence.en


@pytest.mark.parametrize("file", ["x.xls", "x.txt", "x", "x.csv.exe"])
def test_other_kinds_of_files_are_refused_by_their_name(file: str) -> None:
    assert "is none of .csv" in only("feedback", SAID, file).sentence.en


def test_a_workbook_reads_as_its_csv_would() -> None:
    heard = Heard()
    book = workbook([COLUMNS, ANSWER, [None] * 5, ["F2", "li.na", "法务部", "慢", None]])
    items = list(feedback_in(stream(book), "x.xlsx", heard))
    assert [(i.id, i.text, i.rating) for i in items] == [
        ("F1", "It takes too long.", 2),
        ("F2", "慢", None),
    ]
    assert heard.count == 0


def test_dates_and_numbers_of_a_workbook_are_dates_and_numbers() -> None:
    heard = Heard()
    rows: list[list[Any]] = [
        READ.strip().split(","),
        ["m", "M", "d", "lower", "s", dt.datetime(2026, 3, 2), -3],  # noqa: DTZ001
        ["m", "M", "d", "lower", "s", dt.date(2026, 3, 9), 2.25],
    ]
    points, _ = measures_in(stream(workbook(rows)), "x.xlsx", heard)
    assert [(str(p.at), p.value) for p in points] == [("2026-03-02", -3.0), ("2026-03-09", 2.25)]


@pytest.mark.parametrize(
    ("rows", "merged", "line", "en"),
    [
        ([[]], "", None, "the file is empty"),
        ([COLUMNS], "", None, "has a header but no rows"),
        ([COLUMNS, ["F1", "li.na", "Legal", '=HYPERLINK("x")', 2]], "", 2, "holds a formula"),
        ([COLUMNS, ["F1", "li.na", "Legal", "x", 9]], "", 2, '"9" is not a whole number'),
        ([COLUMNS, [*ANSWER, "more"]], "", 2, "but the header has 5 columns"),
        ([COLUMNS, ANSWER, [None, None, None, "x"]], "D2:D3", 2, "D2:D3 are merged"),
    ],
)
def test_a_bad_workbook_is_told_with_its_row(
    rows: list[list[Any]], merged: str, line: int | None, en: str
) -> None:
    problems = heard_of("feedback", workbook(rows, merged), "x.xlsx").problems
    assert en in " ".join(one.sentence.en for one in problems)
    assert line in [one.spot.line for one in problems]


@pytest.mark.parametrize(
    "content",
    [
        SAID + FIRST,
        b"PK\x03\x04 and nothing more",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" * 100,  # how old and protected workbooks begin
        changed(workbook([COLUMNS, ANSWER]), SHEET, b"<sheetData>", b"<sheetData"),
        changed(workbook([COLUMNS, ANSWER]), "xl/workbook.xml", b"sheets", b"shoots"),
    ],
)
def test_what_is_called_xlsx_and_is_none_is_refused(content: str | bytes) -> None:
    (problem,) = heard_of("feedback", content, "x.xlsx").problems[-1:]
    assert "is not an Excel workbook" in problem.sentence.en


@pytest.mark.parametrize("size", [65 * MIB, 300 * MIB])
def test_a_zip_bomb_is_not_unfolded(size: int) -> None:
    packed = bomb(size)
    assert len(packed) < 2 * MIB
    assert "unfolds to" in only("feedback", packed, "x.xlsx").sentence.en


def test_a_workbook_that_declares_entities_is_refused() -> None:
    declared = b'<!DOCTYPE x [<!ENTITY a "b">]>'
    book = changed(workbook([COLUMNS, ANSWER]), SHEET, b"<worksheet", declared + b"<worksheet")
    assert "declares XML entities" in only("feedback", book, "x.xlsx").sentence.en


def test_a_workbook_with_a_cell_far_below_is_not_counted_out() -> None:
    book = changed(
        workbook([COLUMNS, ANSWER]),
        SHEET,
        b"</sheetData>",
        b'<row r="999999999"><c r="A999999999"><v>1</v></c></row></sheetData>',
    )
    assert "more than 200,000 rows" in only("feedback", book, "x.xlsx").sentence.en


def test_a_workbook_that_lies_about_its_size_hides_no_row() -> None:
    book = changed(workbook([COLUMNS, ANSWER]), SHEET, b'ref="A1:E2"', b'ref="A1:E1"')
    assert heard_of("feedback", book, "x.xlsx").rows == 1


@given(st.binary(max_size=400), st.sampled_from(["x.csv", "x.xlsx", "x.yaml", "x.json"]))
def test_no_bytes_make_it_fall_over(content: bytes, file: str) -> None:
    for kind in ("feedback", "measures", "directory"):
        heard = heard_of(kind, content, file)
        assert heard.count >= 1
        assert all(one.sentence.zh for one in heard.problems)


@given(st.text(max_size=300))
def test_no_text_under_a_good_header_makes_it_fall_over(content: str) -> None:
    usable = content.encode("utf-8", "replace").decode()
    heard = heard_of("feedback", SAID + usable)
    assert heard.count <= 5 * heard.rows + 1


@pytest.mark.parametrize("kind", ["feedback", "measures", "directory"])
@pytest.mark.parametrize("file", ["x.csv", "x.xlsx"])
def test_columns_that_nothing_is_read_from_are_told_and_no_problem(kind: str, file: str) -> None:
    rows: dict[str, list[list[Any]]] = {
        "feedback": [["Rating", *COLUMNS, "备注"], ["x", *ANSWER, "x"]],
        "measures": [
            ["Rating", *READ.strip().split(","), "备注"],
            ["x", "m", "M", "d", "lower", "s", "2026-03-02", 1, "x"],
        ],
        "directory": [
            ["Rating", "account", "name", "department", "备注"],
            ["x", "li.na", "Li Na", "Legal", "x"],
        ],
    }
    table = rows[kind]
    lines = "".join(",".join(map(str, row)) + "\n" for row in table)
    heard = heard_of(kind, lines if file == "x.csv" else workbook(table), file)
    assert (heard.count, heard.rows) == (0, 1)
    assert (heard.passed_over, heard.passed_over_count) == (["Rating", "备注"], 2)
    assert heard_of(kind, ",".join(map(str, table[0][1:-1])) + "\n").passed_over == []


def test_many_columns_that_nothing_is_read_from_are_counted_and_what_they_say_is_cleaned() -> None:
    strange = "\x1b[31mred\u202e" + "y" * 500
    names = [strange, "", "", *(f"extra {number}" for number in range(MOST_NAMED + 10))]
    header = SAID.strip() + "," + ",".join(names) + "\n"
    heard = heard_of("feedback", header + FIRST.strip() + "," * len(names) + "\n")
    assert heard.count == 0
    assert (len(heard.passed_over), heard.passed_over_count) == (MOST_NAMED, MOST_NAMED + 11)
    assert heard.passed_over[0].startswith("[31mredyyy")
    assert len(heard.passed_over[0]) == 60
    assert heard.passed_over[1] == "extra 0"


def test_a_document_has_no_field_that_nothing_is_read_from() -> None:
    said = [dict(zip([*COLUMNS, "Rating"], [*ANSWER, 5], strict=True))]
    heard = heard_of("feedback", json.dumps(said), "x.json")
    assert (heard.count, heard.passed_over) == (1, [])
