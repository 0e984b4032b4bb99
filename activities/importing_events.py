"""Reading an event log that is imported: the texts of what needs are computed from, each checked.

They are kept as they stand, in the order of the file, and computed on as a file's are. An activity
or department such as `-` or `--`, which says that there is none, is no formula.
"""

import contextlib
import hashlib
import itertools
from array import array
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import numpy as np

from activities.cells import Cell
from activities.entries import ENDINGS, Entries
from activities.files import MIB, Spot, SpotError
from activities.import_rows import Heard, fields_of, read
from activities.tabular import Fields, Row
from activities.time_cells import Zones, moment
from domain.event_columns import EventColumns
from domain.event_words import is_placeholder
from domain.import_columns import (
    IMPORT_ROLES,
    MAY_LACK,
    ImportRole,
    columns_of_document,
    columns_told,
)
from domain.log_columns import LogRole
from domain.text import Bilingual
from store.event_logs import piece_of

MOST_EVENTS = 1_000_000
CHUNK = 5_000
Texts = Mapping[LogRole, str]
"""One row of a log: what stands in each of its columns."""


class LogColumns:
    """Which columns of a log are what: known when its header was read, or told in its problems.

    A document has no header: its fields are called as somebody named them, or as in a brief.
    """

    def __init__(self, file: str, named: Mapping[ImportRole, str | None], heard: Heard) -> None:
        self.known: EventColumns | None = None
        self.fields: Fields = {}
        self.names: Sequence[str] = ()
        self._named, self._heard = named, heard
        if Path(file).suffix.lower() in ENDINGS:
            self._take(columns_of_document(named))

    def told(self, spot: Spot, header: Sequence[str]) -> Sequence[str]:
        """Take the header; return the columns that it must have. Raises BadInputError."""
        found, faults = columns_told(header, self._named)
        if found is None:
            *others, last = [spot.bad(fault.en, fault.zh) for fault in faults]
            for other in others:
                self._heard.tell(other)
            raise last
        self._take(found)
        return _names(found)

    def form(self) -> Entries:
        """Return what a document holds."""
        all_of_them = _names(self.known) if self.known else []
        optional = [getattr(self.known, role, None) for role in MAY_LACK]
        return Entries(
            all_of_them,
            tuple(name for name in all_of_them if name not in optional),
            one=Bilingual(en="an event", zh="事件"),
            many=Bilingual(en="events", zh="事件"),
        )

    def _take(self, found: EventColumns) -> None:
        self.known = found
        self.fields = {str(role): read for role, read in _fields(found, Zones(self._heard)).items()}
        named = (found.case, found.department, found.activity, found.resource)
        self.names = tuple(name for name in named if name)


def _names(columns: EventColumns) -> list[str]:
    named = (getattr(columns, role) for role in IMPORT_ROLES)
    return list(dict.fromkeys(name for name in named if name))


def _fields(columns: EventColumns, zones: Zones) -> dict[LogRole, Callable[[Row], Any]]:
    """Return how the text of each column is read, and held to what it must be."""
    lines: dict[LogRole, str | None] = {
        "group": columns.department,
        "activity": columns.activity,
        "lifecycle": columns.state,
        "resource": columns.resource,
    }
    fields: dict[LogRole, Callable[[Row], Any]] = {
        "case": lambda row: row.cell(columns.case).line()
    }
    if columns.start and columns.end:
        first, last = columns.start, columns.end
        fields["start"] = lambda row: _begun(row.cell(first), row.cell(last), zones)
        fields["end"] = lambda row: _ended(row.cell(first), row.cell(last), zones)
    else:
        fields["time"] = lambda row: _time("time", row.cell(columns.time), zones)
    return fields | {role: _line(name) for role, name in lines.items() if name}


def _line(column: str) -> Callable[[Row], str]:
    return lambda row: row.cell(column).optional_line()


def _time(role: LogRole, cell: Cell, zones: Zones) -> str:
    moment(cell)
    zones.hear(role, cell)
    return cell.text.strip()


def _begun(start: Cell, end: Cell, zones: Zones) -> str:
    """Return when work began; a row that has only an end took no time."""
    if not start.text.strip() and not end.text.strip():
        raise start.spot.bad("is empty", "为空")
    _time("start", start if start.text.strip() else end, zones)
    return start.text.strip()


def _ended(start: Cell, end: Cell, zones: Zones) -> str:
    """Return when it ended; empty while it goes on."""
    if not end.text.strip():
        return ""
    _time("end", end, zones)
    began = None
    with contextlib.suppress(SpotError):  # what is wrong with it is told of itself
        began = moment(start)
    if began is not None and moment(end) < began:
        raise end.bad("ends before it began", "结束时间早于开始时间")
    return end.text.strip()


def rows_of_log(
    stream: BinaryIO, file: str, columns: LogColumns, heard: Heard
) -> Generator[Texts, None, None]:
    """Return the events in a file one by one; `heard` lists every problem."""

    def fields(row: Row) -> dict[str, Any] | None:
        return fields_of(row, columns.fields, columns.names, heard, is_placeholder)

    for row, read_ in read(stream, file, columns.form(), fields, heard, columns.told):
        if heard.rows > MOST_EVENTS:
            heard.tell(
                row.spot.bad(
                    f"more than {MOST_EVENTS:,} events; import a shorter time",
                    f"超过 {MOST_EVENTS:,} 条事件，请缩短时间范围后再导入",
                )
            )
            return
        if read_:
            yield read_  # type: ignore[misc]  # by the roles of `_fields`


def fingerprint_of(stream: BinaryIO) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    stream.seek(0)
    while block := stream.read(MIB):
        digest.update(block)
    return digest.hexdigest()


def set_aside(rows: Iterable[Texts], heard: Heard, aside: TextIO) -> int:
    """Write rows to a file of our own, in pieces, to be kept when all of them are right.

    So nobody waits for the store in the time that reading takes. Returns how many cases there are,
    told apart by eight bytes each: their names would take more memory the more there are.
    """
    left, cases = iter(rows), array("q")
    while chunk := list(itertools.islice(left, CHUNK)):
        if not heard.count:
            aside.write(piece_of(chunk) + "\n")
            cases.extend(hash(row["case"]) for row in chunk)
    aside.seek(0)
    return len(np.unique(np.frombuffer(cases, dtype=np.int64))) if cases else 0


def next_piece(aside: TextIO) -> str:
    """Return the next piece that was set aside; empty at the end."""
    return aside.readline().rstrip("\n")
