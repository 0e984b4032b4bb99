"""Cards of departments over HTTP: read by everybody, written by the head or an administrator."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from api.callers import Caller
from domain.directory import Directory, Person
from domain.permissions import FOR_SERVICES
from store.people import COMPANY, keep_directory
from tests.api.away import alone, asking
from tests.domain.test_card import CARD

PEOPLE = Directory(
    people=(
        Person(account="wang.fa", name="王法", department="法务部", head=True),
        Person(account="li.na", name="李娜", department="交付部", head=True),
        Person(account="chen.yu", name="陈宇", department="法务部"),
    )
)
PATH = "/v1/cards/法务部"
CALLERS = {
    "ad.min": Caller("ad.min", "session", frozenset({"admin"})),
    "sa@all": Caller("sa@all", "service", scopes=frozenset(FOR_SERVICES)),
}


async def signed_in(request: Request) -> Caller:
    """Tell who asks by a header that only this test sends; people hold no role."""
    account = request.headers["x-who"]
    return CALLERS.get(account, Caller(account, "session"))


@contextlib.asynccontextmanager
async def company(engine: AsyncEngine, people: Directory) -> AsyncIterator[httpx2.AsyncClient]:
    await keep_directory(engine, COMPANY, people)
    async with asking(alone(engine, signed_in)) as client:
        yield client


async def put(
    client: httpx2.AsyncClient, who: str, tag: str | None = '"v0"', path: str = PATH, **more: Any
) -> httpx2.Response:
    headers = {"x-who": who} | ({"if-match": tag} if tag is not None else {})
    return await client.put(path, json=CARD | more, headers=headers)


async def test_the_head_writes_what_everybody_reads(engine: AsyncEngine) -> None:
    async with company(engine, PEOPLE) as client:
        before = await client.get(PATH, headers={"x-who": "li.na"})
        assert (before.status_code, before.json()["card"]) == (200, None)
        made = await put(client, "wang.fa", before.headers["etag"])
        assert made.status_code == 200, made.text
        read = await client.get(PATH, headers={"x-who": "chen.yu"})
        assert read.headers["etag"] == '"v1"'
        assert read.json() == made.json()
        assert read.json()["card"]["channels"] == CARD["channels"]
        told = await client.get("/v1/cards", headers={"x-who": "chen.yu"})
        assert [one["department"] for one in told.json()["cards"]] == ["法务部"]


@pytest.mark.parametrize("who", ["chen.yu", "li.na", "sa@all"])
async def test_nobody_but_the_head_and_an_administrator_writes(
    engine: AsyncEngine, who: str
) -> None:
    async with company(engine, PEOPLE) as client:
        assert (await put(client, who)).status_code == 403
        assert (await put(client, "ad.min")).status_code == 200


async def test_it_is_bound_to_what_was_read(engine: AsyncEngine) -> None:
    async with company(engine, PEOPLE) as client:
        assert (await put(client, "wang.fa", None)).status_code == 428
        assert (await put(client, "wang.fa", "rubbish")).status_code == 422
        assert (await put(client, "wang.fa")).status_code == 200
        late = await put(client, "wang.fa", response_hours=9)
        assert (late.status_code, late.json()["code"]) == (409, "stale")


async def test_an_administrator_writes_only_for_departments_that_there_are(
    engine: AsyncEngine,
) -> None:
    async with company(engine, PEOPLE) as client:
        told = await put(client, "ad.min", path="/v1/cards/法务")
        assert told.status_code == 422
        assert "did you mean “法务部”?" in told.json()["detail"]
    async with company(engine, Directory(people=())) as client:
        assert (await put(client, "ad.min", path="/v1/cards/Legal")).status_code == 200


async def test_a_card_that_is_wrong_is_a_problem_that_names_the_field(engine: AsyncEngine) -> None:
    async with company(engine, PEOPLE) as client:
        told = await put(client, "wang.fa", time_zone="Mars/Base")
        assert told.status_code == 422
        assert "time_zone" in told.text
