import datetime as dt
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from store.service_accounts import ServiceRow, keep_service, revoke_service, service, services
from tests.store.samples import LATER, NOW


def row(**changes: Any) -> ServiceRow:
    fields: dict[str, Any] = {"name": "nightly", "may": ["read"], "collaborations": ["a-1"]}
    fields |= {"made_at": NOW, "expires_at": None, "revoked_at": None}
    return ServiceRow(**fields | changes)


async def test_a_service_is_known_by_the_hash_of_its_secret(engine: AsyncEngine) -> None:
    assert await keep_service(engine, row(), "h1")
    assert await service(engine, "h1", LATER) == row()
    assert await service(engine, "h2", LATER) is None


async def test_a_name_is_taken_until_it_is_revoked(engine: AsyncEngine) -> None:
    assert await keep_service(engine, row(), "h1")
    assert not await keep_service(engine, row(may=["audit"]), "h2")
    assert await revoke_service(engine, "nightly", LATER)
    assert await service(engine, "h1", LATER) is None
    assert not await revoke_service(engine, "nightly", LATER)
    assert await keep_service(engine, row(may=["audit"]), "h2")
    assert [one.may for one in await services(engine)] == [["audit"]]
    assert await service(engine, "h1", LATER) is None


async def test_a_service_ends_when_its_time_is_up(engine: AsyncEngine) -> None:
    day = dt.timedelta(days=1)
    assert await keep_service(engine, row(expires_at=NOW + day), "h1")
    assert await service(engine, "h1", LATER) is not None
    assert await service(engine, "h1", NOW + day) is None
