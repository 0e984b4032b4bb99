"""What an endpoint takes is found out, and what was found out is used."""

import json
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities import llm, llm_form
from activities.llm_endpoint import Endpoint
from activities.llm_request import Wanted
from tests.activities.endpoint import Play, Served, answering, failing, raw, serving, streaming
from tests.activities.llm_fakes import WANTED, Remembering, asked, endpoint_at

EVENTS = {"content-type": "text/event-stream"}


@pytest.fixture(autouse=True)
def _nothing_learnt() -> Iterator[None]:
    llm_form.forget()
    yield
    llm_form.forget()


def _forms(served: Served) -> list[str]:
    def form(body: dict[str, Any]) -> str:
        structure: str = body.get("response_format", {}).get("type", "plain")
        return structure + (" stream" if body.get("stream") else "")

    return [form(body) for body in served.bodies]


def _refusing(param: str, value: object = None) -> Callable[[Served], Play]:
    """Refuse any request that holds `param`, naming it, as OpenAI does."""

    def play_for(served: Served) -> Play:
        async def play(writer: Any) -> None:
            error = {"message": "no", "code": "unsupported_parameter", "param": param}
            holds = param in served.bodies[-1]
            await (failing(400, error) if holds else answering("{}"))(writer)

        return play

    return play_for


async def test_an_endpoint_without_json_schema_is_asked_for_less_and_remembered() -> None:
    recorder = Remembering()
    async with serving(failing(400), failing(422), answering("{}")) as served:
        await asked(served, recorder)
        await asked(served, recorder)
    assert _forms(served) == ["json_schema", "json_object", "plain", "plain"]
    assert "JSON Schema" not in served.bodies[0]["messages"][0]["content"]
    assert all("JSON Schema" in body["messages"][0]["content"] for body in served.bodies[1:])
    assert [end[1] for end in recorder.ended] == ["LLMRefusedRequest"] * 2 + ["ok"] * 2


async def test_what_one_schema_was_refused_for_does_not_hold_for_another() -> None:
    other = Wanted("digest", WANTED.schema, WANTED.described)
    async with serving(failing(400), answering("{}")) as served:
        await asked(served)
        content = [{"role": "user", "content": "x"}]
        await llm.ask(endpoint_at(served), content, other, 9, lambda: None, Remembering())
    assert _forms(served) == ["json_schema", "json_object", "json_schema"]


async def test_nothing_is_remembered_of_an_endpoint_that_refuses_everything() -> None:
    async with serving(*[failing(400)] * 4, answering("{}")) as served:
        with pytest.raises(ApplicationError):
            await asked(served)
        await asked(served)
    assert _forms(served) == ["json_schema", "json_object", "plain", "plain stream", "json_schema"]


async def test_an_unknown_model_is_not_asked_in_other_forms() -> None:
    async with serving(failing(404, {"message": "x", "code": "model_not_found"})) as served:
        with pytest.raises(ApplicationError) as caught:
            await asked(served)
    assert caught.value.details[:1] == (404,)
    assert len(served.bodies) == 1


async def test_an_endpoint_that_only_streams_is_read_as_a_stream() -> None:
    recorder = Remembering()
    refused = [failing(400)] * 3
    async with serving(*refused, streaming('{"a":', None, ' "b"}')) as served:
        answer = await asked(served, recorder)
        again = await asked(served, recorder)
    assert answer.text == again.text == '{"a": "b"}'
    assert (answer.spent.tokens_in, answer.spent.tokens_out, answer.model) == (
        11,
        7,
        "test-model-1",
    )
    assert _forms(served)[3:] == ["plain stream", "plain stream"]
    assert served.bodies[3]["stream_options"] == {"include_usage": True}


async def test_an_endpoint_that_streams_unasked_is_asked_to() -> None:
    recorder = Remembering()
    async with serving(streaming("{}")) as served:
        assert (await asked(served, recorder)).text == "{}"
    assert _forms(served) == ["json_schema", "json_schema stream"]
    assert [end[1] for end in recorder.ended] == ["LLMStreamed", "ok"]


@pytest.mark.parametrize(
    ("play", "name"),
    [
        (streaming("half", finish=None, done=False), "LLMTransport"),
        (streaming("half", finish=None), "LLMTransport"),
        (raw(b"", headers=EVENTS), "LLMTransport"),
        (raw(b'data: {"error": {"message": "PROVIDER WORDS"}}\n\n', headers=EVENTS), "LLMServer"),
        (raw(b"data: {broken\n\n", headers=EVENTS), "LLMTransport"),
        (streaming("half", finish="length"), "LLMTooLong"),
        (streaming("x", finish="content_filter"), "LLMDeclined"),
        (streaming(5, "x"), "LLMBadShape"),
        (streaming(), "LLMBadShape"),
        (streaming("x" * 200_000), "LLMTransport"),
    ],
)
async def test_a_broken_stream_is_never_half_an_answer(play: Play, name: str) -> None:
    async with serving(streaming("{}"), play) as served:
        with pytest.raises(ApplicationError) as caught:
            await asked(served)
    assert caught.value.type == name
    assert "PROVIDER WORDS" not in str(caught.value)


@pytest.mark.parametrize("param", ["max_tokens", "temperature"])
async def test_a_parameter_that_is_refused_by_name_is_changed_and_nothing_else(param: str) -> None:
    plays: list[Play] = []

    async def play(writer: Any) -> None:
        await plays[0](writer)

    async with serving(play) as served:
        plays.append(_refusing(param)(served))
        await asked(served)
        await asked(served)
    assert _forms(served) == ["json_schema"] * 3
    assert param in served.bodies[0]
    assert all(param not in body for body in served.bodies[1:])
    assert param != "max_tokens" or served.bodies[1]["max_completion_tokens"] == 300


async def test_a_format_that_is_ignored_is_asked_for_in_words_next_time() -> None:
    async with serving(answering("Certainly! Here are your goals."), answering("{}")) as served:
        await asked(served)
        await asked(served)
        await asked(served)
    assert _forms(served) == ["json_schema", "json_object", "json_object"]


CODES: list[tuple[int, str, str]] = [
    (402, "invalid_request_error", "LLMQuota"),
    (429, "insufficient_quota", "LLMQuota"),
    (429, "billing_not_active", "LLMQuota"),
    (400, "Arrearage", "LLMQuota"),
    (403, "AllocationQuota.FreeTierOnly", "LLMQuota"),
    (429, "rate_limit_exceeded", "LLMRateLimited"),
    (400, "context_length_exceeded", "LLMPromptTooLong"),
    (400, "data_inspection_failed", "LLMDeclined"),
    (400, "content_filter", "LLMDeclined"),
    (401, "invalid_api_key", "LLMRefusedRequest"),
    (500, "insufficient_quota", "LLMServer"),
]


@pytest.mark.parametrize(("status", "code", "name"), CODES)
@pytest.mark.parametrize("place", ["code", "type"])
async def test_the_machine_word_of_a_refusal_says_what_it_is(
    status: int, code: str, name: str, place: str
) -> None:
    async with serving(failing(status, {"message": "PROVIDER WORDS", place: code})) as served:
        with pytest.raises(ApplicationError) as caught:
            await asked(served)
    assert caught.value.type == name
    assert len(served.bodies) == 1


async def test_dashscopes_insufficient_quota_means_too_fast() -> None:
    error = {"error": {"message": "x", "code": "insufficient_quota"}, "request_id": "r"}
    async with serving(raw(json.dumps(error).encode(), 429)) as served:
        with pytest.raises(ApplicationError) as caught:
            await asked(served)
    assert (caught.value.type, caught.value.non_retryable) == ("LLMRateLimited", False)


async def test_a_kept_answer_is_not_paid_for_twice() -> None:
    recorder = Remembering()
    async with serving(answering('{"a": 1}')) as served:
        first = await asked(served, recorder)
        kept = recorder.answers[0]
        assert kept is not None
        recorder.outbox[recorder.calls[0].request] = kept
        assert await asked(served, recorder) == first
    assert len(served.bodies) == len(recorder.begun) == 1


async def test_another_question_is_another_request() -> None:
    recorder = Remembering()
    ask: Callable[..., Awaitable[object]] = llm.ask
    async with serving(answering("{}")) as served:
        endpoint = endpoint_at(served)
        for text, cap in (("x", 9), ("y", 9), ("x", 10)):
            content = [{"role": "user", "content": text}]
            await ask(endpoint, content, WANTED, cap, lambda: None, recorder)
        away = Endpoint(base_url=served.url, model="other", deadline=5)
        await ask(away, [{"role": "user", "content": "x"}], WANTED, 9, lambda: None, recorder)
    assert len({call.request for call in recorder.calls}) == 4
