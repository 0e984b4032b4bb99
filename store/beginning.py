"""A call of the model begins: a row is made for it, if circuit and budget let it."""

import dataclasses
import datetime as dt
import functools
from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, bindparam, case, exists, func, select
from sqlalchemy.dialects import sqlite
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.budget import Budget, day
from domain.circuit import FAILED, FAILURES, LOOK_BACK, CircuitOpenError, Open, circuit
from domain.usage import Call, Kept
from store.engine import one_statement, reading, writing
from store.inserting import add_new
from store.postgresql import alone
from store.tables.spending import model_usage as table
from store.usage import equal_answered, kept_within, recent_within

_NO_BUDGET = Budget()
_TIMES = ("since", "start", "end")
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
    start, end = day(at)
    given = dict(row) | {"since": at - LOOK_BACK, "start": start, "end": end}
    if budget.per_collaboration is not None:
        given["per_collaboration"] = budget.per_collaboration - call.tokens_most
    if budget.per_day is not None:
        given["per_day"] = budget.per_day - call.tokens_most
    statement = _insert_if_allowed(tuple(row), "per_collaboration" in given, "per_day" in given)
    async with one_statement(engine) as connection:
        return (await connection.execute(statement, given)).rowcount == 1


@functools.cache
def _insert_if_allowed(
    names: tuple[str, ...], within_collaboration: bool, within_day: bool
) -> sqlite.Insert:
    """Return the statement, made once: making it takes longer than executing it."""
    given = {name: bindparam(name, type_=table.c[name].type) for name in names}
    since, start, end = (bindparam(name, type_=table.c.at.type) for name in _TIMES)
    allowed = [
        ~exists().where(*equal_answered(given["suggestion"], given["request"])),
        _failed(given["host"], given["model"], since).scalar_subquery() < FAILURES,
    ]
    own, today = _totals(given["collaboration"], start, end)
    if within_collaboration:
        allowed.append(own.scalar_subquery() <= bindparam("per_collaboration"))
    if within_day:
        allowed.append(today.scalar_subquery() <= bindparam("per_day"))
    insert = sqlite.insert(table).from_select([*names], select(*given.values()).where(*allowed))
    return insert.on_conflict_do_nothing()


async def used(engine: AsyncEngine, collaboration: str, at: dt.datetime) -> Used:
    """Return what counts against the budgets of a collaboration and of the day of `at`."""
    async with reading(engine) as connection:
        return await _used(connection, collaboration, at)


async def _require_closed(connection: AsyncConnection, call: Call, at: dt.datetime) -> None:
    # Counting is cheap, and mostly enough.
    failed = _failed(call.host, call.model, at - LOOK_BACK)
    if (await connection.execute(failed)).scalar_one() < FAILURES:
        return
    found = await recent_within(connection, call.host, call.model, at - LOOK_BACK)
    state = circuit(found, at)
    if isinstance(state, Open):
        raise CircuitOpenError(state.until)


def _failed(host: Any, model: Any, since: Any) -> Select[int]:
    return select(func.count()).where(
        table.c.host == host,
        table.c.model == model,
        table.c.at >= since,
        table.c.outcome.in_(FAILED),
    )


def _totals(collaboration: Any, start: Any, end: Any) -> tuple[Select[int], Select[int]]:
    """Return how to sum what a collaboration used, and what the day did."""
    total = select(func.coalesce(func.sum(_USED), 0))
    today = total.where(table.c.at >= start, table.c.at < end)
    return total.where(table.c.collaboration == collaboration), today


async def _used(connection: AsyncConnection, collaboration: str, at: dt.datetime) -> Used:
    own, today = _totals(collaboration, *day(at))
    return Used(
        (await connection.execute(own)).scalar_one(), (await connection.execute(today)).scalar_one()
    )
