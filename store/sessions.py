"""Sessions: who is signed in with which browser, for how long."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from store.engine import one_look, one_statement, reading, writing
from store.tables.access import accounts
from store.tables.access import sessions as table

LONGEST = dt.timedelta(days=30)
IDLE = dt.timedelta(days=7)
"""Whoever does not come back for so long signs in again; sooner than `LONGEST` in any case."""
WORKING_DAY = dt.timedelta(hours=8)
"""For whoever is known from elsewhere: what they are there is asked again every day."""
REMEMBERED = dt.timedelta(days=90)
"""How long a browser is known again after its last session."""
_NOTED = dt.timedelta(hours=1)
"""How exactly it is kept when a session was last seen: not every read needs a write."""


@dataclasses.dataclass(frozen=True, slots=True)
class SessionRow:
    """Who is signed in, as what, and what their forms must repeat."""

    account: str
    roles: Sequence[str]
    csrf: str
    seen_at: dt.datetime


async def open_session(
    engine: AsyncEngine, id: str, account: str, csrf: str, device: str, now: dt.datetime
) -> bool:
    """Begin a session under the hash of its cookie; False when the account was revoked meanwhile.

    Sessions that nobody needs any more are forgotten.
    """
    alive = accounts.c.account == account, accounts.c.revoked_at.is_(None)
    async with writing(engine) as connection:
        if not (await connection.execute(select(accounts.c.account).where(*alive))).first():
            return False
        row = {"id": id, "account": account, "csrf": csrf, "device": device}
        await _open(connection, row, now, LONGEST)
        return True


async def open_guest_session(
    engine: AsyncEngine, id: str, account: str, csrf: str, now: dt.datetime
) -> None:
    """Begin a session for a working day of whoever has no password here, known from elsewhere."""
    async with writing(engine) as connection:
        row = {"id": id, "account": account, "csrf": csrf, "device": None}
        await _open(connection, row, now, WORKING_DAY)


async def _open(
    connection: AsyncConnection, row: dict[str, Any], now: dt.datetime, lasts: dt.timedelta
) -> None:
    row |= {"made_at": now, "seen_at": now, "expires_at": now + lasts}
    await connection.execute(delete(table).where(table.c.expires_at < now - REMEMBERED))
    await connection.execute(insert(table).values(row))


async def session(engine: AsyncEngine, id: str, now: dt.datetime) -> SessionRow | None:
    """Return the session while it lasts and its account is let in; that it was seen is noted."""
    statement = (
        select(table.c.account, accounts.c.roles, table.c.csrf, table.c.seen_at)
        .join(accounts, accounts.c.account == table.c.account)
        .where(*_lasts(id, now), accounts.c.revoked_at.is_(None))
    )
    async with one_look(engine) as connection:
        row = (await connection.execute(statement)).mappings().first()
    if row is None:
        return None
    found = SessionRow(**row)
    if now - found.seen_at > _NOTED:
        async with one_statement(engine) as connection:
            await connection.execute(update(table).where(table.c.id == id).values(seen_at=now))
    return found


async def guest_session(engine: AsyncEngine, id: str, now: dt.datetime) -> SessionRow | None:
    """Return the session of whoever has no password here, while it lasts; the store has no roles.

    Only ever asked for a cookie that says so: its hash is the id, so nobody can make it say so.
    """
    columns = table.c.account, table.c.csrf, table.c.seen_at
    async with reading(engine) as connection:
        row = (await connection.execute(select(*columns).where(*_lasts(id, now)))).mappings()
        found = row.first()
    return SessionRow(**found, roles=()) if found else None


def _lasts(id: str, now: dt.datetime) -> tuple[ColumnElement[bool], ...]:
    return table.c.id == id, table.c.expires_at > now, table.c.seen_at > now - IDLE


async def close_session(engine: AsyncEngine, id: str, now: dt.datetime) -> None:
    """End one session; its browser stays known."""
    async with one_statement(engine) as connection:
        own = table.c.id == id, table.c.expires_at > now
        await connection.execute(update(table).where(*own).values(expires_at=now))


async def known_device(engine: AsyncEngine, account: str, device: str, now: dt.datetime) -> bool:
    """Say whether this browser has signed this account in before, not too long ago."""
    own = (
        table.c.account == account,
        table.c.device == device,
        table.c.expires_at > now - REMEMBERED,
    )
    async with reading(engine) as connection:
        return (await connection.execute(select(table.c.id).where(*own))).first() is not None
