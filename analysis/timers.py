"""Time that is nobody's queue: cases closed by a timer some whole days later, parked, or away."""

import polars as pl

from analysis.waits import paused
from domain.event_words import closes
from domain.needs import Excluded
from domain.text import Bilingual

FEWEST = 20
"""Closings that make a pile."""
LARGE_SHARE = 0.5
_DAY = 24 * 60.0
_NEAR = 10.0
_DATES_ONLY = 0.9
_OF = ["activity", "state"]


def with_timers(table: pl.DataFrame) -> pl.DataFrame:
    """Add `timer`, the days after which something closes the case, to events that wait for it.

    An activity is one that waits for a timer when at least 20 cases are closed right after it,
    and half of them or more the same whole number of days later, give or take ten minutes. Only
    an event that is called as one that closes, parks the case, or belongs to no known department
    closes: 48 hours until somebody works are a queue, however even. In a log of dates, without
    times, nothing can be told.
    """
    rows = _followed(table)
    piles = _piles(rows) if not _dates_only(table) else {}
    found = pl.struct(*_OF).replace_strict(
        [dict(zip(_OF, key, strict=True)) for key in piles],
        list(piles.values()),
        default=None,
        return_dtype=pl.Int32,
    )
    timer = pl.when(pl.col("closed")).then(found) if piles else pl.lit(None, pl.Int32)
    queued = pl.col("timer").is_not_null() & (pl.col("state") == "queued")
    parked = pl.when(queued).then(pl.lit("parked")).otherwise("state").alias("state")
    return (
        rows.with_columns(timer.alias("timer")).with_columns(parked).select(*table.columns, "timer")
    )


def _followed(table: pl.DataFrame) -> pl.DataFrame:
    """Add `closed`: the next event closes the case; and `minutes`, how long that took."""
    same = pl.col("case") == pl.col("case").shift(-1)
    last = (pl.col("case") != pl.col("case").shift(-2)).fill_null(value=True)
    names = table["activity"].unique()
    closing = names.filter(pl.Series([closes(name) for name in names], dtype=pl.Boolean))
    ends = (
        pl.col("activity").is_in(closing.implode())
        | (pl.col("state") == "parked")
        | pl.col("department").is_null()
    ) & (pl.col("state") != "working")
    wait = pl.col("at").shift(-1) - pl.max_horizontal("at", "until")
    return table.with_columns(
        (same & last & ends.shift(-1)).fill_null(value=False).alias("closed"),
        (wait.dt.total_seconds() / 60).alias("minutes"),
    )


def _piles(rows: pl.DataFrame) -> dict[tuple[str, str], int]:
    """Return the days of each activity and state whose closings pile up there."""
    days = (pl.col("minutes") / _DAY).round().cast(pl.Int32).alias("days")
    near = (pl.col("days") >= 1) & ((pl.col("minutes") - pl.col("days") * _DAY).abs() <= _NEAR)
    closed = rows.filter("closed").with_columns(days)
    every = closed.group_by(_OF).agg(pl.len().alias("all"))
    piled = closed.filter(near).group_by(*_OF, "days").agg(pl.len().alias("most"))
    largest = piled.sort("most", "days", descending=[True, False]).unique(
        _OF, keep="first", maintain_order=True
    )
    enough = (pl.col("all") >= FEWEST) & (pl.col("most") >= LARGE_SHARE * pl.col("all"))
    found = largest.join(every, on=_OF).filter(enough).select(*_OF, "days")
    return {(activity, state): days for activity, state, days in found.iter_rows()}


def _dates_only(table: pl.DataFrame) -> bool:
    minutes = pl.col("at").dt.epoch("s") + pl.col("offset").cast(pl.Int64) * 60
    share = table.select((minutes % 86_400 == 0).mean()).item()
    return (share or 0.0) > _DATES_ONLY


def left_out(table: pl.DataFrame) -> tuple[Excluded, ...]:
    """Return what stopped the clock, by activity, the most hours first."""
    rows = paused(table).filter(pl.col("pause") > pl.duration(microseconds=0))
    sums = rows.group_by("activity", "state", "timer").agg(pl.col("pause").sum())
    found = [
        Excluded(
            activity=activity,
            reason=_reason(state, timer),
            hours=round(pause.total_seconds() / 3600, 2),
        )
        for activity, state, timer, pause in sums.iter_rows()
    ]
    return tuple(sorted(found, key=lambda one: (-one.hours, one.activity, one.reason.en)))


def _reason(state: str, timer: int | None) -> Bilingual:
    if timer is not None:
        return Bilingual(
            en=f"auto-close: most of these cases are closed {timer} whole days later",
            zh=f"自动关闭：多数案件恰在 {timer} 个整天后关闭",
        )
    if state == "customer":
        return Bilingual(en="waiting for the customer", zh="等待客户")
    return Bilingual(en="parked: nobody is to work on it", zh="已挂起或已完成，无人需要处理")
