"""Event logs that were imported, each replaced as a whole; '' is the whole company's scope."""

from collections.abc import AsyncIterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.records import Event, ImportedLog
from store.engine import reading, writing
from store.people import COMPANY
from store.postgresql import alone
from store.tables import event_logs, logged_events

_AT_ONCE = 5_000


async def keep_event_log(
    engine: AsyncEngine, log: ImportedLog, events: AsyncIterable[Sequence[Event]]
) -> int:
    """Put a log in the place of the one of its scope and name; return how many events were kept.

    One transaction: whoever reads meanwhile has the earlier log whole. Of the same file with the
    same columns nothing is kept again. What was computed from an earlier one is kept as facts.
    """
    async with writing(engine) as connection:
        await alone(connection, f"event log:{log.scope}:{log.name}")
        earlier = await _log(connection, log.scope, log.name)
        if earlier is not None:
            if _same(earlier[1], log):
                return 0
            await _forget(connection, earlier[0])
        made = insert(event_logs).values(log.model_dump()).returning(event_logs.c.number)
        number = (await connection.execute(made)).scalar_one()
        place = 0
        async for chunk in events:
            rows = [_row(number, at, event) for at, event in enumerate(chunk, place)]
            await connection.execute(insert(logged_events), rows)
            place += len(rows)
    return place


async def event_log(engine: AsyncEngine, collaboration: str, name: str) -> ImportedLog | None:
    """Return what is known of a log of the collaboration, or else of the company."""
    async with reading(engine) as connection:
        found = await _either(connection, collaboration, name)
    return found[1] if found else None


async def read_event_log(
    engine: AsyncEngine, collaboration: str, name: str
) -> tuple[ImportedLog, list[Event]] | None:
    """Return the same with its events, in the order of its file."""
    row = logged_events.c
    async with reading(engine) as connection:
        found = await _either(connection, collaboration, name)
        if found is None:
            return None
        wanted = select(row.case, row.at, row.department, row.activity, row.state)
        ordered = wanted.where(row.log == found[0]).order_by(row.place)
        events: list[Event] = []
        parts = (await connection.stream(ordered)).mappings().partitions(_AT_ONCE)
        async for part in parts:
            events += [Event(**one) for one in part]
    return found[1], events


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
    fields = {name: row[name] for name in ImportedLog.model_fields}
    return row["number"], ImportedLog.model_validate(fields)


async def _forget(connection: AsyncConnection, number: int) -> None:
    await connection.execute(delete(logged_events).where(logged_events.c.log == number))
    await connection.execute(delete(event_logs).where(event_logs.c.number == number))


def _same(earlier: ImportedLog, log: ImportedLog) -> bool:
    return (earlier.fingerprint, earlier.columns) == (log.fingerprint, log.columns)


def _row(log: int, place: int, event: Event) -> dict[str, Any]:
    return {"log": log, "place": place, **event.__dict__}
