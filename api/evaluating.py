"""Evaluations: read the measures now, instead of at the next scheduled time."""

import datetime as dt
import uuid

from temporalio.api.schedule.v1 import SchedulePatch, TriggerImmediatelyRequest
from temporalio.api.workflowservice.v1 import PatchScheduleRequest
from temporalio.client import (
    ScheduleIntervalSpec,
    ScheduleSpec,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from temporalio.service import RPCError, RPCStatusCode

from api.connection import RPC, Connection
from api.sending import absence, exists
from domain.errors import RefusedError
from domain.text import Bilingual
from store.evaluations import evaluations
from workflows.names import collaboration_id, evaluation_id


async def trigger(connection: Connection, name: str, asked_at: dt.datetime | None = None) -> None:
    """Let the measures be read now; what was first `asked_at` some time is read once for it.

    The run's id holds that time, so that the same request again finds what it has begun.

    Raises:
        UnknownError: there is no such collaboration.
        RefusedError: it is not at this stage, or has ended.
    """
    if not await exists(connection, collaboration_id(name)):
        raise await absence(connection, collaboration_id(name))
    at = (asked_at or dt.datetime.now(dt.UTC)).astimezone(dt.UTC).replace(microsecond=0)
    run = f"{evaluation_id(name)}-{at:%Y-%m-%dT%H:%M:%SZ}"
    if asked_at and await _begun(connection, name, run):
        return
    client, now = connection.client, TriggerImmediatelyRequest()
    now.scheduled_time.FromDatetime(at)
    try:
        await client.workflow_service.patch_schedule(
            PatchScheduleRequest(
                namespace=client.namespace,
                schedule_id=evaluation_id(name),
                patch=SchedulePatch(trigger_immediately=now),
                identity=client.identity,
                request_id=str(uuid.uuid5(uuid.NAMESPACE_URL, run)),
            ),
            timeout=RPC,
        )
    except RPCError as error:
        raise _without(name, error) from None


async def _begun(connection: Connection, name: str, run: str) -> bool:
    """Say whether this run was begun; the store remembers it for longer than the server."""
    if await exists(connection, run):
        return True
    kept = await evaluations(connection.store, name) if connection.store else []
    return any(one.id == run for one in kept)


async def reschedule(connection: Connection, name: str, every: dt.timedelta) -> None:
    """Read the measures at this interval from now on. Raises as `trigger` does."""
    if not await exists(connection, collaboration_id(name)):
        raise await absence(connection, collaboration_id(name))
    schedule = connection.client.get_schedule_handle(evaluation_id(name))

    async def changed(told: ScheduleUpdateInput) -> ScheduleUpdate:
        found = told.description.schedule
        found.spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(every=every)])
        return ScheduleUpdate(schedule=found)

    try:
        await schedule.update(changed, rpc_timeout=RPC)
    except RPCError as error:
        raise _without(name, error) from None


def _without(name: str, error: RPCError) -> Exception:
    """Return the refusal where there is no schedule; else the error as it was."""
    if error.status is not RPCStatusCode.NOT_FOUND:
        return error
    return RefusedError(
        Bilingual(
            en=f"{name} has no evaluations: they begin with its last stage and end when it "
            "is closed",
            zh=f"{name} 尚无评估日程：评估从最后阶段开始，协作结束后停止",
        ),
        code="no_schedule",
    )
