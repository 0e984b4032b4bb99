"""The list of collaborations: it asks the store as often for many as for one, and says the same."""

import datetime as dt
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from temporalio.client import Client

from api.app import app
from api.callers import Caller
from api.connection import Connection
from api.footing import Footing
from api.pages.collaboration import Listed, collaborations
from api.supporting import behind
from domain.charter import Charter
from domain.composing import compose
from domain.directory import Directory, Person
from domain.items import Liaison
from domain.suggestion import DraftItem
from store.charters import keep_charter
from store.collaborations import close_collaboration, keep_collaboration, page
from store.listings import keep_listing
from store.people import keep_directory
from store.suggestions import keep_outcome, keep_suggestion
from tests.permitted import keep, permission
from tests.store.samples import NOW, brief, suggestion
from tests.store.test_listings import listed
from worker import Settings

SORTS = ("refused", "asked", "accepted", "skipped", "over", "fresh")
READER = "li.na"
PEOPLE = Directory(people=(Person(account=READER, name="李娜", department="交付部"),))
SPEAKS = Liaison(account=READER, name="李娜", department="交付部")
TEAM = compose([DraftItem(body=SPEAKS)], PEOPLE, {})


def id_of(number: int) -> str:
    return f"c{number:02}-{SORTS[number % len(SORTS)]}"


async def begun(engine: AsyncEngine, number: int) -> None:
    """Begin one of each sort in turn; Li Na reads each by what she is to it."""
    id, at = id_of(number), NOW + dt.timedelta(minutes=number)
    sort = id.partition("-")[2]
    skip = {"skip": ("identify", "team")} if sort == "skipped" else {}
    sponsor = READER if sort == "accepted" else "zhao.min"
    departments = ("交付部", "法务部") if number % 2 else ("财务部", "法务部")
    own = {"sponsor": sponsor, "lead": departments[0], "departments": departments}
    wanted = brief(id=id, title=id, **own, **skip)
    await keep_collaboration(engine, wanted, at)
    resource = f"{id}:resource:1"
    if ended := {"refused": "rejected", "accepted": "approved", "over": "rejected"}.get(sort):
        await keep_suggestion(engine, id, suggestion(id=resource, kind="resource"))
        await keep_outcome(engine, resource, ended, at)
    if sort == "asked":
        asked: dict[str, Any] = {"suggestion": resource, "collaboration": id, "kind": "resource"}
        await keep_listing(engine, listed(**asked), at)
    if sort == "over":
        await close_collaboration(engine, id, {}, at)
    if sort in ("refused", "skipped"):  # she is of the team
        charter = Charter(collaboration=id, title=id, language="zh", revision=1, team=TEAM)
        await keep_charter(engine, id, 1, charter.model_dump_json(), "f", f"{id}:team:1", at)


async def served(engine: AsyncEngine, roles: frozenset[Any]) -> httpx2.AsyncClient:
    async def she(_: Request) -> Caller:
        return Caller(READER, "session", roles)

    connection = Connection(cast(Client, None), "away:7233", None, engine, surface="api")
    transport = httpx2.ASGITransport(app=app(Footing(connection, Settings("x", Path()), she)))
    return httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1")


@pytest.mark.parametrize("roles", [frozenset({"admin", "auditor"}), frozenset()])
async def test_the_list_asks_the_store_as_often_for_many_as_for_one(
    engine: AsyncEngine, roles: frozenset[Any]
) -> None:
    await keep_directory(engine, "", PEOPLE)
    asked: list[str] = []

    @event.listens_for(engine.sync_engine, "before_cursor_execute")
    def count(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            asked.append(statement)

    async with await served(engine, roles) as client:
        counts = []
        for numbers in (range(3), range(3, 24)):
            for number in numbers:
                await begun(engine, number)
            asked.clear()
            answer = await client.get("/c?lang=zh")
            counts.append(len(asked))
            assert answer.status_code == 200
    assert counts[0] == counts[1] < 12
    rows = await page(engine, 50)
    told = [Listed(row, leadership) for row in rows if (leadership := await standing(engine, row))]
    if not roles:
        told = [one for one in told if one.row.id in await hers(engine)]
    assert 10 < len(told) <= 24
    assert collaborations(told, "zh") in answer.text
    assert len({one.leadership.state for one in told}) == 5


async def standing(engine: AsyncEngine, row: Any) -> Any:
    return (await behind(engine, row.id))[0]


async def hers(engine: AsyncEngine) -> set[str]:
    """Return the ids that Li Na may read by what the sorts make her; written by hand."""
    odd = {id_of(number) for number in range(24) if number % 2}
    sorts = {"refused", "skipped", "accepted", "asked"}
    return odd | {id_of(number) for number in range(24) if SORTS[number % 6] in sorts}


async def test_who_is_let_in_by_permission_finds_it_in_the_list(engine: AsyncEngine) -> None:
    await begun(engine, 4)
    await keep(engine, permission(collaboration=id_of(4), account=READER, action="read"))
    async with await served(engine, frozenset()) as client:
        assert f'href="/c/{id_of(4)}"' in (await client.get("/c")).text


async def test_a_list_of_nothing_says_so(engine: AsyncEngine) -> None:
    async with await served(engine, frozenset({"admin"})) as client:
        assert "There is no collaboration that you may read." in (await client.get("/c")).text
