"""Openings: who first opened which revision of a suggestion, and when; dwell begins there."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from store.engine import reading, writing
from store.inserting import add_new
from store.tables.suggestions import openings as table


async def note_opening(
    engine: AsyncEngine, suggestion: str, revision: int, account: str, at: dt.datetime
) -> bool:
    """Keep when this person first opened this revision; False when it was opened before."""
    row = {"suggestion": suggestion, "revision": revision, "account": account, "at": at}
    async with writing(engine) as connection:
        return await add_new(connection, table, [row]) == 1


async def opened(engine: AsyncEngine, suggestion: str) -> dict[tuple[str, int], dt.datetime]:
    """Return when each person first opened each revision of a suggestion."""
    async with reading(engine) as connection:
        rows = await connection.execute(select(table).where(table.c.suggestion == suggestion))
        return {(row.account, row.revision): row.at for row in rows}
