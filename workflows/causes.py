"""What made a workflow act: it is passed on to all that the workflow then starts.

A cause is an API request by its id, and the place in a trace from which it goes on. Whatever comes
from outside has its own: the start, a signal, an update. It counts for the handler and for what
the handler starts; and, because our handlers only change the state and `run()` does the rest, for
what `run()` does next, until it waits for something else: what a timer sets off goes back to the
start. Of several that came at once the last counts.

temporalio's own TracingInterceptor does not do for workflows. It puts all of a workflow's life
under whoever started it, months ago, and a header that it cannot read fails the task for ever.
"""

import dataclasses
import logging
from collections.abc import Mapping
from contextvars import ContextVar
from typing import Any, NoReturn

from opentelemetry import trace
from opentelemetry.trace import SpanKind
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from temporalio import client, worker, workflow
from temporalio.api.common.v1 import Payload
from temporalio.exceptions import FailureError

from activities.causes import Cause, Marking, cause_in, collaboration_of
from activities.watching import Watched

_TRACER = trace.get_tracer("accord.workflows")
_FORMAT = TraceContextTextMapPropagator()

_log = logging.getLogger(__name__)
_here: ContextVar["_Caused | None"] = ContextVar("_here", default=None)
_handled: ContextVar["Cause | None"] = ContextVar("_handled", default=None)


class Causes(client.Interceptor, worker.Interceptor):
    """Carries causes from a client through workflows to activities, and back in by their client."""

    def intercept_client(self, next: client.OutboundInterceptor) -> client.OutboundInterceptor:
        """Return what marks whatever a client sends."""
        return Marking(next)

    def intercept_activity(
        self, next: worker.ActivityInboundInterceptor
    ) -> worker.ActivityInboundInterceptor:
        """Return what tells of each activity what it does for which request."""
        return Watched(next)

    def workflow_interceptor_class(
        self, input: worker.WorkflowInterceptorClassInput
    ) -> type[worker.WorkflowInboundInterceptor] | None:
        """Return what each workflow run passes causes on by."""
        return _Caused


class _Caused(worker.WorkflowInboundInterceptor):
    """One run. Nothing here is a command: a history is the same with it and without it."""

    def __init__(self, next: worker.WorkflowInboundInterceptor) -> None:
        super().__init__(next)
        self._start: Cause | None = None
        self._latest: Cause | None = None
        self._at, self._count = -1, 0

    def init(self, outbound: worker.WorkflowOutboundInterceptor) -> None:
        super().init(_Passing(outbound, self))

    async def execute_workflow(self, input: worker.ExecuteWorkflowInput) -> Any:
        _here.set(self)
        name = workflow.info().workflow_type
        self._start = _noted(f"RunWorkflow:{name}", self.started_by())
        _write("workflow", workflow=name)
        return await super().execute_workflow(input)

    async def handle_signal(self, input: worker.HandleSignalInput) -> None:
        self._came(f"HandleSignal:{input.signal}", input.headers)
        _write("signal", signal=input.signal)
        await super().handle_signal(input)

    def handle_update_validator(self, input: worker.HandleUpdateInput) -> None:
        _here.set(self)
        _handled.set(cause_in(input.headers))
        super().handle_update_validator(input)

    async def handle_update_handler(self, input: worker.HandleUpdateInput) -> Any:
        self._came(f"HandleUpdate:{input.update}", input.headers)
        _write("update", update=input.update, update_id=input.id)
        return await super().handle_update_handler(input)

    def _came(self, name: str, headers: Mapping[str, Payload]) -> None:
        """Take in what came from outside; each of them is handled in a task of its own."""
        self._count += 1
        self._latest, self._at = _noted(name, cause_in(headers, self._count)), _length()
        _here.set(self)
        _handled.set(self._latest)

    def started_by(self) -> Cause:
        """Return what started this run."""
        return self._start or cause_in(workflow.info().headers)

    def cause(self) -> Cause:
        """Return what caused what is being done."""
        fresh = self._latest if self._at == _length() else None
        return _handled.get() or fresh or self.started_by()

    def taken(self) -> Cause:
        """Return it for something that is started; what is older than this task is over."""
        if self._at != _length():
            self._latest = None
        return self.cause()

    def goes_on(self, cause: Cause) -> None:
        """What is done now follows from `cause`, unless something came meanwhile."""
        if self._latest is None or self._latest.number < cause.number:
            self._latest = cause
        self._at = _length()

    def words(self) -> dict[str, str]:
        """Return what a log line says of this run."""
        info, cause = workflow.info(), self.cause()
        found = {"workflow_id": info.workflow_id, "run_id": info.run_id}
        found["collaboration"] = collaboration_of(info.workflow_id)
        if cause.request:
            found["request_id"] = cause.request
        if cause.trace:
            found["trace_id"] = cause.trace["traceparent"].split("-")[1]
        return found


class _Passing(worker.WorkflowOutboundInterceptor):
    """Passes the cause on with whatever a run starts or tells."""

    def __init__(self, next: worker.WorkflowOutboundInterceptor, run: _Caused) -> None:
        super().__init__(next)
        self._run = run

    def start_activity(self, input: worker.StartActivityInput) -> workflow.ActivityHandle[Any]:
        cause = self._run.taken()
        input.headers = {**input.headers, **cause.headers()}
        handle = super().start_activity(input)
        handle.add_done_callback(lambda _: self._run.goes_on(cause))
        return handle

    async def start_child_workflow(
        self, input: worker.StartChildWorkflowInput
    ) -> workflow.ChildWorkflowHandle[Any, Any]:
        cause = self._run.taken()
        input.headers = {**input.headers, **cause.headers()}
        handle = await super().start_child_workflow(input)
        self._run.goes_on(cause)
        return handle

    async def signal_external_workflow(self, input: worker.SignalExternalWorkflowInput) -> None:
        cause = self._run.taken()
        input.headers = {**input.headers, **cause.headers()}
        try:
            await super().signal_external_workflow(input)
        except FailureError:  # it has ended, and the caller goes on
            self._run.goes_on(cause)
            raise
        self._run.goes_on(cause)

    def continue_as_new(self, input: worker.ContinueAsNewInput) -> NoReturn:
        input.headers = {**input.headers, **self._run.started_by().headers()}
        super().continue_as_new(input)


def _length() -> int:
    """Return what tells the tasks of a workflow apart."""
    return workflow.info().get_current_history_length()


def _noted(name: str, cause: Cause) -> Cause:
    """Show in the trace that something begins here; return the cause of what follows from that.

    The span ends at once: one that waits for its workflow would be seen months later. On replay
    there is none, for it was shown before.
    """
    if not cause.trace or workflow.unsafe.is_replaying():
        return cause
    info = workflow.info()
    about = {"temporalWorkflowID": info.workflow_id, "temporalRunID": info.run_id}
    with workflow.unsafe.sandbox_unrestricted():
        parent = _FORMAT.extract(dict(cause.trace))
        span = _TRACER.start_span(name, parent, SpanKind.SERVER, about)
        span.end()
        carrier: dict[str, str] = {}
        _FORMAT.inject(carrier, trace.set_span_in_context(span))
    return dataclasses.replace(cause, trace=carrier or cause.trace)


def _write(event: str, **about: str) -> None:
    """Write one log line of what came; on replay it was written before."""
    if not workflow.unsafe.is_replaying():
        _log.info(event, extra=about)


def caused(_logger: Any, _method: str, event: Any) -> Any:
    """Add to a log line in a workflow which one that is, and which request caused it."""
    run = _here.get()
    return {**run.words(), **event} if run and workflow.in_workflow() else event
