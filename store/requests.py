"""Requests by their idempotency key: what was asked under it, and what was answered."""

import dataclasses
import datetime as dt
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from store.engine import one_statement, reading, writing
from store.inserting import add_new
from store.tables.access import requests as table

KEPT = dt.timedelta(days=7)
"""How long an answer can be had again; whoever asks again later starts anew."""


@dataclasses.dataclass(frozen=True, slots=True)
class Known:
    """A request that came before under the same key; without `status` it was never answered.

    `at` is when it was first asked.
    """

    at: dt.datetime
    content: str
    status: int | None
    headers: dict[str, str]
    body: Any


async def ask(
    engine: AsyncEngine, account: str, key: str, content: str, at: dt.datetime
) -> Known | None:
    """Keep that this was asked, where it is new; else return what is known of it.

    `content` is a fingerprint of all that was asked: the same key for something else is a mistake.
    """
    row = {"account": account, "key": key, "content": content, "at": at}
    async with writing(engine) as connection:
        await connection.execute(delete(table).where(table.c.at < at - KEPT))
        if await add_new(connection, table, [row]):
            return None
        own = table.c.account == account, table.c.key == key
        found = (await connection.execute(select(table).where(*own))).mappings().one()
    headers = found["headers"] or {}
    return Known(found["at"], found["content"], found["status"], headers, found["body"])


async def answer(
    engine: AsyncEngine, account: str, key: str, status: int, headers: dict[str, str], body: Any
) -> None:
    """Keep what was answered; the first answer stays."""
    own = table.c.account == account, table.c.key == key, table.c.status.is_(None)
    values = {"status": status, "headers": headers, "body": body}
    async with one_statement(engine) as connection:
        await connection.execute(update(table).where(*own).values(values))


async def asked(engine: AsyncEngine, account: str) -> list[str]:
    """Return the keys that somebody has used, the oldest first."""
    statement = select(table.c.key).where(table.c.account == account).order_by(table.c.at)
    async with reading(engine) as connection:
        return list((await connection.execute(statement)).scalars())
