"""What in a log tells queue from work, and the states of its events made to say so."""

import polars as pl

from domain.needs import Basis


def with_basis(table: pl.DataFrame) -> tuple[pl.DataFrame, Basis]:
    """Return the table with states that `waits.stays` can read, and what they rest on.

    With start and end times each event is work that ends. Else states tell, where work is seen
    beginning after a queue or after the end of another activity. Else each event is taken as an
    activity that has just ended: what came before it was queue or work, which nobody can tell.
    """
    there = set(table["state"].unique())
    if table["until"].is_not_null().any():
        return _done(table, there, ended=pl.col("until").is_not_null()), "times"
    if "working" in there and there & {"queued", "done"}:
        return table, "states"
    return _done(table, there, ended=pl.lit(value=True)), "elapsed"


def _done(table: pl.DataFrame, there: set[str], ended: pl.Expr) -> pl.DataFrame:
    """Let events end an activity, but those that say where a case waits instead.

    Where no state says that work waits or goes on, one such as `resolved` says who did it.
    """
    kept = {"queued", "parked", "customer"} if there & {"queued", "working", "done"} else set()
    if len(there) > 1:
        kept.add("customer")
    state = pl.col("state")
    settled = pl.when(state.is_in(kept)).then(state).when(ended).then(pl.lit("done"))
    return table.with_columns(settled.otherwise(pl.lit("working")).alias("state"))
