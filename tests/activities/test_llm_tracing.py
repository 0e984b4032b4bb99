"""The span of a call to a model: names and numbers, however it ended, and not a word of it."""

from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode
from temporalio.exceptions import ApplicationError

from activities import llm_tracing
from activities.llm_endpoint import Endpoint
from tests.activities.endpoint import Play, Served, answering, failing, serving
from tests.providers.asking import asked as asked_of

HEAD, TASK, ANSWER = "system-words", "user-words", '{"text": "answer-words"}'


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What is shown of the calls of one test."""
    kept, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(llm_tracing, "_TRACER", provider.get_tracer("test"))
    yield kept
    provider.shutdown()


async def _call(play: Play, kept: InMemorySpanExporter) -> tuple[ReadableSpan, Served]:
    async with serving(play) as served:
        endpoint = Endpoint(served.url, "qwen-plus", 5.0, "secret-key")
        try:
            await asked_of(endpoint, TASK)
        except ApplicationError:
            assert play is not GOOD
    return kept.get_finished_spans()[0], served


GOOD = answering(ANSWER)


async def test_a_call_that_was_answered(spans: InMemorySpanExporter) -> None:
    span, served = await _call(GOOD, spans)
    about = dict(span.attributes or {})
    port = about.pop("server.port")
    assert (span.name, span.kind) == ("chat qwen-plus", SpanKind.CLIENT)
    assert served.url == f"http://127.0.0.1:{port}/v1"
    assert about == {
        "gen_ai.operation.name": "chat",
        "gen_ai.provider.name": "openai_compatible",
        "gen_ai.request.model": "qwen-plus",
        "gen_ai.request.max_tokens": 600,
        "gen_ai.output.type": "json",
        "gen_ai.response.model": "test-model-1",
        "gen_ai.usage.input_tokens": 11,
        "gen_ai.usage.output_tokens": 7,
        "server.address": "127.0.0.1",
        "accord.model.purpose": "goals",
    }
    assert (span.status.status_code, span.events) == (StatusCode.UNSET, ())


async def test_a_call_that_failed_says_of_what_type_the_error_was(
    spans: InMemorySpanExporter,
) -> None:
    span, _ = await _call(failing(500), spans)
    about = dict(span.attributes or {})
    assert about["error.type"] == "LLMServer"
    assert span.status.status_code is StatusCode.ERROR
    assert not [name for name in about if name.startswith(("gen_ai.usage", "gen_ai.response"))]


@pytest.mark.parametrize("play", [GOOD, failing(500), failing(400), answering("")])
async def test_no_word_of_a_call_is_in_its_span_and_no_trace_goes_to_a_stranger(
    spans: InMemorySpanExporter, play: Play
) -> None:
    span, served = await _call(play, spans)
    told = span.to_json()
    for words in (TASK, "Answer.", "answer-words", "PROVIDER WORDS", "secret-key"):
        assert words not in told
    assert not [name for head in served.headers for name in head if name.startswith("trace")]
