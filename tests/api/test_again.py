"""The same again under the same key: done once, whatever was sent and whoever died in between."""

import asyncio
import datetime as dt
from pathlib import Path
from typing import Any, cast

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client, WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from api.app import app
from api.callers import named_only
from api.connection import Connection
from api.footing import Footing
from api.sending import exists
from store import webhooks
from store.collaborations import keep_collaboration
from store.engine import reading, writing
from store.listings import keep_listing
from store.people import COMPANY, keep_directory
from store.suggestions import keep_suggestion
from store.tables.access import requests
from tests.api.away import alone, asking
from tests.api.calling import Api
from tests.api.test_authorisation import DIRECTORY, HERE, LISTING, NEED, Away
from tests.store.samples import NOW, brief, suggestion
from tests.workflows.cast import until
from tests.workflows.place import document
from worker import Settings

EARLY = ["identify", "team", "goals"]
FILE = "/v1/imports/directory?file=people.csv"
PEOPLE = b"account,name,department\nli.na,Li Na,Legal\n"


def _posts() -> list[str]:
    """Return every address that takes a POST, from the document itself."""
    paths: dict[str, Any] = FastAPI.openapi(alone(None))["paths"]  # type: ignore[arg-type]
    return [path for path, ways in paths.items() if "post" in ways]


def _address(path: str) -> str:
    kinds = path.replace("{kind}", "directory?file=people.csv")
    return kinds.replace("/v1/suggestions/{id}", "/v1/suggestions/a:need:1").replace("{id}", "a")


async def cut_off(engine: AsyncEngine, key: str) -> None:
    """Forget the answer, as if the process had died before it was kept."""
    async with writing(engine) as connection:
        gone = update(requests).where(requests.c.key == key).values(status=None, body=None)
        await connection.execute(gone)


@pytest.mark.parametrize("path", _posts())
async def test_every_post_takes_a_key_and_refuses_another_request_under_it(
    calls: Api, path: str
) -> None:
    key = {"idempotency-key": f"every {path}".replace(" ", "-")}
    first, other = ({"content-type": "application/json"} | key for _ in range(2))
    await calls("POST", _address(path), "ana", None, first, content=b"{}")
    answer = await calls("POST", _address(path), "ana", None, other, content=b'{"x": 1}')
    assert (answer.status_code, answer.json()["code"]) == (422, "key_used"), answer.text
    bad = await calls("POST", _address(path), "ana", None, {"idempotency-key": "a b"}, content=b"")
    assert (bad.status_code, bad.json()["code"]) == (400, "bad_key"), bad.text


async def test_a_key_belongs_to_the_text_that_if_match_names(calls: Api) -> None:
    story = await calls.start(skip=EARLY)
    shown = await story.pending("cadence")
    path = f"/v1/suggestions/{shown.state.id}"
    tag = (await calls("GET", path, shown.asked[0])).headers["etag"]
    key = {"idempotency-key": "text-1"}
    approve = ("POST", f"{path}/decisions", shown.asked[0], {"verb": "approve"})
    assert (await calls(*approve, key | {"if-match": tag})).status_code == 200
    assert (await calls(*approve, key | {"if-match": tag})).status_code == 200
    other = await calls(*approve, key | {"if-match": f'"r2-{"0" * 16}"'})
    assert (other.status_code, other.json()["code"]) == (422, "key_used")


async def test_an_import_whose_answer_was_lost_is_answered_with_what_is_kept(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def whole(_: object) -> bytes:
        raise AssertionError("the file was read into memory as a whole")

    monkeypatch.setattr("api.route.StrictRequest.body", whole)
    told = []
    async with asking(alone(engine)) as client:
        for _ in range(3):
            headers = {"idempotency-key": "people-1"}
            answer = await client.post(FILE, content=PEOPLE, headers=headers)
            told.append((answer.status_code, answer.json()))
            if len(told) == 1:
                await cut_off(engine, "people-1")
    assert told[0][0] == 200, told[0]
    assert told[0] == told[1] == told[2]


async def test_a_webhook_whose_answer_was_lost_is_there_once_and_its_secret_is_told(
    calls: Api,
) -> None:
    key = {"idempotency-key": "lost-1"}
    hook = ("POST", "/v1/webhooks", "ana", {"url": "https://hook.example/lost"}, key)
    first = (await calls(*hook)).json()
    await cut_off(calls.at.engine, "lost-1")
    answers = await asyncio.gather(calls(*hook), calls(*hook))
    assert [one.json() for one in answers] == [first, first]
    listed = await webhooks.webhooks(calls.at.engine)
    assert [one.id for one in listed if one.url.endswith("/lost")] == [first["webhook"]["id"]]
    await calls("DELETE", f"/v1/webhooks/{first['webhook']['id']}", "ana")


async def test_ideas_that_come_at_once_are_told_apart_and_so_again_later(calls: Api) -> None:
    story = await calls.start(skip=EARLY)
    shown = await story.pending("cadence")
    path = f"/v1/collaborations/{story.id}/ideas"

    async def propose(number: int) -> str:
        body = {"title": f"Idea {number}", "text": f"Do thing {number}."}
        key = {"idempotency-key": f"idea-{story.id}-{number}"}
        answer = await calls("POST", path, shown.asked[0], body, key)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["suggestion"])

    found = await asyncio.gather(*(propose(number) for number in range(4)))
    assert sorted(found) == [f"{story.id}:idea:{number}" for number in range(1, 5)]
    for number, id in enumerate(found):
        await cut_off(calls.at.engine, f"idea-{story.id}-{number}")
        assert await propose(number) == id


async def test_the_same_conflict_again_is_the_same_conflict(calls: Api) -> None:
    story = await calls.start(skip=EARLY)
    shown = await story.pending("cadence")
    path = f"/v1/collaborations/{story.id}/conflicts"
    body = {"conflict": document("en", "conflict")}
    key = {"idempotency-key": f"conflict-{story.id}"}
    first = await calls("POST", path, shown.asked[0], body, key)
    assert first.json()["conflict"] == f"{story.id}:conflict:1", first.text
    await cut_off(calls.at.engine, key["idempotency-key"])
    again = await calls("POST", path, shown.asked[0], body, key)
    assert again.json() == first.json()


async def _asked(engine: AsyncEngine, key: str) -> dt.datetime:
    """Return when something was first asked, as the ids of runs tell it."""
    async with reading(engine) as connection:
        found = await connection.execute(select(requests.c.at).where(requests.c.key == key))
    at: dt.datetime = found.scalar_one()
    return at


def _connection(calls: Api) -> Connection:
    return Connection(calls.at.client, calls.at.address, None, calls.at.engine)


async def _evaluated(calls: Api, id: str, at: dt.datetime) -> None:
    """Wait until the evaluation that was asked for at this time has ended."""
    run = calls.at.client.get_workflow_handle(f"evaluation:{id}-{at:%Y-%m-%dT%H:%M:%SZ}")

    async def ended() -> bool:
        if not await exists(_connection(calls), run.id):
            return False
        return (await run.describe()).status is WorkflowExecutionStatus.COMPLETED

    await until(ended, f"the end of {run.id}")


async def test_an_evaluation_whose_answer_was_lost_is_run_once(calls: Api) -> None:
    story = await calls.start(skip=[*EARLY, "communication"])
    await story.when(lambda state: state.scheduled, "the schedule")
    schedule = calls.at.client.get_schedule_handle(f"evaluation:{story.id}")
    path, name = f"/v1/collaborations/{story.id}/evaluations", f"lost-{story.id}"
    ask = ("POST", path, "stella.ahmed", None, {"idempotency-key": name})
    first = await calls(*ask)
    assert first.status_code == 202, first.text
    at = await _asked(calls.at.engine, name)
    await _evaluated(calls, story.id, at)
    for _ in range(2):
        await cut_off(calls.at.engine, name)
        again = await calls(*ask)
        assert (again.status_code, again.json()) == (202, first.json())
    # Had the first never come so far, the same key would begin the run of its own time now.
    earlier = at - dt.timedelta(hours=1)
    async with writing(calls.at.engine) as connection:
        row = update(requests).where(requests.c.key == name)
        await connection.execute(row.values(status=None, body=None, at=earlier))
    assert (await calls(*ask)).status_code == 202
    await _evaluated(calls, story.id, earlier)
    told = (await schedule.describe()).info
    assert (told.num_actions, told.num_actions_skipped_overlap) == (2, 0)
    await story.close()


@pytest.fixture
async def known(engine: AsyncEngine) -> AsyncEngine:
    """A store that knows one collaboration and what waits in it, and an engine that is away."""
    await keep_collaboration(engine, brief(), NOW)
    await keep_directory(engine, COMPANY, DIRECTORY)
    await keep_suggestion(engine, "onboarding", suggestion())
    await keep_listing(engine, LISTING, NOW)
    return engine


ASKED: tuple[tuple[str, dict[str, Any]], ...] = (
    (f"/v1/suggestions/{NEED}/decisions", {"verb": "comment", "comment": "x"}),
    (f"{HERE}/close", {}),
    (f"{HERE}/ideas", {"title": "x", "text": "y"}),
    (f"{HERE}/departures", {}),
    (f"{HERE}/feedback", {"close": True, "round": 1}),
    (f"{HERE}/redrafts", {"kind": "need"}),
)


@pytest.mark.parametrize(("path", "body"), ASKED, ids=[path for path, _ in ASKED])
async def test_where_nobody_answers_an_api_is_told_how_to_ask_again(
    known: AsyncEngine, path: str, body: dict[str, Any]
) -> None:
    async with asking(alone(known)) as client:
        for language, word in (("en", "Idempotency-Key"), ("zh", "Idempotency-Key")):
            headers = {"accord-as": "zhao.min", "accept-language": language}
            answer = await client.post(path, json=body, headers=headers)
            assert (answer.status_code, answer.json()["code"]) == (503, "not_yet"), answer.text
            assert int(answer.headers["retry-after"]) > 0
            assert word in answer.json()["detail"]
            assert "--" not in answer.json()["detail"]


async def test_where_nobody_answers_a_page_says_to_look_again(known: AsyncEngine) -> None:
    fields = {"verb": "reject", "revision": "1", "fingerprint": "a" * 16, "nonce": "n" * 16}
    fields["comment"] = "Too <many> meetings."
    async with asking(alone(known)) as client:
        headers = {"accord-as": "zhao.min", "accept-language": "zh"}
        answer = await client.post(f"/d/{NEED}", data=fields, headers=headers)
    assert answer.status_code == 503
    assert "请稍后重新打开此页面" in answer.text
    assert "<textarea readonly>\nToo &lt;many&gt; meetings.</textarea>" in answer.text
    assert "--decision-id" not in answer.text


class Failing(Away):
    """An engine that answers with a fault of its own."""

    def __getattr__(self, name: str) -> Any:
        raise RPCError("broken", RPCStatusCode.INTERNAL, b"")


async def test_where_the_engine_fails_a_page_gives_back_what_was_typed(known: AsyncEngine) -> None:
    fields = {"verb": "reject", "revision": "1", "fingerprint": "a" * 16, "nonce": "n" * 16}
    connection = Connection(cast(Client, Failing()), "away:7233", None, known, surface="api")
    served = app(Footing(connection, Settings("unused", Path()), named_only))
    async with asking(served) as client:
        headers = {"accord-as": "zhao.min", "accept-language": "zh"}
        answer = await client.post(
            f"/d/{NEED}", data=fields | {"comment": "太多会议"}, headers=headers
        )
    assert (answer.status_code, "暂时无人响应" in answer.text) == (503, True)
    assert int(answer.headers["retry-after"]) > 0
    assert "<textarea readonly>\n太多会议</textarea>" in answer.text
