"""Hours that two approved teams count on: found in the store, and told to the heads concerned."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.causes import present
from activities.ground import Ground
from domain.brief import Brief
from domain.charter import Charter
from domain.directory import Directory
from domain.double_booking import DoubleBooked, booked_words, double_booked
from domain.promises import promises_of
from store import outbox, people, promises

PEOPLED = ("team", "role_gap")
"""The kinds that put people into a team."""


async def booked_twice(engine: AsyncEngine, charter: Charter) -> tuple[DoubleBooked, ...]:
    """Return whom the team of a charter and all other teams that go on ask too much of."""
    others = await promises.open_charters(engine, besides=charter.collaboration)
    directory = await people.directory(engine, charter.collaboration)
    return double_booked(charter, promises_of(others), directory)


async def tell_of_double_booking(
    ground: Ground, brief: Brief, charter: Charter, made_by: str, at: dt.datetime
) -> None:
    """Tell the heads, once for each suggestion that made it so.

    It is asked after the charter is kept: of two that are kept at once, the later one sees both.
    """
    directory = await people.directory(ground.engine, brief.id)
    for one in await booked_twice(ground.engine, charter):
        for account in _heads(one, brief, directory):
            person = directory.person(account)
            language = person.language if person else brief.language
            words = booked_words(one, brief.id, brief.title, language)
            await outbox.announce(
                ground.engine,
                f"{made_by}:booked:{one.account}:{account}",
                brief.id,
                account,
                words.subject,
                words.body,
                at,
                present().text(),
            )


def _heads(one: DoubleBooked, brief: Brief, directory: Directory) -> tuple[str, ...]:
    """Return who released somebody, and who leads; the sponsor where there is no such head."""
    found = (directory.head_of(name) for name in (one.department, brief.lead))
    return tuple(dict.fromkeys(head.account for head in found if head)) or (brief.sponsor,)
