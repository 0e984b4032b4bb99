import asyncio
import json
import time
import traceback
from collections.abc import Iterator

import pytest
from temporalio.exceptions import ApplicationError

from activities import llm, llm_form
from activities.llm_endpoint import Endpoint
from activities.llm_reasons import FALLBACK_REASONS, reason
from activities.llm_recording import Call, Cost
from tests.activities.endpoint import (
    Play,
    answering,
    dripping,
    failing,
    packed,
    raw,
    resetting,
    serving,
    silent,
)
from tests.activities.llm_fakes import WANTED, Remembering, asked, endpoint_at

QUOTA = {"message": "PROVIDER WORDS", "code": "insufficient_quota"}
CHOICELESS = {"id": "c", "object": "chat.completion", "created": 1, "model": "m"}
GOOD = b'{"choices": [{"finish_reason": "stop", "message": {"content": "good"}}]}'


@pytest.fixture(autouse=True)
def _nothing_learnt() -> Iterator[None]:
    llm_form.forget()
    yield
    llm_form.forget()


FAILURES: list[tuple[str, Play, str, bool]] = [
    ("429", failing(429), "LLMRateLimited", True),
    ("429 with a delay", failing(429, retry_after="7"), "LLMRateLimited", True),
    ("429 quota", failing(429, QUOTA), "LLMQuota", False),
    ("500", failing(500), "LLMServer", True),
    ("503", failing(503), "LLMServer", True),
    ("408", failing(408), "LLMServer", True),
    ("401", failing(401), "LLMRefusedRequest", False),
    ("400 that asks for a retry", failing(400, x_should_retry="true"), "LLMRefusedRequest", False),
    ("error text instead of an object", failing(400, "PROVIDER WORDS"), "LLMRefusedRequest", False),
    ("no choices", answering("x", choices=[]), "LLMBadShape", True),
    ("choices null", answering("x", choices=None), "LLMBadShape", True),
    ("choices missing", raw(json.dumps(CHOICELESS).encode()), "LLMBadShape", True),
    ("choices a number", answering("x", choices=5), "LLMBadShape", True),
    ("200 with an error", raw(b'{"error": {"message": "PROVIDER WORDS"}}'), "LLMBadShape", True),
    ("message null", answering("x", choices=[{"message": None}]), "LLMBadShape", True),
    ("content a number", answering(5), "LLMBadShape", True),
    ("content null", answering(None), "LLMBadShape", True),
    ("content invisible", answering("\u200b\u0000 "), "LLMBadShape", True),
    ("a list", raw(b"[1, 2]"), "LLMBadShape", True),
    (
        "HTML",
        raw(b"<html>PROVIDER WORDS", headers={"content-type": "text/html"}),
        "LLMBadShape",
        True,
    ),
    ("empty body", raw(b""), "LLMTransport", True),
    ("broken JSON", raw(b'{"choices": [{"mess'), "LLMTransport", True),
    ("deep JSON", raw(b"[" * 90_000), "LLMTransport", True),
    ("not UTF-8", raw(b'{"choices": "\xff\xfe"}'), "LLMTransport", True),
    ("shorter than it says", raw(GOOD, length=5_000), "LLMTransport", True),
    ("reset", resetting, "LLMTransport", True),
    ("drip", dripping, "LLMTransport", True),
    ("silence", silent, "LLMTransport", True),
    ("compressed", packed(GOOD.decode()), "LLMTransport", True),
    ("more than the cap", answering("x" * 200_000), "LLMTransport", True),
    ("length", answering("half", "length"), "LLMTooLong", False),
    ("length without content", answering(None, "length"), "LLMTooLong", False),
    ("broken off", answering("half", "insufficient_system_resource"), "LLMServer", True),
    ("402", failing(402), "LLMQuota", False),
    ("content filter", answering("x", "content_filter"), "LLMDeclined", False),
    ("refusal", answering(None, refusal="PROVIDER WORDS"), "LLMDeclined", False),
]


@pytest.mark.parametrize(
    ("play", "name", "again"), [f[1:] for f in FAILURES], ids=[f[0] for f in FAILURES]
)
async def test_each_failure_ends_in_time_with_its_type(play: Play, name: str, again: bool) -> None:
    recorder = Remembering()
    async with serving(play) as served:
        started = time.monotonic()
        with pytest.raises(ApplicationError) as caught:
            await asked(served, recorder, deadline=0.4)
        assert time.monotonic() - started < 1.5
    error = caught.value
    assert error.type == name
    assert error.non_retryable is not again
    assert "PROVIDER WORDS" not in "".join(traceback.format_exception(error, chain=False))
    assert error.__cause__ is None  # Temporal would keep a cause, words and all, in the history
    assert [outcome for _, outcome, _, _ in recorder.ended] == [name] * len(served.bodies)
    assert len(recorder.begun) == len(served.bodies)
    assert reason(error) != reason("no such type")
    assert name in FALLBACK_REASONS


async def test_a_good_answer_is_cleaned_and_counted() -> None:
    recorder = Remembering()
    async with serving(answering('{"a": "b\u200b\x00c"}')) as served:
        answer = await asked(served, recorder)
    assert answer.text == '{"a": "bc"}'
    assert (answer.spent.tokens_in, answer.spent.tokens_out, answer.model) == (
        11,
        7,
        "test-model-1",
    )
    assert not answer.spent.estimated
    assert recorder.ended == [("1", "ok", 11, 7)]
    assert recorder.begun == [f"goals asked {endpoint_at(served).host}"]


async def test_a_lone_surrogate_does_not_survive() -> None:
    async with serving(answering("a\ud800b")) as served:
        assert (await asked(served)).text == "ab"


@pytest.mark.parametrize("usage", [None, {}, {"prompt_tokens": -1, "completion_tokens": "7"}, 5])
async def test_usage_that_cannot_be_true_is_estimated_and_says_so(usage: object) -> None:
    async with serving(answering("some words", usage=usage)) as served:
        answer = await asked(served)
    assert answer.spent.estimated
    assert answer.spent.tokens_in > 0
    assert answer.spent.tokens_out > 0


async def test_the_request_asks_for_one_plain_structured_answer() -> None:
    async with serving(answering("{}")) as served:
        await asked(served)
    [body], [headers] = served.bodies, served.headers
    assert body["response_format"]["json_schema"]["schema"] == WANTED.schema
    assert body["model"] == "asked"
    assert body["max_tokens"] == 300
    assert "stream" not in body
    assert headers["accept-encoding"] == "identity"
    assert headers["authorization"] == "bearer secret-key"


async def test_no_prompt_follows_a_redirect() -> None:
    async with serving(answering("{}")) as other:
        for code in (301, 302, 307, 308):
            moved = failing(code, location=f"{other.url}/chat/completions")
            async with serving(moved) as served:
                with pytest.raises(ApplicationError) as caught:
                    await asked(served)
            assert caught.value.type == "LLMRefusedRequest"
            assert caught.value.non_retryable
    assert other.bodies == []


async def test_negotiation_does_not_outlive_the_deadline() -> None:
    async with serving(failing(400), silent) as served:
        started = time.monotonic()
        with pytest.raises(ApplicationError, match="TimeoutError|APITimeout"):
            await asked(served, deadline=0.3)
    assert time.monotonic() - started < 1


async def test_a_refused_connection_is_a_transport_error() -> None:
    async with serving(silent) as served:
        pass
    with pytest.raises(ApplicationError) as caught:
        await asked(served)
    assert caught.value.type == "LLMTransport"
    assert not caught.value.non_retryable


async def test_an_address_that_is_none_is_a_transport_error() -> None:
    nowhere = Endpoint("http://xn--a-ä..example/v1", "asked", 5.0)
    messages, recorder = [{"role": "user", "content": "x"}], Remembering()
    with pytest.raises(ApplicationError) as caught:
        await llm.ask(nowhere, messages, WANTED, 9, lambda: None, recorder)
    assert caught.value.type == "LLMTransport"
    assert [outcome for _, outcome, *_ in recorder.ended] == ["LLMTransport"]


async def test_a_timeout_names_its_seconds() -> None:
    async with serving(silent) as served:
        with pytest.raises(ApplicationError) as caught:
            await asked(served, deadline=0.2)
    assert "0.2 秒内没有答复" in reason(caught.value).zh


async def test_retry_after_becomes_the_next_delay() -> None:
    async with serving(failing(503, retry_after="3600")) as served:
        with pytest.raises(ApplicationError) as caught:
            await asked(served)
    delay = caught.value.next_retry_delay
    assert delay is not None
    assert delay.total_seconds() == 600


async def test_cancelling_ends_the_call_and_is_recorded() -> None:
    recorder, beats = Remembering(), [0]

    def heartbeat() -> None:
        beats[0] += 1

    async with serving(silent) as served:
        call = asyncio.create_task(
            llm.ask(
                endpoint_at(served),
                [{"role": "system", "content": "x"}],
                WANTED,
                9,
                heartbeat,
                recorder,
            )
        )
        await served.reached.wait()
        call.cancel()
        with pytest.raises(asyncio.CancelledError):
            await call
    assert [end[1] for end in recorder.ended] == ["cancelled"]
    assert beats[0] >= 1


async def test_the_heart_beats_beside_the_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm, "BEAT", 0.02)
    beats: list[float] = []
    async with serving(silent) as served:
        with pytest.raises(ApplicationError):
            await llm.ask(
                endpoint_at(served, 0.3),
                [{"role": "system", "content": "x"}],
                WANTED,
                9,
                lambda: beats.append(time.monotonic()),
                Remembering(),
            )
    counted = len(beats)
    assert counted >= 5
    await asyncio.sleep(0.06)
    assert len(beats) == counted


async def test_what_cannot_be_recorded_is_not_asked() -> None:
    class Broken(Remembering):
        async def begin(self, call: Call) -> str:
            raise OSError("disk full")

    async with serving(answering("{}")) as served:
        with pytest.raises(ApplicationError) as caught:
            await asked(served, Broken())
    assert caught.value.type == "LLMUnrecorded"
    assert served.bodies == []


async def test_an_answer_is_kept_when_its_usage_cannot_be_recorded() -> None:
    class Forgetting(Remembering):
        async def end(self, *_: object) -> Cost | None:
            raise OSError("disk full")

    async with serving(answering("kept")) as served:
        assert (await asked(served, Forgetting())).text == "kept"


async def test_extra_of_the_user_has_the_last_word() -> None:
    async with serving(answering("{}")) as served:
        extra = {"enable_thinking": False, "max_completion_tokens": 4000, "temperature": 1}
        endpoint = Endpoint(base_url=served.url, model="m", deadline=5, extra=extra)
        await llm.ask(
            endpoint, [{"role": "user", "content": "x"}], WANTED, 9, lambda: None, Remembering()
        )
    [body] = served.bodies
    assert "max_tokens" not in body
    assert {name: body[name] for name in extra} == extra


def test_the_key_does_not_show_in_the_endpoint() -> None:
    endpoint = Endpoint(base_url="http://h/v1", model="m", deadline=1, api_key="secret-key")
    assert "secret-key" not in repr(endpoint)
