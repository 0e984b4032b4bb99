"""The queues of a log, ranked, each with how sure its hours are and what carries them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from analysis.bootstrap import total_intervals
from analysis.handoffs import LEAST_ARRIVALS, longest_cases, queue_rows, stands_out
from analysis.handoffs import ended as ended_waits
from domain.needs import HOLDS_WORK, Basis, Edge, Need, QueueFigures, Sender
from domain.text import Bilingual, counted

LEAST_CASES = 10
"""Waits of fewer cases tell too little of others for an interval."""
_MOST = 0.5
_MANY = 0.4
Interval = tuple[float, float]


class _Part(NamedTuple):
    """What carries so many of a department's hours, in so many waits."""

    of: dt.date | str
    waits: int
    hours: float


def queues(
    arrived: pl.DataFrame, cases: int, basis: Basis, seed: int = 0
) -> tuple[tuple[QueueFigures, ...], tuple[QueueFigures, ...]]:
    """Return the queues with at least 30 arrivals, the longest first, and those with fewer."""
    rows = queue_rows(arrived)
    intervals = _intervals(arrived, rows, cases, seed)
    days = _largest(arrived, pl.col("ended_wall").dt.date())
    largest = _largest(arrived, pl.col("case"))
    figures = [
        _figures(row, intervals.get(name), basis, _carried(row, days.get(name), largest.get(name)))
        for row in rows.iter_rows(named=True)
        for name in [row["department"]]
    ]
    enough = tuple(one for one in figures if one.arrivals >= LEAST_ARRIVALS)
    return enough, tuple(one for one in figures if one.arrivals < LEAST_ARRIVALS)


def _intervals(
    arrived: pl.DataFrame, rows: pl.DataFrame, cases: int, seed: int
) -> dict[str, Interval]:
    """Return the interval of each queue that has enough waits, of enough cases."""
    enough = (pl.col("ended") >= LEAST_ARRIVALS) & (pl.col("cases") >= LEAST_CASES)
    names = rows.filter(enough)["department"].sort().to_list()
    if not names:
        return {}
    own = arrived.filter(pl.col("department").is_in(names))
    case = own["key"].rle_id().to_numpy()  # they stand case by case
    place = own["department"].replace_strict(names, list(range(len(names)))).to_numpy()
    shape = (int(case[-1]) + 1, len(names))
    hours = own["hours"].fill_null(0.0).to_numpy()
    cell = np.ravel_multi_index((case, place), shape)
    totals = np.asarray(np.bincount(cell, hours, shape[0] * shape[1]), dtype=np.float64)
    found = total_intervals(totals.reshape(shape), cases, np.random.default_rng(seed))
    return {n: (round(low, 2), round(high, 2)) for n, (low, high) in zip(names, found, strict=True)}


def _figures(
    row: Mapping[str, Any], interval: Interval | None, basis: Basis, carried: Sequence[Bilingual]
) -> QueueFigures:
    some, told = row["ended"] > 0, basis != "elapsed"
    return QueueFigures(
        group=row["department"],
        arrivals=row["arrivals"],
        queue_hours=row["total"],
        median_hours=round(row["median"], 2) if some else None,
        p90_hours=round(row["p90"], 2) if some else None,
        bounced_share=round(row["bounced"] / row["ended"], 4) if some and told else None,
        interval=interval,
        notes=(*_unsure(row, interval, basis), *carried),
    )


def _unsure(row: Mapping[str, Any], interval: Interval | None, basis: Basis) -> list[Bilingual]:
    notes = []
    if interval is None:
        notes.append(
            Bilingual(
                en=f"not enough data: {counted(row['ended'], 'wait', 'waits')} of "
                f"{counted(row['cases'], 'case', 'cases')}",
                zh=f"数据不足：{row['cases']:,} 个案件共 {row['ended']:,} 次等待",
            )
        )
    if basis == "elapsed" and row["ended"]:
        notes.append(HOLDS_WORK)
    return notes


def _carried(row: Mapping[str, Any], day: _Part | None, case: _Part | None) -> list[Bilingual]:
    """Point out a day or a case that carries more than half of the hours."""
    if row["total"] <= 0 or row["ended"] < 2:
        return []
    notes = []
    most = _MOST * row["total"]
    if day and day.hours > most and day.waits > 1:
        share = f"{day.hours / row['total']:.0%}"
        notes.append(
            Bilingual(
                en=f"one day carries {share} of the hours: {day.waits:,} waits ended on {day.of}; "
                "a bulk clean-up?",
                zh=f"单日占 {share}：{day.of} 有 {day.waits:,} 次等待结束，是否为批量清理？",
            )
        )
    if case and case.hours > most:
        share = f"{case.hours / row['total']:.0%}"
        notes.append(
            Bilingual(
                en=f"one case carries {share} of the hours: {case.of}",
                zh=f"单个案件占 {share}：{case.of}",
            )
        )
    return notes


def _largest(arrived: pl.DataFrame, of: pl.Expr) -> dict[str, _Part]:
    """Return for each department which day or case carries the most hours, if many."""
    hours, all_hours = pl.col("hours"), pl.col("hours").sum().over("department")
    found = (
        arrived.lazy()
        .filter(hours.is_not_null())
        .group_by("department", of.alias("of"))
        .agg(pl.len().alias("count"), hours.sum())
        .filter(hours >= _MANY * all_hours)  # before they are sorted: hardly any is left
        .sort("hours", "of", descending=[False, True])
        .collect()
    )
    return {name: _Part(*part) for name, *part in found.iter_rows()}


def edges(arrived: pl.DataFrame) -> tuple[Edge, ...]:
    """Return the hand-offs between each two known departments, the most hours first."""
    sums = (
        arrived.filter(pl.col("sender").is_not_null())
        .group_by("sender", "department")
        .agg(pl.len().alias("count"), pl.col("hours").sum().round(2))
        .sort("hours", "count", "sender", "department", descending=[True, True, False, False])
    )
    return tuple(
        Edge(source=source, target=target, count=count, queue_hours=hours)
        for source, target, count, hours in sums.iter_rows()
    )


def needs(
    arrived: pl.DataFrame, ranked: Sequence[QueueFigures], basis: Basis, seed: int = 0
) -> tuple[Need, ...]:
    """Return the queues that are long for sure: those with an interval, the most hours first.

    Where nothing tells queue from work, none stands out: it may be the work that takes long.
    """
    waits, rng = ended_waits(arrived), np.random.default_rng(seed)
    total = sum(float(part["hours"].sum()) for part in waits.values())
    sure = [one for one in ranked if one.interval and one.queue_hours > 0]
    departments, told = arrived["department"].n_unique(), basis != "elapsed"
    sent = edges(arrived.filter(pl.col("hours").is_not_null()))
    cases = longest_cases(arrived)
    return tuple(
        _need(
            rank,
            one,
            total,
            told and stands_out(one.group, waits, departments, rng),
            [edge for edge in sent if edge.target == one.group],
            cases[one.group],
        )
        for rank, one in enumerate(sure, 1)
    )


def _need(
    rank: int,
    queue: QueueFigures,
    total: float,
    stands_out: bool,
    sent: Sequence[Edge],
    cases: tuple[str, ...],
) -> Need:
    senders = tuple(
        Sender(group=one.source, count=one.count, queue_hours=one.queue_hours) for one in sent
    )
    assert queue.interval is not None  # only such queues are candidates
    return Need(
        rank=rank,
        groups=(queue.group, *(one.group for one in senders[:1])),
        queue_hours=queue.queue_hours,
        share=round(queue.queue_hours / total, 4),
        interval=queue.interval,
        arrivals=queue.arrivals,
        stands_out=stands_out,
        senders=senders,
        cases=cases,
    )
