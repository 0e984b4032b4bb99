"""Where each case waited: one arrival for each hand-off, charged to the receiving department.

Computed on whole columns: a log of a million events takes about a second.
"""

from typing import Literal

import polars as pl

from domain.event_words import is_placeholder

Outcome = Literal["worked", "bounced", "rested", "waiting", "unclear"]

OFF_CLOCK = ("parked", "customer")
_HOUR = 3_600_000_000  # microseconds
_SAME_CASE = pl.col("key") == pl.col("key").shift()


def known_department(text: str | None) -> str | None:
    """Return the department's name, or None for a missing one or a placeholder such as `N/A`."""
    return None if is_placeholder(text or "") else (text or "").strip()


def stays(table: pl.DataFrame) -> pl.DataFrame:
    """Return one row for each stay of a case in a department, in order; see `arrivals`.

    Time parked or with the customer stops the clock, whichever department it stands against;
    where the table has a column `timer`, so does what follows an event that has it. A case that
    the log leaves there has left the queue. A, unknown, A is one stay.
    """
    rows = _known(on_clock(table.drop("activity", "resource")))
    first = rows.filter("enters").drop("begun", "begun_wall", "until", "told", "offset")
    of_all = rows.group_by("stay", maintain_order=True).agg(
        pl.col("begun", "begun_wall").min(),
        pl.col("until").max().alias("released"),
        pl.col("told").any(),
    )
    leaves = pl.col("enters").shift(-1, fill_value=True)
    last = rows.filter(leaves).select(pl.col("state").alias("last"))
    found = first.hstack(of_all.drop("stay")).hstack(last)
    return found.with_columns(_from_neighbours())


def arrivals(stays: pl.DataFrame) -> pl.DataFrame:
    """Return the arrivals: every stay but a case's first.

    The wait runs from arrival to the first work, or to leaving without any (a bounce). A case
    arrives at the department's first event; or, when the sender's last event ended an activity,
    then, unless the first event says that the case was queued only later. A, unknown, B is an
    arrival in B from an unknown sender, and A was left at the unknown event. `hours` is null
    while a case still waits (censored, never a zero), and where the log does not tell since when.
    """
    ended = pl.coalesce("begun", "left", "rested")
    unsure = pl.col("unsure") | ~pl.col("told")
    outcome = (
        pl.when(unsure)
        .then(pl.lit("unclear"))
        .when(pl.col("begun").is_not_null())
        .then(pl.lit("worked"))
        .when(pl.col("left").is_not_null())
        .then(pl.lit("bounced"))
        .when(pl.col("rested").is_not_null())
        .then(pl.lit("rested"))
        .otherwise(pl.lit("waiting"))
    )
    hours = (ended - pl.col("arrived")).dt.total_microseconds() / _HOUR
    return stays.filter(~pl.col("is_first")).with_columns(
        outcome.alias("outcome"),
        pl.when(~unsure).then(hours).alias("hours"),
        pl.coalesce("begun_wall", "left_wall", "wall").alias("ended_wall"),
    )


def on_clock(table: pl.DataFrame) -> pl.DataFrame:
    """Take the time off the clock out of all times; drop events that only stop the clock.

    `wall` keeps the time that the log's own clock showed.
    """
    off = pl.col("state").is_in(OFF_CLOCK)
    rows = paused(table).with_columns(
        (pl.col("pause").cum_sum() - pl.col("pause")).over("key").alias("before"),
        (pl.col("at") + pl.duration(minutes=pl.col("offset"))).alias("wall"),
    )
    clock = (pl.col("at", "until") - pl.col("before")).name.keep()
    rows = rows.with_columns(clock).with_columns(
        pl.when(off.last()).then(pl.col("at").last()).over("key").alias("rested")
    )
    return rows.filter(~off)


def paused(table: pl.DataFrame) -> pl.DataFrame:
    """Add `key`, a number for each case, and `pause`, how long the clock stops after an event."""
    stops = pl.col("state").is_in(OFF_CLOCK)
    if "timer" in table.columns:
        stops = stops | pl.col("timer").is_not_null()
    within = pl.col("key") == pl.col("key").shift(-1)
    ended = pl.max_horizontal("at", "until")
    none = pl.duration(microseconds=0)
    gap = pl.max_horizontal(pl.col("at").shift(-1) - ended, none)
    return table.with_columns(pl.col("case").rle_id().alias("key")).with_columns(
        pl.when(stops & within).then(gap).otherwise(none).alias("pause"),
    )


def _known(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the events of known departments; `since` is when an unknown one came before."""
    unknown, begins = pl.col("department").is_null(), ~_SAME_CASE.fill_null(value=False)
    run = (begins | (unknown != unknown.shift())).fill_null(value=True).cum_sum()
    moved = (begins | (pl.col("department") != pl.col("department").shift())).fill_null(value=True)
    worked = pl.col("state").is_in(("working", "done"))
    return (
        rows.with_columns(pl.col("at").first().over(run).alias("since"))
        .with_columns(
            pl.when(unknown.shift() & _SAME_CASE).then(pl.col("since").shift()).alias("since")
        )
        .filter(~unknown)
        .with_columns(
            moved.alias("enters"),
            moved.cum_sum().set_sorted().alias("stay"),
            pl.when(worked).then("at").alias("begun"),
            pl.when(worked).then("wall").alias("begun_wall"),
            pl.when(pl.col("state") == "done").then(pl.coalesce("until", "at")).alias("until"),
            (pl.col("state") != "unknown").alias("told"),
        )
    )


def _from_neighbours() -> list[pl.Expr]:
    """Return what a stay takes from its neighbours: sender, arrival, and when it was left."""
    follows = _SAME_CASE.fill_null(value=False)
    sent = follows & pl.col("since").is_null()
    ended = sent & (pl.col("last").shift() == "done") & (pl.col("state") != "queued")
    released = pl.when(ended).then(pl.min_horizontal(pl.col("released").shift(), "at"))
    following = pl.coalesce("since", "at").shift(-1)
    begun_unseen = (pl.col("state") != "queued") & (pl.col("last") == "done").any()
    stays_on = pl.col("key") == pl.col("key").shift(-1)
    return [
        (~follows).alias("is_first"),
        pl.when(sent).then(pl.col("department").shift()).alias("sender"),
        pl.coalesce(released, "at").alias("arrived"),
        pl.when(stays_on).then(following).alias("left"),
        pl.when(stays_on).then(pl.col("wall").shift(-1)).alias("left_wall"),
        (follows & ~sent & begun_unseen).alias("unsure"),
    ]
