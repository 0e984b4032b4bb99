"""The least that Temporal needs for an approval: `python -m bench.bare ADDRESS` runs its worker.

An update with a validator and an activity after each, as many as Accord has; no ledger, no rules,
no details, no search attributes, no notices: what those cost is what `bench.approvals` measures.
"""

import asyncio
import sys
from typing import Any

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker

with workflow.unsafe.imports_passed_through():
    from workflows.names import NAMESPACE
    from workflows.options import RECORD

QUEUE = "bare"


@activity.defn
async def nothing(what: str) -> None:
    """Do nothing: what is measured is the way here and back."""


@workflow.defn
class BareApproval:
    """Draft, wait for as many approvals as were asked for, record each, tell of the end."""

    @workflow.init
    def __init__(self, wanted: int) -> None:
        self._approved: list[str] = []
        self._recorded = 0

    @workflow.run
    async def run(self, wanted: int) -> int:
        """Run until enough have approved."""
        await workflow.execute_activity(nothing, "draft", **RECORD)
        while self._recorded < wanted:
            await workflow.wait_condition(lambda: len(self._approved) > self._recorded)
            self._recorded = len(self._approved)
            await workflow.execute_activity(nothing, "record", **RECORD)
        return self._recorded

    @workflow.update
    def approve(self, given: Any = None) -> str:
        """Count one approval."""
        self._approved.append(given["actor"])
        return str(given["actor"])

    @approve.validator
    def _may(self, given: Any = None) -> None:
        if given["actor"] in self._approved:
            raise ApplicationError("twice", non_retryable=True)


async def _serve(address: str) -> None:
    client = await Client.connect(
        address, namespace=NAMESPACE, data_converter=pydantic_data_converter
    )
    async with Worker(client, task_queue=QUEUE, workflows=[BareApproval], activities=[nothing]):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve(sys.argv[1]))
