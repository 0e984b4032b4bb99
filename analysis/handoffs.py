"""What an event log says about hand-offs: whose queue cases wait in, and how sure that is."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from analysis.bootstrap import median_interval
from analysis.event_table import table_of
from analysis.timers import with_timers
from analysis.waits import arrivals, known_department, stays
from domain.facts import NeedFacts, Queue
from domain.records import Event

LEAST_ARRIVALS = 30
CLEARLY = 1.5
_EXAMPLES = 5


def need_facts(
    events: Sequence[Event],
    source: str,
    stated: str | None,
    departments: Sequence[str],
    seed: int = 0,
) -> NeedFacts:
    """Return hand-offs and queues by receiving department, the longest in total first.

    Hours are clock hours, without those until a timer closes a case. `known_share` is the share of
    events whose department is known. Only departments of the brief (`departments`) may stand out:
    nobody else would be asked to agree. See `stands_out` for the rule. Without both queued and
    working states in the log, queue and work cannot be told apart: hand-offs are counted and
    `queues` is empty, never a row of zeros.
    """
    table = table_of(events)
    route = stays(with_timers(table))
    arrived = arrivals(route)
    share = table["department"].count() / len(table) if len(table) else 0.0
    told_apart = {"queued", "working"} <= {event.state for event in events}
    return NeedFacts(
        source=source,
        events=len(events),
        cases=table["case"].n_unique(),
        known_share=round(share, 4),
        hand_offs=len(arrived),
        ping_pong_cases=ping_pong(route)["case"].n_unique(),
        queues=_queues(arrived, departments, seed) if told_apart else (),
        stated=stated,
        days=_days(table),
    )


def _days(table: pl.DataFrame) -> float | None:
    """Return the days from the first event to the last one; None without any event."""
    if table.is_empty():
        return None
    span = (pl.col("at").max() - pl.col("at").min()).dt.total_seconds()
    return round(float(table.select(span).item()) / 86_400, 2)


def ping_pong(stays: pl.DataFrame) -> pl.DataFrame:
    """Return the stays with which a case is back where it was before the last one: A, B, A."""
    before = pl.col("department").shift(2), pl.col("key").shift(2)
    return stays.filter((pl.col("department") == before[0]) & (pl.col("key") == before[1]))


def queue_rows(arrived: pl.DataFrame) -> pl.DataFrame:
    """Return the figures of each receiving department, the longest queue in total first."""
    waited = pl.col("hours")
    return (
        arrived.group_by("department")
        .agg(
            pl.len().alias("arrivals"),
            waited.count().alias("ended"),
            pl.col("case").filter(waited.is_not_null()).n_unique().alias("cases"),
            waited.sum().alias("total"),
            waited.median().fill_null(0.0).alias("median"),
            waited.quantile(0.9, "linear").fill_null(0.0).alias("p90"),
            (pl.col("outcome") == "bounced").sum().alias("bounced"),
            (pl.col("outcome") == "waiting").sum().alias("waiting"),
        )
        .with_columns(pl.col("total").round(2))
        .sort("total", "department", descending=[True, False])
    )


def ended(arrived: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return the waits that have ended of each department, by its name."""
    parts = arrived.filter(pl.col("hours").is_not_null()).sort("department", maintain_order=True)
    return {
        str(name): part
        for (name,), part in parts.partition_by(
            "department", as_dict=True, maintain_order=True
        ).items()
    }


def _queues(arrived: pl.DataFrame, brief: Sequence[str], seed: int) -> tuple[Queue, ...]:
    rng = np.random.default_rng(seed)
    rows, waits = queue_rows(arrived), ended(arrived)
    allowed = {known_department(name) for name in brief}
    intervals = {name: _interval(waits.get(name), rng) for name in sorted(rows["department"])}
    standing = {
        name: name in allowed and stands_out(name, waits, len(rows), rng, intervals[name])
        for name in intervals
    }
    return tuple(
        _queue(row, arrived, intervals[row["department"]], standing[row["department"]])
        for row in rows.iter_rows(named=True)
    )


def stands_out(
    name: str,
    waits: Mapping[str, pl.DataFrame],
    departments: int,
    rng: np.random.Generator,
    interval: tuple[float, float] | None = None,
) -> bool:
    """Tell whether a queue is longer than chance and the usual differences explain.

    All three must hold: at least 30 ended waits; the lower end of the interval of its median is
    over 1.5 times the upper end of the interval of the median of all other departments' waits
    taken together; its share of all queue hours is above an equal share.
    """
    own = waits.get(name)
    parts = [part for other, part in waits.items() if other != name]
    if own is None or len(own) < LEAST_ARRIVALS or not parts:
        return False
    others = pl.concat(parts)
    total, typical = float(own["hours"].sum()), _median(others)
    average = (total + float(others["hours"].sum())) / departments
    if total <= average or _median(own) <= typical:
        return False  # settled without drawing
    low, _ = interval or _interval(own, rng)
    if low <= CLEARLY * typical:
        return False  # the same: the upper end lies above the median
    return low > CLEARLY * _interval(others, rng)[1]


def _median(waits: pl.DataFrame) -> float:
    return float(np.median(waits["hours"].to_numpy()))


def _interval(waits: pl.DataFrame | None, rng: np.random.Generator) -> tuple[float, float]:
    if waits is None:
        return (0.0, 0.0)
    return median_interval(waits["hours"].to_list(), waits["case"].to_list(), rng)


def _queue(
    row: Mapping[str, Any],
    arrived: pl.DataFrame,
    interval: tuple[float, float],
    stands_out: bool,
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
        cases=longest_cases(own),
        stands_out=stands_out,
    )


def senders(arrived: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    """Return who sent these arrivals and how many, the most first."""
    found = arrived.filter(pl.col("sender").is_not_null()).group_by("sender").len()
    return tuple(found.sort("len", "sender", descending=[True, False]).iter_rows())


def longest_cases(arrived: pl.DataFrame) -> tuple[str, ...]:
    """Return the cases that waited longest, the longest first."""
    longest = arrived.filter(pl.col("hours").is_not_null()).sort(
        "hours", "case", descending=[True, False]
    )
    return tuple(longest["case"].unique(maintain_order=True).head(_EXAMPLES))
