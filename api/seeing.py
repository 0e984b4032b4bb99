"""Finding out how a collaboration stands: from its workflows, the server, or the store."""

import asyncio
import contextlib
import datetime as dt
from collections.abc import Sequence

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from api.connection import RPC, Connection
from api.double_booking import double_booked_of
from api.seeing_less import answers, from_server, from_store
from api.seen import Ending, Seen, SeenConflict, SeenSuggestion
from api.sending import view
from api.starting import why_failed
from api.supporting import support_of
from api.waiting import Waiting, waiting_of
from domain.collaboration import CollaborationState, Started
from domain.conflict import Conflict
from domain.redrafting import worth_redrafting
from domain.signing import ApprovalState, waiting
from workflows.names import (
    collaboration_id,
    conflict_id,
    evaluation_id,
    round_id,
    suggestion_id,
)

_STATUS = {
    WorkflowExecutionStatus.RUNNING: "running",
    WorkflowExecutionStatus.COMPLETED: "closed",
    WorkflowExecutionStatus.FAILED: "failed",
}


async def see(connection: Connection, name: str) -> Seen:
    """Find out how a collaboration stands.

    Raises:
        UnknownError: neither the server nor the store knows it.
    """
    handle = connection.client.get_workflow_handle(collaboration_id(name))
    try:
        told = await handle.describe(rpc_timeout=RPC)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return await from_store(connection, name)
    status = _STATUS.get(told.status, told.status.name.lower()) if told.status else "running"
    if status == "failed":
        error_told = await why_failed(handle)
        return Seen(
            id=name,
            source="server",
            status=status,
            failure=error_told.sentence,
            ending=Ending(at=told.close_time),
        )
    state = await view(connection, collaboration_id(name), CollaborationState)
    if state is None:
        return await from_server(connection, name, status, told.close_time)
    return await _from_workflow(connection, state, status, told.close_time)


async def _from_workflow(
    connection: Connection, state: CollaborationState, status: str, closed: dt.datetime | None
) -> Seen:
    running = status == "running"
    pending = state.pending if running else ()
    views = [view(connection, suggestion_id(s.id), ApprovalState) for s in pending]
    found = [told for told in await asyncio.gather(*views) if told]
    conflicts, store = await _conflicts(connection, state), connection.store
    waits = [waiting_of(told) for told in found if told.status == "pending"]
    waits += await _round(connection, state) if running else []
    waits += [c for c in [_positions(state, c) for c in conflicts] if c] if running else []
    by = state.closing
    return Seen(
        id=state.id,
        source="workflow",
        status="closing" if running and by else status,
        brief=state.brief,
        state=state,
        done=state.done,
        notes=state.notes,
        suggestions=tuple(_suggestion(s, found) for s in state.suggestions),
        waiting=tuple(waits),
        drafting=tuple(told.id for told in found if told.status == "drafting"),
        conflicts=conflicts,
        leadership=state.leadership,
        support=await support_of(store, state.id) if store else None,
        charter_revision=state.charter_revision,
        vacant=state.vacancies if running else (),
        double_booked=await double_booked_of(store, state.id) if store and running else (),
        next_evaluation=await _next_evaluation(connection, state) if running else None,
        ending=Ending(by=by.by if by else "", reason=by.reason if by else "", at=closed)
        if by or not running
        else None,
    )


def _suggestion(started: Started, found: Sequence[ApprovalState]) -> SeenSuggestion:
    told = next((one for one in found if one.id == started.id and one.status == "pending"), None)
    if told is None or told.suggestion is None:
        return SeenSuggestion(id=started.id, state=started.state)
    asked = next((one.account for one in waiting(told)), None)
    return SeenSuggestion(
        id=started.id,
        state=started.state,
        provenance=told.suggestion.provenance,
        redraft_as=asked if worth_redrafting(told) else None,
    )


async def _round(connection: Connection, state: CollaborationState) -> list[Waiting]:
    number = state.counters.get("round", 0)
    reference = f"{state.id}:round:{number}"
    over = state.heard_back or any(s.facts == reference for s in state.suggestions)
    if not state.round_started or over:
        return []
    handle = connection.client.get_workflow_handle(round_id(state.id, number))
    told = await handle.describe(rpc_timeout=RPC)
    if told.status is not WorkflowExecutionStatus.RUNNING:
        return []
    store = connection.store
    asked, missing = await answers(store, state.brief, number) if store else (0, 0)
    return [
        Waiting(
            id=reference,
            asked=asked,
            missing=missing,
            since=told.start_time,
            due_at=told.start_time + state.brief.deadlines.feedback,
        )
    ]


async def _conflicts(connection: Connection, state: CollaborationState) -> tuple[SeenConflict, ...]:
    numbers = range(1, state.counters.get("conflict", 0) + 1)
    return tuple(await asyncio.gather(*(_conflict(connection, state, n) for n in numbers)))


async def _conflict(connection: Connection, state: CollaborationState, number: int) -> SeenConflict:
    workflow_id, reference = conflict_id(state.id, number), f"{state.id}:conflict:{number}"
    made = next((s for s in state.suggestions if s.facts == reference), None)
    handle = connection.client.get_workflow_handle(workflow_id)
    conflict, told = None, None
    with contextlib.suppress(RPCError):  # kept for 90 days after its end, then forgotten
        told = await handle.describe(rpc_timeout=RPC)
        conflict = await view(connection, workflow_id, Conflict)
    return SeenConflict(
        id=reference,
        issue=conflict.issue if conflict else "",
        parties=conflict.parties if conflict else (),
        silent=conflict.silent if conflict else (),
        is_open=told is not None and told.status is WorkflowExecutionStatus.RUNNING,
        since=told.start_time if told else None,
        resolution=made.id if made else None,
        state=made.state if made else None,
    )


def _positions(state: CollaborationState, conflict: SeenConflict) -> Waiting | None:
    if not conflict.is_open or not conflict.silent:
        return None
    due = conflict.since + state.brief.deadlines.positions if conflict.since else None
    return Waiting(id=conflict.id, silent=conflict.silent, since=conflict.since, due_at=due)


async def _next_evaluation(connection: Connection, state: CollaborationState) -> dt.datetime | None:
    if not state.scheduled:
        return None
    try:
        schedule = connection.client.get_schedule_handle(evaluation_id(state.id))
        told = await schedule.describe(rpc_timeout=RPC)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
    return None if told.schedule.state.paused else next(iter(told.info.next_action_times), None)
