"""Feedback rounds: handing answers in, and ending a round early."""

import uuid

from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from api.connection import RPC, Connection
from api.sending import DOORS, absence, exists, send, view
from domain.collaboration import CollaborationState
from domain.errors import BadInputError, RefusedError, UnknownError
from domain.given import read_as
from domain.problems import shown
from domain.records import FeedbackItem
from domain.text import Bilingual
from store import people
from store.feedback import keep_feedback
from workflows.names import collaboration_id, round_id


async def end_round(
    connection: Connection, name: str, by: dict[str, str], number: int | None, update_id: str
) -> dict[str, object]:
    """End a round early: `by` says who, and by which permission where it is by one.

    Raises RefusedError, also where there is no such round.
    """
    chosen = number or await _latest(connection, name)
    try:
        await send(connection, round_id(name, chosen), "end_round", by, update_id)
    except UnknownError:
        raise _not_begun(name, chosen) from None
    return {"round": chosen, "closed": True, "decision_id": update_id}


async def hand_in(
    connection: Connection,
    name: str,
    account: str,
    number: int | None,
    items: list[FeedbackItem] | None,
    text: str | None,
    id: str | None = None,
) -> dict[str, object]:
    """Put answers into an open round: `items`, else one person's `text`, under `id` if it has one.

    Raises:
        RefusedError: the round has not begun, or has ended.
        BadInputError: the person is not in the directory, or said nothing.
    """
    chosen = number or await _latest(connection, name)
    await _require_open(connection, name, chosen)
    engine = connection.needed_store()
    said = (
        items if items is not None else [await _answer(connection, name, account, text or "", id)]
    )
    new = await keep_feedback(engine, name, chosen, said)
    handle = connection.client.get_workflow_handle(round_id(name, chosen))
    await handle.signal("feedback_arrived", rpc_timeout=RPC)
    return {"round": chosen, "items": len(said), "new": new, "closed": False}


async def _answer(
    connection: Connection, name: str, account: str, text: str, id: str | None
) -> FeedbackItem:
    """Return one person's words as an item, with the department that they belong to."""
    person = (await people.directory(connection.needed_store(), name)).person(account)
    options = "" if connection.surface in DOORS else "--"
    if person is None:
        raise BadInputError(
            f"{options}as: {shown(account)} is not in the directory of {name}",
            f"{options}as：{name} 的人员名录中没有账号 {shown(account)}",
        )
    if not text.strip():
        raise BadInputError(f"{options}text: is empty", f"{options}text：不能为空")
    given = {"account": account, "department": person.department, "text": text}
    return read_as(FeedbackItem, given | {"id": id or f"one-{uuid.uuid4().hex[:12]}"})


async def _latest(connection: Connection, name: str) -> int:
    """Return the number of the latest round; 1 when nobody can tell."""
    workflow_id = collaboration_id(name)
    if not await exists(connection, workflow_id):
        raise await absence(connection, workflow_id)
    state = await view(connection, workflow_id, CollaborationState)
    return max(1, state.counters.get("round", 1)) if state else 1


async def _require_open(connection: Connection, name: str, number: int) -> None:
    handle = connection.client.get_workflow_handle(round_id(name, number))
    try:
        told = await handle.describe(rpc_timeout=RPC)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise _not_begun(name, number) from None
    if told.status is not WorkflowExecutionStatus.RUNNING:
        raise RefusedError(
            Bilingual(
                en=f"feedback round {number} of {name} has ended",
                zh=f"{name} 第 {number} 轮意见征集已结束",
            ),
            code="ended",
        )


def _not_begun(name: str, number: int) -> RefusedError:
    return RefusedError(
        Bilingual(
            en=f"{name} has no feedback round {number} yet",
            zh=f"{name} 尚未开始第 {number} 轮意见征集",
        ),
        code="no_round",
    )
