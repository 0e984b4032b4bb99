"""What somebody is to a collaboration, as the store knows it: one look, for every request."""

import dataclasses

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from domain.brief import Brief
from store.engine import reading
from store.people import COMPANY
from store.tables import charters, collaborations, listed_approvers, listings, people


@dataclasses.dataclass(frozen=True, slots=True)
class Standing:
    """The brief, the person's department, whether they head it, and whether they are asked now.

    `charter` is the newest one's text, read only where nothing else says that they belong to it.
    """

    brief: Brief
    department: str | None
    is_head: bool
    is_asked: bool
    charter: str | None


async def standing(engine: AsyncEngine, collaboration: str, account: str) -> Standing | None:
    """Return it; None when the collaboration is not known."""
    async with reading(engine) as connection:
        body = select(collaborations.c.body).where(collaborations.c.id == collaboration)
        text = (await connection.execute(body)).scalar_one_or_none()
        if text is None:
            return None
        brief = Brief.model_validate_json(text)
        department, is_head = await _place(connection, collaboration, account)
        asked = (
            select(listed_approvers.c.suggestion)
            .join(listings, listings.c.suggestion == listed_approvers.c.suggestion)
            .where(listed_approvers.c.account == account, listings.c.collaboration == collaboration)
        )
        is_asked = (await connection.execute(asked.limit(1))).first() is not None
        charter = None
        if department not in brief.departments:
            newest = select(charters.c.body).where(charters.c.collaboration == collaboration)
            newest = newest.order_by(charters.c.revision.desc()).limit(1)
            charter = (await connection.execute(newest)).scalar_one_or_none()
    return Standing(brief, department, is_head, is_asked, charter)


async def _place(
    connection: AsyncConnection, collaboration: str, account: str
) -> tuple[str | None, bool]:
    """Return a person's department and whether they are the first head that it names."""
    for scope in (collaboration, COMPANY):
        own = people.c.scope == scope
        mine = select(people.c.department).where(own, people.c.account == account)
        department = (await connection.execute(mine)).scalar_one_or_none()
        if department is not None:
            heads = select(people.c.account).where(
                own, people.c.department == department, people.c.head
            )
            first = await connection.execute(heads.order_by(people.c.place).limit(1))
            return department, first.scalar_one_or_none() == account
        known = await connection.execute(select(people.c.account).where(own).limit(1))
        if known.first() is not None:
            break  # it has a list of its own, and they are not on it
    return None, False
