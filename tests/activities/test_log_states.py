"""Words of a column of states: whether they speak of the case or of one step."""

from pathlib import Path

import pytest

from activities.log_files import read_log

_PLACES = "ABC"


def told(folder: Path, *cases: tuple[str, ...], copies: int = 1) -> list[str]:
    """Return the states read from a log whose cases have events of these words, hour by hour."""
    rows = [
        f"{number},2026-03-02 {9 + hour:02}:00,{_PLACES[hour % 3]},{word}\n"
        for number, words in enumerate(cases)
        for hour, word in enumerate(words)
    ]
    path = folder / "log.csv"
    path.write_text("case,time,team,status\n" + "".join(rows * copies), encoding="utf-8")
    return read_log(path, {}).table["state"].to_list()


@pytest.mark.parametrize(
    ("words", "last"),
    [
        (("completed", "Completed", "completed", "in progress"), "unknown"),
        (("已完成", "已完成", "待审批"), "queued"),
        (("done", "done", "done", "waiting for customer"), "customer"),
    ],
)
def test_a_step_that_is_completed_parks_no_case(
    tmp_path: Path, words: tuple[str, ...], last: str
) -> None:
    expected = [*["unknown"] * (len(words) - 1), last] * 2
    assert told(tmp_path, words, words) == expected
    assert told(tmp_path, words, words, copies=2) == expected


@pytest.mark.parametrize(
    "words",
    [
        ("open", "in progress", "closed"),
        ("open", "in progress", "closed", "in progress", "closed"),  # opened again
        ("open", "in progress", "resolved", "closed"),
    ],
)
def test_a_ticket_that_is_closed_is_parked(tmp_path: Path, words: tuple[str, ...]) -> None:
    meant = {"open": "queued", "in progress": "working"}
    expected = [meant.get(word, "parked") for word in words] * 3
    assert told(tmp_path, words, words, words) == expected
    assert told(tmp_path, words, words, words, copies=2) == expected


def test_what_is_put_off_stays_put_off_however_often(tmp_path: Path) -> None:
    assert told(tmp_path, ("on hold", "on hold", "in progress")) == ["parked", "parked", "working"]
