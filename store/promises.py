"""Charters of collaborations that go on: what people have promised stands in them."""

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.charter import Charter
from store.engine import reading
from store.tables.collaborations import charters, collaborations


async def open_charters(engine: AsyncEngine, besides: str | None = None) -> list[Charter]:
    """Return the newest charter of each collaboration that is not closed, by its id.

    One that is paused, or past its due date, goes on until somebody closes it. `besides` is left
    out: what it asks of people is what is being decided.
    """
    newest = (
        select(charters.c.collaboration, func.max(charters.c.revision).label("revision"))
        .group_by(charters.c.collaboration)
        .subquery()
    )
    same = and_(
        charters.c.collaboration == newest.c.collaboration,
        charters.c.revision == newest.c.revision,
    )
    going_on = and_(
        collaborations.c.id == charters.c.collaboration, collaborations.c.closed_at.is_(None)
    )
    statement = (
        select(charters.c.body).join(newest, same).join(collaborations, going_on)
    ).order_by(charters.c.collaboration)
    if besides is not None:
        statement = statement.where(charters.c.collaboration != besides)
    async with reading(engine) as connection:
        bodies = (await connection.execute(statement)).scalars()
        return [Charter.model_validate_json(body) for body in bodies]
