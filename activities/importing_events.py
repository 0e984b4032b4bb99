"""Reading an event log that is imported, by the same code as one that a brief names.

Events stay in the order of the file, and one that stands twice stays twice: computing sorts them by
case and time, and counts what the log says. A department or activity such as `-` or `--`, which
says that there is none, is no formula.
"""

import hashlib
import itertools
from collections.abc import Generator, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from activities.entries import ENDINGS, Entries
from activities.files import MIB, Spot
from activities.import_rows import Heard, fields_of, read
from activities.sources import event_fields, names_of
from activities.tabular import Fields, Row
from domain.event_columns import EventColumns, Role, columns_named, recognised
from domain.event_words import is_placeholder
from domain.records import Event
from domain.text import Bilingual
from store.event_logs import piece_of

MOST_EVENTS = 1_000_000
CHUNK = 5_000


class LogColumns:
    """Which columns of a log are what: known when its header was read, or told in its problems.

    A document has no header: its fields are called as somebody named them, or as in a brief.
    """

    def __init__(self, file: str, named: Mapping[Role, str | None], heard: Heard) -> None:
        self.known: EventColumns | None = None
        self.fields: Fields = {}
        self.names: Sequence[str] = ()
        self._named, self._heard = named, heard
        if Path(file).suffix.lower() in ENDINGS:
            self._take(columns_named({"state": "state", **named}))

    def told(self, spot: Spot, header: Sequence[str]) -> Sequence[str]:
        """Take the header; return the columns that it must have. Raises BadInputError."""
        found, faults = recognised(header, self._named)
        if found is None:
            *others, last = [spot.bad(fault.en, fault.zh) for fault in faults]
            for other in others:
                self._heard.tell(other)
            raise last
        self._take(found)
        return names_of(found)

    def form(self) -> Entries:
        """Return what a document holds."""
        all_of_them = tuple(dict.fromkeys(names_of(self.known))) if self.known else ()
        optional = self.known.state if self.known else None
        return Entries(
            all_of_them,
            tuple(name for name in all_of_them if name != optional),
            one=Bilingual(en="an event", zh="事件"),
            many=Bilingual(en="events", zh="事件"),
        )

    def _take(self, found: EventColumns) -> None:
        self.known, self.fields = found, event_fields(found)
        self.names = (found.case, found.department, found.activity)


def events_in(
    stream: BinaryIO, file: str, columns: LogColumns, heard: Heard
) -> Generator[Event, None, None]:
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
            yield Event(**read_)


def fingerprint_of(stream: BinaryIO) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    stream.seek(0)
    while block := stream.read(MIB):
        digest.update(block)
    return digest.hexdigest()


def set_aside(events: Iterable[Event], heard: Heard, aside: TextIO) -> None:
    """Write events to a file of our own, in pieces, to be kept when all of them are right.

    So nobody waits for the store in the time that reading takes.
    """
    left = iter(events)
    while chunk := list(itertools.islice(left, CHUNK)):
        if not heard.count:
            aside.write(piece_of(chunk) + "\n")
    aside.seek(0)


def next_piece(aside: TextIO) -> str:
    """Return the next piece that was set aside; empty at the end."""
    return aside.readline().rstrip("\n")
