"""Events of a CSV read row by row, as an import reads them: for tests that compare."""

from pathlib import Path

from activities.sources import event_fields, names_of
from activities.tabular import read_fields, rows
from domain.brief import EventLog
from domain.event_columns import ROLES, EventColumns
from domain.records import Event


def read_events(root: Path, log: EventLog) -> list[Event]:
    """Read the event log that is a CSV below `root`, in the order of the file."""
    columns = EventColumns.model_validate({role: getattr(log, role) for role in ROLES})
    fields = event_fields(columns)
    found = rows(root, log.source, names_of(columns))
    return [Event(**read_fields(row, fields)) for row in found]
