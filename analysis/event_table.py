"""An event log as a table: one row for each event, in the order in which its case ran."""

from collections.abc import Iterable

import polars as pl

from domain.event_words import is_placeholder
from domain.records import Event

MOMENT = pl.Datetime("us", "UTC")
_TEXT = pl.String()
SCHEMA = pl.Schema(
    {
        "case": _TEXT,
        "at": MOMENT,
        "until": MOMENT,
        "department": _TEXT,
        "activity": _TEXT,
        "state": _TEXT,
        "resource": _TEXT,
        "offset": pl.Int32(),
    }
)
"""`at` is when an event happened, or its work began, and `until` when its activity ended.

A `department` of null is not known. `state` is a `StepState`. `offset` is how many minutes the
log's own clock was ahead of UTC.
"""

_PLACE = {"queued": 0, "working": 1, "unknown": 2, "customer": 3, "parked": 4, "done": 5}


def table_of(events: Iterable[Event]) -> pl.DataFrame:
    """Return events as a table. Those of one case and moment stay in the order given."""
    rows = [(e.case, e.at, e.department, e.activity, e.state) for e in events]
    given = pl.DataFrame(
        rows,
        schema={
            "case": pl.String,
            "at": MOMENT,
            "department": pl.String,
            "activity": pl.String,
            "state": pl.String,
        },
        orient="row",
    )
    filled = given.with_columns(
        known("department"),
        pl.lit(None, MOMENT).alias("until"),
        pl.lit(None, pl.String).alias("resource"),
        pl.lit(0, pl.Int32).alias("offset"),
    )
    return filled.select(SCHEMA.names()).sort("case", "at", maintain_order=True)


def known(column: str) -> pl.Expr:
    """Return the names in a column, null where a name is missing or stands for none."""
    return pl.col(column).map_batches(_known, return_dtype=pl.String)


def _known(names: pl.Series) -> pl.Series:
    found = names.drop_nulls().unique()
    kept = [None if is_placeholder(name) else name.strip() for name in found]
    return names.replace_strict(found, pl.Series(kept, dtype=pl.String), default=None)


def in_order(table: pl.DataFrame) -> pl.DataFrame:
    """Sort events by case and time, whatever order their rows came in.

    Nothing tells the order of events of one case and one moment. So those come first whose
    department had the case at the moment before, and those last whose department has it at the
    next; then by state, queued before working; then by department, activity, end and person.
    """
    differs = (pl.col("case") != pl.col("case").shift()) | (pl.col("at") != pl.col("at").shift())
    moment = differs.fill_null(value=True).cum_sum().cast(pl.Int64)
    rows = table.sort("case", "at").with_columns(moment.alias("moment"))
    tied = rows.filter(pl.col("moment").is_duplicated())
    if tied.is_empty():
        return rows.drop("moment")
    settled = _settled(tied, rows.select("case", "moment", "department").unique())
    single = rows.filter(~pl.col("moment").is_duplicated())
    return pl.concat([single, settled]).sort("moment", maintain_order=True).drop("moment")


def _settled(tied: pl.DataFrame, near: pl.DataFrame) -> pl.DataFrame:
    at, names = ["case", "moment", "department"], tied.columns
    for name, step in (("had", 1), ("has", -1)):
        beside = near.with_columns(pl.col("moment") + step, pl.lit(value=True).alias(name))
        tied = tied.join(beside, on=at, how="left")
    keys = (
        pl.col("moment"),
        pl.col("had").is_null(),
        pl.col("has").is_not_null(),
        pl.col("state").replace_strict(_PLACE, default=2, return_dtype=pl.Int8),
        *("department", "activity", "until", "resource", "offset"),
    )
    return tied.sort(*keys).select(names)


def without_copies(table: pl.DataFrame) -> pl.DataFrame:
    """Leave out events that stand twice, alike in all that is known of them."""
    return table.unique(maintain_order=True)
