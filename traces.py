"""Sends the spans of a process to an OTLP collector, without a word of what was asked or said.

The settings are OpenTelemetry's own variables; where they name no collector, nothing is loaded.
"""

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from domain.errors import BadInputError
from otlp import FAREWELL, collector, resource, saying_once

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan, TracerProvider

SAMPLER = "OTEL_TRACES_SAMPLER"
_SHARES = ("traceidratio", "parentbased_traceidratio")
_SAMPLERS = (
    "always_on",
    "always_off",
    "parentbased_always_on",
    "parentbased_always_off",
    *_SHARES,
)

_log = logging.getLogger(__name__)


@contextmanager
def traces(environ: Mapping[str, str], farewell: float = FAREWELL) -> Iterator[None]:
    """Send spans while the block runs, if `environ` (that of the process) says where.

    Whatever connects to Temporal in the block is traced (workflows/tracing.py). Raises
    BadInputError for a bad setting, before the block; nothing after that. A collector that cannot
    be reached is one line in the log and holds up the end by `farewell` seconds at most.
    """
    host = collector(environ, "TRACES")
    if host is None:
        yield
        return
    _check_sampler(environ)
    provider = _provider(host)
    try:
        yield
    finally:
        _end(provider, farewell)


def _check_sampler(environ: Mapping[str, str]) -> None:
    named = environ.get(SAMPLER, "").strip()
    if named and named not in _SAMPLERS:
        raise BadInputError(
            f"{SAMPLER}: {named!r} is none of {', '.join(_SAMPLERS)}",
            f"{SAMPLER}：{named!r} 应为 {'、'.join(_SAMPLERS)} 之一",
        )
    share = environ.get(f"{SAMPLER}_ARG", "").strip()
    if named in _SHARES and not _is_share(share):
        raise BadInputError(
            f"{SAMPLER}_ARG: {share!r} is not a number from 0 to 1",
            f"{SAMPLER}_ARG：{share!r} 应为 0 到 1 之间的数",
        )


def _is_share(text: str) -> bool:
    try:
        return 0 <= float(text) <= 1
    except ValueError:
        return False


def _provider(host: str) -> "TracerProvider | None":
    """Set up the SDK for this process, None where it will not; the rest of it reads os.environ."""
    # Loaded here: most processes have no collector, and `accord` commands start faster without.
    from opentelemetry import trace
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    try:
        provider = TracerProvider(resource=resource(), shutdown_on_exit=False)
        provider.add_span_processor(BatchSpanProcessor(_exporter(host)))
        trace.set_tracer_provider(provider)
    except Exception as error:
        _log.warning("no traces are sent: %s", type(error).__name__)
        return None
    return provider


def _exporter(host: str) -> Any:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.trace.export import SpanExportResult

    told = saying_once(_log, "traces", host)

    class Discreet(OTLPSpanExporter):
        """Sends spans without the text of exceptions."""

        def export(self, spans: "Sequence[ReadableSpan]") -> SpanExportResult:
            result = super().export([discreet(span) for span in spans])
            told(result is not SpanExportResult.SUCCESS)
            return result

    return Discreet()


def discreet(span: "ReadableSpan") -> "ReadableSpan":
    """Return a span that says of what failed which type of error it was, and nothing else.

    Messages and stack traces hold what people and models wrote, and where the house lives.
    """
    from opentelemetry.sdk.trace import Event, ReadableSpan
    from opentelemetry.trace import Status

    named = "exception.type"
    events = [
        Event(event.name, {named: event.attributes[named]}, event.timestamp)
        for event in span.events
        if event.attributes and named in event.attributes
    ]
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes=span.attributes,
        events=events,
        links=span.links,
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _end(provider: "TracerProvider | None", farewell: float) -> None:
    """Send what is left within the time of a farewell: the SDK would wait for half a minute."""
    if provider is None:
        return
    ending = threading.Thread(target=provider.shutdown, daemon=True)
    ending.start()
    ending.join(farewell)
    if ending.is_alive():
        _log.warning("the last traces are not sent")
