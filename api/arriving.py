"""Sending a collaboration an idea or a conflict, and seeing what it makes of it."""

import asyncio
import time
from typing import Any

from temporalio.service import RPCError, RPCStatusCode

from api.connection import Connection
from api.sending import send, view
from domain.collaboration import CollaborationState
from domain.errors import RefusedError
from domain.text import Bilingual
from workflows.names import collaboration_id

FOLLOW_SECONDS = 5.0


async def send_and_follow(
    connection: Connection, name: str, update: str, given: dict[str, Any], update_id: str
) -> str | None:
    """Send it, wait a little until it was attended to, and return the id of what it became.

    None when that takes longer: it is queued and will be attended to.

    Raises:
        RefusedError: it was refused, at once or when it was attended to.
    """
    workflow_id, key = collaboration_id(name), f"update:{update_id}"
    before = await _state(connection, workflow_id)
    await send(connection, workflow_id, update, given, update_id)
    until = time.monotonic() + FOLLOW_SECONDS
    while time.monotonic() < until:
        state = await view(connection, workflow_id, CollaborationState)
        if state is None:
            return None
        if key in state.attended:
            if key not in state.became:
                _require_nothing_noted(before, state)
            return state.became.get(key)
        await asyncio.sleep(0.2)
    return None


async def _state(connection: Connection, workflow_id: str) -> CollaborationState | None:
    """Return the state before; what cannot be read is left for `send` to say."""
    try:
        return await view(connection, workflow_id, CollaborationState)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None


def _require_nothing_noted(before: CollaborationState | None, after: CollaborationState) -> None:
    """Raise the note that says why it became nothing, if it was attended to just now."""
    if before and after.notes and after.notes != before.notes:
        note = after.notes[-1]
        raise RefusedError(Bilingual(en=note, zh=note), code="not_possible")
