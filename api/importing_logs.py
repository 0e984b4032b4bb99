"""Importing an event log: what somebody said of it, and keeping it as a whole."""

import asyncio
import datetime as dt
import hashlib
import tempfile
from collections.abc import AsyncIterator, Mapping
from typing import BinaryIO, TextIO

from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.import_rows import Heard
from activities.importing import Kind
from activities.importing_events import (
    LogColumns,
    fingerprint_of,
    next_piece,
    rows_of_log,
    set_aside,
)
from domain.errors import BadInputError
from domain.event_columns import EventColumns
from domain.import_columns import MAY_LACK, ImportRole
from domain.problems import problems
from domain.records import ImportedLog
from domain.sources import LogName
from domain.text import Frozen, Line
from domain.working_hours import WorkingHours
from store.event_logs import keep_event_log, written_hours


class NamedLog(Frozen):
    """What an event log is called, and those of its columns that somebody named.

    A state, start, end or resource that is None is not in the log, whatever its header looks like.
    `hours` is who works when, for the causes of waiting.
    """

    name: LogName
    columns: Mapping[ImportRole, Line | None] = {}
    by: str | None = None
    hours: Mapping[str, WorkingHours] | None = None


class FoundLog(Frozen):
    """What came of a log: how many events were kept, its columns where known, and its file."""

    new: int | None
    columns: EventColumns | None
    fingerprint: str


def named_log(
    kind: Kind, name: str | None, columns: Mapping[ImportRole, str | None], by: str | None
) -> NamedLog | None:
    """Return what was said of an event log; None for any other file.

    Raises:
        BadInputError: the log has no name, or something that is no event log was called one.
    """
    given = {role: column for role, column in columns.items() if column is not None}
    if kind != "event-logs":
        if name is None and not given:
            return None
        field: str = "name" if name is not None else next(iter(given))
        raise BadInputError(
            f"{field}: only event-logs take it, not {kind}",
            f"{field}：只适用于 event-logs（事件日志），不适用于 {kind}",
        )
    if name is None:
        raise BadInputError(
            "name: say what the event log is called, such as tickets; a brief names it so",
            "name：请写明事件日志的名称，例如 tickets；立项申请以此引用",
        )
    said = {
        role: None if role in MAY_LACK and not column else column for role, column in given.items()
    }
    try:
        return NamedLog.model_validate({"name": name, "columns": said, "by": by})
    except ValidationError as error:
        first = problems(error)[0]
        field = first.path.removeprefix("columns.")
        raise BadInputError(
            f"{field}: {first.sentence.en}", f"{field}：{first.sentence.zh}"
        ) from None


async def import_log(
    engine: AsyncEngine,
    scope: str,
    log: NamedLog,
    stream: BinaryIO,
    file: str,
    heard: Heard,
    dry_run: bool,
) -> FoundLog:
    """Check a log and, unless it has problems or this is a dry run, put it in place of the last."""
    columns = LogColumns(file, log.columns, heard)
    fingerprint = await asyncio.to_thread(fingerprint_of, stream)
    new: int | None = None
    with tempfile.TemporaryFile("w+", encoding="utf-8") as aside:
        rows = rows_of_log(stream, file, columns, heard)
        cases = await asyncio.to_thread(set_aside, rows, heard, aside)
        if columns.known is not None and not (dry_run or heard.count):
            hours = written_hours(log.hours)
            kept = ImportedLog(
                scope=scope,
                name=log.name,
                columns=columns.known,
                file=file,
                fingerprint=fingerprint,
                rows=heard.rows,
                by=log.by,
                at=dt.datetime.now(dt.UTC),
                cases=cases,
                calendars=hashlib.sha256(hours.encode()).hexdigest() if hours else None,
            )
            is_new = await keep_event_log(engine, kept, _pieces(aside), hours)
            new = heard.rows if is_new else 0
    return FoundLog(new=new, columns=columns.known, fingerprint=fingerprint)


async def _pieces(aside: TextIO) -> AsyncIterator[str]:
    while piece := await asyncio.to_thread(next_piece, aside):
        yield piece
