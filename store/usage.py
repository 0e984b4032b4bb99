"""What the model was asked and what it cost; `store.beginning` makes the row before a call."""

import dataclasses
import datetime as dt
import functools
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Update, bindparam, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.circuit import Recent
from domain.errors import BadInputError
from domain.usage import Attempt, Cost, Kept, Spent, total_cost
from store.engine import one_statement, reading
from store.tables.spending import model_usage as table

UNFINISHED = "unfinished"
"""How `usage` counts the calls during which the worker died, or which still run."""

MOST_RECENT = 200
"""How many attempts at one model tell how it does now."""


@dataclasses.dataclass(frozen=True, slots=True)
class Usage:
    """Totals of a collaboration; `by_outcome` counts calls and sums to `calls`.

    `cost` is by currency; `unpriced` counts the calls that used tokens without a known price.
    """

    calls: int
    tokens_in: int
    tokens_out: int
    by_outcome: dict[str, int]
    cost: dict[str, Decimal] = dataclasses.field(default_factory=dict)
    unpriced: int = 0


async def end_attempt(
    engine: AsyncEngine,
    key: str,
    outcome: str,
    spent: Spent,
    seconds: float,
    cost: Cost | None = None,
    answer: Kept | None = None,
) -> bool:
    """Record how a call ended; False when its end was recorded before, which then stays.

    Raises BadInputError when no call was begun under `key`.
    """
    values = dataclasses.asdict(spent) | {"outcome": outcome, "seconds": seconds}
    if cost:
        values |= {"cost": f"{cost.amount:f}", "currency": cost.currency}
    if answer and outcome == "ok":
        values |= {"answer": answer.text, "answered_by": answer.model}
    async with one_statement(engine) as connection:
        ended = await connection.execute(_ending(tuple(values)), values | {"begun": key})
        if ended.rowcount:
            return True
    async with reading(engine) as connection:
        known = await connection.execute(select(table.c.key).where(table.c.key == key))
        if known.first() is None:
            raise BadInputError(
                f"no model call was begun under {key}", f"没有以「{key}」开始的模型调用"
            )
    return False


@functools.cache
def _ending(names: tuple[str, ...]) -> Update:
    """Return the statement, made once, as every call waits for it."""
    values = {name: bindparam(name, type_=table.c[name].type) for name in names}
    begun = table.c.key == bindparam("begun"), table.c.outcome.is_(None)
    return update(table).where(*begun).values(values)


async def settle(engine: AsyncEngine, suggestion: str) -> None:
    """Drop the kept answers of a suggestion: it is kept itself now."""
    answered = table.c.suggestion == suggestion, table.c.answer.is_not(None)
    async with one_statement(engine) as connection:
        await connection.execute(update(table).where(*answered).values(answer=None))


async def recent(engine: AsyncEngine, host: str, model: str, since: dt.datetime) -> list[Recent]:
    """Return the attempts at one model begun since then, newest last, at most `MOST_RECENT`."""
    async with reading(engine) as connection:
        return await recent_within(connection, host, model, since)


async def usage(engine: AsyncEngine, collaboration: str) -> Usage:
    """Return the totals of a collaboration, failed and unfinished calls included."""
    found = await attempts(engine, collaboration)
    ended = Counter(one.outcome or UNFINISHED for one in found)
    cost, unpriced = total_cost(found)
    return Usage(
        calls=len(found),
        tokens_in=sum(one.tokens_in for one in found),
        tokens_out=sum(one.tokens_out for one in found),
        by_outcome=dict(sorted(ended.items())),
        cost=cost,
        unpriced=unpriced,
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


async def recent_within(
    connection: AsyncConnection, host: str, model: str, since: dt.datetime
) -> list[Recent]:
    """Return what `recent` returns, within a transaction."""
    statement = (
        select(table.c.at, table.c.seconds, table.c.outcome)
        .where(table.c.host == host, table.c.model == model, table.c.at >= since)
        .order_by(table.c.at.desc(), table.c.key.desc())
        .limit(MOST_RECENT)
    )
    rows = (await connection.execute(statement)).all()
    return [Recent(row.at, row.seconds, row.outcome) for row in reversed(rows)]


async def kept_within(connection: AsyncConnection, suggestion: str, request: str) -> Kept | None:
    """Return the newest answer to an equal request of this suggestion that is not settled yet."""
    statement = (
        select(table)
        .where(*equal_answered(suggestion, request))
        .order_by(table.c.at.desc(), table.c.key)
        .limit(1)
    )
    row = (await connection.execute(statement)).first()
    if row is None:
        return None
    return Kept(
        text=row.answer,
        model=row.answered_by,
        tokens_in=row.tokens_in,
        tokens_out=row.tokens_out,
        tokens_cached=row.tokens_cached,
        cost=Cost(Decimal(row.cost), row.currency) if row.currency else None,
    )


def equal_answered(suggestion: Any, request: Any) -> Sequence[ColumnElement[bool]]:
    """Return what the rows of kept answers to an equal request of this suggestion meet."""
    return (
        table.c.suggestion == suggestion,
        table.c.request == request,
        table.c.answer.is_not(None),
    )
