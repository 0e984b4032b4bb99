"""Redrafting: what is parked goes on, and what is pending is worded anew."""

from typing import Any

from temporalio.service import RPCError, RPCStatusCode

from api.connection import Connection
from api.deciding import binding, current
from api.sending import DOORS, send, view
from domain.collaboration import CollaborationState
from domain.errors import BadInputError
from domain.suggestion import Kind
from domain.text import Bilingual
from workflows.names import collaboration_id, suggestion_id


async def redraft(
    connection: Connection,
    name: str,
    kind: Kind,
    given: dict[str, Any],
    update_id: str,
    token: str | None,
) -> Any:
    """Let a parked stage go on with a new draft, or have a pending suggestion drafted anew."""
    pending = await _pending(connection, name, kind)
    if pending is None:
        given = given | {"kind": kind}
        return await send(connection, collaboration_id(name), "redraft", given, update_id)
    state = await current(connection, pending, update_id)
    given = (
        given
        | binding(state)
        | {"surface": connection.surface}
        | ({"token": token} if token else {})
    )
    told = await send(connection, suggestion_id(pending), "redraft", given, update_id)
    return told["recorded"] if isinstance(told, dict) else told


async def _pending(connection: Connection, name: str, kind: Kind) -> str | None:
    """Return the suggestion of this kind that has not ended; without one, the stage is meant.

    Raises BadInputError when there are several, as there may be of ideas.
    """
    try:
        state = await view(connection, collaboration_id(name), CollaborationState)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return None
    found = [one.id for one in state.pending if one.kind == kind] if state else []
    if len(found) > 1:
        one = _one_of(connection, found[0])
        raise BadInputError(
            f"{', '.join(found)} are all pending; choose one: {one.en}",
            f"{'、'.join(found)} 均未结束，请指明一份：{one.zh}",
        )
    return found[0] if found else None


def _one_of(connection: Connection, suggestion: str) -> Bilingual:
    """Return how to have one of several drafted anew, by the door that somebody came through."""
    if connection.surface in DOORS:
        said = f'POST /v1/suggestions/{suggestion}/decisions, "verb": "redraft"'
        return Bilingual(en=said, zh=said)
    command = f"accord decide {suggestion} redraft --as"
    return Bilingual(en=f"{command} NAME", zh=f"{command} 账号")
