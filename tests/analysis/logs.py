"""Logs written by hand for tests: a table from short lines."""

import datetime as dt

import polars as pl

from analysis.event_table import MOMENT, SCHEMA, known

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)  # a Monday
Row = tuple[str, float, str | None, str]


def table(*rows: Row | tuple[str, float, str | None, str, str]) -> pl.DataFrame:
    """Return a table in the order given: case, hour, department, state and perhaps activity."""
    full = [
        (case, hour, group, state, *(more or ("step",))) for case, hour, group, state, *more in rows
    ]
    return pl.DataFrame(
        {
            "case": [row[0] for row in full],
            "at": [START + dt.timedelta(hours=row[1]) for row in full],
            "until": [None] * len(full),
            "department": [row[2] for row in full],
            "activity": [row[4] for row in full],
            "state": [row[3] for row in full],
            "resource": [None] * len(full),
            "offset": [0] * len(full),
        },
        schema=SCHEMA,
    ).with_columns(known("department"))


def lasting(*rows: tuple[str, float, float, str | None, str, str]) -> pl.DataFrame:
    """Return a table of case, first and last hour, department, activity and person."""
    made = table(*((case, begun, group, "unknown", did) for case, begun, _, group, did, _ in rows))
    until = [START + dt.timedelta(hours=row[2]) for row in rows]
    return made.with_columns(
        pl.Series("until", until, dtype=MOMENT),
        pl.Series("resource", [row[5] for row in rows], dtype=pl.String),
    )
