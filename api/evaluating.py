"""Evaluations: read the measures now, instead of at the next scheduled time."""

from temporalio.service import RPCError, RPCStatusCode

from api.connection import RPC, Connection
from api.sending import exists
from domain.errors import RefusedError, UnknownError
from domain.text import Bilingual
from workflows.names import collaboration_id, evaluation_id


async def trigger(connection: Connection, name: str) -> None:
    """Let the measures be read now. Raises UnknownError, and RefusedError outside its stage."""
    if not await exists(connection, collaboration_id(name)):
        raise UnknownError(name)
    schedule = connection.client.get_schedule_handle(evaluation_id(name))
    try:
        await schedule.trigger(rpc_timeout=RPC)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise RefusedError(
            Bilingual(
                en=f"{name} has no evaluations: they begin with its last stage and end when it "
                "is closed",
                zh=f"{name} 尚无评估日程：评估从最后阶段开始，协作结束后停止",
            ),
            code="no_schedule",
        ) from None
