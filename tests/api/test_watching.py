"""What is seen of a request: an id, one line of log, and figures that hold nothing of it."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import SpanKind, StatusCode

from api import watching
from tests.api.calling import Api
from worker import log_to

PARENT = "00f067aa0ba902b7"
THEIRS = {"traceparent": f"00-4bf92f3577b34da6a3ce929d0e0e4736-{PARENT}-01"}


@pytest.fixture
def spans(monkeypatch: pytest.MonkeyPatch) -> Iterator[InMemorySpanExporter]:
    """What is shown of the requests of one test."""
    kept, provider = InMemorySpanExporter(), TracerProvider(shutdown_on_exit=False)
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(watching, "_TRACER", provider.get_tracer("test"))
    yield kept
    provider.shutdown()


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the process logs, as it does when it serves."""
    root, written = logging.getLogger(), io.StringIO()
    before, level = root.handlers[:], root.level
    log_to(written)
    root.handlers, kept = [*before, *root.handlers], root.handlers
    yield written
    root.handlers, root.level = before, level
    for handler in kept:
        handler.close()


def _lines(log: io.StringIO) -> list[dict[str, object]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if line["event"] == "request"]


async def test_every_answer_has_an_id_which_is_the_callers_own_if_it_is_one(calls: Api) -> None:
    first = await calls("GET", "/healthz")
    second = await calls("GET", "/healthz")
    assert len({one.headers["x-request-id"] for one in (first, second)}) == 2
    own = await calls("GET", "/healthz", headers={"x-request-id": "order-4711.retry_2"})
    assert own.headers["x-request-id"] == "order-4711.retry_2"
    for bad in ("short", "x" * 65, "with space here", 'a"b{c}d;e,f', "línea-larga"):
        sent = {"x-request-id": bad.encode()}
        answer = await calls("GET", "/healthz", headers=sent)  # type: ignore[arg-type]
        assert answer.headers["x-request-id"] != bad
        assert len(answer.headers["x-request-id"]) == 32


async def test_one_line_tells_how_a_request_ended_and_not_what_was_in_it(
    calls: Api, log: io.StringIO
) -> None:
    secret = "k3y-that-nobody-may-read"
    sent = {"x-request-id": "request-1"}
    await calls("GET", f"/invite/{secret}?x={secret}", headers=sent)
    await calls("POST", f"/no/such/{secret}", body={"secret": secret})
    first, second = _lines(log)
    told = {name: first[name] for name in ("method", "route", "status", "request_id")}
    assert told == {
        "method": "GET",
        "route": "/invite/{link}",
        "status": first["status"],
        "request_id": "request-1",
    }
    assert (second["route"], second["status"]) == ("other", 404)
    assert secret not in json.dumps([first, second])


async def test_a_fault_of_ours_has_the_id_of_its_request_in_the_log_and_in_the_answer(
    calls: Api, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr("api.routes.company.strategy", broken)
    answer = await calls("GET", "/v1/strategy", "wei.li", headers={"x-request-id": "request-2"})
    assert (answer.status_code, answer.headers["x-request-id"]) == (500, "request-2")
    faults = [json.loads(x) for x in log.getvalue().splitlines() if "a fault of ours" in x]
    assert faults
    assert {one["request_id"] for one in faults} == {"request-2"}


async def test_the_figures_count_by_route_and_status_and_name_nobody(calls: Api) -> None:
    await calls("GET", "/v1/collaborations/nobody-knows-it", "wei.li")
    await calls("GET", "/no/such/place-of-mine", "wei.li")
    await calls("BREW", "/healthz")
    answer = await calls("GET", "/metrics", "li.qiang")
    assert answer.headers["content-type"].startswith("text/plain")
    text = answer.text
    wanted = (
        'http_server_request_duration_seconds_count{http_request_method="GET",'
        'http_response_status_code="404",http_route="/v1/collaborations/{id}"}'
    )
    assert wanted in text
    assert 'http_route="other"' in text
    assert 'http_request_method="_OTHER"' in text
    for private in ("nobody-knows-it", "place-of-mine", "wei.li", "li.qiang", "BREW"):
        assert private not in text


async def test_a_request_is_a_span_by_its_route_in_its_caller_s_trace(
    calls: Api, spans: InMemorySpanExporter
) -> None:
    secret = "k3y-that-nobody-may-read"
    sent = THEIRS | {"x-request-id": "request-3", "baggage": f"user={secret}"}
    await calls("GET", f"/invite/{secret}?x={secret}", headers=sent)
    [span] = spans.get_finished_spans()
    assert (span.name, span.kind) == ("GET /invite/{link}", SpanKind.SERVER)
    assert span.parent is not None
    assert f"{span.parent.span_id:016x}" == PARENT
    status = (span.attributes or {})["http.response.status_code"]
    assert dict(span.attributes or {}) == {
        "http.request.method": "GET",
        "http.route": "/invite/{link}",
        "http.response.status_code": status,
        "accord.request.id": "request-3",
    }
    assert secret not in span.to_json()


@pytest.mark.parametrize("given", ["", "00-nonsense", "00-" + "0" * 32 + "-" + "0" * 16 + "-01"])
async def test_a_caller_s_trace_that_is_none_begins_a_new_one(
    calls: Api, spans: InMemorySpanExporter, given: str
) -> None:
    await calls("GET", "/no/such/place", headers={"traceparent": given})
    [span] = spans.get_finished_spans()
    assert (span.name, span.parent) == ("GET other", None)


async def test_what_a_caller_says_of_their_trace_is_not_repeated_in_the_log(
    calls: Api, log: io.StringIO
) -> None:
    await calls("GET", "/v1/schemas/brief", headers=THEIRS | {"tracestate": "words-of-a-stranger"})
    assert len(_lines(log)) == 1
    assert "words-of-a-stranger" not in log.getvalue()


async def test_what_machines_ask_every_few_seconds_is_no_span(
    calls: Api, spans: InMemorySpanExporter
) -> None:
    for path in ("/healthz", "/readyz", "/metrics"):
        await calls("GET", path, headers=THEIRS)
    assert not spans.get_finished_spans()


async def test_a_fault_of_ours_is_an_error_without_its_words(
    calls: Api, spans: InMemorySpanExporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(*_: object) -> None:
        raise RuntimeError("words-of-a-fault")

    monkeypatch.setattr("api.routes.company.strategy", broken)
    await calls("GET", "/v1/strategy", "wei.li")
    [span] = spans.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert (span.attributes or {})["error.type"] == "500"
    assert "words-of-a-fault" not in span.to_json()
