import csv
import datetime as dt
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from activities.log_files import read_log
from analysis.needs import needs_report
from analysis.waiting_causes import CAUSES, causes
from domain.needs import Causes
from domain.working_hours import WorkingHours, working_hours
from tests import shared
from tests.analysis.logs import lasting

HOURS = WorkingHours(week=(((9 * 3600, 12 * 3600), (13 * 3600, 18 * 3600)),) * 5 + ((), ()))
Rows = Sequence[tuple[str, float, float, str | None, str, str]]


def split(rows: Rows, person: str = "Bo") -> dict[str, float]:
    """The hours of each cause in all waits for one person, who works 9 to 12 and 13 to 18."""
    found = causes(lasting(*rows), {person: HOURS})
    return {name: sum(getattr(one, f"wt_{name}") for one in found) / 3600 for name in CAUSES}


def test_a_wait_for_somebody_free_and_at_work_is_extraneous() -> None:
    rows = [("1", 9, 10, "A", "ask", "Ann"), ("1", 11, 12, "B", "answer", "Bo")]
    assert split(rows) == {**dict.fromkeys(CAUSES, 0.0), "extraneous": 1.0}


def test_lunch_and_night_are_unavailability() -> None:
    rows = [("1", 9, 11.5, "A", "ask", "Ann"), ("1", 34, 35, "B", "answer", "Bo")]
    # 11:30 to 12 and 13 to 18 free, then a night until 9, and one more hour
    assert split(rows)["unavailability"] == 1 + 15
    assert split(rows)["extraneous"] == 0.5 + 5 + 1


def test_a_weekend_is_unavailability() -> None:
    friday = 4 * 24
    rows = [
        ("1", friday + 9, friday + 18, "A", "ask", "Ann"),
        ("1", friday + 72 + 9, friday + 72 + 10, "B", "answer", "Bo"),
    ]
    assert split(rows) == {**dict.fromkeys(CAUSES, 0.0), "unavailability": 63.0}


def test_other_work_is_contention_when_it_was_enabled_earlier_and_priority_when_later() -> None:
    rows = [
        ("1", 9, 10, "A", "ask", "Ann"),
        ("1", 12, 13, "B", "answer", "Bo"),
        ("2", 9, 9.5, "A", "ask", "Cy"),
        ("2", 10, 11, "B", "other", "Bo"),
        ("3", 9, 10.5, "A", "ask", "Di"),
        ("3", 11, 12, "B", "third", "Bo"),
    ]
    found = {one.target_activity: one for one in causes(lasting(*rows), {"Bo": HOURS})}
    assert (found["answer"].wt_contention, found["answer"].wt_prioritization) == (3600, 3600)


def test_an_activity_waits_for_its_batch_until_the_last_of_it_is_enabled() -> None:
    rows = [
        ("1", 9, 10, "A", "ask", "Ann"),
        ("2", 9, 11, "A", "ask", "Cy"),
        ("1", 11.5, 12, "B", "answer", "Bo"),
        ("2", 12, 12.5, "B", "answer", "Bo"),
    ]
    assert split(rows) == {
        "batching": 1.0,
        "extraneous": 1.0,
        "contention": 0.5,
        "prioritization": 0.0,
        "unavailability": 0.0,
    }


def test_what_is_not_enabled_when_the_first_starts_is_no_batch() -> None:
    rows = [
        ("1", 9, 10, "A", "ask", "Ann"),
        ("2", 9, 11.75, "A", "ask", "Cy"),
        ("1", 11.5, 12, "B", "answer", "Bo"),
        ("2", 12, 12.5, "B", "answer", "Bo"),
    ]
    assert split(rows)["batching"] == 0.0


def test_nobody_guesses_for_a_person_whose_hours_are_not_known() -> None:
    rows = [("1", 9, 10, "A", "ask", "Ann"), ("1", 11, 12, "B", "answer", "Bo")]
    assert causes(lasting(*rows), {"Ann": HOURS}) == ()


def test_the_causes_of_a_wait_add_up_to_it() -> None:
    rows = [
        (str(case), begun, begun + 1.25, group, activity, person)
        for case in range(6)
        for begun, group, activity, person in (
            (9 + case * 0.5, "A", "ask", "Ann"),
            (15 + case * 1.5, "B", "answer", "Bo"),
            (33 + case * 2.0, "A", "thank", "Ann"),
        )
    ]
    for one in causes(lasting(*rows), {"Ann": HOURS, "Bo": HOURS}):
        assert one.wt_total == sum(getattr(one, f"wt_{name}") for name in CAUSES)
        assert one.frequency == 6


def seconds(text: str) -> float:
    days, _, clock = text.partition(" days")
    hours, minutes, rest = clock.strip().split(":") if clock.strip() else ("0", "0", "0")
    return dt.timedelta(int(days), int(rest), 0, 0, int(minutes), int(hours)).total_seconds()


def expected(file: Path) -> list[Causes]:
    with file.open(newline="", encoding="utf-8") as text:
        return [
            Causes(
                **{name: row[name] for name in row if name.startswith(("source", "target"))},
                frequency=int(float(row["frequency"])),
                cases=tuple(row["cases"].split(",")),
                wt_total=float(row["wt_total_seconds"]),
                **{f"wt_{name}": seconds(row[f"wt_{name}"]) for name in CAUSES},
            )
            for row in csv.DictReader(text)
        ]


if shared.IS_THERE:

    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_the_published_tables_come_out_to_the_second(number: int) -> None:
        folder = shared.LOGS / "handoff_causes"
        hours = working_hours(json.loads((folder / "calendars.json").read_text()), "calendars.json")
        read = read_log(
            folder / f"manual_log_{number}.csv", {"group": "Resource", "resource": "Resource"}
        )
        found = needs_report(read.table, read.placeholders, read.copies, hours)
        assert list(found.causes) == expected(folder / f"manual_log_{number}_expected.csv")
