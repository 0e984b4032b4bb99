"""Deliveries: which message goes out on which way, claimed by one process at a time."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any, Literal

from sqlalchemy import Select, and_, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.text import Bilingual
from store.engine import one_statement, reading, writing
from store.inserting import add_new
from store.outbox import CAUSE
from store.tables.suggestions import facts
from store.tables.telling import deliveries as table
from store.tables.telling import outbox

State = Literal["waiting", "sending", "sent", "failed", "unaddressed", "stale"]
"""`sending` lasts until its lease ends. `failed` is given up; `stale` was too old to be sent;
for `unaddressed` the configuration knows no way.
"""
LEASE = dt.timedelta(minutes=5)
"""How long a process may take over what it has claimed, before another one takes it."""


@dataclasses.dataclass(frozen=True, slots=True)
class Message:
    """A message of the outbox; `recipient` is an account."""

    number: int
    key: str
    collaboration: str
    recipient: str
    subject: str
    body: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True)
class Planned:
    """Where a message goes: by which way, and under which topic it is sent there once."""

    topic: str
    way: str
    state: State = "waiting"
    reason: Bilingual | None = None


@dataclasses.dataclass(frozen=True, slots=True)
class Claimed:
    """A delivery that this process holds; `attempts` counts the one that begins.

    `cause` is what was kept with the message (see `store.outbox`).
    """

    message: Message
    topic: str
    way: str
    attempts: int
    holder: str
    cause: str | None = None


_MESSAGE = [outbox.c[field.name] for field in dataclasses.fields(Message)]


async def unplanned(engine: AsyncEngine, limit: int) -> list[Message]:
    """Return messages of which nobody has worked out where they go, the oldest first."""
    statement = select(*_MESSAGE).where(outbox.c.planned_at.is_(None)).order_by(outbox.c.number)
    async with reading(engine) as connection:
        rows = (await connection.execute(statement.limit(limit))).mappings()
        return [Message(**row) for row in rows]


async def plan(
    engine: AsyncEngine, message: Message, planned: Sequence[Planned], now: dt.datetime
) -> None:
    """Keep where a message goes; planned twice, or said there already, it goes there once."""
    rows: list[dict[str, Any]] = [
        {
            "topic": one.topic,
            "way": one.way,
            "message": message.number,
            "state": one.state,
            "attempts": 0,
            "due_at": now,
            "holder": None,
            "reason": one.reason,
            "at": now,
        }
        for one in planned
    ]
    async with writing(engine) as connection:
        await add_new(connection, table, rows)
        own = update(outbox).where(outbox.c.number == message.number)
        await connection.execute(own.values(planned_at=now))


async def claim(
    engine: AsyncEngine, holder: str, now: dt.datetime, limit: int = 10
) -> list[Claimed]:
    """Take deliveries that are due, or whose holder has died; nobody else gets them meanwhile."""
    async with reading(engine) as connection:  # whoever only looks keeps no writer waiting
        if (await connection.execute(_due(now, 1))).first() is None:
            return []
    async with writing(engine) as connection:
        locked = _due(now, limit).with_for_update(skip_locked=True)
        found = (await connection.execute(locked)).mappings().all()
        for one in found:
            own = and_(table.c.topic == one["topic"], table.c.way == one["way"])
            taken = {"state": "sending", "holder": holder, "due_at": now + LEASE, "at": now}
            await connection.execute(
                update(table).where(own).values(**taken, attempts=table.c.attempts + 1)
            )
        messages = await _messages(connection, [one["message"] for one in found])
        causes = await _causes(connection, [one.key for one in messages.values()])
    claimed = []
    for one in found:
        message, attempts = messages[one["message"]], one["attempts"] + 1
        cause = causes.get(message.key)
        claimed.append(Claimed(message, one["topic"], one["way"], attempts, holder, cause))
    return claimed


def _due(now: dt.datetime, limit: int) -> Select[Any]:
    return (
        select(table)
        .where(table.c.state.in_(("waiting", "sending")), table.c.due_at <= now)
        .order_by(table.c.due_at, table.c.message)
        .limit(limit)
    )


async def _messages(connection: AsyncConnection, numbers: Sequence[int]) -> dict[int, Message]:
    statement = select(*_MESSAGE).where(outbox.c.number.in_(set(numbers)))
    rows = (await connection.execute(statement)).mappings()
    return {row["number"]: Message(**row) for row in rows}


async def _causes(connection: AsyncConnection, keys: Sequence[str]) -> dict[str, str]:
    named = {f"{CAUSE}{key}": key for key in keys}
    statement = select(facts.c.reference, facts.c.body).where(facts.c.reference.in_(named))
    return {named[row.reference]: row.body for row in await connection.execute(statement)}


async def sharers(engine: AsyncEngine, message: Message) -> list[tuple[str, str]]:
    """Return key and recipient of what was announced in the same moment, this one included."""
    statement = (
        select(outbox.c.key, outbox.c.recipient)
        .where(outbox.c.collaboration == message.collaboration, outbox.c.at == message.at)
        .order_by(outbox.c.number)
    )
    async with reading(engine) as connection:
        return [(row.key, row.recipient) for row in await connection.execute(statement)]


async def settle(
    engine: AsyncEngine,
    claimed: Claimed,
    state: State,
    now: dt.datetime,
    reason: Bilingual | None = None,
    again_at: dt.datetime | None = None,
) -> bool:
    """Keep what came of a delivery; False when another process has taken it over meanwhile."""
    own = and_(
        table.c.topic == claimed.topic,
        table.c.way == claimed.way,
        table.c.state == "sending",
        table.c.holder == claimed.holder,
        table.c.attempts == claimed.attempts,
    )
    values = {"state": state, "holder": None, "reason": reason, "due_at": again_at or now}
    async with one_statement(engine) as connection:
        done = await connection.execute(update(table).where(own).values(**values, at=now))
    return done.rowcount == 1


@dataclasses.dataclass(frozen=True, slots=True)
class Delivery:
    """How one delivery stands."""

    message: str
    recipient: str
    way: str
    state: State
    attempts: int
    due_at: dt.datetime
    reason: Bilingual | None
    at: dt.datetime


async def counts(engine: AsyncEngine) -> dict[str, int]:
    """Return how many deliveries are in each state, and how many messages are not planned."""
    counted = select(table.c.state, func.count().label("number")).group_by(table.c.state)
    new = select(func.count()).select_from(outbox).where(outbox.c.planned_at.is_(None))
    async with reading(engine) as connection:
        found = {row.state: row.number for row in await connection.execute(counted)}
        return {"new": (await connection.execute(new)).scalar_one()} | found


async def troubled(engine: AsyncEngine, limit: int) -> list[Delivery]:
    """Return what did not go out, or not yet after a failure, the newest first."""
    trouble = or_(
        table.c.state.in_(("failed", "unaddressed", "stale")),
        and_(table.c.state.in_(("waiting", "sending")), table.c.attempts > 0),
    )
    wanted = [outbox.c.key.label("message"), outbox.c.recipient]
    wanted += [table.c[n] for n in ("way", "state", "attempts", "due_at", "reason", "at")]
    statement = select(*wanted).join(outbox, outbox.c.number == table.c.message).where(trouble)
    async with reading(engine) as connection:
        ordered = statement.order_by(table.c.at.desc(), table.c.message.desc()).limit(limit)
        rows = (await connection.execute(ordered)).mappings()
        return [_delivery(dict(row)) for row in rows]


def _delivery(row: dict[str, Any]) -> Delivery:
    reason = row.pop("reason")
    return Delivery(**row, reason=Bilingual.model_validate(reason) if reason else None)
