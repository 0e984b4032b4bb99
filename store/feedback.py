"""What people said in feedback rounds, in their own words."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.records import FeedbackItem
from store.engine import reading, writing
from store.inserting import add_new
from store.postgresql import alone
from store.tables.evidence import feedback as table


async def keep_feedback(
    engine: AsyncEngine, collaboration: str, round: int, items: Sequence[FeedbackItem]
) -> int:
    """Keep the items of a round and return how many were new.

    An item whose id is there already stays as it was first said: a digest may have cited it.
    """
    rows = [
        {
            "collaboration": collaboration,
            "round": round,
            "item": item.id,
            "body": item.model_dump_json(),
        }
        for item in items
    ]
    async with writing(engine) as connection:
        await alone(connection, f"feedback:{collaboration}:{round}")
        return await add_new(connection, table, rows)


async def feedback(engine: AsyncEngine, collaboration: str, round: int) -> list[FeedbackItem]:
    """Return the items of a round in the order in which they came."""
    statement = (
        select(table.c.body)
        .where(table.c.collaboration == collaboration, table.c.round == round)
        .order_by(table.c.number)
    )
    async with reading(engine) as connection:
        bodies = (await connection.execute(statement)).scalars()
        return [FeedbackItem.model_validate_json(body) for body in bodies]
