"""The company's strategic objectives: every version stays, the newest holds."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.brief import Objective
from domain.errors import RefusedError
from domain.strategy import Strategy
from domain.text import Bilingual
from store.engine import reading, writing
from store.postgresql import alone
from store.tables.company import strategic_objectives as table


async def strategy(engine: AsyncEngine) -> Strategy:
    """Return the objectives as they hold now; version 0 without any before the first change."""
    async with reading(engine) as connection:
        return await _newest(connection)


async def replace_strategy(
    engine: AsyncEngine,
    objectives: Sequence[Objective],
    expected: int | None,
    by: str,
    at: dt.datetime,
) -> Strategy:
    """Put these objectives in the place of the earlier ones, all or none.

    The same objectives again change nothing. Raises RefusedError (code "stale", with the version
    that holds) when that is not the one `expected`; None overwrites whatever holds.
    """
    async with writing(engine) as connection:
        await alone(connection, "strategy")
        held = await _newest(connection)
        if expected is not None and expected != held.version:
            raise _stale(expected, held.version)
        if held.objectives == tuple(objectives):
            return held
        made = Strategy(version=held.version + 1, objectives=tuple(objectives), by=by, at=at)
        rows = [
            {"version": made.version, "place": place, "by": by, "at": at, **one.model_dump()}
            for place, one in enumerate(made.objectives)
        ]
        await connection.execute(insert(table), rows)
    return made


async def _newest(connection: AsyncConnection) -> Strategy:
    newest = select(func.max(table.c.version)).scalar_subquery()
    statement = select(table).where(table.c.version == newest).order_by(table.c.place)
    rows = (await connection.execute(statement)).all()
    if not rows:
        return Strategy()
    objectives = tuple(Objective(id=row.id, text=row.text, measure=row.measure) for row in rows)
    return Strategy(version=rows[0].version, objectives=objectives, by=rows[0].by, at=rows[0].at)


def _stale(expected: int, version: int) -> RefusedError:
    return RefusedError(
        Bilingual(
            en=f"the strategic objectives have version {version} by now, not {expected}; "
            "read them again",
            zh=f"战略目标现为第 {version} 版，而不是第 {expected} 版；请重新读取",
        ),
        code="stale",
        version=version,
    )
