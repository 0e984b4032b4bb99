"""The outbox: each announcement to a person once, by its business key."""

import dataclasses
import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.messages import asking_of
from store.engine import reading, writing
from store.inserting import add_new
from store.tables.suggestions import facts
from store.tables.telling import outbox as table

CAUSE = "cause:"
"""Before a message's key: where among what is kept by reference stands which request led to it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Announcement:
    """One message to one person; `recipient` is an account."""

    key: str
    collaboration: str
    recipient: str
    subject: str
    body: str
    at: dt.datetime


async def announce(
    engine: AsyncEngine,
    key: str,
    collaboration: str,
    recipient: str,
    subject: str,
    body: str,
    at: dt.datetime,
    cause: str | None = None,
) -> bool:
    """Put a message in the outbox; False when its key was there, and nothing is said twice.

    `cause` is for whoever delivers it, and kept with the message or not at all.
    """
    message = Announcement(key, collaboration, recipient, subject, body, at)
    async with writing(engine) as connection:
        new = await add_new(connection, table, [dataclasses.asdict(message)]) == 1
        if new and cause is not None:
            row = {"reference": f"{CAUSE}{key}", "type": "cause", "body": cause}
            await add_new(connection, facts, [row])
    return new


async def announcements(engine: AsyncEngine, collaboration: str) -> list[Announcement]:
    """Return what was announced in a collaboration, in order."""
    columns = [table.c[field.name] for field in dataclasses.fields(Announcement)]
    statement = select(*columns).where(table.c.collaboration == collaboration)
    async with reading(engine) as connection:
        rows = await connection.execute(statement.order_by(table.c.number))
        return [Announcement(**row) for row in rows.mappings()]


async def asked(engine: AsyncEngine, collaboration: str, suggestion: str) -> list[str]:
    """Return who was ever asked about a suggestion, any text of it, in order."""
    statement = (
        select(table.c.key, table.c.recipient)
        .where(table.c.collaboration == collaboration)
        .where(table.c.key.startswith(f"{suggestion}:r", autoescape=True))
        .order_by(table.c.number)
    )
    async with reading(engine) as connection:
        rows = await connection.execute(statement)
        return list(dict.fromkeys(row.recipient for row in rows if asking_of(row.key)))
