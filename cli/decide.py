"""`accord decide`: one decision, bound to the text that was shown, through the same update."""

import sys
from typing import Any

import typer

from api.connection import Connection
from api.deciding import binding, current, must_have_counted
from api.sending import new_id, send, view
from api.waiting import in_words, waiting_of
from cli import decide_options as options
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
    suggestion: options.Suggestion,
    verb: options.Named,
    actor: OptionalActor = None,
    token: DecisionToken = None,
    comment: options.Comment = "",
    revision: options.Revision = None,
    fingerprint: options.Fingerprint = None,
    change: options.Change = None,
    changes: options.Changes = None,
    to: options.To = None,
    place: options.Place = None,
    mode: options.Mode = None,
    step: options.Step = None,
    then: options.Then = None,
    item: options.Item = None,
    question: options.Question = None,
    decision_id: DecisionId = None,
    yes: options.Yes = False,
    as_json: Json = False,
    lang: Lang = None,
) -> None:
    """Send one decision and say what came of it. Long, for it names every option twice."""
    name = read_suggestion(suggestion)
    given: dict[str, Any] = {"verb": read_verb(verb), "actor": read_deciding(actor, token)}
    given |= {"comment": comment, "surface": "cli"}
    given |= _present(
        token=token,
        changes=read_changes(change or [], changes) or None,
        revision=revision,
        fingerprint=fingerprint and fingerprint.lower(),
        to=to or None,
        place=place,
        mode=mode,
        step=step,
        then=then,
        item=item,
        question=question,
    )
    update_id = read_update_id(decision_id) or new_id()
    reached(lambda connection: _decide(connection, name, given, update_id, yes, as_json))


def _present(**given: Any) -> dict[str, Any]:
    """Return what was said at all."""
    return {name: value for name, value in given.items() if value is not None}


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
