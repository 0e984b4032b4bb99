"""Collaborations: the brief each began with, how it stands, and how it ended."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, false, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.brief import Brief
from domain.errors import BadInputError
from domain.happening import CLOSED, STARTED
from store.engine import reading, writing
from store.happenings import note
from store.inserting import add_new
from store.tables.collaborations import collaborations as table


@dataclasses.dataclass(frozen=True, slots=True)
class CollaborationRow:
    """One collaboration in a list. `summary` is its last known state, `outcome` its end."""

    id: str
    title: str
    language: str
    sponsor: str
    started_at: dt.datetime
    closed_at: dt.datetime | None
    outcome: dict[str, Any] | None
    summary: dict[str, Any] | None


@dataclasses.dataclass(frozen=True, slots=True)
class Naming:
    """A collaboration whose brief names an imported event log, and whether it goes on."""

    id: str
    log: str
    is_open: bool


async def keep_collaboration(engine: AsyncEngine, brief: Brief, started_at: dt.datetime) -> bool:
    """Keep a collaboration's brief; False when it was there already.

    Raises BadInputError when the same id was started with another brief.
    """
    row = {
        "id": brief.id,
        "title": brief.title,
        "language": brief.language,
        "sponsor": brief.sponsor,
        "body": brief.model_dump_json(),
        "started_at": started_at,
    }
    async with writing(engine) as connection:
        if await add_new(connection, table, [row]):
            body = {"title": brief.title, "sponsor": brief.sponsor}
            await note(connection, STARTED, brief.id, started_at, body)
            return True
        statement = select(table.c.body).where(table.c.id == brief.id)
        earlier = Brief.model_validate_json((await connection.execute(statement)).scalar_one())
    if earlier != brief:
        raise BadInputError(
            f"collaboration {brief.id} was started with another brief",
            f"协作「{brief.id}」已用另一份立项申请启动",
        )
    return False


async def brief(engine: AsyncEngine, id: str) -> Brief | None:
    """Return the brief of a collaboration, or None when the id is not known."""
    async with reading(engine) as connection:
        found = await connection.execute(select(table.c.body).where(table.c.id == id))
        body = found.scalar_one_or_none()
    return None if body is None else Brief.model_validate_json(body)


async def briefs(engine: AsyncEngine, ids: Sequence[str]) -> dict[str, Brief]:
    """Return the briefs of several collaborations, by one statement."""
    statement = select(table.c.id, table.c.body).where(table.c.id.in_(ids))
    async with reading(engine) as connection:
        rows = (await connection.execute(statement)).all()
    return {id: Brief.model_validate_json(body) for id, body in rows}


async def naming_logs(engine: AsyncEngine, names: Sequence[str]) -> list[Naming]:
    """Return the collaborations whose briefs name one of these event logs, the oldest first."""
    wanted = select(table.c.id, table.c.body, table.c.closed_at)
    # As a brief is written; which ones really name it is read from the brief itself.
    told = [table.c.body.contains(f'"log":"{name}"', autoescape=True) for name in names]
    wanted = wanted.where(or_(false(), *told)).order_by(table.c.started_at, table.c.id)
    async with reading(engine) as connection:
        rows = (await connection.execute(wanted)).all()
    found = []
    for id, body, closed_at in rows:
        events = Brief.model_validate_json(body).sources.events
        log = events.log if events else None
        if log is not None and log in names:
            found.append(Naming(id, log, closed_at is None))
    return found


async def keep_summary(engine: AsyncEngine, id: str, summary: dict[str, Any]) -> None:
    """Keep the last known state of a collaboration; BadInputError when the id is not known."""
    async with writing(engine) as connection:
        statement = update(table).where(table.c.id == id).values(summary=summary)
        if not (await connection.execute(statement)).rowcount:
            raise _unknown(id)


async def close_collaboration(
    engine: AsyncEngine, id: str, outcome: dict[str, Any], at: dt.datetime
) -> bool:
    """Record how a collaboration ended; False when its end was recorded before.

    Raises BadInputError when the id is not known.
    """
    open_one = update(table).where(table.c.id == id, table.c.closed_at.is_(None))
    async with writing(engine) as connection:
        done = await connection.execute(open_one.values(outcome=outcome, closed_at=at))
        if done.rowcount:
            await note(connection, CLOSED, id, at, {"by": outcome.get("by", "")})
            return True
        known = await connection.execute(select(table.c.id).where(table.c.id == id))
        if known.first() is None:
            raise _unknown(id)
    return False


async def collaborations(engine: AsyncEngine) -> list[CollaborationRow]:
    """Return every collaboration, the oldest first."""
    async with reading(engine) as connection:
        rows = await connection.execute(_rows().order_by(table.c.started_at, table.c.id))
        return [CollaborationRow(**row) for row in rows.mappings()]


async def row(engine: AsyncEngine, id: str) -> CollaborationRow | None:
    """Return one collaboration, or None when the id is not known."""
    statement = _rows().where(table.c.id == id)
    async with reading(engine) as connection:
        found = (await connection.execute(statement)).mappings().first()
    return CollaborationRow(**found) if found else None


async def page(
    engine: AsyncEngine,
    limit: int,
    before: tuple[dt.datetime, str] | None = None,
    ids: Sequence[str] | None = None,
) -> list[CollaborationRow]:
    """Return collaborations, the newest first, beginning behind `before`; of these ids or all."""
    statement = _rows().order_by(table.c.started_at.desc(), table.c.id.desc()).limit(limit)
    if before is not None:
        at, id = before
        same = and_(table.c.started_at == at, table.c.id < id)
        statement = statement.where(or_(table.c.started_at < at, same))
    if ids is not None:
        statement = statement.where(table.c.id.in_(ids))
    async with reading(engine) as connection:
        rows = await connection.execute(statement)
        return [CollaborationRow(**row) for row in rows.mappings()]


def _rows() -> Select[Any]:
    names = [field.name for field in dataclasses.fields(CollaborationRow)]
    return select(*(table.c[name] for name in names))


def _unknown(id: str) -> BadInputError:
    return BadInputError(f"there is no collaboration {id}", f"没有编号为「{id}」的协作")
