"""What is seen of each activity: whose it is, which request caused it, and how long it took."""

import asyncio
import logging
import time
from functools import cache
from typing import Any

from opentelemetry import metrics, trace
from opentelemetry.metrics import Histogram
from structlog.contextvars import bind_contextvars
from temporalio import activity
from temporalio.worker import ActivityInboundInterceptor, ExecuteActivityInput

from activities.causes import collaboration_of, request_id
from activities.llm_metrics import METER

_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600]
"""Seconds: writing a row takes milliseconds, a draft by a local model minutes."""

_log = logging.getLogger(__name__)


class Watched(ActivityInboundInterceptor):
    """Binds for each activity what its log lines say, and writes one line about it.

    It stays bound until the activity's task ends, for temporalio's line about a failure comes last.
    """

    async def execute_activity(self, input: ExecuteActivityInput) -> Any:
        """Run an activity."""
        info, cause = activity.info(), request_id(input.headers)
        about = {"activity": info.activity_type} | ({"request_id": cause} if cause else {})
        if info.workflow_id:
            about["workflow_id"] = info.workflow_id
            about["run_id"] = info.workflow_run_id or ""
            about["collaboration"] = collaboration_of(info.workflow_id)
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            about["trace_id"] = f"{span.trace_id:032x}"
        bind_contextvars(**about)
        began, outcome = time.perf_counter(), "failed"
        try:
            done = await super().execute_activity(input)
            outcome = "done"
            return done
        except asyncio.CancelledError:
            outcome = "cancelled"
            raise
        finally:
            _tell(info, outcome, time.perf_counter() - began)


def _tell(info: activity.Info, outcome: str, seconds: float) -> None:
    told = {"attempt": info.attempt, "outcome": outcome, "seconds": round(seconds, 4)}
    _log.info("activity", extra=told)
    took, waited = _durations()
    about = {"accord.activity": info.activity_type}
    took.record(seconds, about | {"accord.activity.outcome": outcome})
    queued = (info.started_time - info.current_attempt_scheduled_time).total_seconds()
    waited.record(max(queued, 0), {"accord.task_queue": info.task_queue})


@cache
def _durations() -> tuple[Histogram, Histogram]:
    meter = metrics.get_meter(METER)
    took = meter.create_histogram(
        "accord.activity.duration",
        "s",
        "How long an attempt of an activity took.",
        explicit_bucket_boundaries_advisory=_BUCKETS,
    )
    waited = meter.create_histogram(
        "accord.activity.wait",
        "s",
        "How long an attempt of an activity waited until a worker took it.",
        explicit_bucket_boundaries_advisory=_BUCKETS,
    )
    return took, waited
