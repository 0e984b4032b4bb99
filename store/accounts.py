"""Accounts of people who sign in here with a password: made by an invitation, until revoked."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from store.engine import one_statement, reading, writing
from store.inserting import add_or_correct
from store.tables.access import accounts as table
from store.tables.access import invites, sessions


@dataclasses.dataclass(frozen=True, slots=True)
class AccountRow:
    """One account. `password` is a hash; whoever is revoked signs in no more."""

    account: str
    password: str
    roles: Sequence[str]
    password_set_at: dt.datetime
    revoked_at: dt.datetime | None


async def account(engine: AsyncEngine, name: str) -> AccountRow | None:
    """Return one account, revoked or not."""
    async with reading(engine) as connection:
        return await read_account(connection, name)


async def accounts(engine: AsyncEngine) -> list[AccountRow]:
    """Return all accounts by name."""
    async with reading(engine) as connection:
        rows = (await connection.execute(select(table).order_by(table.c.account))).mappings()
        return [AccountRow(**row) for row in rows]


async def anybody(engine: AsyncEngine) -> bool:
    """Say whether anybody signs in here with a password."""
    async with reading(engine) as connection:
        alive = select(table.c.account).where(table.c.revoked_at.is_(None)).limit(1)
        return (await connection.execute(alive)).first() is not None


async def read_account(connection: AsyncConnection, name: str) -> AccountRow | None:
    """Return one account as this transaction sees it."""
    statement = select(table).where(table.c.account == name)
    row = (await connection.execute(statement)).mappings().first()
    return AccountRow(**row) if row else None


async def put_account(
    connection: AsyncConnection,
    name: str,
    password: str,
    roles: Sequence[str] | None,
    now: dt.datetime,
) -> None:
    """Give an account this password, and these roles unless it keeps its own.

    Who was signed in under the earlier password is so no more.
    """
    earlier = await read_account(connection, name)
    kept = earlier.roles if earlier and not earlier.revoked_at else ()
    row = {
        "account": name,
        "password": password,
        "roles": sorted(kept if roles is None else roles),
        "password_set_at": now,
        "revoked_at": None,
    }
    await add_or_correct(connection, table, [row], ("account",))
    # `revoked_at` NULL compares as unknown, so a correction of it alone would pass unseen.
    own = table.c.account == name
    await connection.execute(update(table).where(own).values(revoked_at=None))
    await end_sessions(connection, name, now)


async def end_sessions(connection: AsyncConnection, name: str, now: dt.datetime) -> int:
    """End every session of an account, and forget its browsers; return how many were open."""
    own = sessions.c.account == name, sessions.c.expires_at > now
    ended = await connection.execute(update(sessions).where(*own).values(expires_at=now))
    forgotten = update(sessions).where(sessions.c.account == name).values(device=None)
    await connection.execute(forgotten)
    return int(ended.rowcount)


async def revoke(engine: AsyncEngine, name: str, now: dt.datetime) -> bool:
    """Let an account in no more: its sessions end, its open invitations too.

    Returns False when there was nothing to revoke.
    """
    async with writing(engine) as connection:
        own = table.c.account == name, table.c.revoked_at.is_(None)
        ended = await connection.execute(update(table).where(*own).values(revoked_at=now))
        open_ = (
            invites.c.account == name,
            invites.c.used_at.is_(None),
            invites.c.revoked_at.is_(None),
        )
        closed = await connection.execute(update(invites).where(*open_).values(revoked_at=now))
        left = await end_sessions(connection, name, now)
        return bool(ended.rowcount or closed.rowcount or left)


async def rehash(engine: AsyncEngine, name: str, earlier: str, password: str) -> None:
    """Keep the same password under a newer hash, unless it was changed meanwhile."""
    own = table.c.account == name, table.c.password == earlier
    async with one_statement(engine) as connection:
        await connection.execute(update(table).where(*own).values(password=password))
