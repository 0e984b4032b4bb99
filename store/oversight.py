"""What is known about how people decided: ledger, outbox, texts, openings and outcomes."""

from collections.abc import Sequence

from sqlalchemy import Table, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.messages import asking_of
from domain.oversight import Asked, End, Opened, Watched
from domain.suggestion import Suggestion
from store import ledger
from store.engine import reading
from store.tables.suggestions import ledger as ledger_table
from store.tables.suggestions import openings, outcomes, suggestions
from store.tables.telling import outbox


async def watched(engine: AsyncEngine, collaborations: Sequence[str] | None = None) -> Watched:
    """Return all that was recorded about these collaborations; None for every one.

    Raises BadInputError when a ledger has a row that cannot be read.
    """
    names = await _with_ledgers(engine) if collaborations is None else [*collaborations]
    rows = [row for name in dict.fromkeys(names) for row in await ledger.rows(engine, name)]
    bodies = await _column(engine, suggestions, "body", names)
    return Watched(
        rows=tuple(rows),
        asked=await _asked(engine, names),
        texts=tuple(Suggestion.model_validate_json(body) for body in bodies),
        ends=await _ends(engine, names),
        opened=await _opened(engine, names),
    )


async def _with_ledgers(engine: AsyncEngine) -> list[str]:
    name = ledger_table.c.collaboration
    async with reading(engine) as connection:
        return [*(await connection.execute(select(name).distinct().order_by(name))).scalars()]


async def _column(
    engine: AsyncEngine, table: Table, column: str, names: Sequence[str]
) -> list[str]:
    statement = select(table.c[column]).where(table.c.collaboration.in_(names))
    async with reading(engine) as connection:
        found = await connection.execute(statement.order_by(*table.primary_key.columns))
        return [*found.scalars()]


async def _asked(engine: AsyncEngine, names: Sequence[str]) -> tuple[Asked, ...]:
    statement = select(outbox.c.key, outbox.c.at).where(outbox.c.collaboration.in_(names))
    async with reading(engine) as connection:
        told = (await connection.execute(statement.order_by(outbox.c.number))).all()
    return tuple(Asked(asking, row.at) for row in told if (asking := asking_of(row.key)))


async def _opened(engine: AsyncEngine, names: Sequence[str]) -> tuple[Opened, ...]:
    theirs = select(suggestions.c.id).where(suggestions.c.collaboration.in_(names))
    statement = select(openings).where(openings.c.suggestion.in_(theirs))
    async with reading(engine) as connection:
        rows = (await connection.execute(statement.order_by(openings.c.at))).all()
    return tuple(Opened(row.suggestion, row.revision, row.account, row.at) for row in rows)


async def _ends(engine: AsyncEngine, names: Sequence[str]) -> tuple[End, ...]:
    columns = outcomes.c.suggestion, outcomes.c.state, outcomes.c.at
    statement = select(*columns).where(outcomes.c.collaboration.in_(names))
    async with reading(engine) as connection:
        rows = (await connection.execute(statement.order_by(outcomes.c.at))).all()
    return tuple(End(row.suggestion, row.state, row.at) for row in rows)
