"""Starting a collaboration from a brief, and saying at once when it cannot be."""

import asyncio
import time
from typing import Any

from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from api.connection import RPC, Connection
from api.sending import view
from domain.brief import Brief
from domain.collaboration import CollaborationState
from domain.details import escaped
from domain.errors import BadInputError
from store import collaborations
from workflows.names import QUEUE, attributes, collaboration_id

OPENING_SECONDS = 8.0
"""How long we watch a new collaboration read its sources before we let it go on alone."""


class TakenError(BadInputError):
    """There is a collaboration under this id already."""

    def __init__(self, id: str) -> None:
        super().__init__(
            f"id: there is a collaboration {id} already; choose another id (--id), or look "
            f"at it: accord show {id}",
            f"id：编号 {id} 已被使用；请换一个编号（--id），或查看：accord show {id}",
        )


async def begin(connection: Connection, brief: Brief) -> bool:
    """Start a collaboration, and wait a little until it has read its sources: False if it has not.

    Raises:
        TakenError: there is a collaboration under this id, and it has not failed at its start.
        BadInputError: its sources cannot be used; the same id may be used again.
    """
    if connection.store is not None:  # which remembers for longer than the server does
        known = await collaborations.row(connection.store, brief.id)
        if known and known.closed_at:
            raise TakenError(brief.id)
    try:
        handle = await _begin(connection, brief, WorkflowIDReusePolicy.REJECT_DUPLICATE)
    except WorkflowAlreadyStartedError:
        await _refuse_unless_failed(connection, brief)
        # What failed before it began has left nothing behind: the mended brief keeps its id.
        policy = WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY
        handle = await _begin(connection, brief, policy)
    return await _opened(connection, handle)


async def _begin(
    connection: Connection, brief: Brief, reuse: WorkflowIDReusePolicy
) -> WorkflowHandle[Any, Any]:
    return await connection.client.start_workflow(
        "CollaborationWorkflow",
        brief.model_dump(mode="json"),
        id=collaboration_id(brief.id),
        task_queue=QUEUE,
        search_attributes=attributes(brief.id),
        static_summary=escaped(brief.title)[:190],
        id_reuse_policy=reuse,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        rpc_timeout=RPC,
    )


async def _refuse_unless_failed(connection: Connection, brief: Brief) -> None:
    earlier = connection.client.get_workflow_handle(collaboration_id(brief.id))
    if (await earlier.describe(rpc_timeout=RPC)).status is not WorkflowExecutionStatus.FAILED:
        raise TakenError(brief.id)


async def _opened(connection: Connection, handle: WorkflowHandle[Any, Any]) -> bool:
    """Wait until the sources are read. Raises BadInputError when they cannot be used."""
    until = time.monotonic() + OPENING_SECONDS
    while time.monotonic() < until:
        status = (await handle.describe(rpc_timeout=RPC)).status
        if status is WorkflowExecutionStatus.FAILED:
            raise await why_failed(handle)
        state = await view(connection, handle.id, CollaborationState)
        if state is None or state.opened:
            return state is not None
        await asyncio.sleep(0.2)
    return False


async def why_failed(handle: WorkflowHandle[Any, Any]) -> BadInputError:
    """Return the sentence that a failed workflow ended with."""
    try:
        await handle.result(rpc_timeout=RPC)
    except WorkflowFailureError as error:
        sentence = str(getattr(error.cause, "message", error.cause))
        return BadInputError(sentence, sentence)
    return BadInputError("it has not failed", "并未失败")
