"""Times row by row: those that a whole column is read by, and none that it is not."""

import contextlib
import datetime as dt

import polars as pl
import pytest

from activities.cells import Cell
from activities.files import Spot, SpotError
from activities.log_times import moments
from activities.time_cells import has_offset, moment

FORMS = (
    *("2026-03-02 09:00:00", "2026-03-02T09:00:00", "2026-03-02T09:00:00.125", "2026-03-02 9:05"),
    *("2026-03-02 09:00:00.5", "2026/03/02 09:00:01", "2026-03-02 09:00", "2026-03-02T09:00"),
    *("2026/3/2 09:00", "2026年3月2日 09:00:30", "2026年03月02日 9:00", "02/Mar/26 9:05 PM"),
    *("2/mar/26 12:00 am", "02/Mar/2026 21:05", "2026-03-02", "2026/3/2", "2026年3月2日"),
    *("20260302T090000", "2026-03-02T09", " 2026-03-02 09:00 ", "2026.3.2 7:05"),
)
MARKS = ("", "Z", "+08:00", "-0530", " UTC", "+00:00")
WRONG = (
    *("", " ", "soon", "2026-02-30", "2026年2月30日 09:00", "02/Mrz/26 9:05 PM", "=NOW()", "12345"),
    *("2026-03-02 25:00", "0001-01-01T00:00+14:00", "02/Mar/26", "2026-03-02 09:00+25:00"),
)


SPOT = Spot("x.csv", 2, "time")


def of_column(text: str) -> tuple[dt.datetime, bool] | None:
    """What a column of this one time makes of it: the moment, and whether it has an offset."""
    with contextlib.suppress(SpotError):
        (row,) = moments(pl.Series([text]), "time", lambda row, role: SPOT).iter_rows()
        return row[0], row[1] is not None
    return None


def of_cell(text: str) -> tuple[dt.datetime, bool] | None:
    with contextlib.suppress(SpotError):
        return moment(Cell(text, SPOT)), has_offset(text)
    return None


@pytest.mark.parametrize("form", FORMS)
def test_a_time_is_what_the_column_has_of_it(form: str) -> None:
    assert of_cell(form) is not None
    for mark in MARKS:
        assert of_cell(form + mark) == of_column(form + mark)


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_time_in_a_column_is_none_in_a_row(text: str) -> None:
    assert of_column(text) is None
    with pytest.raises(SpotError, match=r"is not a time such as 2026-11-20T09:30\+08:00"):
        moment(Cell(text, SPOT))
