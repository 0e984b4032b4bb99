"""What the model was asked and what it cost: a row before each call, completed after it."""

import dataclasses
import datetime as dt

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import BadInputError
from domain.usage import Attempt
from store.engine import reading, writing
from store.inserting import add_new
from store.tables import model_usage as table

UNFINISHED = "unfinished"
"""How `usage` counts the calls during which the worker died, or which still run."""


@dataclasses.dataclass(frozen=True, slots=True)
class Usage:
    """Totals of a collaboration; `by_outcome` counts calls and sums to `calls`."""

    calls: int
    tokens_in: int
    tokens_out: int
    by_outcome: dict[str, int]


async def begin_attempt(
    engine: AsyncEngine,
    key: str,
    collaboration: str,
    suggestion: str | None,
    prompt: str,
    model: str,
    host: str,
    at: dt.datetime,
) -> bool:
    """Record that a call is about to be made; False when the key was there."""
    row = {
        "key": key,
        "collaboration": collaboration,
        "suggestion": suggestion,
        "prompt": prompt,
        "model": model,
        "host": host,
        "at": at,
        "tokens_in": 0,
        "tokens_out": 0,
    }
    async with writing(engine) as connection:
        return await add_new(connection, table, [row]) == 1


async def end_attempt(
    engine: AsyncEngine, key: str, outcome: str, tokens_in: int, tokens_out: int, seconds: float
) -> bool:
    """Record how a call ended; False when its end was recorded before, which then stays.

    Raises BadInputError when no call was begun under `key`.
    """
    begun = update(table).where(table.c.key == key, table.c.outcome.is_(None))
    values = {"tokens_in": tokens_in, "tokens_out": tokens_out, "seconds": seconds}
    async with writing(engine) as connection:
        done = await connection.execute(begun.values(outcome=outcome, **values))
        if done.rowcount:
            return True
        known = await connection.execute(select(table.c.key).where(table.c.key == key))
        if known.first() is None:
            raise BadInputError(
                f"no model call was begun under {key}", f"没有以「{key}」开始的模型调用"
            )
    return False


async def usage(engine: AsyncEngine, collaboration: str) -> Usage:
    """Return the totals of a collaboration, failed and unfinished calls included."""
    statement = (
        select(
            func.coalesce(table.c.outcome, UNFINISHED).label("outcome"),
            func.count().label("calls"),
            func.sum(table.c.tokens_in).label("tokens_in"),
            func.sum(table.c.tokens_out).label("tokens_out"),
        )
        .where(table.c.collaboration == collaboration)
        .group_by(table.c.outcome)
        .order_by(table.c.outcome)
    )
    async with reading(engine) as connection:
        rows = (await connection.execute(statement)).all()
    return Usage(
        calls=sum(row.calls for row in rows),
        tokens_in=sum(row.tokens_in for row in rows),
        tokens_out=sum(row.tokens_out for row in rows),
        by_outcome={row.outcome: row.calls for row in rows},
    )


async def attempts(engine: AsyncEngine, collaboration: str | None = None) -> list[Attempt]:
    """Return every call, of one collaboration or of all, in the order in which they began."""
    columns = [table.c[name] for name in Attempt.model_fields]
    statement = select(*columns).order_by(table.c.at, table.c.key)
    if collaboration is not None:
        statement = statement.where(table.c.collaboration == collaboration)
    async with reading(engine) as connection:
        rows = (await connection.execute(statement)).mappings()
        return [Attempt.model_validate(dict(row)) for row in rows]
