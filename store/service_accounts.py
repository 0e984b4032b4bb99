"""Service accounts: programs that start, read and import, each with a secret of its own."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from store.engine import one_statement, reading, writing
from store.inserting import add_new
from store.tables.access import service_accounts as table


@dataclasses.dataclass(frozen=True, slots=True)
class ServiceRow:
    """One service account: what it may do, and in which collaborations; None is in all."""

    name: str
    may: Sequence[str]
    collaborations: Sequence[str] | None
    made_at: dt.datetime
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None


_COLUMNS = [table.c[field.name] for field in dataclasses.fields(ServiceRow)]


async def keep_service(engine: AsyncEngine, row: ServiceRow, secret: str) -> bool:
    """Keep a service account under the hash of its secret; False when its name is in use.

    A name that was revoked is free again.
    """
    gone = table.c.name == row.name, table.c.revoked_at.is_not(None)
    async with writing(engine) as connection:
        await connection.execute(delete(table).where(*gone))
        return bool(
            await add_new(connection, table, [dataclasses.asdict(row) | {"secret": secret}])
        )


async def service(engine: AsyncEngine, secret: str, now: dt.datetime) -> ServiceRow | None:
    """Return the service account of a secret (its hash) while it is let in."""
    statement = select(*_COLUMNS).where(
        table.c.secret == secret,
        table.c.revoked_at.is_(None),
        or_(table.c.expires_at.is_(None), table.c.expires_at > now),
    )
    async with reading(engine) as connection:
        row = (await connection.execute(statement)).mappings().first()
        return ServiceRow(**row) if row else None


async def services(engine: AsyncEngine) -> list[ServiceRow]:
    """Return all service accounts by name, revoked ones too."""
    async with reading(engine) as connection:
        rows = (await connection.execute(select(*_COLUMNS).order_by(table.c.name))).mappings()
        return [ServiceRow(**row) for row in rows]


async def revoke_service(engine: AsyncEngine, name: str, now: dt.datetime) -> bool:
    """Let a service account in no more; False when there is none to revoke."""
    own = table.c.name == name, table.c.revoked_at.is_(None)
    async with one_statement(engine) as connection:
        ended = await connection.execute(update(table).where(*own).values(revoked_at=now))
        return bool(ended.rowcount)
