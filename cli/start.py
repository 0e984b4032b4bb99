"""`accord start`: start a collaboration from a brief, and say at once when it cannot be."""

import asyncio
import time
from pathlib import Path
from typing import Annotated, Any

import typer
from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
)
from temporalio.common import WorkflowIDConflictPolicy, WorkflowIDReusePolicy
from temporalio.exceptions import WorkflowAlreadyStartedError

from cli.asked import read_collaboration
from cli.connection import RPC, Connection, reached
from cli.output import Json, Lang, print_json, say
from cli.sending import view
from cli.yaml_lines import load_checked
from domain.brief import Brief
from domain.collaboration import CollaborationState
from domain.details import escaped
from domain.errors import BadInputError
from domain.text import Bilingual
from workflows.names import QUEUE, attributes, collaboration_id

OPENING_SECONDS = 8.0
"""How long we watch a new collaboration read its sources before we let it go on alone."""


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("start", help="Start a collaboration from a brief · 按立项申请启动协作")(start)


def start(
    file: Annotated[Path, typer.Argument(metavar="BRIEF", help="YAML or JSON · YAML 或 JSON 文件")],
    id: Annotated[
        str | None, typer.Option("--id", metavar="ID", help="Instead of the brief's · 另用编号")
    ] = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Start it, watch it read its sources, and say what to do next."""
    brief = load_checked(file, Brief)
    if id is not None:
        brief = brief.model_copy(update={"id": read_collaboration(id)})
    opened, page = reached(lambda connection: _start(connection, brief))
    if as_json:
        print_json(
            {
                "ok": True,
                "id": brief.id,
                "workflow_id": collaboration_id(brief.id),
                "title": brief.title,
                "opened": opened,
                "ui": page,
            }
        )
        return
    _tell(brief, opened, page)


async def _start(connection: Connection, brief: Brief) -> tuple[bool, str | None]:
    try:
        handle = await _begin(connection, brief, WorkflowIDReusePolicy.REJECT_DUPLICATE)
    except WorkflowAlreadyStartedError:
        await _refuse_unless_failed(connection, brief)
        # What failed before it began has left nothing behind: the mended brief keeps its id.
        policy = WorkflowIDReusePolicy.ALLOW_DUPLICATE_FAILED_ONLY
        handle = await _begin(connection, brief, policy)
    opened = await _opened(connection, handle, brief)
    return opened, connection.page(collaboration_id(brief.id))


async def _begin(
    connection: Connection, brief: Brief, reuse: WorkflowIDReusePolicy
) -> WorkflowHandle[Any, Any]:
    return await connection.client.start_workflow(
        "CollaborationWorkflow",
        brief.model_dump(mode="json"),
        id=collaboration_id(brief.id),
        task_queue=QUEUE,
        search_attributes=attributes(brief.id),
        static_summary=escaped(brief.title)[:190],
        id_reuse_policy=reuse,
        id_conflict_policy=WorkflowIDConflictPolicy.FAIL,
        rpc_timeout=RPC,
    )


async def _refuse_unless_failed(connection: Connection, brief: Brief) -> None:
    earlier = connection.client.get_workflow_handle(collaboration_id(brief.id))
    if (await earlier.describe(rpc_timeout=RPC)).status is not WorkflowExecutionStatus.FAILED:
        raise BadInputError(
            f"id: there is a collaboration {brief.id} already; choose another id (--id), or look "
            f"at it: accord show {brief.id}",
            f"id：编号 {brief.id} 已被使用；请换一个编号（--id），或查看：accord show {brief.id}",
        )


async def _opened(connection: Connection, handle: WorkflowHandle[Any, Any], brief: Brief) -> bool:
    """Wait until the sources are read. Raises BadInputError when they cannot be used."""
    until = time.monotonic() + OPENING_SECONDS
    while time.monotonic() < until:
        status = (await handle.describe(rpc_timeout=RPC)).status
        if status is WorkflowExecutionStatus.FAILED:
            raise await why_failed(handle)
        state = await view(connection, handle.id, CollaborationState)
        if state is None or state.opened:
            return state is not None
        await asyncio.sleep(0.2)
    return False


async def why_failed(handle: WorkflowHandle[Any, Any]) -> BadInputError:
    """Return the sentence that a failed workflow ended with."""
    try:
        await handle.result(rpc_timeout=RPC)
    except WorkflowFailureError as error:
        sentence = str(getattr(error.cause, "message", error.cause))
        return BadInputError(sentence, sentence)
    return BadInputError("it has not failed", "并未失败")


def _tell(brief: Brief, opened: bool, page: str | None) -> None:
    say(Bilingual(en=f"Started {brief.id}: {brief.title}", zh=f"已启动 {brief.id}：{brief.title}"))
    if page:
        say(Bilingual(en=f"Temporal UI: {page}", zh=f"Temporal 界面：{page}"))
    if not opened:
        say(
            Bilingual(
                en="No worker has opened it yet; it waits: `accord up` or `accord worker`.",
                zh="尚无工作进程处理，协作正在等待：请运行 `accord up` 或 `accord worker`。",
            )
        )
    say(
        Bilingual(
            en=f"Next: `accord show {brief.id}` says who is waited for; `accord inbox` lists what "
            "there is to decide.",
            zh=f"下一步：`accord show {brief.id}` 查看在等谁，`accord inbox` 列出待审批事项。",
        )
    )
