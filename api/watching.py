"""What is seen of each request: an id for its log lines, how it ended, and how long it took.

The address itself is never kept: an invitation's holds its secret. What is kept is the route.
"""

import logging
import time
import uuid
from contextlib import AbstractContextManager, nullcontext

from opentelemetry import trace
from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from prometheus_client import CollectorRegistry, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

from activities.causes import FORM

REQUEST_ID = "x-request-id"
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
"""Seconds, as OpenTelemetry's HTTP conventions advise."""

_PROBES = frozenset(("/healthz", "/readyz", "/metrics"))
"""What machines ask every few seconds: a trace of each would hide all others."""
_FORMAT = TraceContextTextMapPropagator()
"""Of what callers may send only the place in their trace is taken in, and no baggage."""
_TRACER = trace.get_tracer("accord.api")

_log = logging.getLogger(__name__)


class Measured:
    """The measures of one API process, by OpenTelemetry's name for them (HTTP conventions, stable).

    Routes that are not ours count as one, and so do methods.
    """

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        reader = PrometheusMetricReader(True, scope_info_enabled=False, registry=self._registry)
        self._provider = MeterProvider([reader], Resource.get_empty(), shutdown_on_exit=False)
        self._durations = self._provider.get_meter("accord.api").create_histogram(
            "http.server.request.duration",
            "s",
            "Duration of HTTP server requests.",
            explicit_bucket_boundaries_advisory=_BUCKETS,
        )

    def note(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one request."""
        self._durations.record(
            seconds,
            {
                "http.request.method": method,
                "http.route": route,
                "http.response.status_code": status,
            },
        )

    def text(self) -> bytes:
        """Return everything in the text format of Prometheus."""
        return generate_latest(self._registry)


class Watched:
    """Gives each request an id, or keeps the caller's, and writes one log line about it.

    Where traces are sent, it is a span as well, in the caller's trace if they name one.
    """

    def __init__(self, app: ASGIApp, measured: Measured) -> None:
        self._app, self._measured = app, measured

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        id = _id(scope)
        with _span(scope, id) as span, bound_contextvars(request_id=id):
            await self._watch(scope, receive, send, id, span)
        return None

    async def _watch(self, scope: Scope, receive: Receive, send: Send, id: str, span: Span) -> None:
        began, status = time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = id
            await send(message)

        try:
            await self._app(scope, receive, noted)
        except Exception:  # told here, where the log line has the id; the caller has a 500
            _log.exception("a request failed")
            if not status:
                raise
        finally:
            self._tell(scope, status or 500, time.perf_counter() - began, span)

    def _tell(self, scope: Scope, status: int, seconds: float, span: Span) -> None:
        route = getattr(scope.get("route"), "path", "other")
        method = _method(scope)
        self._measured.note(method, route, status, seconds)
        told = {"method": method, "route": route, "status": status, "seconds": round(seconds, 4)}
        _log.info("request", extra=told)
        span.update_name(f"{method} {route}")
        span.set_attributes({"http.route": route, "http.response.status_code": status})
        if status >= 500:
            span.set_status(StatusCode.ERROR)
            span.set_attribute("error.type", str(status))


def _span(scope: Scope, id: str) -> AbstractContextManager[Span]:
    """Return the span of a request; its name is known when its route is."""
    if scope["path"] in _PROBES:
        return nullcontext(trace.INVALID_SPAN)
    return _TRACER.start_as_current_span(
        _method(scope),
        _FORMAT.extract(Headers(scope=scope)),
        SpanKind.SERVER,
        {"http.request.method": _method(scope), "accord.request.id": id},
        record_exception=False,
        set_status_on_exception=False,
    )


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in _METHODS else "_OTHER"


def _id(scope: Scope) -> str:
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if FORM.fullmatch(given) else uuid.uuid4().hex
