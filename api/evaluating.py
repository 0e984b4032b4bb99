"""Evaluations: read the measures now, instead of at the next scheduled time."""

import datetime as dt

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
from workflows.names import collaboration_id, evaluation_id


async def trigger(connection: Connection, name: str) -> None:
    """Let the measures be read now. Raises UnknownError, and RefusedError outside its stage."""
    if not await exists(connection, collaboration_id(name)):
        raise await absence(connection, collaboration_id(name))
    schedule = connection.client.get_schedule_handle(evaluation_id(name))
    try:
        await schedule.trigger(rpc_timeout=RPC)
    except RPCError as error:
        raise _without(name, error) from None


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
