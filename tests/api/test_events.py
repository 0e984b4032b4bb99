"""The event stream: from now on or behind an id, in order, and only what somebody may read."""

import dataclasses
import json
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from api.callers import Caller, UnauthenticatedError, named_only
from store import happenings
from store.collaborations import keep_collaboration
from store.engine import writing
from tests.api.asgi import heard, status_of
from tests.api.away import alone
from tests.store.samples import NOW, brief

ANA = {"accord-as": "ana"}
ZHAO = {"accord-as": "zhao.min"}


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.events.LOOK", 0.01)


async def _happen(engine: AsyncEngine, *types: str, at: str = "onboarding") -> None:
    for type in types:
        async with writing(engine) as connection:
            await happenings.note(connection, type, at, NOW, {"名": "值"}, f"{at}:need:1")


def _types(found: list[dict[str, str]]) -> list[str]:
    assert all(one["event"] == json.loads(one["data"])["type"] for one in found)
    assert all(one["id"] == str(json.loads(one["data"])["number"]) for one in found)
    return [one["event"] for one in found]


async def test_a_stream_begins_with_what_happens_next(engine: AsyncEngine) -> None:
    await _happen(engine, "collaboration.started")

    async def later() -> None:
        await _happen(engine, "suggestion.pending", "decision.recorded")

    found = await heard(alone(engine), "/v1/events", ANA, 2, later)
    assert _types(found) == ["suggestion.pending", "decision.recorded"]
    assert json.loads(found[0]["data"])["body"] == {"名": "值"}


async def test_whoever_was_cut_off_goes_on_behind_the_last_that_they_heard(
    engine: AsyncEngine,
) -> None:
    types = [f"suggestion.s{chr(97 + number)}" for number in range(26)]
    await _happen(engine, *types)
    first = await heard(alone(engine), "/v1/events", ANA | {"last-event-id": "0"}, 10)
    again = ANA | {"last-event-id": first[9]["id"]}
    rest = await heard(alone(engine), "/v1/events", again, 16)
    assert _types(first)[:10] + _types(rest) == types


async def test_an_id_that_is_none_begins_with_what_happens_next(engine: AsyncEngine) -> None:
    await _happen(engine, "collaboration.started")

    async def later() -> None:
        await _happen(engine, "collaboration.closed")

    for bad in ("-1", "x", "1e3", "9" * 30, "²".encode().decode("latin-1")):
        found = await heard(alone(engine), "/v1/events", ANA | {"last-event-id": bad}, 1, later)
        assert _types(found)[-1] == "collaboration.closed"
        assert len(found) == 1


async def _sponsor(request: Request) -> Caller:
    return dataclasses.replace(await named_only(request), roles=frozenset())


async def test_somebody_hears_only_of_what_they_may_read(engine: AsyncEngine) -> None:
    await keep_collaboration(engine, brief(), NOW)
    await keep_collaboration(engine, brief(id="secret-1", sponsor="somebody.else"), NOW)
    await _happen(engine, "suggestion.pending", at="secret-1")
    await _happen(engine, "decision.recorded")
    served = alone(engine, _sponsor)
    found = await heard(served, "/v1/events", ZHAO | {"last-event-id": "0"}, 2)
    told: list[Any] = [json.loads(one["data"])["collaboration"] for one in found]
    assert "secret-1" not in told
    assert "decision.recorded" in _types(found)
    status, _ = await status_of(served, "GET", "/v1/events?collaboration=secret-1", ZHAO)
    assert status == 404


async def test_whoever_is_revoked_meanwhile_hears_no_more(engine: AsyncEngine) -> None:
    revoked = False

    async def until_revoked(request: Request) -> Caller:
        if revoked:
            raise UnauthenticatedError("revoked", "已停用")
        return await named_only(request)

    async def revoke() -> None:
        nonlocal revoked
        revoked = True

    assert await heard(alone(engine, until_revoked), "/v1/events", ANA, 1, revoke) == []
