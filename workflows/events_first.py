"""What came before an update is done before it, whoever runs the workflow, and on replay.

A workflow task can bring an update together with what happened before: an activity's result, a
signal, a timer. As a rule both come in one activation, in which the SDK runs the update first, and
so they do on replay. But a worker that was paused for longer than a task may take was seen to get
them one after the other, the update last, in one task: it left a history that no worker could
replay (TMPRL1100; compare sdk-python#1591). Here the update is last in every case.
"""

from dataclasses import dataclass
from typing import Any

from temporalio.bridge.proto.workflow_activation import (
    WorkflowActivation,
    WorkflowActivationJob,
)
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.converter import SerializationContext, StorageDriverStoreContext
from temporalio.worker import WorkflowInstance, WorkflowInstanceDetails
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner
from temporalio.workflow import Info


@dataclass(frozen=True)
class EventsFirst(SandboxedWorkflowRunner):
    """Runs workflows in the sandbox, the updates of an activation after all else in it."""

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """Return a workflow run to which updates come last."""
        return Ordered(super().create_instance(det))


class Ordered(WorkflowInstance):
    """A workflow run to which updates come last."""

    def __init__(self, inner: WorkflowInstance) -> None:
        self._inner = inner

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        """Run all but the updates, then the updates, and return what both want done."""
        updates = [job for job in act.jobs if job.HasField("do_update")]
        others = [job for job in act.jobs if not job.HasField("do_update")]
        if not updates or not others:
            return self._inner.activate(act)
        done = self._inner.activate(_of(act, others))
        if done.HasField("failed"):
            return done
        then = self._inner.activate(_of(act, updates))
        if then.HasField("failed"):
            return then
        done.successful.MergeFrom(then.successful)
        return done

    def get_serialization_context(self, command_info: Any) -> SerializationContext | None:
        """Return none: nothing here is encoded by what it is for.

        The sandbox would be entered several times for each payload to be asked.
        """
        return None

    def get_external_store_context(self, command_info: Any) -> StorageDriverStoreContext:
        """Return none: nothing here is stored elsewhere."""
        return StorageDriverStoreContext(target=None)

    def get_info(self) -> Info:
        """Return what the sandboxed run returns."""
        return self._inner.get_info()

    def get_thread_id(self) -> int | None:
        """Return the thread of the run, of which the stack is shown when it blocks."""
        return self._inner.get_thread_id()


def _of(act: WorkflowActivation, jobs: list[WorkflowActivationJob]) -> WorkflowActivation:
    """Return this activation with only these of its jobs."""
    part = WorkflowActivation()
    part.CopyFrom(act)
    del part.jobs[:]
    part.jobs.extend(jobs)
    return part
