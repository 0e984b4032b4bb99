"""Sessions: who is signed in with which browser, for how long."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from store.engine import one_statement, reading, writing
from store.tables import accounts
from store.tables import sessions as table

LONGEST = dt.timedelta(days=30)
IDLE = dt.timedelta(days=7)
"""Whoever does not come back for so long signs in again; sooner than `LONGEST` in any case."""
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
    row: dict[str, Any] = {"id": id, "account": account, "csrf": csrf, "device": device}
    row |= {"made_at": now, "seen_at": now, "expires_at": now + LONGEST}
    alive = accounts.c.account == account, accounts.c.revoked_at.is_(None)
    async with writing(engine) as connection:
        if not (await connection.execute(select(accounts.c.account).where(*alive))).first():
            return False
        await connection.execute(delete(table).where(table.c.expires_at < now - REMEMBERED))
        await connection.execute(insert(table).values(row))
        return True


async def session(engine: AsyncEngine, id: str, now: dt.datetime) -> SessionRow | None:
    """Return the session while it lasts and its account is let in; that it was seen is noted."""
    statement = (
        select(table.c.account, accounts.c.roles, table.c.csrf, table.c.seen_at)
        .join(accounts, accounts.c.account == table.c.account)
        .where(
            and_(
                table.c.id == id,
                table.c.expires_at > now,
                table.c.seen_at > now - IDLE,
                accounts.c.revoked_at.is_(None),
            )
        )
    )
    async with one_statement(engine) as connection:
        row = (await connection.execute(statement)).mappings().first()
    if row is None:
        return None
    found = SessionRow(**row)
    if now - found.seen_at > _NOTED:
        async with one_statement(engine) as connection:
            await connection.execute(update(table).where(table.c.id == id).values(seen_at=now))
    return found


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
