"""Events of a CSV read row by row, by few lines of our own: for tests that compare."""

from pathlib import Path

from activities.tabular import Fields, Row, read_fields, rows
from domain.event_columns import ROLES, EventColumns
from domain.event_words import is_placeholder, state_of
from domain.records import Event
from domain.sources import EventLog


def read_events(root: Path, log: EventLog) -> list[Event]:
    """Read the event log that is a CSV below `root`, in the order of the file."""
    columns = EventColumns.model_validate({role: getattr(log, role) for role in ROLES})
    fields = _fields(columns)
    found = rows(root, log.source, _names(columns))
    return [Event(**read_fields(row, fields)) for row in found]


def _names(columns: EventColumns) -> list[str]:
    named = [columns.case, columns.time, columns.department, columns.activity]
    return [*named, columns.state] if columns.state else named


def _fields(columns: EventColumns) -> Fields:
    case, time, department = columns.case, columns.time, columns.department
    activity, state = columns.activity, columns.state
    return {
        "case": lambda row: row.cell(case).line(),
        "at": lambda row: row.cell(time).time(),
        "department": lambda row: _department(row, department),
        "activity": lambda row: row.cell(activity).optional_line(),
        "state": lambda row: state_of(row.cell(state).optional_line()) if state else "unknown",
    }


def _department(row: Row, column: str) -> str | None:
    name = row.cell(column).optional_line()
    return None if is_placeholder(name) else name
