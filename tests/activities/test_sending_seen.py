"""What is seen of a message that goes out: what led to it, and nothing of the message itself."""

import contextlib
import io
import json
import logging
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.contextvars import bound_contextvars

from activities import sending_seen
from activities.causes import Cause, kept, present
from activities.sent import FailedError
from activities.webhook_transport import webhook_client
from domain.webhook_address import Allowed
from store.outbox import announce
from store.people import COMPANY, keep_directory
from tests.activities.hook_server import hook_server
from tests.activities.test_delivering import PEOPLE, Clock, Desk
from tests.activities.test_webhook_calling import HERE, Listening
from tests.approvals import NOW
from worker import log_to

ID = "order-4711"
TRACE, PLACE = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
CAUSE = Cause(ID, {"traceparent": f"00-{TRACE}-{PLACE}-01"})
KEY = "returns-2:need:1:r1:asked:ana"


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    shown, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(shown))
    monkeypatch.setattr(sending_seen, "_TRACER", provider.get_tracer("test"))
    yield shown
    provider.shutdown()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process logs, as it does when it delivers."""
    root, written = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    log_to(written)
    yield written
    root.handlers, root.level = before, level


@pytest.fixture
async def desk(engine: AsyncEngine) -> AsyncIterator[Desk]:
    await keep_directory(engine, COMPANY, PEOPLE)
    made = Desk(engine)
    yield made
    for one in made.opened:
        one.close()


@pytest.fixture
async def listening(engine: AsyncEngine) -> AsyncIterator[Listening]:
    async with contextlib.AsyncExitStack() as stack:
        hook = await stack.enter_async_context(hook_server())
        allowed = Allowed((HERE,), ports=frozenset({hook.port}))
        client = await stack.enter_async_context(webhook_client(allowed))
        yield Listening(engine, hook, client, Clock(NOW))


def _lines(log: io.StringIO, event: str) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["event"] == event]


def _only(spans: InMemorySpanExporter) -> ReadableSpan:
    (span,) = spans.get_finished_spans()
    return span


async def _announced(desk: Desk, cause: str | None) -> None:
    words = "subject-of-mine", "body-of-mine"
    await announce(desk.engine, KEY, "returns-2", "ana", *words, NOW, cause)


async def test_a_message_goes_on_in_the_trace_and_under_the_id_of_what_led_to_it(
    desk: Desk, spans: InMemorySpanExporter, log: io.StringIO
) -> None:
    await _announced(desk, CAUSE.text())
    await desk.deliverer().deliver()
    span = _only(spans)
    assert span.context
    assert span.parent
    assert (f"{span.context.trace_id:032x}", f"{span.parent.span_id:016x}") == (TRACE, PLACE)
    assert span.name == "send message"
    assert dict(span.attributes or {}) == {
        "accord.request.id": ID,
        "accord.collaboration": "returns-2",
        "accord.suggestion": "returns-2:need:1",
        "accord.attempt": 1,
        "accord.outcome": "sent",
    }
    (line,) = _lines(log, "send message")
    told = {name: line[name] for name in ("request_id", "trace_id", "outcome", "suggestion")}
    assert told == {
        "request_id": ID,
        "trace_id": TRACE,
        "outcome": "sent",
        "suggestion": "returns-2:need:1",
    }
    for secret in ("ana", "subject-of-mine", "body-of-mine", "mx.example"):
        assert secret not in json.dumps([line, dict(span.attributes or {})])


async def test_a_message_that_is_refused_says_so_by_the_name_of_the_error_alone(
    desk: Desk, spans: InMemorySpanExporter, log: io.StringIO
) -> None:
    desk.fails(FailedError("no mailbox of that name", "没有这个信箱", permanent=True))
    await _announced(desk, CAUSE.text())
    await desk.deliverer().deliver()
    span = _only(spans)
    about = span.attributes or {}
    assert (about["accord.outcome"], about["error.type"]) == ("failed", "FailedError")
    assert (span.status.status_code, span.status.description) == (StatusCode.ERROR, None)
    (line,) = _lines(log, "send message")
    assert (line["outcome"], line["error"], line["attempt"]) == ("failed", "FailedError", 1)
    assert "mailbox" not in log.getvalue()


async def test_every_attempt_is_seen(
    desk: Desk, spans: InMemorySpanExporter, log: io.StringIO
) -> None:
    desk.fails(OSError("what a library of a channel says"))
    await _announced(desk, CAUSE.text())
    await desk.deliverer().deliver()
    desk.channel.act = None
    desk.clock.at = NOW.replace(day=NOW.day + 1)
    await desk.deliverer().deliver()
    assert [line["outcome"] for line in _lines(log, "send message")] == ["waiting", "sent"]
    found = [span.attributes or {} for span in spans.get_finished_spans()]
    assert [(one["accord.attempt"], one.get("error.type")) for one in found] == [
        (1, "OSError"),
        (2, None),
    ]
    assert "what a library" not in log.getvalue()


@pytest.mark.parametrize(
    "cause",
    [
        None,
        "no JSON",
        "[]",
        '{"request": "a b", "trace": 3}',
        '{"trace": {"traceparent": "rubbish"}}',
        '{"request": "x\\ny-of-a-stranger", "trace": {"tracestate": "a=b"}}',
    ],
)
async def test_what_is_kept_badly_is_as_if_it_was_not(
    desk: Desk, spans: InMemorySpanExporter, log: io.StringIO, cause: str | None
) -> None:
    await _announced(desk, cause)
    await desk.deliverer().deliver()
    assert _only(spans).parent is None
    (line,) = _lines(log, "send message")
    assert line["outcome"] == "sent"
    assert "request_id" not in line


async def test_a_message_that_was_announced_before_keeps_what_led_to_it_then(
    desk: Desk, log: io.StringIO
) -> None:
    await _announced(desk, CAUSE.text())
    await _announced(desk, Cause("another-request").text())
    await desk.deliverer().deliver()
    assert [line["request_id"] for line in _lines(log, "send message")] == [ID]


async def test_a_call_of_a_webhook_is_seen_without_its_address(
    listening: Listening, spans: InMemorySpanExporter, log: io.StringIO
) -> None:
    await listening.listen()
    await listening.happen("charter.revised")
    listening.hook.behave = "500"
    await listening.caller().call()
    span = _only(spans)
    assert span.name == "call webhook"
    assert dict(span.attributes or {}) == {
        "accord.collaboration": "onboarding",
        "accord.webhook": "wh_1",
        "accord.happening": "charter.revised",
        "accord.attempt": 1,
        "accord.outcome": "waiting",
        "error.type": "FailedError",
    }
    (line,) = _lines(log, "call webhook")
    assert line["outcome"] == "waiting"
    assert str(listening.hook.port) not in json.dumps(line)


def test_what_causes_what_is_done_now_is_kept_and_read_back() -> None:
    assert present() == Cause()
    assert present().text() is None
    provider = TracerProvider(shutdown_on_exit=False)
    with (
        bound_contextvars(request_id=ID),
        provider.get_tracer("test").start_as_current_span("now") as span,
    ):
        found = present()
    assert found.request == ID
    assert f"{span.get_span_context().span_id:016x}" in found.trace["traceparent"]
    assert kept(found.text()) == found
