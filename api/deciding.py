"""Deciding: the text as it stands, and what binds a decision to it."""

from typing import Any

from temporalio.service import RPCError, RPCStatusCode

from api.connection import Connection
from api.sending import DOORS, keep_attempt, not_yet, view
from domain.command import read_command
from domain.errors import BadInputError, RefusedError
from domain.refusals import refusal
from domain.signing import ApprovalState
from domain.text import Bilingual
from workflows.names import suggestion_id


def binding(state: ApprovalState) -> dict[str, Any]:
    """Return what binds a decision to the text as it stands; nothing before the first draft."""
    text = state.suggestion
    return {"revision": text.revision, "fingerprint": text.fingerprint[:16]} if text else {}


async def current(connection: Connection, name: str, update_id: str) -> ApprovalState:
    """Return the state; what nobody knows is left for `send` to refuse and record.

    Raises RefusedError when no worker tells it.
    """
    try:
        state = await view(connection, suggestion_id(name), ApprovalState)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        collaboration, kind, _ = name.split(":")
        return ApprovalState.model_validate(
            {"id": name, "collaboration": collaboration, "kind": kind, "language": "en"}
        )
    if state is None and connection.surface in DOORS:
        raise not_yet(update_id, connection.surface)
    if state is None:
        raise RefusedError(
            Bilingual(
                en="Not yet: no worker answers, so the current text cannot be read; try again, or "
                "name the text by --revision and --fingerprint",
                zh="尚未生效：没有工作进程响应，无法读取当前文本；请稍后重试，"
                "或用 --revision 和 --fingerprint 指明文本",
            ),
            code="not_yet",
            decision_id=update_id,
        )
    return state


async def must_have_counted(
    connection: Connection, state: ApprovalState, given: dict[str, Any], update_id: str
) -> None:
    """Refuse another decision under an id that has decided; no worker saw it, so it is kept here.

    The server answers such an id with its first decision. Raises RefusedError.
    """
    counted = state.decided.get(update_id)
    if counted is None or counted == content(given, update_id):
        return
    refused = refusal("id_used", state)
    workflow_id = suggestion_id(state.id)
    await keep_attempt(connection, workflow_id, update_id, "decide", given, refused.sentence)
    raise RefusedError(refused.sentence, code=refused.code, decision_id=update_id)


def content(given: dict[str, Any], update_id: str) -> str | None:
    """Return the hash of what is decided, as `state.decided` keeps it; None of what cannot be."""
    try:
        return read_command(None, given, update_id).content
    except BadInputError:  # it cannot have counted
        return None
