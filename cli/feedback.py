"""`accord feedback`: hand feedback in for an open round, or end the round early."""

import uuid
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError, RPCStatusCode

from activities.sources import read_feedback
from cli.asked import (
    Actor,
    CollaborationId,
    DecisionId,
    read_account,
    read_collaboration,
    read_update_id,
)
from cli.connection import RPC, Connection, needed_store, reached
from cli.output import Json, Lang, RefusedError, print_json, say
from cli.sending import exists, new_id, send, unknown, view
from domain.collaboration import CollaborationState
from domain.errors import BadInputError
from domain.given import read_as
from domain.problems import shown
from domain.records import FeedbackItem
from domain.text import Bilingual
from store import people
from store.feedback import keep_feedback
from workflows.names import collaboration_id, round_id


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("feedback", help="Hand feedback in, or end a round · 提交反馈或结束征集")(feedback)


def feedback(
    collaboration: CollaborationId,
    actor: Actor,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="CSV: id, account, department, text, rating"),
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="T", help="One answer, yours · 您的一条意见")
    ] = None,
    close: Annotated[
        bool, typer.Option("--close", help="End the round now · 立即结束本轮征集")
    ] = False,
    number: Annotated[
        int | None, typer.Option("--round", metavar="N", min=1, help="Which round · 第几轮")
    ] = None,
    decision_id: DecisionId = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Put feedback into the store and tell the round, or end the round."""
    name, account = read_collaboration(collaboration), read_account(actor)
    if [file is not None, text is not None, close].count(True) != 1:
        raise BadInputError(
            "give one of FILE, --text and --close", "FILE、--text、--close 三者请给出其一"
        )
    update_id = read_update_id(decision_id) or new_id()
    items = _read(file) if file else None
    if close:
        told = reached(lambda reach: _close(reach, name, account, number, update_id))
    else:
        told = reached(lambda reach: _hand_in(reach, name, account, number, items, text))
    if as_json:
        print_json({"ok": True, "collaboration": name} | told)
        return
    _tell(told)


def _read(file: Path) -> list[FeedbackItem]:
    """Read the CSV from its own folder. Raises BadInputError."""
    return read_feedback(file.absolute().parent, file.name)


async def _close(
    connection: Connection, name: str, account: str, number: int | None, update_id: str
) -> dict[str, object]:
    chosen = number or await _latest(connection, name)
    given = {"actor": account}
    await send(connection, round_id(name, chosen), "end_round", given, update_id)
    return {"round": chosen, "closed": True, "decision_id": update_id}


async def _hand_in(
    connection: Connection,
    name: str,
    account: str,
    number: int | None,
    items: list[FeedbackItem] | None,
    text: str | None,
) -> dict[str, object]:
    chosen = number or await _latest(connection, name)
    await _require_open(connection, name, chosen)
    async with needed_store() as engine:
        said = items if items is not None else [await _answer(engine, name, account, text or "")]
        new = await keep_feedback(engine, name, chosen, said)
    handle = connection.client.get_workflow_handle(round_id(name, chosen))
    await handle.signal("feedback_arrived", rpc_timeout=RPC)
    return {"round": chosen, "items": len(said), "new": new, "closed": False}


async def _answer(engine: AsyncEngine, name: str, account: str, text: str) -> FeedbackItem:
    """Return one person's words as an item, with the department that they belong to."""
    person = (await people.directory(engine, name)).person(account)
    if person is None:
        raise BadInputError(
            f"--as: {shown(account)} is not in the directory of {name}",
            f"--as：{name} 的人员名录中没有账号 {shown(account)}",
        )
    if not text.strip():
        raise BadInputError("--text: is empty", "--text：不能为空")
    given = {"account": account, "department": person.department, "text": text}
    return read_as(FeedbackItem, given | {"id": f"cli-{uuid.uuid4().hex[:12]}"})


async def _latest(connection: Connection, name: str) -> int:
    """Return the number of the latest round; 1 when nobody can tell."""
    workflow_id = collaboration_id(name)
    if not await exists(connection, workflow_id):
        raise unknown(name)
    state = await view(connection, workflow_id, CollaborationState)
    return max(1, state.counters.get("round", 1)) if state else 1


async def _require_open(connection: Connection, name: str, number: int) -> None:
    handle = connection.client.get_workflow_handle(round_id(name, number))
    try:
        told = await handle.describe(rpc_timeout=RPC)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        raise RefusedError(
            Bilingual(
                en=f"{name} has no feedback round {number} yet",
                zh=f"{name} 尚未开始第 {number} 轮意见征集",
            ),
            code="no_round",
        ) from None
    if told.status is not WorkflowExecutionStatus.RUNNING:
        raise RefusedError(
            Bilingual(
                en=f"feedback round {number} of {name} has ended",
                zh=f"{name} 第 {number} 轮意见征集已结束",
            ),
            code="ended",
        )


def _tell(told: dict[str, object]) -> None:
    number = told["round"]
    if told["closed"]:
        say(Bilingual(en=f"Round {number} is ended.", zh=f"第 {number} 轮意见征集已结束。"))
        return
    say(
        Bilingual(
            en=f"Round {number}: {told['new']} of {told['items']} answers are new; one whose id "
            "was there stays as it was first said.",
            zh=f"第 {number} 轮：共 {told['items']} 条，新增 {told['new']} 条；"
            "编号已存在的保留原文。",
        )
    )
