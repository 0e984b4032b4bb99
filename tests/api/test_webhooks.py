"""Webhooks over HTTP: who may, what is refused, and that a secret is told once."""

import ipaddress
from typing import Any

import pytest
from starlette.requests import Request

from activities.webhook_calling import Caller
from activities.webhook_transport import webhook_client
from api.callers import Caller as Somebody
from domain.webhook_address import Allowed
from tests.activities.hook_server import hook_server
from tests.api.calling import Api, api
from tests.workflows.cast import until

HOOK = "https://hook.example/accord"


async def made(calls: Api, **more: Any) -> dict[str, Any]:
    answer = await calls("POST", "/v1/webhooks", "ana", {"url": HOOK} | more)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    assert answer.headers["location"] == f"/v1/webhooks/{found['webhook']['id']}"
    return found


async def test_a_webhook_is_made_listed_and_deleted(calls: Api) -> None:
    told = await made(calls, events=["decision.", "suggestion.approved"])
    assert told["secret"].startswith("whsec_")
    id = told["webhook"]["id"]
    (listed,) = (await calls("GET", "/v1/webhooks", "ana")).json()["webhooks"]
    assert listed == told["webhook"] == (await calls("GET", f"/v1/webhooks/{id}", "ana")).json()
    assert (listed["made_by"], listed["disabled_at"], listed["failures"]) == ("ana", None, 0)
    assert (await calls("DELETE", f"/v1/webhooks/{id}", "ana")).status_code == 204
    for method in ("GET", "DELETE"):
        assert (await calls(method, f"/v1/webhooks/{id}", "ana")).status_code == 404


async def test_the_secret_is_told_once(calls: Api) -> None:
    told = await made(calls)
    id = told["webhook"]["id"]
    for path in ("/v1/webhooks", f"/v1/webhooks/{id}"):
        answer = await calls("GET", path, "ana")
        assert told["secret"] not in answer.text
        assert "secret" not in answer.text
    await calls("DELETE", f"/v1/webhooks/{id}", "ana")


async def test_the_same_key_makes_one_webhook_and_tells_the_same_secret(calls: Api) -> None:
    key = {"idempotency-key": "hook-1"}
    first, again = [
        (await calls("POST", "/v1/webhooks", "ana", {"url": HOOK}, key)).json() for _ in range(2)
    ]
    assert first == again
    assert len((await calls("GET", "/v1/webhooks", "ana")).json()["webhooks"]) == 1
    await calls("DELETE", f"/v1/webhooks/{first['webhook']['id']}", "ana")


@pytest.mark.parametrize(
    ("body", "place"),
    [
        ({"url": "http://169.254.169.254/latest"}, "url"),
        ({"url": "http://localhost:9200/"}, "url"),
        ({"url": "https://user:hunter2secret@hook.example/"}, "url"),
        ({"url": "file:///etc/passwd"}, "url"),
        ({"url": ""}, "url"),
        ({}, "url"),
        ({"url": HOOK, "events": ["sugestion."]}, "events[0]"),
        ({"url": HOOK, "events": ["*"]}, "events[0]"),
        ({"url": HOOK, "collaborations": ["nobody-knows-it"]}, "collaborations[0]"),
        ({"url": HOOK, "collaborations": []}, "collaborations"),
        ({"url": HOOK, "secret": "mine"}, "secret"),
    ],
)
async def test_what_could_never_be_called_is_refused_with_its_place(
    calls: Api, body: dict[str, Any], place: str
) -> None:
    answer = await calls("POST", "/v1/webhooks", "ana", body)
    assert answer.status_code == 422, answer.text
    assert answer.json()["detail"].startswith(f"{place}: ")
    assert "hunter2secret" not in answer.text
    chinese = await calls("POST", "/v1/webhooks", "ana", body, {"accept-language": "zh"})
    assert chinese.json()["detail"].startswith(f"{place}：")
    assert (await calls("GET", "/v1/webhooks", "ana")).json()["webhooks"] == []


async def test_only_whoever_administers_sees_or_makes_webhooks(calls: Api) -> None:
    async def somebody(request: Request) -> Somebody:
        return Somebody("bo", "session", frozenset({"auditor", "starter"}))

    async with api(calls.at, somebody) as others:
        told = [
            await others("POST", "/v1/webhooks", None, {"url": HOOK}),
            await others("GET", "/v1/webhooks"),
            await others("GET", f"/v1/webhooks/wh_{'0' * 24}"),
            await others("DELETE", f"/v1/webhooks/wh_{'0' * 24}"),
        ]
    assert [one.status_code for one in told] == [403] * 4


async def test_what_happens_reaches_the_listener_from_a_real_decision(
    calls: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with hook_server() as hook:
        monkeypatch.setenv("ACCORD_WEBHOOK_ALLOW", "127.0.0.1/32")
        monkeypatch.setenv("ACCORD_WEBHOOK_PORTS", str(hook.port))
        told = await made(calls, url=hook.url, events=["suggestion.pending"])
        story = await calls.start(skip=["identify", "team", "goals"])
        await story.pending("cadence")
        allowed = Allowed((ipaddress.ip_network("127.0.0.1"),), ports=frozenset({hook.port}))
        async with webhook_client(allowed) as client:
            caller = Caller(calls.at.engine, client, allowed)

            async def heard() -> bool:
                await caller.call()
                return any(f"{story.id}:cadence:1".encode() in body for body in hook.bodies)

            await until(heard, "the call")
    await calls("DELETE", f"/v1/webhooks/{told['webhook']['id']}", "ana")
