"""What a log shows beside its queues: rework, when cases arrive, and who does what."""

import polars as pl

from domain.needs import Arrived, Rework, Work


def rework(table: pl.DataFrame) -> tuple[Rework, ...]:
    """Return the activities that were done again after another one in the same case.

    An activity that goes on, or changes its state, is not done again.
    """
    named = table.filter(pl.col("activity") != "")
    begins = pl.any_horizontal(
        pl.col(name) != pl.col(name).shift() for name in ("case", "activity")
    ).fill_null(value=True)
    case = pl.col("case").rle_id()  # they stand case by case
    runs = named.filter(begins).group_by(case, "activity").len()
    again = (
        runs.filter(pl.col("len") > 1)
        .group_by("activity")
        .agg(pl.len().alias("cases"), (pl.col("len") - 1).sum().alias("repeats"))
        .sort("repeats", "activity", descending=[True, False])
    )
    return tuple(Rework(**row) for row in again.iter_rows(named=True))


def arrived_when(arrived: pl.DataFrame) -> tuple[Arrived, ...]:
    """Return arrivals and the hours they waited, by weekday (Monday is 1) and hour of the log."""
    wall = pl.col("wall").dt
    sums = (
        arrived.group_by(wall.weekday().alias("weekday"), wall.hour().alias("hour"))
        .agg(pl.len().alias("arrivals"), pl.col("hours").sum().round(2).alias("queue_hours"))
        .sort("weekday", "hour")
    )
    return tuple(Arrived(**row) for row in sums.iter_rows(named=True))


def work(table: pl.DataFrame) -> tuple[Work, ...]:
    """Return the share of each activity in a department's events, and the other way round.

    `focus` is the share of the department's events that are this activity, `stake` the share of
    the activity's events that are this department's, and `coverage` the share of its people who
    did it; null where the log names no people.
    """
    known = table.filter(pl.col("department").is_not_null() & (pl.col("activity") != ""))
    people = pl.col("resource").drop_nulls().n_unique()
    of_group = known.group_by("department").agg(pl.len().alias("own"), people.alias("members"))
    of_activity = known.group_by("activity").agg(pl.len().alias("all"))
    pairs = known.group_by("department", "activity").agg(pl.len(), people.alias("did"))
    shares = pairs.join(of_group, on="department").join(of_activity, on="activity")
    return tuple(
        Work(
            group=row["department"],
            activity=row["activity"],
            focus=round(row["len"] / row["own"], 4),
            stake=round(row["len"] / row["all"], 4),
            coverage=round(row["did"] / row["members"], 4) if row["members"] else None,
        )
        for row in shares.sort("department", "activity").iter_rows(named=True)
    )
