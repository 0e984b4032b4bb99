import re
import shlex
from pathlib import Path

import pytest

from store.migrating import migrate
from tests import causes_by_hand
from tests.cli.desk import EXAMPLES, ROOT, Desk

BAD = "id,account,department,text,rating\nF1,li.na,Legal,Slow,9\nF2,,=Legal,Fine,\n"


@pytest.fixture
def stored(empty: Desk) -> Desk:
    """A desk with an empty store and no engine."""
    migrate(f"sqlite:///{empty.home / 'accord.db'}")
    return empty


def written(desk: Desk, content: str) -> str:
    file = desk.folder / "f.csv"
    file.write_text(content, encoding="utf-8")
    return str(file)


def test_the_examples_are_imported(stored: Desk) -> None:
    people = str(EXAMPLES / "zh" / "people.yaml")
    assert stored("import", "directory", people, "--dry-run").out.endswith(
        "rows, no problem; nothing was imported (dry run).\n"
    )
    assert stored("import", "directory", people).out.endswith("are new or changed.\n")
    measures = str(EXAMPLES / "zh" / "measures.csv")
    told = stored("import", "measures", measures, "--collaboration", "t-1", "--json").document
    assert told["ok"]
    assert told["new"] == told["rows"] > 10
    again = stored("import", "measures", measures, "--collaboration", "t-1", "--json").document
    assert (again["new"], again["problems"]) == (0, [])


@pytest.mark.parametrize("dry", [["--dry-run"], []])
def test_every_problem_is_a_line_and_the_answer_is_no(stored: Desk, dry: list[str]) -> None:
    words = ("import", "feedback", written(stored, BAD), "--collaboration", "t-1", *dry)
    answer = stored(*words)
    assert answer.code == 1
    assert answer.out.splitlines() == [
        'f.csv, line 2, column rating: "9" is not a whole number from 1 to 5.',
        'f.csv, line 3, column department: "=Legal" begins as a formula does (= + - @); '
        "a spreadsheet would run it.",
        "f.csv, line 3, column account: is empty.",
        "3 problems; nothing was imported.",
    ]
    told = stored(*words, "--json").document
    assert (told["ok"], told["problem_count"], told["new"]) == (False, 3, None)
    first = told["problems"][0]
    assert (first["line"], first["column"]) == (2, "rating")
    assert first["error"]["zh"].startswith("f.csv 第 2 行「rating」列：")


@pytest.mark.parametrize("dry", [["--dry-run"], []])
def test_columns_that_nothing_is_read_from_are_told(stored: Desk, dry: list[str]) -> None:
    file = written(stored, "id,account,department,text,Rating,备注\nF1,li.na,Legal,Slow,2,x\n")
    words = ("import", "feedback", file, "--collaboration", "t-1", *dry)
    answer = stored(*words)
    assert (answer.code, answer.out.splitlines()[0]) == (0, "Passed over: Rating, 备注")
    assert stored(*words, "--lang", "zh").out.splitlines()[0] == "未使用的列：Rating、备注"
    told = stored(*words, "--json").document
    assert (told["ok"], told["passed_over"], told["passed_over_count"]) == (
        True,
        ["Rating", "备注"],
        2,
    )


def test_whose_feedback_it_is_has_to_be_said(stored: Desk) -> None:
    answer = stored("import", "feedback", written(stored, BAD))
    assert (answer.code, answer.err) == (2, "--collaboration: say whose feedback these are\n")


def test_an_event_log_is_imported_and_its_columns_are_told(stored: Desk) -> None:
    words = ("import", "event-logs", str(EXAMPLES / "zh" / "events.csv"), "--name", "tickets")
    answer = stored(*words, "--as", "li.na")
    assert answer.code == 0
    assert answer.out.splitlines()[0] == (
        "Columns: case = 单号, time = 时间, department = 部门, activity = 环节, state = 状态"
    )
    assert answer.out.endswith("are new or changed.\n")
    again = stored(*words, "--json").document
    assert (again["new"], again["columns"]["activity"]) == (0, "环节")
    assert stored(*words, "--dry-run", "--lang", "zh").out.splitlines()[0] == (
        "所用的列：案件编号 = 单号，时间 = 时间，部门 = 部门，活动 = 环节，状态 = 状态"
    )


def test_columns_of_a_log_are_named_by_options(stored: Desk) -> None:
    file = written(stored, "ref,wann,部门,was,status\nA,2026-09-01,法务部,x,neu\n")
    words = ("import", "event-logs", file, "--name", "t")
    refused = stored(*words)
    assert refused.code == 1
    assert refused.out.splitlines()[0] == (
        "f.csv, line 1: no column is known to be the case; name it as case; the columns are: ref, "
        "wann, 部门, was, status."
    )
    named = ("--case", "ref", "--time", "wann", "--activity", "was", "--state", "")
    answer = stored(*words, *named)
    assert answer.code == 0
    assert answer.out.splitlines()[0].endswith("department = 部门, activity = was, state = —")


def test_times_people_and_calendars_of_a_log_are_imported(stored: Desk) -> None:
    hours = stored.written("hours.json", causes_by_hand.CALENDARS)
    named = [word for role, name in causes_by_hand.COLUMNS.items() for word in (f"--{role}", name)]
    words = ("import", "event-logs", written(stored, causes_by_hand.LOG), "--name", "t", *named)
    answer = stored(*words, "--department", "team", "--calendars", hours)
    assert answer.code == 0, answer.err
    assert answer.out.splitlines()[0] == (
        "Columns: case = ticket, time = began, department = team, activity = did, state = —, "
        "start = began, end = ended, resource = who"
    )
    again = stored(*words, "--department", "team", "--calendars", hours, "--json").document
    assert (again["new"], again["columns"]["resource"]) == (0, "who")
    assert stored(*words, "--department", "team", "--json").document["new"] == 14
    bad = stored.written("bad.json", '{"Bo": [{"from": "MONDAY"}]}')
    refused = stored(*words, "--department", "team", "--calendars", bad)
    assert (refused.code, refused.err.startswith("bad.json: Bo, entry 1: ")) == (2, True)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("event-logs",), "name: say what the event log is called"),
        (("event-logs", "--name", "工单"), "name: “工单” must be at most 48"),
        (("event-logs", "--name", "t", "--as", "no body"), "--as: “no body” is not an account"),
        (("directory", "--time", "时间"), "time: only event-logs take it, not directory"),
        (("measures", "--collaboration", "t-1", "--start", "x"), "start: only event-logs take it"),
        (("directory", "--calendars", "hours.json"), "--calendars: only event-logs take them"),
        (("event-logs", "--name", "t", "--calendars", "no.json"), "no.json: there is no such file"),
    ],
)
def test_what_cannot_be_said_of_a_log_is_one_sentence(
    stored: Desk, words: tuple[str, ...], said: str
) -> None:
    kind, *options = words
    answer = stored("import", kind, written(stored, BAD), *options)
    assert answer.code == 2
    assert answer.err.startswith(said)
    assert len(answer.err.splitlines()) == 1


@pytest.mark.parametrize("name", ["missing.csv", ".", "\0.csv"])
def test_a_file_that_cannot_be_opened_is_one_sentence(stored: Desk, name: str) -> None:
    answer = stored("import", "directory", str(stored.folder / Path(name)))
    assert answer.code == 2
    assert len(answer.err.splitlines()) == 1


def test_without_a_store_nothing_is_imported(empty: Desk) -> None:
    answer = empty("import", "directory", str(EXAMPLES / "en" / "people.csv"))
    assert answer.code == 2
    assert "there is no store in" in answer.err


@pytest.mark.parametrize("page", ["imports.md", "imports.zh-CN.md"])
def test_the_examples_of_the_page_work_as_they_stand(
    stored: Desk, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    shown = re.findall(r"`([\w.]+)`[:：]\n\n```\w+\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    assert [name for name, _ in shown] == [
        *("people.csv", "readings.csv", "answers.csv", "answers.yaml", "tickets.csv"),
        *("work.csv", "hours.json"),
    ]
    for name, content in shown:
        (stored.folder / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(stored.folder)
    lines = re.findall(r"^accord (import .*)$", text, re.MULTILINE)
    lines.append("import feedback answers.yaml --collaboration onboarding-1")
    told = [stored(*shlex.split(line, comments=True), "--json") for line in lines]
    assert [answer.code for answer in told] == [0] * 7
    assert [answer.document["new"] for answer in told] == [None, 3, 3, 2, 4, 2, 1]
