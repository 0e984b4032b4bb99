"""`accord idea`: anybody proposes; it is put before the lead's head in its author's words."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import Field

from api.arriving import send_and_follow
from api.sending import new_id
from cli.asked import (
    Actor,
    CollaborationId,
    DecisionId,
    read_account,
    read_collaboration,
    read_update_id,
)
from cli.connection import reached
from cli.output import Json, Lang, print_json, say
from cli.yaml_lines import load_checked
from domain.errors import BadInputError
from domain.given import read_as
from domain.text import Bilingual, Frozen, Line, Text


class WrittenIdea(Frozen):
    """An idea in a file; its author is who hands it in."""

    title: Line
    text: Text = Field(min_length=1)
    author: str | None = None


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("idea", help="Propose an idea · 提出员工提案")(idea)


def idea(
    collaboration: CollaborationId,
    actor: Actor,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="YAML or JSON · YAML 或 JSON 文件")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="T", help="标题")] = None,
    text: Annotated[str | None, typer.Option("--text", metavar="T", help="内容")] = None,
    decision_id: DecisionId = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Propose an idea from a file, or from --title and --text."""
    name, account = read_collaboration(collaboration), read_account(actor)
    written = _written(file, title, text)
    given = {"title": written.title, "text": written.text, "author": account}
    update_id = read_update_id(decision_id) or new_id()
    came = reached(
        lambda connection: send_and_follow(connection, name, "propose_idea", given, update_id)
    )
    if as_json:
        document = {"ok": True, "collaboration": name, "decision_id": update_id}
        print_json(document | {"suggestion": came})
        return
    if came:
        say(Bilingual(en=f"Proposed as {came}.", zh=f"已提交，建议稿编号 {came}。"))
    else:
        say(Bilingual(en=f"Proposed; see: accord show {name}", zh=f"已提交；见 accord show {name}"))


def _written(file: Path | None, title: str | None, text: str | None) -> WrittenIdea:
    typed = title is not None and text is not None
    if (file is None) != typed or (file and (title or text)):
        raise BadInputError(
            "an idea is either a FILE, or --title and --text",
            "提案请用文件 FILE，或者同时给出 --title 和 --text",
        )
    if file:
        return load_checked(file, WrittenIdea)
    return read_as(WrittenIdea, {"title": title, "text": text})
