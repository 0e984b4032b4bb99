import datetime as dt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from activities.sources import read_feedback, read_measures
from domain.errors import BadInputError
from domain.event_words import state_of
from domain.records import FeedbackItem
from domain.sources import EventLog
from tests.written_events import read_events

EVENTS = "case,time,department,activity,state\n"
FEEDBACK = "id,account,department,text,rating\n"
MEASURES = "measure,label,unit,better,source,date,value\n"
LOG = EventLog(file="x.csv")


def put(root: Path, content: str | bytes) -> Path:
    path = root / "x.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def test_events_come_in_the_order_of_the_file_and_in_utc(tmp_path: Path) -> None:
    put(
        tmp_path,
        EVENTS
        + "A,2026-09-01T09:00+08:00,Sales,intake,queued\n"
        + "A,2026-09-01T01:30:00Z,Legal,review,In Progress\n"
        + "B,2026-08-31 23:00,Legal,review,已完成\n"
        + "B,2026/9/1 7:05,Legal,review,等客户\n",
    )
    events = read_events(tmp_path, LOG)
    assert [event.at.isoformat() for event in events[:3]] == [
        "2026-09-01T01:00:00+00:00",
        "2026-09-01T01:30:00+00:00",
        "2026-08-31T23:00:00+00:00",
    ]
    assert [event.state for event in events] == ["queued", "working", "parked", "customer"]


def test_the_brief_names_the_columns_and_the_log_may_lack_states(tmp_path: Path) -> None:
    put(tmp_path, "单号,时间,部门,环节,备注\nA,2026-09-01,法务部,审核,x\n")
    log = EventLog(
        file="x.csv", case="单号", time="时间", department="部门", activity="环节", state=None
    )
    (event,) = read_events(tmp_path, log)
    assert (event.case, event.department, event.state) == ("A", "法务部", "unknown")


@pytest.mark.parametrize("name", ["", " ", "-", "0", "EMPTY", "Null", "n/a", "Unknown", "未知"])
def test_a_placeholder_is_no_department(tmp_path: Path, name: str) -> None:
    put(tmp_path, EVENTS + f"A,2026-09-01,{name},intake,queued\n")
    assert read_events(tmp_path, LOG)[0].department is None


@pytest.mark.parametrize(
    ("word", "state"),
    [
        ("Queued", "queued"),
        ("waiting", "queued"),
        ("待处理", "queued"),
        ("排队", "queued"),
        ("等待", "queued"),
        ("in-progress", "working"),
        ("IN PROGRESS", "working"),
        ("处理中", "working"),
        ("Closed", "parked"),
        ("挂起", "parked"),
        ("waiting for customer", "customer"),
        ("Wait - Customer", "customer"),
        ("等客户", "customer"),
        ("teleported", "unknown"),
        ("", "unknown"),
    ],
)
def test_states_are_told_from_common_words(word: str, state: str) -> None:
    assert state_of(word) == state


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "x.csv: the file is empty."),
        ("\n\n", "x.csv: the file is empty."),
        (EVENTS, "x.csv: has a header but no rows."),
        (
            "case,when,department\nA,1,B\n",
            'x.csv, line 1: there is no column "time"; the columns are: case, when, department.',
        ),
        (
            EVENTS + "A,2026-09-01,B,c,queued\nA,yesterday,B,c,queued\n",
            'x.csv, line 3, column time: "yesterday" is not a time such as 2026-11-20T09:30+08:00.',
        ),
        (
            EVENTS + "A,0001-01-01T00:00+14:00,B,c,queued\n",
            'x.csv, line 2, column time: "0001-01-01T00:00+14:00" is not a time such as'
            " 2026-11-20T09:30+08:00.",
        ),
        (
            EVENTS + '"A\n\nA",2026-09-01,B,c,queued\n,2026-09-01,B,c,queued\n',
            "x.csv, line 5, column case: is empty.",
        ),
        (EVENTS + "A,2026-09-01,B\n", "x.csv, line 2: 3 cells, but the header has 5 columns."),
        (
            EVENTS + "A,2026-09-01,B,c,queued,extra\n",
            "x.csv, line 2: 6 cells, but the header has 5 columns.",
        ),
        (
            "case,time,department,activity,state,time\n1,2,3,4,5,6\n",
            'x.csv, line 1: the column "time" stands twice.',
        ),
        (
            EVENTS + f"A,2026-09-01,{'B' * 301},c,queued\n",
            "x.csv, line 2, column department: 301 characters; at most 300 are allowed.",
        ),
        (
            EVENTS + f"A,2026-09-01,B,{'c' * 20_001},queued\n",
            "x.csv, line 2, column activity: 20,001 characters; at most 20,000 are allowed.",
        ),
    ],
)
def test_what_is_wrong_with_a_log_is_one_sentence(
    tmp_path: Path, content: str, sentence: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        read_events(put(tmp_path, content), LOG)
    assert str(caught.value) == sentence
    assert caught.value.within("zh").endswith("。")


def test_a_field_of_two_mebibytes_is_one_sentence(tmp_path: Path) -> None:
    put(tmp_path, FEEDBACK + f'F1,a,B,fine,\nF2,a,B,"{"x" * 2**21}",3\n')
    with pytest.raises(BadInputError, match="line 3: a field has more than 20,000 characters"):
        read_feedback(tmp_path, "x.csv")


def test_a_quotation_mark_that_is_never_closed_is_one_sentence(tmp_path: Path) -> None:
    put(tmp_path, FEEDBACK + 'F1,a,B,"never closed,3\nF2,a,B,fine,3\n')
    with pytest.raises(BadInputError, match="line 2: is not valid CSV"):
        read_feedback(tmp_path, "x.csv")


def test_feedback_is_kept_as_text_and_cleaned(tmp_path: Path) -> None:
    put(
        tmp_path,
        FEEDBACK
        + 'F1,li.wei,法务部,"=HYPERLINK(""x"")",2\n'
        + "F2,li.wei,法务部,+1 同意,5\n"
        + "F3,li.wei,法务部,- less\u200b of it,4.0\n"
        + "F4,li.wei,法务部,@all,\n"
        + "F5,li.wei,法务部,\tindented,３\n",
    )
    items = read_feedback(tmp_path, "x.csv")
    assert [item.text for item in items] == [
        '=HYPERLINK("x")',
        "+1 同意",
        "- less of it",
        "@all",
        "\tindented",
    ]
    assert [item.rating for item in items] == [2, 5, 4, None, 3]


def test_feedback_needs_no_rating_column_and_may_come_from_chinese_excel(tmp_path: Path) -> None:
    put(tmp_path, "id,account,department,text\r\nF1,a,销售部,太慢了\r\n".encode("gb18030"))
    (item,) = read_feedback(tmp_path, "x.csv")
    assert (item.department, item.text, item.rating) == ("销售部", "太慢了", None)


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ("F1,a,B,x,6\n", 'column rating: "6" is not a whole number from 1 to 5.'),
        ("F1,a,B,x,0\n", 'column rating: "0" is not a whole number from 1 to 5.'),
        ("F1,a,B,x,2.5\n", 'column rating: "2.5" is not a whole number from 1 to 5.'),
        ("F1,a,B,x,nan\n", 'column rating: "nan" is not a whole number from 1 to 5.'),
        ("F1,a,B,x,1e999\n", 'column rating: "1e999" is not a whole number from 1 to 5.'),
        ("F1,a,B,,3\n", "column text: is empty."),
        ("F1,a,B,\u200b,3\n", "column text: is empty."),
        ("F1,a,,x,3\n", "column department: is empty."),
        ("F 1,a,B,x,3\n", 'column id: "F 1" must be 1 to 64 Latin letters'),
        ("F1,李伟,B,x,3\n", 'column account: "李伟" must be 1 to 64 Latin letters'),
        ("F0,a,B,x,3\nF0,a,B,y,3\n", 'line 3, column id: "F0" stands twice'),
    ],
)
def test_what_is_wrong_with_feedback_is_one_sentence(
    tmp_path: Path, rows: str, sentence: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        read_feedback(put(tmp_path, FEEDBACK + rows), "x.csv")
    assert sentence in str(caught.value)
    assert "x.csv, line " in str(caught.value)


def test_measures_come_as_points_and_meanings(tmp_path: Path) -> None:
    put(
        tmp_path,
        MEASURES
        + "wait,等待时长,小时,越低越好,工单系统,2026-11-09,12.5\n"
        + "wait,等待时长,小时,lower,工单系统,2026/11/16,-1e1\n"
        + "share,按期率,%,higher,台账,2026-11-16,71\n",
    )
    points, meanings = read_measures(tmp_path, "x.csv")
    assert [(p.measure, p.at, p.value) for p in points] == [
        ("wait", dt.date(2026, 11, 9), 12.5),
        ("wait", dt.date(2026, 11, 16), -10.0),
        ("share", dt.date(2026, 11, 16), 71.0),
    ]
    assert [(m.measure, m.better) for m in meanings] == [("wait", "lower"), ("share", "higher")]


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("wait,L,h,lower,S,2026-11-16,12\n", "is read twice on 2026-11-16"),
        ("wait,Other,h,lower,S,2026-11-23,12\n", "has another label, unit, better or source"),
        ("w,L,h,lower,S,2026-11-16,NaN\n", 'column value: "NaN" is not a number'),
        ("w,L,h,lower,S,2026-11-16,inf\n", 'column value: "inf" is not a number'),
        ("w,L,h,lower,S,2026-11-16,1e999\n", 'column value: "1e999" is not a number'),
        ("w,L,h,lower,S,2026-11-16,twelve\n", 'column value: "twelve" is not a number'),
        ("w,L,h,lower,S,2026-11-16,1_000\n", 'column value: "1_000" is not a number'),
        ("w,L,h,lower,S,2026-11-16,\n", 'column value: "" is not a number'),
        ("w,L,h,lower,S,2026-13-01,12\n", 'column date: "2026-13-01" is not a date'),
        ("w,L,h,down,S,2026-11-16,12\n", 'column better: "down" must be "lower" or "higher"'),
        ("w,L,,lower,S,2026-11-16,12\n", "column unit: is empty"),
    ],
)
def test_what_is_wrong_with_measures_is_one_sentence(
    tmp_path: Path, row: str, sentence: str
) -> None:
    put(tmp_path, MEASURES + "wait,L,h,lower,S,2026-11-16,12\n" + row)
    with pytest.raises(BadInputError) as caught:
        read_measures(tmp_path, "x.csv")
    assert str(caught.value).startswith("x.csv, line 3")
    assert sentence in str(caught.value)


@given(content=st.binary(max_size=300))
def test_whatever_the_bytes_there_is_a_sentence_or_a_result(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    root = tmp_path_factory.getbasetemp()
    put(root, FEEDBACK.encode() + content)
    found: list[FeedbackItem] = []
    refused = ""
    try:
        found = read_feedback(root, "x.csv")
    except BadInputError as error:
        refused = str(error)
    assert bool(found) != refused.startswith("x.csv")
