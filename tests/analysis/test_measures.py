import datetime as dt
from collections.abc import Sequence
from typing import Literal

import pytest

from analysis.measures import adjustment_facts, readings, scores
from domain.goal_facts import Score
from domain.items import KeyResult
from domain.records import MeasureMeaning, MeasurePoint

STARTED = dt.date(2026, 3, 2)
DUE = dt.date(2026, 6, 10)
HALF = dt.date(2026, 4, 21)
STEADY = [46.0, 54.0, 47.0, 53.0, 46.0, 54.0, 47.0, 53.0]


def weekly(values: Sequence[float], first: dt.date, measure: str = "wait") -> list[MeasurePoint]:
    return [
        MeasurePoint(measure=measure, at=first + dt.timedelta(weeks=week), value=value)
        for week, value in enumerate(values)
    ]


def history(before: Sequence[float], since: Sequence[float]) -> list[MeasurePoint]:
    first = STARTED - dt.timedelta(weeks=len(before))
    return weekly([*before, *since], first)


def meaning(measure: str, better: Literal["lower", "higher"] = "lower") -> MeasureMeaning:
    return MeasureMeaning(measure=measure, label="等待", unit="h", better=better, source="ERP")


def result(
    baseline: str = "50",
    target: str = "30",
    *,
    better: Literal["lower", "higher"] = "lower",
    keep: bool = False,
) -> KeyResult:
    return KeyResult.model_validate(
        {
            "text": "Waiting from 50 to 30 hours",
            "measure": "wait",
            "unit": "h",
            "better": better,
            "keep": keep,
            "baseline": baseline,
            "target": target,
            "current": baseline,
            "weight": 1000,
            "due": DUE,
            "owner": "ann",
            "source": "ERP",
            "affects": ["Legal"],
        }
    )


def one(points: Sequence[MeasurePoint], key_result: KeyResult, at: dt.date = HALF) -> Score:
    return scores({"kr-1": key_result}, points, STARTED, at)[0]


def test_a_reading_is_the_median_of_the_first_and_last_four_points() -> None:
    points = weekly([60, 61.26, 70, 50, 45, 20, 44, 40, 43, 41, 39.04, 10], STARTED)
    (reading,) = readings(list(reversed(points)), [meaning("wait")])
    assert (reading.baseline, reading.latest, reading.best) == (60.6, 40.0, 10.0)
    assert (reading.points, reading.latest_at) == (12, STARTED + dt.timedelta(weeks=11))


@pytest.mark.parametrize(
    ("value", "shown"), [(123.456, 123.5), (10.04, 10.0), (4.567, 4.57), (0.0123456, 0.0123)]
)
def test_decimals_follow_the_size_of_the_measure(value: float, shown: float) -> None:
    (reading,) = readings(weekly([value], STARTED), [meaning("wait", "higher")])
    assert (reading.baseline, reading.latest, reading.best) == (shown, shown, shown)


def test_the_best_point_follows_the_better_direction() -> None:
    points = weekly([3, 9, 5], STARTED)
    assert readings(points, [meaning("wait", "higher")])[0].best == 9
    assert readings(points, [meaning("wait", "lower")])[0].best == 3


def test_readings_keep_the_order_of_the_meanings_and_skip_what_was_never_measured() -> None:
    points = [*weekly([1], STARTED, "b"), *weekly([2], STARTED, "a")]
    found = readings(points, [meaning("a"), meaning("never"), meaning("b")])
    assert [reading.measure for reading in found] == ["a", "b"]


@pytest.mark.parametrize(
    ("now", "score", "band"),
    [
        (36.0, 0.7, "green"),
        (36.001, 0.69995, "yellow"),
        (42.0, 0.4, "yellow"),
        (42.001, 0.39995, "red"),
        (60.0, 0.0, "red"),
        (20.0, 1.0, "green"),
    ],
)
def test_bands_are_taken_from_the_unrounded_value(now: float, score: float, band: str) -> None:
    found = one(history([], [now]), result())
    assert found.score == pytest.approx(score, abs=1e-12)
    assert found.band == band


def test_decimal_fractions_reach_a_band_exactly() -> None:
    assert one(history([], [0.24]), result("0.1", "0.3", better="higher")).band == "green"


def test_current_is_the_median_of_at_most_four_points_read_since_the_start() -> None:
    points = history([50.0] * 3, [99.0, 40.0, 41.0, 42.0, 43.0, 0.0])
    read_at = STARTED + dt.timedelta(weeks=4, days=3)
    found = one(points, result(), read_at)
    assert found.current == 41.5
    assert found.points == 8


def test_without_a_new_point_the_key_result_speaks_for_itself() -> None:
    found = one(history(STEADY, []), result())
    assert (found.current, found.score, found.signal) == (50.0, 0.0, "not enough data")


def test_a_result_to_keep_is_met_or_not() -> None:
    held = result("30", "30", keep=True)
    assert one(history([], [29.0]), held).score == 1.0
    assert one(history([], [31.0]), held).score == 0.0
    up = result("30", "30", keep=True, better="higher")
    assert one(history([], [29.0]), up).band == "red"


def test_equal_ends_that_are_not_to_be_kept_have_no_score() -> None:
    found = one(history([], [29.0]), result("30", "30"))
    assert (found.score, found.band) == (None, "unknown")


@pytest.mark.parametrize(
    ("at", "elapsed"),
    [(STARTED - dt.timedelta(days=3), 0.0), (STARTED, 0.0), (HALF, 0.5), (DUE, 1.0)],
)
def test_elapsed_is_the_share_of_the_time(at: dt.date, elapsed: float) -> None:
    assert one(history([], [50.0]), result(), at).elapsed == elapsed


@pytest.mark.parametrize(
    ("now", "better", "signal"),
    [
        (5.0, "lower", "better"),
        (95.0, "lower", "worse"),
        (95.0, "higher", "better"),
        (50.0, "lower", "none"),
    ],
)
def test_a_signal_is_better_or_worse_by_the_better_direction(
    now: float, better: Literal["lower", "higher"], signal: str
) -> None:
    assert one(history(STEADY, [now]), result(better=better)).signal == signal


@pytest.mark.parametrize(
    ("before", "since", "days", "proposed"),
    [
        (STEADY, [50.0], 50, True),  # red, noise, half the time over
        (STEADY, [50.0], 49, False),  # too early to say
        (STEADY, [95.0], 7, True),  # gets worse: at any time
        (STEADY, [95.0, 50.0, 50.0], 21, False),  # one stray point is worth a look only
        (STEADY, [95.0, 50.0, 50.0], 50, True),  # but not after half the time
        (STEADY, [49.0] * 8, 60, False),  # red, but it gets better
        (STEADY, [36.0] * 4, 60, False),  # green
        (STEADY[:7], [50.0], 60, False),  # no verdict without a baseline
    ],
)
def test_what_needs_a_change_is_red_and_worse_or_red_and_late(
    before: list[float], since: list[float], days: int, proposed: bool
) -> None:
    read_at = STARTED + dt.timedelta(days=days)
    found = adjustment_facts("e1", {"kr-1": result()}, history(before, since), STARTED, read_at)
    assert found.proposes == (("kr-1",) if proposed else ())


def test_the_evidence_key_changes_only_with_the_evidence() -> None:
    def key(since: Sequence[float], at: dt.date, evaluation: str = "e1") -> str:
        results = {"kr-1": result()}
        return adjustment_facts(
            evaluation, results, history(STEADY, since), STARTED, at
        ).evidence_key

    later = HALF + dt.timedelta(days=7)
    assert key([44.0], HALF) == key([44.2], later, "e2")
    assert key([44.0], HALF) != key([41.0], HALF)
    assert key([50.0], HALF - dt.timedelta(days=1)) != key([50.0], HALF)
