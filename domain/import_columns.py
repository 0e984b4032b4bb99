"""Which column of a log that is imported is what: told as `accord needs` tells it of the same file.

The first five have the words of a brief, and the sentences that every fault of a header has there.
"""

from collections.abc import Mapping, Sequence
from typing import Literal

from domain.errors import WrongValueError
from domain.event_columns import (
    NAMES,
    ROLES,
    EventColumns,
    Role,
    columns_named,
    nobody_knows,
    recognised,
)
from domain.log_columns import LogColumns, LogRole, Wanted, columns_in
from domain.text import Bilingual

ImportRole = Role | Literal["start", "end", "resource"]
IMPORT_ROLES: tuple[ImportRole, ...] = (*ROLES, "start", "end", "resource")
IMPORT_NAMES: Mapping[ImportRole, Bilingual] = {
    "case": NAMES["case"],
    "time": NAMES["time"],
    "department": NAMES["department"],
    "activity": NAMES["activity"],
    "state": NAMES["state"],
    "start": Bilingual(en="start", zh="开始时间"),
    "end": Bilingual(en="end", zh="结束时间"),
    "resource": Bilingual(en="resource", zh="处理人"),
}
"""What people call each column."""
MAY_LACK: tuple[ImportRole, ...] = ("state", "start", "end", "resource")
"""What a log need not have."""

LOG_ROLES: Mapping[ImportRole, LogRole] = {
    "case": "case",
    "time": "time",
    "department": "group",
    "activity": "activity",
    "state": "lifecycle",
    "start": "start",
    "end": "end",
    "resource": "resource",
}
"""What `accord needs` calls each; a brief has the same words for them."""
Named = Mapping[ImportRole, str | None]


def columns_told(
    header: Sequence[str], named: Named
) -> tuple[EventColumns | None, tuple[Bilingual, ...]]:
    """Return the columns of a log with this header, or None and every reason why not.

    What is `named` and not in the header is left to whoever reads the table; None is none.
    """
    first = {role: named[role] for role in ROLES if role in named}
    known, faults = recognised(header, first)
    if any(name and name not in header for name in named.values()):
        return (known and known.model_copy(update=_timed(named))), faults
    none = {LOG_ROLES[role]: name or "" for role, name in named.items()}
    try:
        found = columns_in(header, Wanted(none, called=_called))
    except WrongValueError as fault:
        return None, faults or (fault.sentence,)
    if found.activity is None:
        return None, faults or (nobody_knows("activity", header),)
    return EventColumns(**{role: getattr(found, log) for role, log in LOG_ROLES.items()}), ()


def columns_of_document(named: Named) -> EventColumns:
    """Return the fields of a document, which has no header: as named, else as in a brief.

    Times of start and end, and people, are in it where they are named; a start is then the time.
    """
    timed = _timed(named)
    first: dict[Role, str | None] = {"state": "state"}
    first |= {role: named[role] for role in ROLES if role in named}
    if timed["start"] and not first.get("time"):
        first["time"] = timed["start"]
    return columns_named(first).model_copy(update=timed)


def as_needed(columns: EventColumns) -> LogColumns:
    """Return the columns as `accord needs` has them."""
    return LogColumns(**{log: getattr(columns, role) for role, log in LOG_ROLES.items()})


def _timed(named: Named) -> dict[str, str | None]:
    return {role: named.get(role) or None for role in IMPORT_ROLES if role not in ROLES}


def _called(role: LogRole) -> str:
    return next(name for name, log in LOG_ROLES.items() if log == role)
