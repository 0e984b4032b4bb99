"""Named timeouts and retries; no other place sets one."""

from datetime import timedelta
from typing import Any

from temporalio.common import Priority, RetryPolicy
from temporalio.exceptions import ActivityError

from workflows.names import LLM_QUEUE

ANEW = "BeginsAnew"
"""The error of an update that reached a run which was just ending: to be sent to the next one."""
QUIET = ("BadInput", "Refused", ANEW)
"""Errors that are sentences for people: never retried, shown without a stack trace."""

RECORD: dict[str, Any] = {
    "start_to_close_timeout": timedelta(seconds=15),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(milliseconds=500),
        maximum_interval=timedelta(seconds=30),
        non_retryable_error_types=list(QUIET),
    ),
}
"""Store writes: quick, idempotent, tried until they succeed."""

GATHER: dict[str, Any] = RECORD | {"start_to_close_timeout": timedelta(minutes=5)}
"""Reading sources and computing evidence."""

RULES: dict[str, Any] = RECORD | {"start_to_close_timeout": timedelta(seconds=60)}
"""A draft by rules."""

LLM: dict[str, Any] = {
    "task_queue": LLM_QUEUE,
    "start_to_close_timeout": timedelta(minutes=21),
    "schedule_to_close_timeout": timedelta(minutes=45),
    "heartbeat_timeout": timedelta(seconds=20),
    "retry_policy": RetryPolicy(
        initial_interval=timedelta(seconds=2),
        backoff_coefficient=3,
        maximum_interval=timedelta(seconds=60),
        maximum_attempts=5,
        non_retryable_error_types=list(QUIET),
    ),
}
"""A draft by the model and its fallback, at most two deadlines of a call each; a heartbeat every
5 s. The pauses of 2, 6, 18 and 54 s outlast an endpoint that is away for a minute."""

_FAIRNESS_BYTES = 64
"""What the server takes as a fairness key."""


def llm(department: str) -> dict[str, Any]:
    """Return the options of a draft by the model, departments taking turns where it is limited."""
    key = department.encode()[:_FAIRNESS_BYTES].decode(errors="ignore")
    return LLM | {"priority": Priority(fairness_key=key or None)}


CLOSE_PATIENCE = timedelta(minutes=2)
"""How long a closing collaboration waits for the outcomes of what it withdrew."""


def sentence_of(error: ActivityError) -> str:
    """Return what an activity failed with, as the sentence alone, without its type before it."""
    return getattr(error.cause, "message", None) or str(error.cause)
