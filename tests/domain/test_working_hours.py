import datetime as dt
from typing import Any

import pytest

from domain.errors import BadInputError
from domain.working_hours import working_hours

MONDAY = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)


def entry(**other: str) -> dict[str, str]:
    span = {"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00:00", "endTime": "17:30"}
    return span | {name.rstrip("_"): value for name, value in other.items()}


def hours(begin: float, end: float, *entries: dict[str, str]) -> list[tuple[float, float]]:
    found = working_hours({"Ann": [*entries]}, "c.json")["Ann"]
    hour = dt.timedelta(hours=1)
    spans = found.within(MONDAY + begin * hour, MONDAY + end * hour)
    return [((a - MONDAY) / hour, (b - MONDAY) / hour) for a, b in spans]


def test_the_hours_within_a_time_are_cut_to_it() -> None:
    assert hours(10, 34, entry()) == [(10, 17.5), (33, 34)]


def test_days_may_run_over_the_end_of_the_week() -> None:
    over = entry(from_="SATURDAY", to="MONDAY")
    assert hours(0, 24, over) == [(9, 17.5)]
    assert hours(24, 48, over) == []
    assert hours(6 * 24, 7 * 24, over) == [(6 * 24 + 9, 6 * 24 + 17.5)]


def test_a_day_may_have_several_spans_in_any_order() -> None:
    late, early = entry(beginTime="13:00"), entry(endTime="12:00")
    assert hours(0, 24, late, early) == [(9, 12), (13, 17.5)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"Ann": [entry(from_="SOMEDAY")]},
        {"Ann": [entry(beginTime="25:00")]},
        {"Ann": [entry(beginTime="18:00")]},
        {"Ann": [entry(endTime="noon")]},
        {"Ann": ["nine to five"]},
        {"Ann": "nine to five"},
        {"Ann": [{"from": "MONDAY"}]},
    ],
)
def test_what_is_no_span_is_refused_with_the_person_and_the_entry(wrong: Any) -> None:
    with pytest.raises(BadInputError) as refused:
        working_hours(wrong, "c.json")
    assert refused.value.sentence.en.startswith("c.json: Ann, entry 1: ")
    assert "第 1 条" in refused.value.sentence.zh


@pytest.mark.parametrize("wrong", [[], {}, "x", None])
def test_what_names_nobody_is_refused(wrong: Any) -> None:
    with pytest.raises(BadInputError, match=r"c\.json: is not a list of working hours"):
        working_hours(wrong, "c.json")
