"""`accord decide`: one decision, bound to the text that was shown, through the same update."""

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from api.connection import Connection
from api.deciding import binding, current, must_have_counted
from api.sending import new_id, send, view
from api.waiting import in_words, waiting_of
from cli.asked import (
    DecisionId,
    DecisionToken,
    OptionalActor,
    read_deciding,
    read_suggestion,
    read_update_id,
)
from cli.changes import read_changes
from cli.connection import reached
from cli.output import Console, Json, Lang, print_json, say
from cli.show_suggestion import text_lines
from domain.command import BOUND, VERBS, Verb
from domain.errors import BadInputError, RefusedError
from domain.problems import shown
from domain.signing import ApprovalState
from domain.text import Bilingual
from domain.wording import STATE_NAMES, VERB_NAMES
from workflows.names import suggestion_id

_SHORT = 24
"""Lines of the text that are shown before a decision; `accord show` has all of it."""
_YES = ("y", "yes", "是", "同意", "好")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("decide", help="Decide on a suggestion · 对建议稿作出决定")(decide)


def decide(
    suggestion: Annotated[
        str, typer.Argument(metavar="SUGGESTION", help="Such as onboarding-1:goals:1 · 建议稿编号")
    ],
    verb: Annotated[
        str,
        typer.Argument(
            metavar="VERB",
            help="approve edit request_changes redraft reject ask answer transfer delegate "
            "add_approver remove_approver roll_back withdraw terminate remind cc comment · "
            "同意 修改后同意 要求重拟 重新起草 拒绝 要求补充说明 补充说明 转交 委派 加签 减签 "
            "退回至节点 撤回 终止 催办 抄送 评论",
        ),
    ],
    actor: OptionalActor = None,
    token: DecisionToken = None,
    comment: Annotated[
        str, typer.Option("--comment", metavar="TEXT", help="Reason or remark · 理由或评论")
    ] = "",
    revision: Annotated[
        int | None, typer.Option("--revision", metavar="N", help="The text you read · 所阅版本")
    ] = None,
    fingerprint: Annotated[
        str | None, typer.Option("--fingerprint", metavar="F", help="Of that text · 该文本的指纹")
    ] = None,
    change: Annotated[
        list[str] | None,
        typer.Option("--change", metavar="ITEM.FIELD=VALUE", help="For edit · 修改后同意时使用"),
    ] = None,
    changes: Annotated[
        Path | None, typer.Option("--changes", metavar="FILE", help="The same as JSON · 同上，JSON")
    ] = None,
    to: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="NAME", help="Whom it is about, or asked · 所涉人员"),
    ] = None,
    place: Annotated[
        str | None,
        typer.Option("--place", help="before | after | parallel: of add_approver · 加签方式"),
    ] = None,
    mode: Annotated[
        str | None, typer.Option("--mode", help="all | any | sequence: of add_approver · 加签模式")
    ] = None,
    step: Annotated[
        str | None, typer.Option("--step", metavar="KEY", help="Of roll_back · 退回到的环节")
    ] = None,
    then: Annotated[
        str | None, typer.Option("--then", help="rerun | return: of roll_back · 退回后")
    ] = None,
    item: Annotated[
        str | None,
        typer.Option(
            "--item",
            help="Ask its evidence; or whom you do not release · "
            "查询该条目的依据；或不予派出的人员",
        ),
    ] = None,
    question: Annotated[
        str | None, typer.Option("--question", metavar="ID", help="Of answer · 所答的问题")
    ] = None,
    decision_id: DecisionId = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask · 不再询问")] = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Send one decision and say what came of it."""
    name = read_suggestion(suggestion)
    given: dict[str, Any] = {
        "verb": read_verb(verb),
        "actor": read_deciding(actor, token),
        "comment": comment,
        "surface": "cli",
    }
    if token is not None:
        given["token"] = token
    if edits := read_changes(change or [], changes):
        given["changes"] = edits
    more: dict[str, Any] = {
        "revision": revision,
        "fingerprint": fingerprint and fingerprint.lower(),
        "to": to or None,
        "place": place,
        "mode": mode,
        "step": step,
        "then": then,
        "item": item,
        "question": question,
    }
    given |= {field: value for field, value in more.items() if value is not None}
    update_id = read_update_id(decision_id) or new_id()
    reached(lambda connection: _decide(connection, name, given, update_id, yes, as_json))


def read_verb(given: str) -> Verb:
    """Return the verb, in English or Chinese. Raises BadInputError."""
    plain = given.strip().lower().replace("-", "_")
    found = next((verb for verb in VERBS if plain in (verb, VERB_NAMES[verb].zh)), None)
    if found is None:
        zh = "、".join(VERB_NAMES[verb].zh for verb in VERBS)
        raise BadInputError(
            f"“{shown(given)}” is not a decision; one of {', '.join(VERBS)}",
            f"「{shown(given)}」不是可用的决定，可选：{zh}",
        )
    return found


async def _decide(
    connection: Connection,
    name: str,
    given: dict[str, Any],
    update_id: str,
    yes: bool,
    as_json: bool,
) -> None:
    if given["verb"] in BOUND and not {"revision", "fingerprint"} <= given.keys():
        given = await _bound(connection, name, given, update_id, yes)
    await send(connection, suggestion_id(name), "decide", given, update_id)
    state = await view(connection, suggestion_id(name), ApprovalState)
    if state:
        await must_have_counted(connection, state, given, update_id)
    if as_json:
        waits = waiting_of(state).people if state and state.status == "pending" else ()
        print_json(
            {"ok": True, "suggestion": name, "decision_id": update_id}
            | {key: given.get(key) for key in ("verb", "actor", "revision", "fingerprint")}
            | {"state": state and state.status, "waiting_for": [p.account for p in waits]}
        )
        return
    _tell(name, given, state)


async def _bound(
    connection: Connection, name: str, given: dict[str, Any], update_id: str, yes: bool
) -> dict[str, Any]:
    """Read the current text, show it, and bind the decision to it.

    A revision that was named is sent as named: whether it is still the current one is for the
    rules to say.
    """
    state = await current(connection, name, update_id)
    if "revision" not in given and state.status == "pending":
        _show(state)
        if sys.stdin.isatty() and not yes:
            _confirm(given)
    return binding(state) | given


def _show(state: ApprovalState) -> None:
    if state.suggestion is None:
        return
    names = {person.account: person.name for person in state.people}
    rows = list(text_lines(state.suggestion, names, Console.language, brief=True))
    for row in rows[:_SHORT]:
        say(row)
    if len(rows) > _SHORT:
        more = len(rows) - _SHORT
        say(
            Bilingual(
                en=f"  … {more} more lines: accord show {state.id}",
                zh=f"  …… 另有 {more} 行：accord show {state.id}",
            )
        )
    number = state.revision
    say(Bilingual(en=f"You decide on revision {number}.", zh=f"您将对第 {number} 版作出决定。"))


def _confirm(given: dict[str, Any]) -> None:
    name = VERB_NAMES[given["verb"]]
    say(
        Bilingual(
            en=f"{given['actor']}: {name.en}? [y/N]", zh=f"{given['actor']}：{name.zh}？[y/N]"
        )
    )
    if sys.stdin.readline().strip().lower() not in _YES:
        raise RefusedError(
            Bilingual(en="Nothing was sent.", zh="未发送任何决定。"), code="not_confirmed"
        )


def _tell(name: str, given: dict[str, Any], state: ApprovalState | None) -> None:
    verb, who = VERB_NAMES[given["verb"]], given["actor"]
    revision = given.get("revision")
    which = Bilingual(
        en=f", revision {revision}" if revision else "",
        zh=f"，第 {revision} 版" if revision else "",
    )
    say(
        Bilingual(
            en=f"Recorded: {who}: {verb.en} ({name}{which.en}).",
            zh=f"已记录：{who}：{verb.zh}（{name}{which.zh}）。",
        )
    )
    if state is None:
        return
    if state.status == "pending":
        say(in_words(waiting_of(state)))
        return
    status = STATE_NAMES[state.status]
    say(Bilingual(en=f"It is now {status.en}.", zh=f"当前状态：{status.zh}。"))
