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


def by_case(table: pl.DataFrame) -> pl.DataFrame:
    """Sort events by case and time; those of one case and moment stay in the order given."""
    case, at = pl.col("case"), pl.col("at")
    onward = (case > case.shift()) | ((case == case.shift()) & (at >= at.shift()))
    if table.select(onward.all()).item():
        return table
    names = pl.Enum(table["case"].unique().sort())
    place = pl.arg_sort_by(case.cast(names).to_physical(), at, maintain_order=True)
    return table[table.select(place).to_series()]


def in_order(table: pl.DataFrame) -> pl.DataFrame:
    """Sort events by case and time, whatever order their rows came in.

    Nothing tells the order of events of one case and one moment. So those come first whose
    department had the case at the moment before, and those last whose department has it at the
    next; then by state, queued before working; then by department, activity, end and person.
    """
    rows = by_case(table)
    case, at = pl.col("case"), pl.col("at")
    begins = ((case != case.shift()) | (at != at.shift())).fill_null(value=True)
    rows = rows.with_columns(begins.cum_sum().cast(pl.Int64).alias("moment")).with_row_index("row")
    moment = pl.col("moment")
    tied = (moment == moment.shift()) | (moment == moment.shift(-1))
    alike = rows.filter(tied)
    if len(alike):
        place = rows["row"].scatter(alike["row"], _settled(alike, rows)["row"])
        rows = rows[place]
    return rows.drop("moment", "row")


def _settled(tied: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """Put events of one moment in order; `rows` are all events."""
    at = ["case", "moment", "department"]
    moments = tied["moment"].unique()
    for name, step in (("had", 1), ("has", -1)):
        near = pl.col("moment") + step
        beside = (
            rows.lazy().filter(near.is_in(moments.implode())).select("case", near, "department")
        )
        found = beside.unique().with_columns(pl.lit(value=True).alias(name)).collect()
        tied = tied.join(found, on=at, how="left")
    keys = (
        pl.col("moment"),
        pl.col("had").is_null(),
        pl.col("has").is_not_null(),
        pl.col("state").replace_strict(_PLACE, default=2, return_dtype=pl.Int8),
        *("department", "activity", "until", "resource", "offset"),
    )
    return tied.sort(*keys)


def without_copies(table: pl.DataFrame) -> pl.DataFrame:
    """Leave out events that stand twice, alike in all that is known of them."""
    moment = pl.col("case").hash() ^ pl.col("at").hash()
    near = table.select(moment.is_duplicated()).to_series()
    if not near.any():
        return table
    again = table.filter(near).select(~pl.struct(pl.all()).is_first_distinct()).to_series()
    copies = near.arg_true().filter(again)
    kept = pl.repeat(value=True, n=len(table), eager=True).scatter(copies, values=False)
    return table.filter(kept)
