"""Who hears of what, and of permissions: while they may, and no longer."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from api.callers import Caller
from api.routes import events
from tests.api.permitting_house import (
    HEAD,
    LEAD,
    MEMBER,
    OTHER,
    PERMISSIONS,
    SPONSOR,
    STRANGER,
    Ask,
    asking,
    filled,
    footing,
    give,
    somebody,
    wait,
)
from tests.api.test_authorisation import ID

GIVEN, WITHDRAWN = "permission.given", "permission.withdrawn"
AUDITS = frozenset({"read", "audit"})


@pytest.fixture(autouse=True)
def _looks_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "LOOK", 0.01)


@pytest.fixture
async def store(engine: AsyncEngine) -> AsyncEngine:
    return await filled(engine)


@pytest.fixture
async def ask(store: AsyncEngine) -> AsyncIterator[Ask]:
    async with asking(store) as sending:
        yield sending


async def heard(
    store: AsyncEngine, collaboration: str | None, who: Caller | None = None
) -> AsyncIterator[Any]:
    """Return what somebody hears from the beginning: the stranger, if nobody else is named."""
    asks = who or somebody(STRANGER)

    async def known(_: Request) -> Caller:
        return asks

    on = footing(store, known)
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}

    async def here() -> Any:
        await asyncio.Event().wait()

    return events.events(on, asks, Request(scope, here), collaboration, "0")


async def rest_of(stream: AsyncIterator[Any]) -> list[Any]:
    """Return what is heard until the stream ends, or looks anew at what may be heard."""
    found: list[Any] = []
    async with asyncio.timeout(20):
        async for one in stream:
            if one.comment == "here":
                break
            found.append(one)
    return found


async def all_of(stream: AsyncIterator[Any]) -> list[Any]:
    """Return what is heard from the beginning on."""
    assert (await anext(stream)).comment == "here"
    return await rest_of(stream)


@pytest.mark.parametrize("collaboration", [None, ID])
async def test_whoever_is_permitted_hears_what_happens_and_no_more_once_it_is_withdrawn(
    ask: Ask, store: AsyncEngine, collaboration: str | None
) -> None:
    (id,) = await give(ask, STRANGER, "read")
    stream = await heard(store, collaboration)
    told = [await anext(stream) for _ in range(4)]
    assert told[0].comment == "here"
    assert [one.event for one in told[1:]] == [
        "collaboration.started",
        "charter.revised",
        "suggestion.pending",
    ]
    await ask("DELETE", f"{PERMISSIONS}/{id}", SPONSOR)
    await wait(store, f"{ID}:need:2")
    assert await rest_of(stream) == []  # for one collaboration it ends


def permission_events(found: list[Any]) -> list[tuple[str, str]]:
    """Return which events about permissions there were, and whose they were."""
    events = [one for one in found if one.event.startswith("permission.")]
    return [(one.event, one.data["body"]["account"]) for one in events]


@pytest.mark.parametrize("collaboration", [None, ID])
@pytest.mark.parametrize(
    ("who", "hears"),
    [
        (somebody(SPONSOR), True),
        (somebody(LEAD), True),
        (somebody(HEAD), True),
        (somebody("ad.min"), True),
        (somebody("au.di"), True),
        (somebody(MEMBER), False),
        (somebody(OTHER), False),
        (Caller("sa@siem", "service", scopes=AUDITS), True),
        (Caller("sa@siem", "service", scopes=AUDITS, collaborations=frozenset({ID})), True),
        (Caller("sa@bi", "service", scopes=frozenset({"read"})), False),
    ],
    ids=lambda value: value.account if isinstance(value, Caller) else str(value),
)
async def test_who_was_let_do_what_is_heard_by_those_who_may_read_the_list_of_it(
    ask: Ask, store: AsyncEngine, collaboration: str | None, who: Caller, hears: bool
) -> None:
    await give(ask, OTHER, "read", reason="secret-reason")
    (id,) = await give(ask, STRANGER, "speak")
    await ask("DELETE", f"{PERMISSIONS}/{id}", LEAD)
    found = await all_of(await heard(store, collaboration, who))
    assert "charter.revised" in [one.event for one in found]
    told = [(GIVEN, OTHER), (GIVEN, STRANGER), (WITHDRAWN, STRANGER)]
    assert permission_events(found) == (told if hears else [])
    assert "secret-reason" not in str([one.data for one in found])


async def test_an_event_says_which_permission_it_was_and_who_gave_or_withdrew_it(
    ask: Ask, store: AsyncEngine
) -> None:
    ends = (dt.datetime.now(dt.UTC) + dt.timedelta(days=1)).replace(microsecond=0)
    (id,) = await give(ask, STRANGER, "steer", until=ends.isoformat())
    await ask("DELETE", f"{PERMISSIONS}/{id}", LEAD)
    *_, given, withdrawn = await all_of(await heard(store, ID, somebody(SPONSOR)))
    told = {"permission": id, "account": STRANGER, "action": "steer"}
    assert given.data["body"] == told | {"by": SPONSOR, "until": ends.isoformat()}
    assert withdrawn.data["body"] == told | {"by": LEAD, "until": ends.isoformat()}
    assert given.data["collaboration"] == withdrawn.data["collaboration"] == ID


async def test_whoever_audits_no_more_hears_no_more_of_permissions_and_all_else(
    ask: Ask, store: AsyncEngine
) -> None:
    await give(ask, STRANGER, "read")
    (id,) = await give(ask, STRANGER, "audit")
    stream = await heard(store, None)
    before = [await anext(stream) for _ in range(6)][1:]
    assert permission_events(before) == [(GIVEN, STRANGER), (GIVEN, STRANGER)]
    await ask("DELETE", f"{PERMISSIONS}/{id}", SPONSOR)
    await give(ask, OTHER, "read")
    await wait(store, f"{ID}:need:2")
    assert [one.event for one in await rest_of(stream)] == ["suggestion.pending"]


async def test_what_somebody_may_not_hear_holds_up_nothing_that_they_may(
    ask: Ask, store: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(events, "_AT_ONCE", 2)
    await give(ask, STRANGER, "read", "speak", "evaluate", "import", "steer")
    await wait(store, f"{ID}:need:2")
    found = await all_of(await heard(store, None, somebody(MEMBER)))
    assert [one.event for one in found][-1] == "suggestion.pending"
    assert found[-1].data["suggestion"] == f"{ID}:need:2"
