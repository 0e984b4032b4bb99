"""`accord start`: start a collaboration from a brief, and say at once when it cannot be."""

from pathlib import Path
from typing import Annotated

import typer

from api.connection import Connection
from api.starting import begin
from cli.asked import read_collaboration
from cli.connection import reached
from cli.output import Json, Lang, print_json, say
from cli.yaml_lines import load_checked
from domain.brief import Brief
from domain.text import Bilingual
from workflows.names import collaboration_id


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
    opened = await begin(connection, brief)
    return opened, connection.page(collaboration_id(brief.id))


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
