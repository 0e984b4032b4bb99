"""`accord close | pause | resume | redraft`: what the sponsor and the lead's head steer with.

A redraft of what waits for a decision is for those who are asked about it.
"""

from typing import Annotated, Any

import typer

from api import steering
from api.sending import new_id, send
from cli.asked import (
    Actor,
    CollaborationId,
    DecisionId,
    DecisionToken,
    read_account,
    read_collaboration,
    read_update_id,
)
from cli.connection import reached
from cli.output import Json, Lang, print_json, say
from domain.errors import BadInputError
from domain.problems import shown
from domain.suggestion import KINDS, Kind
from domain.text import Bilingual
from domain.wording import KIND_NAMES
from workflows.names import collaboration_id

Comment = Annotated[
    str, typer.Option("--comment", metavar="TEXT", help="Why, for the record · 理由，记录在案")
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("close", help="Close a collaboration · 结束协作")(close)
    app.command("pause", help="Stop deadlines and evaluations · 暂停期限与评估")(pause)
    app.command("resume", help="Let them run on · 恢复")(resume)
    app.command("redraft", help="Draft anew what is parked or pending · 重新起草")(redraft)


def close(
    collaboration: CollaborationId,
    actor: Actor,
    comment: Comment = "",
    decision_id: DecisionId = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Close a collaboration; what is pending is withdrawn."""
    name = _steer("close", collaboration, actor, decision_id, as_json, comment=comment)
    _say(
        as_json,
        f"{name} is closing; what was pending is withdrawn.",
        f"{name} 正在结束，待办事项已撤回。",
    )


def pause(
    collaboration: CollaborationId,
    actor: Actor,
    comment: Comment = "",
    decision_id: DecisionId = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Stop deadlines and the schedule; decisions still count."""
    name = _steer("pause", collaboration, actor, decision_id, as_json, comment=comment)
    _say(
        as_json, f"{name} is paused; decisions still count.", f"{name} 已暂停，其间的决定仍然有效。"
    )


def resume(
    collaboration: CollaborationId,
    actor: Actor,
    comment: Comment = "",
    decision_id: DecisionId = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Let deadlines and the schedule run on with the time that was left."""
    name = _steer("resume", collaboration, actor, decision_id, as_json, comment=comment)
    _say(as_json, f"{name} goes on.", f"{name} 已恢复。")


def redraft(
    collaboration: CollaborationId,
    kind: Annotated[str, typer.Argument(metavar="KIND", help="Such as team · 如 team（团队名单）")],
    actor: Actor,
    comment: Comment = "",
    token: DecisionToken = None,
    decision_id: DecisionId = None,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Let a parked stage go on with a new draft, or have a pending suggestion drafted anew."""
    wanted, name, account = _kind(kind), read_collaboration(collaboration), read_account(actor)
    update_id = read_update_id(decision_id) or new_id()
    given = {"actor": account, "comment": comment}
    result = reached(
        lambda connection: steering.redraft(connection, name, wanted, given, update_id, token)
    )
    _answer(as_json, name, result, update_id)
    _say(as_json, f"{name}: {wanted} is being drafted anew.", f"{name}：正在重新起草 {wanted}。")


def _kind(given: str) -> Kind:
    names = {kind: kind for kind in KINDS} | {KIND_NAMES[kind].zh: kind for kind in KINDS}
    if given.strip() not in names:
        raise BadInputError(
            f"“{shown(given)}” is not a kind; one of {', '.join(KINDS)}",
            f"「{shown(given)}」不是事项种类，可选：{'、'.join(KINDS)}",
        )
    return names[given.strip()]


def _steer(
    update: str,
    collaboration: str,
    actor: str,
    decision_id: str | None,
    as_json: bool,
    **given: Any,
) -> str:
    name, account = read_collaboration(collaboration), read_account(actor)
    update_id = read_update_id(decision_id) or new_id()
    payload = {"actor": account, **given}
    result = reached(
        lambda connection: send(connection, collaboration_id(name), update, payload, update_id)
    )
    _answer(as_json, name, result, update_id)
    return name


def _answer(as_json: bool, name: str, result: Any, update_id: str) -> None:
    if as_json:
        print_json({"ok": True, "collaboration": name, "result": result, "decision_id": update_id})


def _say(as_json: bool, en: str, zh: str) -> None:
    if not as_json:
        say(Bilingual(en=en, zh=zh))
