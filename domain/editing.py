"""An edit: the same suggestion with some items in the editor's words, as a new revision."""

import datetime as dt

from pydantic import TypeAdapter, ValidationError

from domain.checks import check
from domain.command import Command, ItemChange
from domain.composing import recompose
from domain.directory import Directory, Person
from domain.errors import BadInputError
from domain.given import first_problem
from domain.items import Body
from domain.signing import ApprovalState
from domain.suggestion import Item, Provenance, Suggestion

_BODY: TypeAdapter[Body] = TypeAdapter(Body)


def edited(state: ApprovalState, command: Command, now: dt.datetime) -> Suggestion:
    """Return the revision that the command's changes make. Raises BadInputError with a sentence.

    Total for a command that `decide` let through, as the same text gives the same answer.
    """
    suggestion = state.suggestion
    if suggestion is None:
        raise BadInputError("there is no draft to edit yet", "尚无可修改的建议稿")
    directory = Directory(
        people=tuple(
            Person(account=p.account, name=p.name, department=p.department) for p in state.people
        )
    )
    items = {item.id: item for item in suggestion.items}
    for change in command.changes:
        old = items.get(change.id)
        if old is None:
            raise BadInputError(
                f"there is no item {change.id}; there are {', '.join(items)}",
                f"没有条目 {change.id}；现有条目：{'、'.join(items)}",
            )
        items[change.id] = recompose(old, _body(old, change), directory, state.targets)
    revised = tuple(items.values())
    findings = check(suggestion.kind, revised, suggestion.evidence, state.language)
    return suggestion.model_copy(
        update={
            "revision": suggestion.revision + 1,
            "items": revised,
            # A person may bring a number that no evidence holds: their name stands for it.
            "checks": tuple(f for f in findings if not f.rule.startswith(("numbers.", "cites."))),
            "provenance": Provenance(
                drafted_by="person", author=command.actor, language=state.language
            ),
            "made_at": now,
        }
    )


def _body(old: Item, change: ItemChange) -> Body:
    before = old.body.model_dump(mode="json")
    if "type" in change.body and change.body["type"] != before["type"]:
        raise BadInputError(
            f"{change.id}: the type of an item cannot be changed",
            f"{change.id}：不能更改条目的类型",
        )
    try:
        return _BODY.validate_python(before | change.body)
    except ValidationError as error:
        first = first_problem(error).sentence
        raise BadInputError(f"{change.id}: {first.en}", f"{change.id}：{first.zh}") from None
