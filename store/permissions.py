"""Permissions for one collaboration: given, counted, withdrawn and refused; no row is deleted."""

import dataclasses
import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.errors import RefusedError
from domain.granting import Giver, Grant, Granted, Permission, Receiver, refusal
from domain.happening import GIVEN, WITHDRAWN
from domain.refusals import Refusal
from domain.text import Bilingual
from store.engine import reading, writing
from store.happenings import note
from store.postgresql import alone
from store.tables.access import permissions as table


@dataclasses.dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for, where, when, and how it came here."""

    collaboration: str
    grant: Grant
    at: dt.datetime
    verified: bool
    surface: str


async def grant(
    engine: AsyncEngine, asked: Asked, giver: Giver, receiver: Receiver
) -> tuple[list[Permission], int] | Refusal:
    """Give all that is asked for, or nothing; return it, and how much of it is new.

    The rules are asked within the transaction: of two who give at once what must stay apart, the
    later one is refused. What is refused is kept as well. Raises RefusedError (code "held") where
    one is held until another time.
    """
    async with writing(engine) as connection:
        await alone(connection, f"permissions:{asked.collaboration}")
        earlier = await _standing(connection, asked)
        known = receiver.model_copy(update={"granted": frozenset(earlier)})
        if refused := refusal(asked.grant, giver, known):
            await _keep(connection, asked, giver, refused.code)
            return refused
        other = [p for p in earlier.values() if p.action in asked.grant.actions]
        if differs := next((p for p in other if p.until != asked.grant.until), None):
            raise _held(differs)
        new = await _keep(connection, asked, giver, None, frozenset(earlier))
        for one in new:
            await _tell(connection, GIVEN, one, one.by, one.at)
    return [*other, *new], len(new)


async def keep_refused(engine: AsyncEngine, asked: Asked, giver: Giver, code: str) -> None:
    """Keep that somebody tried to give what was not theirs to give."""
    async with writing(engine) as connection:
        await _keep(connection, asked, giver, code)


async def withdraw(
    engine: AsyncEngine, collaboration: str, id: str, by: str, at: dt.datetime
) -> Permission | None:
    """End a permission at once; one that was withdrawn before stays as it was.

    Returns None when there is no such permission; one that was refused is none.
    """
    own = table.c.collaboration == collaboration, table.c.id == id, table.c.refused.is_(None)
    async with writing(engine) as connection:
        ends = update(table).where(*own, table.c.withdrawn_at.is_(None))
        ended = await connection.execute(ends.values(withdrawn_by=by, withdrawn_at=at))
        row = (await connection.execute(select(table).where(*own))).mappings().first()
        found = _permission(row) if row else None
        if found and ended.rowcount:
            await _tell(connection, WITHDRAWN, found, by, at)
    return found


async def granted(
    engine: AsyncEngine, collaboration: str, account: str, now: dt.datetime
) -> frozenset[Granted]:
    """Return what somebody has been given here and still has."""
    own = table.c.collaboration == collaboration, table.c.account == account
    async with reading(engine) as connection:
        rows = await connection.execute(select(table.c.action).where(*own, _stands(now)))
        return frozenset(rows.scalars())


async def permission_for(
    engine: AsyncEngine, collaboration: str, account: str, action: Granted, now: dt.datetime
) -> Permission | None:
    """Return the permission by which somebody may do this here."""
    mine = table.c.account == account, table.c.action == action, _stands(now)
    async with reading(engine) as connection:
        found = await connection.execute(_newest_first(collaboration).where(*mine).limit(1))
        row = found.mappings().first()
    return _permission(row) if row else None


async def granted_anywhere(
    engine: AsyncEngine, account: str, now: dt.datetime
) -> dict[str, frozenset[Granted]]:
    """Return what somebody has been given and still has, by collaboration."""
    columns = select(table.c.collaboration, table.c.action)
    found: dict[str, set[Granted]] = {}
    async with reading(engine) as connection:
        rows = await connection.execute(columns.where(table.c.account == account, _stands(now)))
        for collaboration, action in rows:
            found.setdefault(collaboration, set()).add(action)
    return {name: frozenset(actions) for name, actions in found.items()}


async def permissions(
    engine: AsyncEngine,
    collaboration: str,
    limit: int,
    before: tuple[dt.datetime, str] | None = None,
    standing_at: dt.datetime | None = None,
) -> list[Permission]:
    """Return permissions of one collaboration, the newest first; only what stands then, or all."""
    statement = _newest_first(collaboration).limit(limit)
    if before is not None:
        at, id = before
        statement = statement.where(or_(table.c.at < at, and_(table.c.at == at, table.c.id < id)))
    if standing_at is not None:
        statement = statement.where(_stands(standing_at))
    async with reading(engine) as connection:
        return [_permission(row) for row in (await connection.execute(statement)).mappings()]


def _newest_first(collaboration: str) -> Select[Any]:
    own = select(table).where(table.c.collaboration == collaboration)
    return own.order_by(table.c.at.desc(), table.c.id.desc())


def _stands(now: dt.datetime) -> ColumnElement[bool]:
    lasts = or_(table.c.until.is_(None), table.c.until > now)
    return and_(table.c.refused.is_(None), table.c.withdrawn_at.is_(None), lasts)


async def _standing(connection: AsyncConnection, asked: Asked) -> dict[Granted, Permission]:
    own = _newest_first(asked.collaboration).where(table.c.account == asked.grant.account)
    rows = (await connection.execute(own.where(_stands(asked.at)))).mappings()
    found = [_permission(row) for row in rows]
    return {one.action: one for one in found}


async def _keep(
    connection: AsyncConnection,
    asked: Asked,
    giver: Giver,
    refused: str | None,
    but: frozenset[Granted] = frozenset(),
) -> list[Permission]:
    """Insert a row for each action that is asked for, `but` for these."""
    made = [
        Permission(
            id=f"pm_{secrets.token_hex(12)}",
            collaboration=asked.collaboration,
            account=asked.grant.account,
            action=action,
            reason=asked.grant.reason,
            by=giver.account,
            verified=asked.verified,
            surface=asked.surface,
            at=asked.at,
            until=asked.grant.until,
            refused=refused,
        )
        for action in asked.grant.actions
        if action not in but
    ]
    if made:
        await connection.execute(insert(table), [one.model_dump() for one in made])
    return made


async def _tell(
    connection: AsyncConnection, type: str, one: Permission, by: str, at: dt.datetime
) -> None:
    """Tell those who listen. Why it was given is read in the list, by whoever may."""
    body: dict[str, Any] = {"permission": one.id, "account": one.account, "action": one.action}
    body |= {"by": by, "until": one.until.isoformat() if one.until else None}
    await note(connection, type, one.collaboration, at, body)


def _permission(row: Mapping[Any, Any]) -> Permission:
    return Permission.model_validate(dict(row))


def _held(one: Permission) -> RefusedError:
    return RefusedError(
        Bilingual(
            en=f"{one.account} has “{one.action}” here already, until another time: "
            f"withdraw {one.id} first",
            zh=f"{one.account} 已有权限「{one.action}」，但期限不同：请先收回 {one.id}",
        ),
        code="held",
        current=one.model_dump(mode="json"),
    )
