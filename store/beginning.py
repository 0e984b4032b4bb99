"""A call of the model begins: a row is made for it, if circuit and budget let it."""

import dataclasses
import datetime as dt

from sqlalchemy import case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.budget import Budget, day
from domain.circuit import FAILED, FAILURES, LOOK_BACK, CircuitOpenError, Open, circuit
from domain.usage import Call
from store.engine import reading, writing
from store.inserting import add_new
from store.tables import model_usage as table
from store.usage import recent_within

_BEGIN_LOCK = 0xACC03D  # any number that nothing else in the database locks
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
    suggestion: str | None,
    call: Call,
    at: dt.datetime,
    budget: Budget = _NO_BUDGET,
) -> bool:
    """Record that a call is about to be made; False when the key was there.

    Circuit and budget are checked in the transaction that begins the call: of two workers that
    would both probe, or together exceed the budget, one is refused.

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
    async with writing(engine) as connection:
        await _one_at_a_time(connection)
        await _require_closed(connection, call, at)
        if budget.is_set:
            so_far = await _used(connection, collaboration, at)
            budget.require(call.tokens_most, so_far.collaboration, so_far.day)
        return await add_new(connection, table, [row]) == 1


async def used(engine: AsyncEngine, collaboration: str, at: dt.datetime) -> Used:
    """Return what counts against the budgets of a collaboration and of the day of `at`."""
    async with reading(engine) as connection:
        return await _used(connection, collaboration, at)


async def _one_at_a_time(connection: AsyncConnection) -> None:
    """Let nobody else begin a call before this transaction ends; SQLite has one writer."""
    if connection.dialect.name == "postgresql":
        await connection.execute(select(func.pg_advisory_xact_lock(_BEGIN_LOCK)))


async def _require_closed(connection: AsyncConnection, call: Call, at: dt.datetime) -> None:
    since = at - LOOK_BACK
    failed = select(func.count()).where(
        table.c.host == call.host,
        table.c.model == call.model,
        table.c.at >= since,
        table.c.outcome.in_(FAILED),
    )
    # Counting is cheap, and mostly enough: every call waits for this.
    if (await connection.execute(failed)).scalar_one() < FAILURES:
        return
    state = circuit(await recent_within(connection, call.host, call.model, since), at)
    if isinstance(state, Open):
        raise CircuitOpenError(state.until)


async def _used(connection: AsyncConnection, collaboration: str, at: dt.datetime) -> Used:
    start, end = day(at)
    total = select(func.coalesce(func.sum(_USED), 0))
    own = total.where(table.c.collaboration == collaboration)
    today = total.where(table.c.at >= start, table.c.at < end)
    return Used(
        (await connection.execute(own)).scalar_one(), (await connection.execute(today)).scalar_one()
    )
