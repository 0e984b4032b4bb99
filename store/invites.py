"""Invitations: a personal link that sets a password once."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from store.accounts import put_account
from store.engine import reading, writing
from store.tables.access import invites as table


@dataclasses.dataclass(frozen=True, slots=True)
class InviteRow:
    """One invitation. `id` is the hash of what its link carries; `roles` None keeps those held."""

    id: str
    account: str
    roles: Sequence[str] | None
    made_at: dt.datetime
    expires_at: dt.datetime
    used_at: dt.datetime | None
    revoked_at: dt.datetime | None

    def open(self, now: dt.datetime) -> bool:
        """Say whether it still lets somebody in."""
        return self.used_at is None and self.revoked_at is None and now < self.expires_at


async def invite(
    engine: AsyncEngine,
    id: str,
    account: str,
    roles: Sequence[str] | None,
    now: dt.datetime,
    expires_at: dt.datetime,
) -> None:
    """Keep an invitation; earlier ones of the account that are still open end."""
    row = {"id": id, "account": account, "roles": roles, "made_at": now, "expires_at": expires_at}
    own = table.c.account == account, table.c.used_at.is_(None), table.c.revoked_at.is_(None)
    async with writing(engine) as connection:
        await connection.execute(update(table).where(*own).values(revoked_at=now))
        await connection.execute(insert(table).values(row))


async def invitation(engine: AsyncEngine, id: str) -> InviteRow | None:
    """Return one invitation, as it is; nothing is used up."""
    async with reading(engine) as connection:
        row = (await connection.execute(select(table).where(table.c.id == id))).mappings().first()
        return InviteRow(**row) if row else None


async def invitations(engine: AsyncEngine) -> list[InviteRow]:
    """Return all invitations, the newest first."""
    statement = select(table).order_by(table.c.made_at.desc(), table.c.id)
    async with reading(engine) as connection:
        return [InviteRow(**row) for row in (await connection.execute(statement)).mappings()]


async def accept(engine: AsyncEngine, id: str, password: str, now: dt.datetime) -> str | None:
    """Use an invitation up and give its account this password (a hash); return the account.

    Of two who come at once, one gets None, as does whoever comes too late.
    """
    usable = (
        table.c.id == id,
        table.c.used_at.is_(None),
        table.c.revoked_at.is_(None),
        table.c.expires_at > now,
    )
    async with writing(engine) as connection:
        used = await connection.execute(update(table).where(*usable).values(used_at=now))
        if not used.rowcount:
            return None
        row = (await connection.execute(select(table).where(table.c.id == id))).mappings().one()
        found = InviteRow(**row)
        await put_account(connection, found.account, password, found.roles, now)
        return found.account
