"""Hand-offs and queues out of the arrivals of a log: whose queue cases wait in, and how sure."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from analysis.bootstrap import median_interval

LEAST_ARRIVALS = 30
CLEARLY = 1.5
_EXAMPLES = 5


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
            pl.col("key").filter(waited.is_not_null()).n_unique().alias("cases"),
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
    """Return the waits that have ended of each department, by its name: `key` and `hours`."""
    waits = arrived.select("department", "key", "hours").filter(pl.col("hours").is_not_null())
    parts = waits.sort("department", maintain_order=True)
    return {
        str(name): part
        for (name,), part in parts.partition_by(
            "department", as_dict=True, maintain_order=True
        ).items()
    }


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
    if total <= average or _median(own) <= CLEARLY * typical:
        return False  # settled without drawing: the lower end lies below the median
    low, _ = interval or interval_of(own, rng)
    if low <= CLEARLY * typical:
        return False  # the same: the upper end lies above the median
    return low > CLEARLY * interval_of(others, rng)[1]


def _median(waits: pl.DataFrame) -> float:
    return float(waits.select(pl.col("hours").median()).item())


def interval_of(waits: pl.DataFrame | None, rng: np.random.Generator) -> tuple[float, float]:
    """Return the interval of the median of these waits."""
    if waits is None:
        return (0.0, 0.0)
    return median_interval(waits["hours"].to_numpy(), waits["key"].to_numpy(), rng)


def senders(arrived: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    """Return who sent these arrivals and how many, the most first."""
    found = arrived.filter(pl.col("sender").is_not_null()).group_by("sender").len()
    return tuple(found.sort("len", "sender", descending=[True, False]).iter_rows())


def longest_cases(arrived: pl.DataFrame) -> dict[str, tuple[str, ...]]:
    """Return for each department the cases that waited longest there, the longest first."""
    waits = arrived.lazy().filter(pl.col("hours").is_not_null())
    longest = waits.group_by("department", "key").agg(pl.col("case").first(), pl.col("hours").max())
    place = pl.col("hours").rank("min", descending=True).over("department")
    found = (
        longest.filter(place <= _EXAMPLES)
        .sort("hours", "case", descending=[True, False])
        .group_by("department")
        .agg(pl.col("case").head(_EXAMPLES))
        .collect()
    )
    return {name: tuple(cases) for name, cases in found.iter_rows()}
