"""Hours that two approved teams count on: found in the store, and told to the heads concerned."""

import datetime as dt
from collections.abc import Iterable

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio import activity
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from activities.causes import present
from activities.ground import Ground
from domain.brief import Brief
from domain.charter import Charter
from domain.directory import Directory
from domain.double_booking import DoubleBooked, booked_words, double_booked
from domain.promises import Promises, members_of, promises_of
from domain.suggestion import fingerprint
from store import charters, collaborations, outbox, people, promises

PEOPLED = ("team", "role_gap")
"""The kinds that put people into a team."""


async def booked_twice(engine: AsyncEngine, charter: Charter) -> tuple[DoubleBooked, ...]:
    """Return whom the team of a charter and all other teams that go on ask too much of."""
    if not members_of(charter):
        return ()
    others = await promises.open_charters(engine, besides=charter.collaboration)
    return await booked_beside(engine, charter, promises_of(others))


async def booked_beside(
    engine: AsyncEngine, charter: Charter, others: Promises
) -> tuple[DoubleBooked, ...]:
    """Return the same, where it is known what the other teams ask."""
    shared = [account for account in members_of(charter) if account in others]
    if not shared:
        return ()
    directory = await people.those(engine, charter.collaboration, shared)
    return double_booked(charter, others, directory)


async def shares_somebody(engine: AsyncEngine, charter: Charter) -> bool:
    """Say whether another team that goes on counts on somebody of this charter's team."""
    return len(await _neighbours(engine, charter.collaboration, members_of(charter))) > 0


async def tell_of_double_booking(
    ground: Ground, brief: Brief, charter: Charter, made_by: str, at: dt.datetime
) -> None:
    """Tell the heads, once for each suggestion that made it so.

    It is asked after the charter is kept: of two that are kept at once, the later one sees both.
    """
    directory = await people.directory(ground.engine, brief.id)
    for one in await booked_twice(ground.engine, charter):
        for account in _heads(one, brief, directory) or (brief.sponsor,):
            await _tell(ground, brief, directory, one, account, f"{made_by}:booked", at)


async def tell_of_later_ones(
    ground: Ground, brief: Brief, directory: Directory, found: Iterable[DoubleBooked], look: str
) -> None:
    """Tell the heads and the sponsor of what came about by an import, once for each look."""
    at = dt.datetime.now(dt.UTC)
    for one in found:
        for account in dict.fromkeys((*_heads(one, brief, directory), brief.sponsor)):
            key = f"{brief.id}:{look}:booked"
            await _tell(ground, brief, directory, one, account, key, at, later=True)


async def let_look(ground: Ground, client: Client, charter: Charter, why: str) -> None:
    """Have each collaboration whose hours a team has touched look again, this one too.

    Its team as it was before counts as well: who has left it is free for others. The signal does
    not say which collaboration it comes from, which not everybody there may know.
    """
    engine, id = ground.engine, charter.collaboration
    accounts = set(members_of(charter))
    if before := await charters.charter(engine, id, max(charter.revision - 1, 1)):
        accounts |= set(members_of(Charter.model_validate_json(before.body)))
    touched = sorted({id, *await _neighbours(engine, id, accounts)})
    for row in await collaborations.page(engine, len(touched), None, touched):
        home = (row.summary or {}).get("workflow")
        if home and row.closed_at is None:
            await _signal(client, home, fingerprint(why)[:16])


async def _signal(client: Client, home: str, key: str) -> None:
    try:
        await client.get_workflow_handle(home).signal("hours_promised", key)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        activity.logger.info("%s is closed; it has nothing to look at", home)


async def _neighbours(engine: AsyncEngine, id: str, accounts: Iterable[str]) -> set[str]:
    """Return the other collaborations that go on whose teams count on one of these."""
    accounts = tuple(accounts)
    if not accounts:
        return set()
    others = promises_of(await promises.open_charters(engine, besides=id))
    return {one.collaboration for account in accounts for one in others.get(account, ())}


async def _tell(
    ground: Ground,
    brief: Brief,
    directory: Directory,
    one: DoubleBooked,
    account: str,
    key: str,
    at: dt.datetime,
    later: bool = False,
) -> None:
    person = directory.person(account)
    language = person.language if person else brief.language
    words = booked_words(one, brief.id, brief.title, language, later)
    await outbox.announce(
        ground.engine,
        f"{key}:{one.account}:{account}",
        brief.id,
        account,
        words.subject,
        words.body,
        at,
        present().text(),
    )


def _heads(one: DoubleBooked, brief: Brief, directory: Directory) -> tuple[str, ...]:
    """Return who released somebody, and who leads, where there are such heads."""
    found = (directory.head_of(name) for name in (one.department, brief.lead))
    return tuple(dict.fromkeys(head.account for head in found if head))
