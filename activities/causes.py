"""What caused something: a request by its id, and the place in a trace from which it goes on.

What is bound in structlog ends with the process. So both go to Temporal as headers of what is
started, told or asked there, and the id is bound again where an activity runs (watching.py); in
between, `workflows/causes.py` passes them on. With a message they wait in the store, until whoever
delivers it takes them up again (sending_seen.py).
"""

import dataclasses
import json
import re
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from structlog.contextvars import get_contextvars
from temporalio.api.common.v1 import Payload
from temporalio.client import (
    OutboundInterceptor,
    SignalWorkflowInput,
    StartWorkflowInput,
    StartWorkflowUpdateInput,
    WorkflowHandle,
    WorkflowUpdateHandle,
)

HEADER = "accord-request-id"
TRACE = "_tracer-data"
"""The header of temporalio's own interceptors, which clients and activities use."""
_FORMS = {
    "traceparent": re.compile(r"[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}"),
    "tracestate": re.compile(r"[ -~]{1,512}"),
}
"""What is kept of a carrier, by W3C's names: no baggage, and nothing else."""
_MOST = 2_000
FORM = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What may come in as an id: it goes into logs and back out."""
_SCHEDULED = re.compile(r"-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
"""What a schedule adds to the ids of the workflows that it starts."""
_FORMAT = TraceContextTextMapPropagator()


class Headed(Protocol):
    """Whatever goes to Temporal with headers."""

    headers: Mapping[str, Payload]


Sent = TypeVar("Sent", bound=Headed)


def plain(value: Any) -> Payload:
    """Return a value as temporalio's own converter puts it, which takes several times as long."""
    return Payload(metadata={"encoding": b"json/plain"}, data=json.dumps(value).encode())


def header(id: str | None) -> dict[str, Payload]:
    """Return the header that says which request it was, none where it was none."""
    return {HEADER: plain(id)} if id else {}


def told(headers: Mapping[str, Payload], name: str, most: int) -> Any:
    """Return what a header of at most so many bytes says, None where that is no JSON.

    Whoever reaches Temporal may send any header, and an error would wedge the workflow.
    """
    payload = headers.get(name)
    if payload is None or len(payload.data) > most:
        return None
    try:
        return json.loads(payload.data)
    except (ValueError, RecursionError):
        return None


def request_id(headers: Mapping[str, Payload]) -> str | None:
    """Return the id of the request that headers name, if it is one."""
    return _request(told(headers, HEADER, 100))


def _request(found: Any) -> str | None:
    return found if isinstance(found, str) and FORM.fullmatch(found) else None


@dataclasses.dataclass(frozen=True)
class Cause:
    """One cause. `number` counts what came from outside in a run; the start is 0."""

    request: str | None = None
    trace: Mapping[str, str] = dataclasses.field(default_factory=dict)
    number: int = 0

    def headers(self) -> dict[str, Payload]:
        """Return what passes it on."""
        traced = {TRACE: plain(dict(self.trace))} if self.trace else {}
        return header(self.request) | traced

    def text(self) -> str | None:
        """Return it as it is kept; None where there is nothing to keep."""
        if not self.request and not self.trace:
            return None
        return json.dumps({"request": self.request, "trace": dict(self.trace)})


def present() -> Cause:
    """Return what causes what this process is doing just now."""
    found, carrier = get_contextvars().get("request_id"), dict[str, str]()
    _FORMAT.inject(carrier)
    return Cause(found if isinstance(found, str) else None, _traced(carrier))


def kept(text: str | None) -> Cause:
    """Return the cause that was kept; what is kept badly is as if it was not."""
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        return Cause()
    return Cause(_request(found.get("request")), _traced(found.get("trace")))


def cause_in(headers: Mapping[str, Payload], number: int = 0) -> Cause:
    """Return the cause that headers tell; what they tell badly is as if it was not told."""
    return Cause(request_id(headers), _traced(told(headers, TRACE, _MOST)), number)


def _traced(carrier: Any) -> dict[str, str]:
    """Return what is kept of a carrier; nothing where it names no place in a trace."""
    if not isinstance(carrier, dict):
        return {}
    named = {name: carrier.get(name) for name in _FORMS}
    found = {
        name: value
        for name, value in named.items()
        if isinstance(value, str) and _FORMS[name].fullmatch(value)
    }
    return found if "traceparent" in found else {}


def collaboration_of(workflow_id: str) -> str:
    """Return which collaboration a workflow belongs to; its id says so (workflows/names.py)."""
    rest = _SCHEDULED.sub("", workflow_id).partition(":")[2]
    return rest.partition(":")[0] or workflow_id


class Marking(OutboundInterceptor):
    """Marks what is sent to Temporal with the id of the request that is being answered."""

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        """Start a workflow."""
        return await super().start_workflow(_marked(input))

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:
        """Signal a workflow."""
        await super().signal_workflow(_marked(input))

    async def start_workflow_update(
        self, input: StartWorkflowUpdateInput
    ) -> WorkflowUpdateHandle[Any]:
        """Send an update."""
        return await super().start_workflow_update(_marked(input))


def _marked(sent: Sent) -> Sent:
    found = get_contextvars().get("request_id")
    sent.headers = {**sent.headers, **header(found if isinstance(found, str) else None)}
    return sent
