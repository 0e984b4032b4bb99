"""Every workflow loads in Temporal's sandbox, without a server."""

import pytest
from temporalio import workflow
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner

from worker import WORKFLOWS


@pytest.mark.parametrize("cls", WORKFLOWS)
async def test_a_workflow_loads_in_the_sandbox(cls: type) -> None:
    SandboxedWorkflowRunner().prepare_workflow(workflow._Definition.must_from_class(cls))


@pytest.mark.parametrize("cls", WORKFLOWS)
def test_no_handler_needs_an_argument(cls: type) -> None:
    """An update without arguments is two clicks in the Temporal UI, and must not fail a task."""
    definition = workflow._Definition.must_from_class(cls)
    for update in definition.updates.values():
        assert update.validator is not None, update.name
        update.bind_fn(None)  # binds with nothing but self
        assert update.description
