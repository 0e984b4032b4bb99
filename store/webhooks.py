"""Webhooks: who listens, how far each has been told, and which process calls it just now."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import and_, delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.text import Bilingual
from domain.webhook import Webhook
from store.engine import one_statement, reading, writing
from store.inserting import add_new
from store.tables.telling import happenings
from store.tables.telling import webhooks as table

LEASE = dt.timedelta(minutes=2)
"""How long a process may go without a word about a webhook that it calls."""


async def keep_webhook(engine: AsyncEngine, webhook: Webhook, secret: str) -> tuple[Webhook, str]:
    """Keep a new webhook, and return it with its secret; one that has its id already stays.

    The secret signs calls, so it has to be known here.
    """
    row = webhook.model_dump() | {"secret": secret, "holder": None}
    async with writing(engine) as connection:
        await add_new(connection, table, [row])
        known = await connection.execute(select(table).where(table.c.id == webhook.id))
        kept = known.mappings().one()
    return _webhook(kept), kept["secret"]


async def webhooks(engine: AsyncEngine) -> list[Webhook]:
    """Return every webhook, the oldest first, without secrets."""
    statement = select(table).order_by(table.c.made_at, table.c.id)
    async with reading(engine) as connection:
        return [_webhook(row) for row in (await connection.execute(statement)).mappings()]


async def one_webhook(engine: AsyncEngine, id: str) -> Webhook | None:
    """Return one webhook, without its secret."""
    async with reading(engine) as connection:
        found = await connection.execute(select(table).where(table.c.id == id))
        row = found.mappings().first()
    return _webhook(row) if row else None


async def forget_webhook(engine: AsyncEngine, id: str) -> bool:
    """Delete a webhook; False when there is none."""
    async with one_statement(engine) as connection:
        return (await connection.execute(delete(table).where(table.c.id == id))).rowcount == 1


async def claim_webhook(
    engine: AsyncEngine, holder: str, now: dt.datetime
) -> tuple[Webhook, str] | None:
    """Take a webhook that has something to hear, and its secret; nobody else calls it meanwhile.

    Only one process at a time calls one listener: that is what keeps its calls in order.
    """
    newest = select(func.max(happenings.c.number)).scalar_subquery()
    waits = and_(table.c.disabled_at.is_(None), table.c.due_at <= now, table.c.cursor < newest)
    statement = select(table).where(waits).order_by(table.c.due_at, table.c.id).limit(1)
    async with reading(engine) as connection:  # whoever only looks keeps no writer waiting
        if (await connection.execute(statement)).first() is None:
            return None
    async with writing(engine) as connection:
        found = await connection.execute(statement.with_for_update(skip_locked=True))
        row = found.mappings().first()
        if row is None:
            return None
        taken = {"holder": holder, "due_at": now + LEASE}
        await connection.execute(update(table).where(table.c.id == row["id"]).values(taken))
    return _webhook(row), row["secret"]


async def told(engine: AsyncEngine, id: str, holder: str, cursor: int, due_at: dt.datetime) -> bool:
    """Keep how far a listener has been told; False when another process has taken it over."""
    values: dict[str, Any] = {"cursor": cursor, "due_at": due_at, "failures": 0}
    values |= {"failing_since": None, "reason": None}
    return await _kept(engine, id, holder, values)


async def passed(
    engine: AsyncEngine, id: str, holder: str, cursor: int, due_at: dt.datetime
) -> bool:
    """Let go of a webhook that has heard, or did not want to hear, all up to this number."""
    return await _kept(engine, id, holder, {"cursor": cursor, "holder": None, "due_at": due_at})


async def failed(
    engine: AsyncEngine,
    webhook: Webhook,
    holder: str,
    reason: Bilingual,
    now: dt.datetime,
    due_at: dt.datetime,
    disable: bool = False,
) -> bool:
    """Keep that a call failed, since when, and why; `disable` ends the calls."""
    values: dict[str, Any] = {
        "failures": webhook.failures + 1,
        "failing_since": webhook.failing_since or now,
        "reason": reason,
        "due_at": due_at,
        "holder": None,
        "disabled_at": now if disable else None,
    }
    return await _kept(engine, webhook.id, holder, values)


async def _kept(engine: AsyncEngine, id: str, holder: str, values: Mapping[str, Any]) -> bool:
    own = and_(table.c.id == id, table.c.holder == holder)
    async with one_statement(engine) as connection:
        done = await connection.execute(update(table).where(own).values(**values))
    return done.rowcount == 1


def _webhook(row: Mapping[Any, Any]) -> Webhook:
    return Webhook.model_validate({name: row[name] for name in Webhook.model_fields})
