"""The id of a request, on the log lines of all that it caused.

What is bound in structlog ends with the process. So the id goes to Temporal as a header of what the
request starts, tells or asks for, and is bound again where an activity runs (watching.py); in
between, `workflows/causes.py` passes it on.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

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
FORM = re.compile(r"[A-Za-z0-9._-]{8,64}")
"""What may come in as an id: it goes into logs and back out."""
_SCHEDULED = re.compile(r"-\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$")
"""What a schedule adds to the ids of the workflows that it starts."""


class Headed(Protocol):
    """Whatever goes to Temporal with headers."""

    headers: Mapping[str, Payload]


Sent = TypeVar("Sent", bound=Headed)


def plain(value: Any) -> Payload:
    """Return a value as temporalio's own converter puts it, which takes ten times as long."""
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
    found = told(headers, HEADER, 100)
    return found if isinstance(found, str) and FORM.fullmatch(found) else None


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
