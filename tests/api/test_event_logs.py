"""Imported event logs over HTTP: listed with who names them, and deleted when nobody does."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from api.callers import Caller
from domain.brief import Brief
from domain.sources import EventLog
from store.collaborations import close_collaboration, keep_collaboration
from store.event_logs import event_log, keep_event_log, logs
from store.people import COMPANY
from tests.api.away import alone, asking
from tests.store.samples import NOW, brief
from tests.store.test_event_logs import event, log, some

LOGS = "/v1/imports/event-logs"


def naming(id: str, name: str | None) -> Brief:
    events = EventLog(log=name) if name else EventLog(file="tickets.csv")
    sources = brief().sources.model_copy(update={"events": events})
    return brief(id=id, sources=sources, background='They call it "log":"tickets".')


@pytest.fixture
async def client(engine: AsyncEngine) -> AsyncIterator[httpx2.AsyncClient]:
    """The API on a store with two logs of the company, and three collaborations."""
    await keep_event_log(engine, log(scope=COMPANY), some([event("A")]))
    later = NOW + dt.timedelta(hours=1)
    spare = log(scope=COMPANY, name="spare", by=None, at=later)
    await keep_event_log(engine, spare, some([event("A")]))
    for id, name in (("onboarding", "tickets"), ("returns-1", "tickets"), ("hiring-1", None)):
        await keep_collaboration(engine, naming(id, name), NOW)
    await close_collaboration(engine, "returns-1", {}, NOW)
    async with asking(alone(engine)) as opened:
        yield opened


async def test_logs_are_listed_with_where_they_came_from_and_who_names_them(
    client: httpx2.AsyncClient,
) -> None:
    answer = await client.get(LOGS)
    assert answer.status_code == 200, answer.text
    spare, tickets = answer.json()["event_logs"]
    assert (spare["name"], spare["by"], spare["named_by"]) == ("spare", None, [])
    assert tickets["named_by"] == [
        {"id": "onboarding", "open": True},
        {"id": "returns-1", "open": False},
    ]
    told = {name: tickets[name] for name in ("collaboration", "rows", "file", "by", "fingerprint")}
    assert told == {
        "collaboration": None,
        "rows": 2,
        "file": "工单.csv",
        "by": "li.na",
        "fingerprint": "a" * 64,
    }
    assert dt.datetime.fromisoformat(tickets["at"]) == NOW
    own = (await client.get(LOGS, params={"collaboration": "onboarding"})).json()
    assert own["event_logs"] == []


async def test_the_list_goes_on_where_the_page_ended(client: httpx2.AsyncClient) -> None:
    first = (await client.get(LOGS, params={"limit": 1})).json()
    rest = (await client.get(LOGS, params={"limit": 1, "cursor": first["next"]})).json()
    names = [one["name"] for page in (first, rest) for one in page["event_logs"]]
    assert (names, rest["next"]) == (["spare", "tickets"], None)
    bad = await client.get(LOGS, params={"cursor": "x"})
    assert (bad.status_code, bad.json()["code"]) == (422, "bad_cursor")


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "is named by collaborations that go on (onboarding); close them first"),
        ("zh", "被进行中的协作引用（onboarding）；请先结束这些协作"),
    ],
)
async def test_a_log_that_is_in_use_is_not_deleted(
    client: httpx2.AsyncClient, engine: AsyncEngine, language: str, words: str
) -> None:
    answer = await client.delete(f"{LOGS}/tickets", headers={"accept-language": language})
    assert (answer.status_code, answer.json()["code"]) == (409, "log_named")
    assert words in answer.json()["detail"]
    assert await event_log(engine, "hiring-1", "tickets") == log(scope=COMPANY)


async def test_a_log_that_nobody_names_any_more_is_deleted(
    client: httpx2.AsyncClient, engine: AsyncEngine
) -> None:
    await close_collaboration(engine, "onboarding", {}, NOW)
    for name in ("tickets", "spare"):
        answer = await client.delete(f"{LOGS}/{name}")
        assert (answer.status_code, answer.content) == (204, b"")
    again = await client.delete(f"{LOGS}/spare")
    assert (again.status_code, again.json()["code"]) == (404, "unknown")
    assert await logs(engine, COMPANY) == []


async def test_of_its_own_logs_only_the_collaboration_itself_counts(
    client: httpx2.AsyncClient, engine: AsyncEngine
) -> None:
    for scope in ("onboarding", "hiring-1"):
        await keep_event_log(engine, log(scope=scope), some([event("A")]))
    told = (await client.get(LOGS, params={"collaboration": "onboarding"})).json()
    (own,) = told["event_logs"]
    assert own["collaboration"] == "onboarding"
    assert own["named_by"] == [{"id": "onboarding", "open": True}]
    statuses = {
        id: (await client.delete(f"{LOGS}/tickets", params={"collaboration": id})).status_code
        for id in ("onboarding", "hiring-1")
    }
    assert statuses == {"onboarding": 409, "hiring-1": 204}


async def test_who_may_not_read_a_collaboration_does_not_learn_of_it(
    client: httpx2.AsyncClient, engine: AsyncEngine
) -> None:
    async def program(request: Request) -> Caller:
        return Caller("sa@nightly", "service", scopes=frozenset({"import_company"}))

    async with asking(alone(engine, program)) as asks:
        found: list[dict[str, Any]] = (await asks.get(LOGS)).json()["event_logs"]
        assert [one["named_by"] for one in found] == [[], []]
        refused = await asks.delete(f"{LOGS}/tickets", headers={"accept-language": "en"})
    assert refused.status_code == 409
    assert "onboarding" not in refused.text
    assert "(1 in all)" in refused.json()["detail"]
