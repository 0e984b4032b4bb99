"""Event logs that were imported, each replaced as a whole; '' is the whole company's scope.

Events are only ever read all together. So they are kept in pieces of thousands, which a single
transaction takes in a moment: nobody else writes to an SQLite store meanwhile.
"""

import datetime as dt
from collections.abc import AsyncIterable, Mapping, Sequence
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import and_, delete, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.records import Event, ImportedLog
from store.engine import reading, writing
from store.people import COMPANY
from store.postgresql import alone
from store.tables import event_logs, logged_events

_PIECE = TypeAdapter(list[Event])
_AT_ONCE = 4


def piece_of(events: Sequence[Event]) -> str:
    """Write some thousands of events as the store keeps them."""
    return _PIECE.dump_json(list(events)).decode()


async def keep_event_log(engine: AsyncEngine, log: ImportedLog, pieces: AsyncIterable[str]) -> bool:
    """Put a log in the place of the one of its scope and name; False when it is there already.

    One transaction: whoever reads meanwhile has the earlier log whole. Of the same file with the
    same columns nothing is kept again. What was computed from an earlier one is kept as facts.
    """
    async with writing(engine) as connection:
        await alone(connection, f"event log:{log.scope}:{log.name}")
        earlier = await _log(connection, log.scope, log.name)
        if earlier is not None:
            if _same(earlier[1], log):
                return False
            await _forget(connection, earlier[0])
        made = insert(event_logs).values(log.model_dump()).returning(event_logs.c.number)
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


async def read_event_log(
    engine: AsyncEngine, collaboration: str, name: str
) -> tuple[ImportedLog, list[Event]] | None:
    """Return the same with its events, in the order of its file."""
    async with reading(engine) as connection:
        found = await _either(connection, collaboration, name)
        if found is None:
            return None
        events: list[Event] = []
        place = 0
        while pieces := await _pieces(connection, found[0], place):
            for piece in pieces:
                events += _PIECE.validate_json(piece)
            place += len(pieces)
    return found[1], events


async def logs(
    engine: AsyncEngine,
    scope: str,
    limit: int | None = None,
    before: tuple[dt.datetime, str] | None = None,
) -> list[ImportedLog]:
    """Return what is known of the logs of a scope, the newest first, beginning behind `before`."""
    column = event_logs.c
    wanted = select(event_logs).where(column.scope == scope)
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


async def _either(
    connection: AsyncConnection, collaboration: str, name: str
) -> tuple[int, ImportedLog] | None:
    own = await _log(connection, collaboration, name)
    return own or await _log(connection, COMPANY, name)


async def _log(
    connection: AsyncConnection, scope: str, name: str
) -> tuple[int, ImportedLog] | None:
    column = event_logs.c
    wanted = select(event_logs).where(column.scope == scope, column.name == name)
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
    return (earlier.fingerprint, earlier.columns) == (log.fingerprint, log.columns)
