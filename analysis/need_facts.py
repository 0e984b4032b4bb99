"""What stage 1 rests on: the report of `accord needs`, and which queue stands out in a brief."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from analysis.handoffs import (
    ended,
    interval_of,
    longest_cases,
    ping_pong,
    queue_rows,
    senders,
    stands_out,
)
from analysis.needs import needs_report, waits_in
from analysis.waits import known_department
from domain.need_facts import NeedFacts, Queue
from domain.needs import CAUSES, Cause, Causes, NeedsReport
from domain.working_hours import WorkingHours

MOST_EDGES = 2_000
_MOST = 50
"""Rows of what is only listed: a log may have thousands of activities."""


def need_facts(
    table: pl.DataFrame,
    source: str,
    stated: str | None,
    departments: Sequence[str],
    placeholders: Mapping[str, int] | None = None,
    copies: int = 0,
    hours: Mapping[str, WorkingHours] | None = None,
    seed: int = 0,
) -> NeedFacts:
    """Return hand-offs and queues by receiving department, the longest in total first.

    Hours are clock hours, without those until a timer closes a case. `known_share` is the share of
    events whose department is known. Only departments of the brief (`departments`) may stand out:
    nobody else would be asked to agree. See `stands_out` for the rule. Where the log tells no queue
    from work, hand-offs are counted and `queues` is empty, never a row of zeros; `report` has the
    time elapsed, and says so.
    """
    waits = waits_in(table)
    report = needs_report(table, placeholders or {}, copies, hours, seed, waits)
    share = table["department"].count() / len(table) if len(table) else 0.0
    told_apart = waits.basis != "elapsed"
    return NeedFacts(
        source=source,
        events=len(table),
        cases=table["case"].n_unique(),
        known_share=round(share, 4),
        hand_offs=len(waits.arrived),
        ping_pong_cases=ping_pong(waits.route)["case"].n_unique(),
        queues=_queues(waits.arrived, departments, seed) if told_apart else (),
        stated=stated,
        days=_days(table),
        report=_kept(report),
        causes=_summed(report.causes),
    )


def _days(table: pl.DataFrame) -> float | None:
    """Return the days from the first event to the last one; None without any event."""
    if table.is_empty():
        return None
    span = (pl.col("at").max() - pl.col("at").min()).dt.total_seconds()
    return round(float(table.select(span).item()) / 86_400, 2)


def _kept(report: NeedsReport) -> NeedsReport:
    """Leave out what no suggestion shows, and the ends of long lists."""
    return report.model_copy(
        update={
            "edges": report.edges[:MOST_EDGES],
            "excluded": report.excluded[:_MOST],
            "needs": report.needs[:_MOST],
            "rework": report.rework[:_MOST],
            "causes": (),
            "arrivals": (),
            "work": (),
        }
    )


def _summed(causes: Sequence[Causes]) -> tuple[tuple[Cause, float], ...]:
    """Return the hours of each cause, the most first; none where no cause is told."""
    if not causes:
        return ()
    hours = [(name, sum(getattr(one, f"wt_{name}") for one in causes) / 3600) for name in CAUSES]
    return tuple(
        (name, round(found, 2)) for name, found in sorted(hours, key=lambda one: (-one[1], one[0]))
    )


def _queues(arrived: pl.DataFrame, brief: Sequence[str], seed: int) -> tuple[Queue, ...]:
    rng = np.random.default_rng(seed)
    rows, waits = queue_rows(arrived), ended(arrived)
    allowed = {known_department(name) for name in brief}
    intervals = {name: interval_of(waits.get(name), rng) for name in sorted(rows["department"])}
    standing = {
        name: name in allowed and stands_out(name, waits, len(rows), rng, intervals[name])
        for name in intervals
    }
    cases = longest_cases(arrived)
    return tuple(
        _queue(row, arrived, intervals[name], standing[name], cases.get(name, ()))
        for row in rows.iter_rows(named=True)
        for name in [row["department"]]
    )


def _queue(
    row: Mapping[str, Any],
    arrived: pl.DataFrame,
    interval: tuple[float, float],
    stands_out: bool,
    cases: tuple[str, ...],
) -> Queue:
    own = arrived.filter(pl.col("department") == row["department"])
    return Queue(
        department=row["department"],
        arrivals=row["arrivals"],
        total_hours=row["total"],
        median_hours=round(row["median"], 2),
        p90_hours=round(row["p90"], 2),
        bounced_share=round(row["bounced"] / row["ended"], 4) if row["ended"] else 0.0,
        still_waiting=row["waiting"],
        interval=(round(interval[0], 2), round(interval[1], 2)),
        senders=senders(own),
        cases=cases,
        stands_out=stands_out,
    )
