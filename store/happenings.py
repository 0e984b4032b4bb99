"""Happenings: appended in the transaction of what happened, and read by those who listen."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.happening import Happening
from store.engine import reading
from store.postgresql import alone
from store.tables.telling import happenings as table


async def note(
    connection: AsyncConnection,
    type: str,
    collaboration: str,
    at: dt.datetime,
    body: dict[str, Any],
    suggestion: str | None = None,
) -> None:
    """Append one happening to the transaction of what happened.

    Whoever reads up to a number has read all before it: where writers do not wait for one another,
    they do so here until they commit. A snapshot's horizon instead would ask for another column and
    cursor. Take it last: then nobody who waits for another waits for this one.
    """
    await alone(connection, "happenings")
    row = {"type": type, "collaboration": collaboration, "suggestion": suggestion}
    await connection.execute(insert(table).values(row | {"body": body, "at": at}))


async def happenings(
    engine: AsyncEngine,
    after: int,
    limit: int,
    collaborations: Sequence[str] | None = None,
) -> list[Happening]:
    """Return what happened after that number, in order; in these collaborations or in all."""
    statement = select(table).where(table.c.number > after).order_by(table.c.number).limit(limit)
    if collaborations is not None:
        statement = statement.where(table.c.collaboration.in_(collaborations))
    async with reading(engine) as connection:
        rows = (await connection.execute(statement)).mappings()
        return [Happening.model_validate(dict(row)) for row in rows]


async def newest(engine: AsyncEngine) -> int:
    """Return the number of what happened last; 0 before anything did."""
    async with reading(engine) as connection:
        return (await connection.execute(select(func.max(table.c.number)))).scalar_one() or 0
