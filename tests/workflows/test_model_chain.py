"""Fallback, budget, circuit, revoked keys and odd endpoints: a collaboration always goes on."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from activities import llm_form
from domain.circuit import FAILURES
from domain.suggestion import Kind, Provenance
from store import usage
from tests.activities.endpoint import Play, Served, answering, failing, serving, streaming
from tests.activities.obedient import obeyed, obeying
from tests.workflows.cast import Story, begin
from tests.workflows.place import Place, brief, place
from tests.workflows.running import environment, worker_process

pytestmark = pytest.mark.usefixtures("impatient")
ELSEWHERE = "http://192.0.2.1:9/v1"
"""An address of TEST-NET-1, where nobody answers and nothing must go."""


@pytest.fixture(autouse=True)
def _nothing_learnt() -> Iterator[None]:
    llm_form.forget()
    yield
    llm_form.forget()


class Model:
    """A model that does as it is told; `fault`, while set, is what it answers instead."""

    def __init__(self, **usage: int) -> None:
        self.usage = usage
        self.fault: Play | None = None
        self.served = Served("")
        self.times: list[float] = []

    async def play(self, writer: Any) -> None:
        self.times.append(time.monotonic())
        if self.fault:
            await self.fault(writer)
        else:
            more: dict[str, Any] = {"usage": self.usage} if self.usage else {}
            await obeying(self.served, writer, **more)


@asynccontextmanager
async def modelled(home: Path, model: Model, **environ: str) -> AsyncIterator[Place]:
    """A place with this model as its endpoint."""
    async with serving(model.play) as served:
        model.served = served
        own = {"OPENAI_BASE_URL": served.url, "ACCORD_MODEL": "asked", "OPENAI_API_KEY": "sk"}
        async with place(home, environ=own | environ) as at:
            yield at


async def _provenance(story: Story, kind: Kind) -> Provenance:
    shown = await story.approve(kind)
    assert shown.state.suggestion is not None
    return shown.state.suggestion.provenance


def _brief(**changes: Any) -> dict[str, Any]:
    return brief("zh", skip=["identify", "team"], **changes)


async def test_a_key_that_is_revoked_midway_stops_the_model_and_nothing_else(
    tmp_path: Path,
) -> None:
    model = Model()
    async with modelled(tmp_path, model) as at:
        story = await begin(at, _brief())
        assert (await _provenance(story, "goals")).drafted_by == "model"
        model.fault = failing(401)
        cadence = await _provenance(story, "cadence")
        assert (cadence.drafted_by, cadence.reason) == ("rules", "模型端点不接受所配置的密钥。")
        await story.close()

        llm_form.forget()
        model.fault = _without_json(model)
        story = await begin(at, _brief())
        goals = await _provenance(story, "goals")
        assert (goals.drafted_by, goals.calls) == ("model", 3)
        await story.close()

        llm_form.forget()
        model.fault = _streaming_only(model)
        story = await begin(at, _brief())
        goals = await _provenance(story, "goals")
        assert (goals.drafted_by, goals.calls, goals.tokens_out) == ("model", 4, 7)
        await story.close()


def _asked_for(served: Served) -> str:
    """Return the answer to what was asked for last while a schema still went with it."""
    body = next(b for b in reversed(served.bodies) if "json_schema" in str(b))
    return json.dumps(obeyed(body), ensure_ascii=False)


def _without_json(model: Model) -> Play:
    async def play(writer: Any) -> None:
        structured = "response_format" in model.served.bodies[-1]
        await (failing(400) if structured else answering(_asked_for(model.served)))(writer)

    return play


def _streaming_only(model: Model) -> Play:
    async def play(writer: Any) -> None:
        body = model.served.bodies[-1]
        streams = body.get("stream") and "response_format" not in body
        await (streaming(_asked_for(model.served)) if streams else failing(400))(writer)

    return play


async def test_a_budget_that_is_used_up_refuses_before_the_call(tmp_path: Path) -> None:
    model = Model(prompt_tokens=5_000, completion_tokens=500)
    budget = {"ACCORD_MODEL_TOKENS_PER_COLLABORATION": "7000"}
    prices = {"ACCORD_MODEL_PRICES": '{"asked": {"input": 1, "output": 2, "currency": "CNY"}}'}
    async with modelled(tmp_path, model, **budget, **prices) as at:
        story = await begin(at, _brief())
        goals = await _provenance(story, "goals")
        assert (goals.drafted_by, goals.cost, goals.currency) == ("model", Decimal("0.006"), "CNY")
        asked = len(model.served.bodies)
        cadence = await _provenance(story, "cadence")
        assert (cadence.drafted_by, cadence.reason) == ("rules", "本项协作的模型预算已用完。")
        assert len(model.served.bodies) == asked
        await story.close()

        other = await begin(at, _brief())  # a collaboration has a budget of its own
        assert (await _provenance(other, "goals")).drafted_by == "model"
        await other.close()


async def test_the_fallback_drafts_and_local_texts_stay_here(tmp_path: Path) -> None:
    model = Model()
    environ = {"ACCORD_MODEL_DEADLINE": "1", "ACCORD_FALLBACK_MODEL": "spare"}
    async with serving(model.play) as served:
        model.served = served
        environ |= {"OPENAI_BASE_URL": ELSEWHERE, "ACCORD_MODEL": "far"}
        environ |= {"OPENAI_API_KEY": "sk-secret", "ACCORD_FALLBACK_BASE_URL": served.url}
        async with place(tmp_path, environ=environ) as at:
            story = await begin(at, _brief())
            goals = await _provenance(story, "goals")
            assert goals.reason.startswith("由备用模型起草。")
            assert "模型端点" in goals.reason
            assert (goals.host or "nowhere") in served.url
            await story.close()
            local = await begin(at, _brief(model_policy="local"))
            goals = await _provenance(local, "goals")
            assert (goals.drafted_by, goals.reason) == ("model", "")
            await local.close()
            hosts = {one.host for one in await usage.attempts(at.engine, local.id)}
            assert hosts == {goals.host}
        assert all("sk-secret" not in str(headers) for headers in served.headers)


async def test_an_endpoint_that_keeps_failing_is_left_alone_and_tried_again_later(
    tmp_path: Path,
) -> None:
    model = Model()
    model.fault = failing(500)
    async with modelled(tmp_path, model) as at:
        first = await begin(at, _brief())
        assert "自身出现故障" in (await _provenance(first, "goals")).reason
        asked = len(model.served.bodies)
        assert asked == FAILURES
        stories = await asyncio.gather(*(begin(at, _brief()) for _ in range(3)))
        for story in stories:
            assert "暂停调用" in (await _provenance(story, "goals")).reason
        assert len(model.served.bodies) == asked
        await asyncio.gather(*(story.close() for story in (first, *stories)))


async def test_all_workers_together_begin_no_more_drafts_than_the_rate_allows(
    tmp_path: Path,
) -> None:
    model = Model()
    async with modelled(tmp_path, model, ACCORD_MODEL_RATE="60") as at:
        environ = {"OPENAI_BASE_URL": model.served.url, "ACCORD_MODEL": "asked"}
        more = environment(at, **environ, ACCORD_MODEL_RATE="60")
        async with worker_process(more):
            stories = await asyncio.gather(*(begin(at, _brief()) for _ in range(9)))
            await asyncio.gather(*(story.pending("goals") for story in stories))
            assert len(model.times) == 9
            assert model.times[-1] - model.times[0] > 3  # one a second, a few at the start
            await asyncio.gather(*(story.close() for story in stories))
