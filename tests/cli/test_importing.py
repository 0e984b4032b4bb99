import re
import shlex
from pathlib import Path

import pytest

from store.migrating import migrate
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


def test_whose_feedback_it_is_has_to_be_said(stored: Desk) -> None:
    answer = stored("import", "feedback", written(stored, BAD))
    assert (answer.code, answer.err) == (2, "--collaboration: say whose feedback these are\n")


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
        *("people.csv", "readings.csv", "answers.csv", "answers.yaml")
    ]
    for name, content in shown:
        (stored.folder / name).write_text(content, encoding="utf-8")
    monkeypatch.chdir(stored.folder)
    lines = re.findall(r"^accord (import .*)$", text, re.MULTILINE)
    lines.append("import feedback answers.yaml --collaboration onboarding-1")
    told = [stored(*shlex.split(line, comments=True), "--json") for line in lines]
    assert [answer.code for answer in told] == [0] * 5
    assert [answer.document["new"] for answer in told] == [None, 3, 3, 2, 1]
