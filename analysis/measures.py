"""Measures: readings for drafts, scores of key results, and which of them need a change."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from statistics import median
from typing import Literal

from analysis import xmr
from domain.goal_facts import AdjustmentFacts, Reading, Score
from domain.items import KeyResult
from domain.okr import kept, progress
from domain.records import MeasureMeaning, MeasurePoint
from domain.suggestion import fingerprint

Band = Literal["green", "yellow", "red", "unknown"]
Verdict = Literal["better", "worse", "none", "not enough data"]

GREEN, YELLOW = Fraction(7, 10), Fraction(4, 10)
HALF_TIME = 0.5
_WEEKS = 4


def readings(
    points: Sequence[MeasurePoint], meanings: Sequence[MeasureMeaning]
) -> tuple[Reading, ...]:
    """Return one reading for each meaning that has points, in the order of `meanings`.

    `baseline` and `latest` are the medians of the first and the last four points, `best` is the
    best single point in the better direction; all in the measure's unit, with the decimals that
    its size deserves (1 from 10 up, 2 from 0.1 up, 4 below).
    """
    found = []
    for meaning in meanings:
        series = _series(points, meaning.measure)
        if not series:
            continue
        values = [point.value for point in series]
        decimals = _decimals(median(abs(value) for value in values))
        found.append(
            Reading(
                **meaning.model_dump(),
                points=len(values),
                baseline=round(median(values[:_WEEKS]), decimals),
                latest=round(median(values[-_WEEKS:]), decimals),
                best=round(min(values) if meaning.better == "lower" else max(values), decimals),
                latest_at=series[-1].at,
            )
        )
    return tuple(found)


def scores(
    key_results: Mapping[str, KeyResult],
    points: Sequence[MeasurePoint],
    started: dt.date,
    read_at: dt.date,
) -> tuple[Score, ...]:
    """Return one score for each key result, in the order of `key_results` (item id to result).

    Points before `started` are the baseline of the XmR chart; those from `started` to `read_at`
    are judged. `current` is the median of the last four of these at most, else what the key result
    says. `points` counts both. `score` is clamped to 0-1, the band is taken before any rounding
    (green from 0.7, yellow from 0.4). A result to keep scores 1 or 0; with baseline and target
    equal otherwise there is no score. `elapsed` is the share of the time from `started` to due.
    """
    return tuple(
        _score(item, result, points, started, read_at) for item, result in key_results.items()
    )


def adjustment_facts(
    evaluation: str,
    key_results: Mapping[str, KeyResult],
    points: Sequence[MeasurePoint],
    started: dt.date,
    read_at: dt.date,
) -> AdjustmentFacts:
    """Return the scores and the key results (item ids) that need a change.

    The rule of `proposes`: a red key result that gets worse by a signal that lasts (`xmr.lasting`),
    at any time; or a red one with a signal for the worse or none when at least half of its time is
    over. One that gets better by signal, or without enough data for a verdict, is left alone.
    `evidence_key` hashes scores to one decimal, bands, signals and `proposes`, so that a run on
    the same evidence asks nobody again.
    """
    found = scores(key_results, points, started, read_at)
    sinking = {
        item
        for item, result in key_results.items()
        if _verdict(
            xmr.lasting(*_halves(points, result.measure, started, read_at)) or "none", result.better
        )
        == "worse"
    }
    proposes = tuple(s.item for s in found if _needs_change(s, s.item in sinking))
    kept_facts = sorted(
        [s.item, s.band, s.signal, "" if s.score is None else f"{s.score:.1f}"] for s in found
    )
    return AdjustmentFacts(
        evaluation=evaluation,
        read_at=read_at,
        scores=found,
        evidence_key=fingerprint([kept_facts, sorted(proposes)]),
        proposes=proposes,
    )


def _needs_change(score: Score, sinking: bool) -> bool:
    if score.band != "red" or score.signal not in ("worse", "none"):
        return False
    return score.elapsed >= HALF_TIME or (score.signal == "worse" and sinking)


def _score(
    item: str, result: KeyResult, points: Sequence[MeasurePoint], started: dt.date, read_at: dt.date
) -> Score:
    before, since = _halves(points, result.measure, started, read_at)
    exact = [Fraction(str(value)) for value in since[-_WEEKS:]]
    current = median(exact) if exact else Fraction(result.current)
    share = _share(result, current)
    return Score(
        item=item,
        text=result.text,
        measure=result.measure,
        unit=result.unit,
        baseline=float(result.baseline),
        target=float(result.target),
        current=round(float(current), 4),
        due=result.due,
        owner=result.owner,
        score=None if share is None else float(min(max(share, Fraction(0)), Fraction(1))),
        elapsed=_elapsed(started, read_at, result.due),
        band=_band(share),
        signal=_verdict(xmr.signal(before, since), result.better),
        points=len(before) + len(since),
    )


def _halves(
    points: Sequence[MeasurePoint], measure: str, started: dt.date, read_at: dt.date
) -> tuple[list[float], list[float]]:
    """Return the values before `started`, and those from then to `read_at`, by time."""
    series = [point for point in _series(points, measure) if point.at <= read_at]
    before = [point.value for point in series if point.at < started]
    return before, [point.value for point in series[len(before) :]]


def _share(result: KeyResult, current: Fraction) -> Fraction | None:
    if result.keep:
        return Fraction(kept(current, result.target, result.better))
    return progress(result.baseline, current, result.target)


def _band(share: Fraction | None) -> Band:
    if share is None:
        return "unknown"
    if share >= GREEN:
        return "green"
    return "yellow" if share >= YELLOW else "red"


def _verdict(found: xmr.Signal, better: Literal["lower", "higher"]) -> Verdict:
    if found == "none" or found == "not enough data":
        return found
    return "better" if (found == "up") == (better == "higher") else "worse"


def _elapsed(started: dt.date, read_at: dt.date, due: dt.date) -> float:
    whole = (due - started).days
    if whole <= 0:
        return 1.0
    return round(min(max((read_at - started).days / whole, 0.0), 1.0), 4)


def _series(points: Iterable[MeasurePoint], measure: str) -> list[MeasurePoint]:
    return sorted((p for p in points if p.measure == measure), key=lambda p: p.at)


def _decimals(size: float) -> int:
    if size >= 10:
        return 1
    return 2 if size >= 0.1 else 4
