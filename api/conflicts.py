"""Conflicts: one party's position on an open one."""

from typing import Any

from temporalio.service import RPCError, RPCStatusCode

from api.connection import Connection
from api.sending import send, view
from domain.collaboration import CollaborationState
from domain.errors import RefusedError, UnknownError
from domain.text import Bilingual
from workflows.names import collaboration_id, conflict_id


async def state_position(
    connection: Connection,
    name: str,
    number: int | None,
    stated: dict[str, Any],
    update_id: str,
) -> str:
    """State one party's position on a conflict, the latest if none is named; return its id.

    Raises RefusedError, also where there is no such conflict.
    """
    chosen = number or await _latest(connection, name)
    try:
        await send(connection, conflict_id(name, chosen), "state_position", stated, update_id)
    except UnknownError:
        said = Bilingual(en=f"{name} has no conflict {chosen}", zh=f"{name} 没有第 {chosen} 个冲突")
        raise RefusedError(said, code="no_conflict") from None
    return f"{name}:conflict:{chosen}"


async def _latest(connection: Connection, name: str) -> int:
    """Return the number of the latest conflict; 1 when nobody can tell."""
    try:
        state = await view(connection, collaboration_id(name), CollaborationState)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise UnknownError(name) from None
    return max(1, state.counters.get("conflict", 1)) if state else 1
