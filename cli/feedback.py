"""`accord feedback`: hand feedback in for an open round, or end the round early."""

from pathlib import Path
from typing import Annotated

import typer

from activities.sources import read_feedback
from api.rounds import end_round, hand_in
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
from domain.errors import BadInputError
from domain.records import FeedbackItem
from domain.text import Bilingual

File = Annotated[
    Path | None,
    typer.Argument(metavar="[FILE]", help="CSV: id, account, department, text, rating"),
]
Text = Annotated[
    str | None, typer.Option("--text", metavar="T", help="One answer, yours · 您的一条意见")
]
Close = Annotated[bool, typer.Option("--close", help="End the round now · 立即结束本轮征集")]
Number = Annotated[
    int | None, typer.Option("--round", metavar="N", min=1, help="Which round · 第几轮")
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("feedback", help="Hand feedback in, or end a round · 提交反馈或结束征集")(feedback)


def feedback(
    collaboration: CollaborationId,
    actor: Actor,
    file: File = None,
    text: Text = None,
    close: Close = False,
    number: Number = None,
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
        told = reached(lambda reach: end_round(reach, name, {"actor": account}, number, update_id))
    else:
        told = reached(lambda reach: hand_in(reach, name, account, number, items, text))
    if as_json:
        print_json({"ok": True, "collaboration": name} | told)
        return
    _tell(told)


def _read(file: Path) -> list[FeedbackItem]:
    """Read the CSV from its own folder. Raises BadInputError."""
    return read_feedback(file.absolute().parent, file.name)


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
