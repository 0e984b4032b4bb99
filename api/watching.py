"""What is seen of each request: an id for its log lines, how it ended, and how long it took.

The address itself is never kept: an invitation's holds its secret. What is kept is the route.
"""

import logging
import re
import time
import uuid

from opentelemetry.exporter.prometheus import PrometheusMetricReader
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.resources import Resource
from prometheus_client import CollectorRegistry, generate_latest
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.contextvars import bound_contextvars

REQUEST_ID = "x-request-id"
_OURS = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What may come in as an id: it goes into logs and back out."""
_METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"))
_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10]
"""Seconds, as OpenTelemetry's HTTP conventions advise."""

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
    """Gives each request an id, or keeps the caller's, and writes one log line about it."""

    def __init__(self, app: ASGIApp, measured: Measured) -> None:
        self._app, self._measured = app, measured

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        id, began, status = _id(scope), time.perf_counter(), 0

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = id
            await send(message)

        with bound_contextvars(request_id=id):
            try:
                await self._app(scope, receive, noted)
            except Exception:  # told here, where the log line has the id; the caller has a 500
                _log.exception("a request failed")
                if not status:
                    raise
            finally:
                self._tell(scope, status or 500, time.perf_counter() - began)

    def _tell(self, scope: Scope, status: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", "other")
        method = scope["method"] if scope["method"] in _METHODS else "_OTHER"
        self._measured.note(method, route, status, seconds)
        told = {"method": method, "route": route, "status": status, "seconds": round(seconds, 4)}
        _log.info("request", extra=told)


def _id(scope: Scope) -> str:
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if _OURS.fullmatch(given) else uuid.uuid4().hex
