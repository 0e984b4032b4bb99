"""`accord conflict`: raise a conflict, or state one party's position on an open one."""

from pathlib import Path
from typing import Annotated

import typer

from api.arriving import send_and_follow
from api.conflicts import state_position
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
from domain.conflict import Conflict, Position
from domain.text import Bilingual

File = Annotated[Path, typer.Argument(metavar="FILE", help="YAML or JSON · YAML 或 JSON 文件")]
OfOneParty = Annotated[
    bool,
    typer.Option("--position", help="FILE is one party's position · 文件为一方的立场"),
]
Number = Annotated[
    int | None,
    typer.Option("--number", metavar="N", min=1, help="Which conflict · 第几项冲突"),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("conflict", help="Raise a conflict, or state a position · 提出冲突或陈述立场")(
        conflict
    )


def conflict(
    collaboration: CollaborationId,
    file: File,
    actor: Actor,
    position: OfOneParty = False,
    number: Number = None,
    decision_id: DecisionId = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Raise the conflict in FILE, or state the position in FILE on the latest conflict."""
    name, account = read_collaboration(collaboration), read_account(actor)
    update_id = read_update_id(decision_id) or new_id()
    if position:
        stated = load_checked(file, Position).model_dump(mode="json")
        came: str | None = reached(
            lambda connection: state_position(connection, name, number, stated, update_id)
        )
    else:
        raised = load_checked(file, Conflict).model_dump(mode="json") | {"raised_by": account}
        came = reached(
            lambda connection: send_and_follow(
                connection, name, "raise_conflict", raised, update_id
            )
        )
    if as_json:
        document = {"ok": True, "collaboration": name, "decision_id": update_id}
        print_json(document | {"conflict": came})
        return
    _tell(name, came, position)


def _tell(name: str, came: str | None, position: bool) -> None:
    which = came or name
    if position:
        say(Bilingual(en=f"Position taken into {which}.", zh=f"立场已记入 {which}。"))
    elif came:
        say(
            Bilingual(
                en=f"Raised as {came}; silent parties state theirs by: accord conflict {name} FILE "
                "--position --as NAME",
                zh=f"已提出，编号 {came}；尚未表态的部门请用：accord conflict {name} FILE "
                "--position --as NAME",
            )
        )
    else:
        say(Bilingual(en=f"Raised; see: accord show {name}", zh=f"已提出；见 accord show {name}"))
