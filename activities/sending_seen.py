"""What is seen of each attempt to send a message or to call a webhook: a span and a log line.

A message goes on in the trace of the request that led to it, and under that request's id: both
were kept with it. Neither span nor line holds an address, a word, or who it went to.
"""

import asyncio
import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.trace import Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.contextvars import bound_contextvars

from activities.causes import Cause

_TRACER = trace.get_tracer("accord.sending")
_FORMAT = TraceContextTextMapPropagator()

_log = logging.getLogger(__name__)


class Attempt:
    """One attempt: it has failed until it is said how it ended."""

    outcome = "failed"
    error: str | None = None

    def ended(self, outcome: str, error: Exception | None = None) -> None:
        """Say how it ended, and by what error. Whose name is told, not its words."""
        self.outcome, self.error = outcome, type(error).__name__ if error else None


@contextmanager
def sending(
    what: str, cause: Cause, place: dict[str, str], about: dict[str, str | int]
) -> Iterator[Attempt]:
    """Show one attempt: `place` stands on every line that is written meanwhile.

    `what` names it in few words, such as “send message”.
    """
    named = {f"accord.{name}": value for name, value in (place | about).items()}
    bound = place | ({"request_id": cause.request} if cause.request else {})
    attempt, began = Attempt(), time.perf_counter()
    with (
        bound_contextvars(**bound),
        _TRACER.start_as_current_span(
            what,
            _FORMAT.extract(dict(cause.trace)),
            SpanKind.CLIENT,
            named | ({"accord.request.id": cause.request} if cause.request else {}),
            record_exception=False,
            set_status_on_exception=False,
        ) as span,
    ):
        try:
            yield attempt
        except asyncio.CancelledError:
            attempt.ended("cancelled")
            raise
        finally:
            _tell(what, attempt, about, time.perf_counter() - began, span)


def _tell(
    what: str, attempt: Attempt, about: dict[str, str | int], seconds: float, span: Span
) -> None:
    told = {"outcome": attempt.outcome, "seconds": round(seconds, 4)}
    if attempt.error:
        told["error"] = attempt.error
        span.set_attribute("error.type", attempt.error)
    if attempt.error or attempt.outcome == "cancelled":
        span.set_status(StatusCode.ERROR)
    span.set_attribute("accord.outcome", attempt.outcome)
    _log.info(what, extra=about | told)
