"""Event logs that were imported, each replaced as a whole; '' is the whole company's scope.

Events are only ever read all together. So they are kept in pieces of thousands, which a single
transaction takes in a moment: nobody else writes to an SQLite store meanwhile. A piece has, of each
column that needs are computed from, the texts as they stood in the file: whatever computes reads
them as it reads a file. A piece of an earlier version is a list of events that were read already.
"""

import datetime as dt
import json
from collections.abc import AsyncIterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import and_, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.log_columns import LogRole
from domain.records import Event, ImportedLog
from domain.working_hours import WorkingHours
from store.engine import reading, writing
from store.people import COMPANY
from store.postgresql import alone
from store.tables.evidence import event_logs, logged_events

Texts = Mapping[LogRole, Sequence[str]]
"""Some thousands of rows of a log: the texts of each of its columns."""
Hours = Mapping[str, WorkingHours]
_EVENTS = TypeAdapter(list[Event])
_TEXTS: TypeAdapter[dict[LogRole, list[str]]] = TypeAdapter(dict[LogRole, list[str]])
_HOURS: TypeAdapter[dict[str, WorkingHours]] = TypeAdapter(dict[str, WorkingHours])
_AT_ONCE = 4
_KNOWN = [event_logs.c[name] for name in ("number", *ImportedLog.model_fields)]


@dataclass(frozen=True)
class KeptLog:
    """A log with all that is kept of it, in the order of its file; `hours` is who works when.

    `texts` are there, or of a log that an earlier version imported `events`.
    """

    log: ImportedLog
    texts: Sequence[Texts] = ()
    events: Sequence[Event] = ()
    hours: Hours | None = None


def piece_of(rows: Sequence[Mapping[LogRole, str]]) -> str:
    """Write some thousands of rows as the store keeps them; each has the same columns."""
    texts = {role: [row[role] for row in rows] for role in rows[0]}
    return json.dumps(texts, ensure_ascii=False, separators=(",", ":"))


def written_hours(hours: Hours | None) -> str | None:
    """Write who works when as the store keeps it: the same hours, the same text."""
    if hours is None:
        return None
    return _HOURS.dump_json(dict(sorted(hours.items()))).decode()


async def keep_event_log(
    engine: AsyncEngine, log: ImportedLog, pieces: AsyncIterable[str], hours: str | None = None
) -> bool:
    """Put a log in the place of the one of its scope and name; False when it is there already.

    `hours` are as `written_hours` writes them. One transaction: whoever reads meanwhile has the
    earlier log whole. Of the same file with the same columns and hours nothing is kept again. What
    was computed from an earlier one is kept as facts.
    """
    async with writing(engine) as connection:
        await alone(connection, f"event log:{log.scope}:{log.name}")
        earlier = await _log(connection, log.scope, log.name)
        if earlier is not None:
            if _same(earlier[1], log):
                return False
            await _forget(connection, earlier[0])
        values = log.model_dump() | {"hours": hours}
        made = insert(event_logs).values(values).returning(event_logs.c.number)
        number = (await connection.execute(made)).scalar_one()
        place = 0
        async for piece in pieces:
            row = {"log": number, "place": place, "body": piece}
            await connection.execute(insert(logged_events), row)
            place += 1
    return True


async def event_log(engine: AsyncEngine, collaboration: str, name: str) -> ImportedLog | None:
    """Return what is known of a log of the collaboration, or else of the company."""
    async with reading(engine) as connection:
        found = await _either(connection, collaboration, name)
    return found[1] if found else None


async def read_event_log(engine: AsyncEngine, collaboration: str, name: str) -> KeptLog | None:
    """Return the same with all that is kept of it."""
    async with reading(engine) as connection:
        found = await _either(connection, collaboration, name)
        if found is None:
            return None
        texts: list[Texts] = []
        events: list[Event] = []
        place = 0
        while pieces := await _pieces(connection, found[0], place):
            for piece in pieces:
                if piece.startswith("["):
                    events += _EVENTS.validate_json(piece)
                else:
                    texts.append(_TEXTS.validate_json(piece))
            place += len(pieces)
        return KeptLog(found[1], texts, events, await _hours(connection, found[0]))


async def logs(
    engine: AsyncEngine,
    scope: str,
    limit: int | None = None,
    before: tuple[dt.datetime, str] | None = None,
) -> list[ImportedLog]:
    """Return what is known of the logs of a scope, the newest first, beginning behind `before`."""
    column = event_logs.c
    wanted = select(*_KNOWN).where(column.scope == scope)
    if before is not None:
        at, name = before
        same = and_(column.at == at, column.name < name)
        wanted = wanted.where(or_(column.at < at, same))
    wanted = wanted.order_by(column.at.desc(), column.name.desc()).limit(limit)
    async with reading(engine) as connection:
        return [_imported(row) for row in (await connection.execute(wanted)).mappings()]


async def forget_event_log(engine: AsyncEngine, scope: str, name: str) -> bool:
    """Delete a log with its events; False when there is none."""
    async with writing(engine) as connection:
        await alone(connection, f"event log:{scope}:{name}")
        found = await _log(connection, scope, name)
        if found is None:
            return False
        await _forget(connection, found[0])
    return True


async def _pieces(connection: AsyncConnection, log: int, place: int) -> Sequence[str]:
    """Return the next pieces of a log: a million events at once would be there twice."""
    row = logged_events.c
    wanted = select(row.body).where(row.log == log, row.place >= place)
    return (await connection.execute(wanted.order_by(row.place).limit(_AT_ONCE))).scalars().all()


async def _hours(connection: AsyncConnection, log: int) -> Hours | None:
    wanted = select(event_logs.c.hours).where(event_logs.c.number == log)
    text = (await connection.execute(wanted)).scalar_one()
    return None if text is None else _HOURS.validate_json(text)


async def _either(
    connection: AsyncConnection, collaboration: str, name: str
) -> tuple[int, ImportedLog] | None:
    own = await _log(connection, collaboration, name)
    return own or await _log(connection, COMPANY, name)


async def _log(
    connection: AsyncConnection, scope: str, name: str
) -> tuple[int, ImportedLog] | None:
    column = event_logs.c
    wanted = select(*_KNOWN).where(column.scope == scope, column.name == name)
    row = (await connection.execute(wanted)).mappings().one_or_none()
    if row is None:
        return None
    return row["number"], _imported(row)


def _imported(row: Mapping[Any, Any]) -> ImportedLog:
    return ImportedLog.model_validate({name: row[name] for name in ImportedLog.model_fields})


async def _forget(connection: AsyncConnection, number: int) -> None:
    await connection.execute(delete(logged_events).where(logged_events.c.log == number))
    await connection.execute(delete(event_logs).where(event_logs.c.number == number))


def _same(earlier: ImportedLog, log: ImportedLog) -> bool:
    """Say whether both are of one file; one that an earlier version kept in part is not."""

    def known(one: ImportedLog) -> tuple[object, ...]:
        return one.fingerprint, one.columns, one.cases, one.calendars

    return known(earlier) == known(log)
