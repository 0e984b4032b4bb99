"""What people reported as spent: entries are added, and never changed."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.spending import SpendingEntry
from store.engine import reading, writing
from store.inserting import add_new
from store.postgresql import alone
from store.tables.spending import spending as table


async def report_spending(
    engine: AsyncEngine, collaboration: str, entry: SpendingEntry
) -> tuple[SpendingEntry, bool]:
    """Keep an entry; return what its id holds now, and whether that is new."""
    row = {
        "collaboration": collaboration,
        "key": entry.id,
        "body": entry.model_dump_json(),
        "at": entry.at,
    }
    async with writing(engine) as connection:
        await alone(connection, f"spending:{collaboration}")
        is_new = await add_new(connection, table, [row]) == 1
        kept = await _entries(connection, collaboration, entry.id)
    return kept[0], is_new


async def spending(engine: AsyncEngine, collaboration: str) -> list[SpendingEntry]:
    """Return the entries of a collaboration in the order in which they came."""
    async with reading(engine) as connection:
        return await _entries(connection, collaboration)


async def _entries(
    connection: AsyncConnection, collaboration: str, key: str | None = None
) -> list[SpendingEntry]:
    statement = select(table.c.body).where(table.c.collaboration == collaboration)
    if key is not None:
        statement = statement.where(table.c.key == key)
    bodies = (await connection.execute(statement.order_by(table.c.number))).scalars()
    return [SpendingEntry.model_validate_json(body) for body in bodies]
