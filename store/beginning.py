"""A call of the model begins: a row is made for it, if circuit and budget let it."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, case, exists, func, literal, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.budget import Budget, day
from domain.circuit import FAILED, FAILURES, LOOK_BACK, CircuitOpenError, Open, circuit
from domain.usage import Call, Kept
from store.engine import one_statement, reading, writing
from store.inserting import add_new
from store.postgresql import alone
from store.tables import model_usage as table
from store.usage import equal_answered, kept_within, recent_within

_NO_BUDGET = Budget()
_USED = case(
    (table.c.outcome.is_(None), table.c.tokens_reserved),
    else_=table.c.tokens_in + table.c.tokens_out,
)


@dataclasses.dataclass(frozen=True, slots=True)
class Used:
    """Tokens that count against a budget: what ended calls used, what others reserved."""

    collaboration: int
    day: int


async def begin_attempt(
    engine: AsyncEngine,
    key: str,
    collaboration: str,
    suggestion: str,
    call: Call,
    at: dt.datetime,
    budget: Budget = _NO_BUDGET,
) -> Kept | None:
    """Record that a call is about to be made, unless the answer to an equal one is kept.

    That answer is returned, and nothing is recorded. Circuit and budget are checked in the
    transaction that begins the call: of two workers that would both probe, or together exceed the
    budget, one is refused. The same `key` again changes nothing.

    Raises:
        CircuitOpenError: the endpoint is left alone; nothing is recorded.
        OverBudgetError: the call could exceed `budget`; nothing is recorded.
    """
    row = {
        "key": key,
        "collaboration": collaboration,
        "suggestion": suggestion,
        "prompt": call.prompt,
        "model": call.model,
        "host": call.host,
        "request": call.request,
        "at": at,
        "tokens_in": 0,
        "tokens_out": 0,
        "tokens_reserved": call.tokens_most,
    }
    if await _begun_at_once(engine, row, call, at, budget):
        return None
    async with writing(engine) as connection:
        await alone(connection, "model_usage")
        if kept := await kept_within(connection, suggestion, call.request):
            return kept
        await _require_closed(connection, call, at)
        if budget.is_set:
            so_far = await _used(connection, collaboration, at)
            budget.require(call.tokens_most, so_far.collaboration, so_far.day)
        await add_new(connection, table, [row])
    return None


async def _begun_at_once(
    engine: AsyncEngine, row: Mapping[str, Any], call: Call, at: dt.datetime, budget: Budget
) -> bool:
    """Insert the row if nothing is in the way, in one statement; False leaves it to the others.

    Every call waits for this. Nearly all pass; SQLite, with its one writer, then needs no more.
    """
    if engine.dialect.name != "sqlite":
        return False  # two of these at once would not see one another
    allowed = [
        ~exists().where(*equal_answered(row["suggestion"], call.request)),
        _failed(call, at).scalar_subquery() < FAILURES,
    ]
    own, today = (total.scalar_subquery() for total in _totals(row["collaboration"], at))
    if budget.per_collaboration is not None:
        allowed.append(own + call.tokens_most <= budget.per_collaboration)
    if budget.per_day is not None:
        allowed.append(today + call.tokens_most <= budget.per_day)
    values = [literal(value, table.c[name].type) for name, value in row.items()]
    statement = sqlite.insert(table).from_select([*row], select(*values).where(*allowed))
    async with one_statement(engine) as connection:
        return (await connection.execute(statement.on_conflict_do_nothing())).rowcount == 1


async def used(engine: AsyncEngine, collaboration: str, at: dt.datetime) -> Used:
    """Return what counts against the budgets of a collaboration and of the day of `at`."""
    async with reading(engine) as connection:
        return await _used(connection, collaboration, at)


async def _require_closed(connection: AsyncConnection, call: Call, at: dt.datetime) -> None:
    # Counting is cheap, and mostly enough.
    if (await connection.execute(_failed(call, at))).scalar_one() < FAILURES:
        return
    found = await recent_within(connection, call.host, call.model, at - LOOK_BACK)
    state = circuit(found, at)
    if isinstance(state, Open):
        raise CircuitOpenError(state.until)


def _failed(call: Call, at: dt.datetime) -> Select[int]:
    return select(func.count()).where(
        table.c.host == call.host,
        table.c.model == call.model,
        table.c.at >= at - LOOK_BACK,
        table.c.outcome.in_(FAILED),
    )


def _totals(collaboration: str, at: dt.datetime) -> tuple[Select[int], Select[int]]:
    """Return how to sum what a collaboration used, and what the day did."""
    start, end = day(at)
    total = select(func.coalesce(func.sum(_USED), 0))
    today = total.where(table.c.at >= start, table.c.at < end)
    return total.where(table.c.collaboration == collaboration), today


async def _used(connection: AsyncConnection, collaboration: str, at: dt.datetime) -> Used:
    own, today = _totals(collaboration, at)
    return Used(
        (await connection.execute(own)).scalar_one(), (await connection.execute(today)).scalar_one()
    )
