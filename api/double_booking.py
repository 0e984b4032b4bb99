"""Whom a collaboration's team and others count on for more hours than they have, as of now."""

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.double_booking import booked_twice
from domain.charter import Charter
from domain.double_booking import DoubleBooked
from store import charters, collaborations


async def double_booked_of(engine: AsyncEngine, id: str) -> tuple[DoubleBooked, ...]:
    """Return who is promised twice; nobody once the collaboration has closed."""
    row, kept = await charters.charter(engine, id), await collaborations.row(engine, id)
    if row is None or (kept and kept.closed_at):
        return ()
    charter = Charter.model_validate_json(row.body)
    return await booked_twice(engine, charter) if charter.team else ()
