"""Listings: how each suggestion stands now, for the inbox; kept by its workflow."""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, Text, and_, delete, insert, or_, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.happening import SUGGESTION
from domain.listing import Listing
from store.engine import one_look, writing
from store.happenings import note
from store.postgresql import alone
from store.tables.suggestions import listed_approvers
from store.tables.suggestions import listings as table

NEVER = dt.datetime(9999, 12, 31, tzinfo=dt.UTC)
"""Stands for no deadline, so that what has none comes last."""


@dataclasses.dataclass(frozen=True, slots=True)
class Place:
    """Where in a list to go on: after this deadline and id."""

    due_at: dt.datetime
    suggestion: str


@dataclasses.dataclass(frozen=True, slots=True)
class Wanted:
    """Which suggestions to list; None is any. `collaborations` are those that may be seen."""

    state: str | None = None
    approver: str | None = None
    kind: str | None = None
    department: str | None = None
    collaborations: Sequence[str] | None = None


async def keep_listing(engine: AsyncEngine, listing: Listing, at: dt.datetime) -> bool:
    """Keep how a suggestion stands since `at`; False when the store knew that or something newer.

    What changed for those who listen is noted with it.
    """
    async with writing(engine) as connection:
        await alone(connection, f"listing:{listing.suggestion}")
        known = select(table).where(table.c.suggestion == listing.suggestion)
        earlier = (await connection.execute(known)).mappings().first()
        if earlier and (earlier["at"] > at or _listing(earlier) == listing):
            return False
        await _replace(connection, listing, at)
        before = _listing(earlier) if earlier else None
        if before is None or (before.state, before.revision) != (listing.state, listing.revision):
            await _tell(connection, listing, at)
    return True


async def _tell(connection: AsyncConnection, listing: Listing, at: dt.datetime) -> None:
    body: dict[str, Any] = {"kind": listing.kind, "revision": listing.revision}
    body |= {"approvers": listing.approvers, "due_at": listing.due_at}
    await note(
        connection,
        f"{SUGGESTION}{listing.state}",
        listing.collaboration,
        at,
        body,
        listing.suggestion,
    )


async def _replace(connection: AsyncConnection, listing: Listing, at: dt.datetime) -> None:
    for one in (listed_approvers, table):
        await connection.execute(delete(one).where(one.c.suggestion == listing.suggestion))
    row = listing.model_dump(exclude={"due_at"}) | {"due_at": listing.due_at or NEVER, "at": at}
    await connection.execute(insert(table).values(row))
    asked = [
        {"account": account, "due_at": row["due_at"], "suggestion": listing.suggestion}
        for account in listing.approvers
    ]
    if asked:
        await connection.execute(insert(listed_approvers), asked)


async def listings(
    engine: AsyncEngine, wanted: Wanted, limit: int, after: Place | None = None
) -> list[Listing]:
    """Return what is listed, the nearest deadline first, at most `limit`, beginning after a place.

    Raises nothing for a place that is not there any more: the list goes on behind it.
    """
    async with one_look(engine) as connection:
        rows = (await connection.execute(_select(wanted, after).limit(limit))).mappings()
        return [_as_kept(row) for row in rows]


async def pending_in(engine: AsyncEngine, collaborations: Sequence[str], kind: str) -> set[str]:
    """Return in which of these collaborations a suggestion of this kind is pending."""
    wanted = _select(Wanted(state="pending", kind=kind, collaborations=collaborations), None)
    statement = wanted.with_only_columns(table.c.collaboration).order_by(None).distinct()
    async with one_look(engine) as connection:
        return set((await connection.execute(statement)).scalars())


async def one_listing(engine: AsyncEngine, suggestion: str) -> Listing | None:
    """Return how one suggestion stands; None when nothing is known of it."""
    async with one_look(engine) as connection:
        statement = select(table).where(table.c.suggestion == suggestion)
        row = (await connection.execute(statement)).mappings().first()
    return _listing(row) if row else None


def _select(wanted: Wanted, after: Place | None) -> Select[Any]:
    """Return the list. What waits for one person is found by that person, not by looking at all."""
    statement = select(table)
    order = table
    if wanted.approver is not None:
        order = listed_approvers
        statement = statement.join(
            listed_approvers,
            and_(
                listed_approvers.c.suggestion == table.c.suggestion,
                listed_approvers.c.account == wanted.approver,
            ),
        )
    if after is not None:
        later = order.c.due_at > after.due_at
        same = and_(order.c.due_at == after.due_at, order.c.suggestion > after.suggestion)
        statement = statement.where(or_(later, same))
    for name in ("state", "kind"):
        if (value := getattr(wanted, name)) is not None:
            statement = statement.where(table.c[name] == value)
    if wanted.department is not None:
        names = type_coerce(table.c.departments, Text)  # a JSON list, as text
        one = json.dumps(wanted.department, ensure_ascii=False)
        statement = statement.where(names.contains(one, autoescape=True))
    if wanted.collaborations is not None:
        statement = statement.where(table.c.collaboration.in_(wanted.collaborations))
    return statement.order_by(order.c.due_at, order.c.suggestion)


def _as_kept(row: Mapping[Any, Any]) -> Listing:
    """Return a listing as it was kept: nothing else writes this table, and a page has many."""
    found = {name: row[name] for name in Listing.model_fields}
    found |= {name: tuple(found[name]) for name in ("approvers", "departments")}
    found["due_at"] = None if found["due_at"] == NEVER else found["due_at"]
    return Listing.model_construct(**found)


def _listing(row: Mapping[Any, Any]) -> Listing:
    found = {name: row[name] for name in Listing.model_fields}
    due_at = found["due_at"]
    return Listing.model_validate(found | {"due_at": None if due_at == NEVER else due_at})
