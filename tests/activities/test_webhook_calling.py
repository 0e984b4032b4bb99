import asyncio
import dataclasses
import datetime as dt
import ipaddress
import json
from collections.abc import AsyncIterator, Iterable, Sequence
from typing import Any

import httpcore2
import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.webhook_calling import Caller
from activities.webhook_transport import MOST_BYTES, CheckedBackend, webhook_client
from domain.retrying import PATIENCE, WAITS
from domain.webhook import Webhook, new_secret, signature
from domain.webhook_address import Allowed
from store import happenings, webhooks
from store.engine import writing
from store.webhooks import LEASE
from tests.activities.hook_server import HookServer, hook_server
from tests.activities.test_delivering import Clock
from tests.approvals import NOW

SECRET = new_secret(b"s" * 32)
HERE = ipaddress.ip_network("127.0.0.1/32")


@dataclasses.dataclass
class Listening:
    """A store in which things happen, a listener, and whoever calls it."""

    engine: AsyncEngine
    hook: HookServer
    client: httpx2.AsyncClient
    clock: Clock

    @property
    def allowed(self) -> Allowed:
        return Allowed((HERE,), ports=frozenset({self.hook.port}))

    def caller(self, **more: Any) -> Caller:
        return Caller(self.engine, self.client, self.allowed, clock=self.clock, **more)

    async def listen(self, *events: str, url: str | None = None, **more: Any) -> Webhook:
        made = Webhook(
            id="wh_1",
            url=url or self.hook.url,
            events=events,
            made_by="ana",
            made_at=NOW,
            cursor=await happenings.newest(self.engine),
            due_at=NOW,
            **more,
        )
        await webhooks.keep_webhook(self.engine, made, SECRET)
        return made

    async def happen(self, *types: str, collaboration: str = "onboarding") -> None:
        for type in types:
            async with writing(self.engine) as connection:
                await happenings.note(connection, type, collaboration, NOW, {"名": "值"})

    async def state(self) -> Webhook:
        found = await webhooks.one_webhook(self.engine, "wh_1")
        assert found
        return found

    @property
    def heard(self) -> list[str]:
        return [json.loads(body)["type"] for body in self.hook.bodies]


@pytest.fixture
async def listening(engine: AsyncEngine) -> AsyncIterator[Listening]:
    async with hook_server() as hook:
        allowed = Allowed((HERE,), ports=frozenset({hook.port}))
        async with webhook_client(allowed) as client:
            yield Listening(engine, hook, client, Clock(NOW))


async def test_a_listener_hears_in_order_what_happens_after_it_came(listening: Listening) -> None:
    await listening.happen("collaboration.started")
    await listening.listen()
    await listening.happen("suggestion.pending", "decision.recorded", "suggestion.approved")
    assert await listening.caller().call()
    assert listening.heard == ["suggestion.pending", "decision.recorded", "suggestion.approved"]
    assert not await listening.caller().call()
    assert (await listening.state()).cursor == await happenings.newest(listening.engine)


async def test_a_call_is_signed_as_standard_webhooks_has_it(listening: Listening) -> None:
    await listening.listen()
    await listening.happen("suggestion.pending")
    await listening.caller().call()
    (head,), (body,) = listening.hook.heads, listening.hook.bodies
    assert head["content-type"] == "application/json"
    assert head["host"] == f"127.0.0.1:{listening.hook.port}"
    stamp = head["webhook-timestamp"]
    assert stamp == str(int(NOW.timestamp()))
    expected = signature(SECRET, head["webhook-id"], stamp, body)
    assert head["webhook-signature"] == f"v1,{expected}"
    assert json.loads(body)["data"]["body"] == {"名": "值"}


async def test_a_listener_hears_only_of_what_it_asked_for(listening: Listening) -> None:
    await listening.listen("decision.", collaborations=("onboarding",))
    await listening.happen("suggestion.pending", "decision.recorded")
    await listening.happen("decision.recorded", collaboration="returns")
    await listening.caller().call()
    assert listening.heard == ["decision.recorded"]
    assert not await listening.caller().call()


@pytest.mark.parametrize("behave", ["500", "404", "redirect", "endless", "drip", "silent", "cut"])
async def test_what_was_not_taken_is_sent_again_before_anything_later(
    listening: Listening, behave: str
) -> None:
    await listening.listen()
    await listening.happen("suggestion.pending", "decision.recorded")
    listening.hook.behave = behave
    await listening.caller(seconds=0.4).call()
    state = await listening.state()
    assert (state.failures, state.failing_since, state.disabled_at) == (1, NOW, None)
    assert state.reason
    assert not await listening.caller().call()  # not before it is time
    listening.hook.behave = "200"
    listening.clock.at += WAITS[0]
    await listening.caller().call()
    assert listening.heard == ["suggestion.pending", *listening.heard[1:]]
    assert listening.heard[-2:] == ["suggestion.pending", "decision.recorded"]
    ids = [head["webhook-id"] for head in listening.hook.heads]
    assert ids[0] == ids[1] != ids[2]
    assert (await listening.state()).failures == 0


async def test_no_redirect_is_followed(listening: Listening) -> None:
    await listening.listen()
    await listening.happen("suggestion.pending")
    listening.hook.behave = "redirect"
    await listening.caller().call()
    state = await listening.state()
    assert state.reason
    assert "302" in state.reason.en
    assert len(listening.hook.bodies) == 1


async def test_an_answer_without_end_is_left_early(listening: Listening) -> None:
    await listening.listen()
    await listening.happen("suggestion.pending")
    listening.hook.behave = "endless"
    await listening.caller(seconds=10).call()
    state = await listening.state()
    assert state.reason
    assert "larger than the cap" in state.reason.en
    assert listening.hook.given < 100 * MOST_BYTES


async def test_a_listener_that_fails_for_days_is_no_longer_called(listening: Listening) -> None:
    await listening.listen()
    await listening.happen("suggestion.pending")
    listening.hook.behave = "500"
    calls = 0
    while listening.clock.at < NOW + 2 * PATIENCE:
        calls += await listening.caller().call()
        listening.clock.at += dt.timedelta(hours=1)
    state = await listening.state()
    assert state.disabled_at
    assert PATIENCE <= state.disabled_at - NOW <= PATIENCE + WAITS[-1] + dt.timedelta(hours=1)
    assert state.reason
    assert "500" in state.reason.en
    assert len(listening.hook.bodies) == calls


async def test_a_listener_that_says_it_has_gone_is_believed(listening: Listening) -> None:
    await listening.listen()
    await listening.happen("suggestion.pending")
    listening.hook.behave = "410"
    await listening.caller().call()
    assert (await listening.state()).disabled_at == NOW


async def test_many_callers_keep_the_order_and_call_once(listening: Listening) -> None:
    await listening.listen()
    types = [f"suggestion.s{chr(97 + n)}" for n in range(20)]
    await listening.happen(*types)
    many = [listening.caller() for _ in range(5)]
    await asyncio.gather(*(one.call() for one in many))
    assert listening.heard == types


async def test_after_a_crash_the_same_call_has_the_same_id(listening: Listening) -> None:
    await listening.listen()
    await listening.happen("suggestion.pending")
    caller = listening.caller()
    claimed = await caller.claim()
    assert claimed
    (first,) = await happenings.happenings(listening.engine, 0, 9)
    await caller._post(*claimed, first)  # and then the process is gone
    assert not await listening.caller().call()
    listening.clock.at += LEASE
    assert await listening.caller().call()
    one, again = (head["webhook-id"] for head in listening.hook.heads)
    assert one == again


async def test_a_webhook_that_was_deleted_while_it_was_called_is_left(listening: Listening) -> None:
    await listening.listen()
    await listening.happen("suggestion.pending", "decision.recorded")
    listening.hook.behave = "silent"
    calling = asyncio.create_task(listening.caller(seconds=0.3).call())
    await listening.hook.called.wait()
    await webhooks.forget_webhook(listening.engine, "wh_1")
    await calling
    assert await webhooks.webhooks(listening.engine) == []
    assert not await listening.caller().call()


class Recorder(httpcore2.AsyncNetworkBackend):
    """Notes where a connection would go, and leads it to the listener."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.to: list[str] = []

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.AsyncNetworkStream:
        self.to.append(host)
        return await httpcore2.AnyIOBackend().connect_tcp("127.0.0.1", self.port, timeout)


class Names:
    """A name server that changes its answer every time."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self.answers = list(answers)
        self.asked = 0

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        self.asked += 1
        return self.answers.pop(0)


async def post(listening: Listening, names: Names, allowed: Allowed) -> tuple[Recorder, Webhook]:
    recorder = Recorder(listening.hook.port)
    backend = CheckedBackend(allowed, names.resolve, recorder)
    async with webhook_client(allowed, backend) as client:
        caller = Caller(listening.engine, client, allowed, clock=listening.clock)
        await caller.call()
    return recorder, await listening.state()


async def test_a_name_is_asked_once_and_the_checked_address_is_connected_to(
    listening: Listening,
) -> None:
    await listening.listen(url="http://rebind.example/hook")
    await listening.happen("suggestion.pending", "decision.recorded")
    names = Names(["93.184.216.34"], ["127.0.0.1"], ["169.254.169.254"])
    recorder, state = await post(listening, names, Allowed())
    assert recorder.to == ["93.184.216.34"]
    assert listening.hook.heads[0]["host"] == "rebind.example"
    assert listening.heard == ["suggestion.pending"]
    assert names.asked == 2  # each connection is judged anew, and the second one was refused
    assert state.reason
    assert "internal network" in state.reason.en
    assert "127.0.0.1" not in state.reason.en


@pytest.mark.parametrize(
    "answer",
    [
        ["10.0.0.1"],
        ["93.184.216.34", "10.0.0.1"],
        ["::ffff:169.254.169.254"],
        ["fe80::1%eth0"],
        ["0.0.0.0"],
    ],
)
async def test_a_name_that_leads_inside_is_not_connected_to(
    listening: Listening, answer: list[str]
) -> None:
    await listening.listen(url="http://inside.example/hook")
    await listening.happen("suggestion.pending")
    recorder, state = await post(listening, Names(answer), Allowed())
    assert recorder.to == []
    assert listening.hook.bodies == []
    assert state.reason
    assert "internal network" in state.reason.en


async def test_an_allowed_host_may_lead_inside(listening: Listening) -> None:
    await listening.listen(url="http://inside.example/hook")
    await listening.happen("suggestion.pending")
    allowed = Allowed(hosts=frozenset({"inside.example"}))
    recorder, _ = await post(listening, Names(["10.0.0.1"]), allowed)
    assert recorder.to == ["10.0.0.1"]
    assert listening.heard == ["suggestion.pending"]


async def test_a_name_that_nobody_knows_is_a_failure_like_any_other(listening: Listening) -> None:
    await listening.listen(url="http://unknown.example/hook")
    await listening.happen("suggestion.pending")
    _, state = await post(listening, Names([]), Allowed())
    assert state.reason
    assert "name is not known" in state.reason.en


async def test_a_proxy_of_the_environment_is_not_used(
    listening: Listening, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    await listening.listen()
    await listening.happen("suggestion.pending")
    async with webhook_client(listening.allowed) as client:
        caller = Caller(listening.engine, client, listening.allowed, clock=listening.clock)
        await caller.call()
    assert listening.heard == ["suggestion.pending"]
