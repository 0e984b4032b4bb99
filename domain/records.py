"""Rows of evidence as they come from files and forms, already cleaned at the door."""

import datetime as dt
from typing import Literal

from pydantic import Field

from domain.event_columns import EventColumns
from domain.text import Frozen, Line, Text

EventState = Literal["queued", "working", "parked", "customer", "unknown"]


class Event(Frozen):
    """One step of one case; `department` None means that the log does not say who had it."""

    case: str
    at: dt.datetime
    department: str | None
    activity: str
    state: EventState = "unknown"


class ImportedLog(Frozen):
    """An event log in the store: whose it is ('' is the whole company), and where it came from.

    `fingerprint` is the SHA-256 of its file, and `calendars` that of the working hours that came
    with it; `by` is None where nobody said who imported it. `cases` is None of a log that was
    imported when not all was kept yet that needs are computed from.
    """

    scope: str
    name: str
    columns: EventColumns
    file: str
    fingerprint: str
    rows: int
    by: str | None
    at: dt.datetime
    cases: int | None = None
    calendars: str | None = None


class FeedbackItem(Frozen):
    """What one person said in a feedback round; rating 1 (bad) to 5 (good), when given."""

    id: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    account: str
    department: Line
    text: Text
    rating: int | None = Field(default=None, ge=1, le=5)


class MeasurePoint(Frozen):
    """One reading of one measure."""

    measure: str
    at: dt.date
    value: float = Field(allow_inf_nan=False)


class MeasureMeaning(Frozen):
    """What a measure is: its name for people, unit, the better direction and its source."""

    measure: str
    label: Line
    unit: Line
    better: Literal["lower", "higher"]
    source: Line
