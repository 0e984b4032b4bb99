"""A store in which a sponsor has accepted a need, for whoever tests what is spent of it."""

import datetime as dt
from decimal import Decimal

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.charter import Charter, amended
from domain.composing import compose
from domain.directory import Directory
from domain.items import Body
from domain.resource import Funding, Outcome, Release, WeeklyHours
from domain.suggestion import DraftItem
from store.charters import keep_charter
from store.suggestions import keep_suggestion
from tests.store.samples import NOW, suggestion


async def keep_grant(
    engine: AsyncEngine, id: str, directory: Directory, money: int | None = 1_000, hours: int = 20
) -> None:
    """Keep that the sponsor granted hours and money, as the next revision of the charter."""
    funding = Funding(amount=Decimal(money), currency="CNY") if money is not None else Funding()
    bodies: tuple[Body, ...] = (
        Outcome(text="合同一周内审完", due=dt.date(2999, 1, 1)),
        WeeklyHours(hours=hours),
        funding,
        Release(department="法务部", people=2),
    )
    items = compose([DraftItem(body=body) for body in bodies], directory, {})
    text = suggestion(id=f"{id}:resource:1", kind="resource", items=items)
    await keep_suggestion(engine, id, text)
    before = Charter(collaboration=id, title="x", language="zh", revision=1)
    after = amended(before, text, ("zhao.min",), NOW)
    body = after.model_dump_json()
    await keep_charter(engine, id, 2, body, after.fingerprint, text.id, NOW)
