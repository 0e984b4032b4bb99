"""An edit: the same suggestion with some items in the editor's words, as a new revision."""

import datetime as dt

from pydantic import TypeAdapter, ValidationError

from domain.changes import remembered
from domain.checks import check
from domain.command import Command, ItemChange
from domain.composing import recompose
from domain.directory import Directory, Person
from domain.errors import BadInputError
from domain.events import clock
from domain.given import first_problem
from domain.items import Body
from domain.signing import ApprovalState, joined, seconded, standing
from domain.suggestion import Item, Provenance, Suggestion

LARGEST = 200_000
"""Bytes of all items together: they travel with the state, and a payload holds two million."""

_BODY: TypeAdapter[Body] = TypeAdapter(Body)


def edited(state: ApprovalState, command: Command, now: dt.datetime) -> Suggestion:
    """Return the revision that the command's changes make. Raises BadInputError with a sentence.

    The same state and command give the same revision, in `decide` as in `apply`.
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
    _bounded(revised)
    findings = check(
        suggestion.kind,
        revised,
        suggestion.evidence,
        state.language,
        people=state.people,
        on=now.date(),
        standing=state.rows,
    )
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


def reworded(
    state: ApprovalState, revised: Suggestion, actor: str, now: dt.datetime
) -> ApprovalState:
    """Put the editor's revision before people: a new text, a new deadline, from the first step.

    Signatures on what changed are void for good. The heads of departments that the edit brings in
    are asked too, and somebody other than the editor about the editor's words.
    """
    before = {item.id: item for item in state.items}
    changed = [item for item in revised.items if before.get(item.id) != item]
    known = {name for item in before.values() for name in item.departments}
    after = remembered(state).model_copy(
        update={
            "suggestion": revised,
            "authors": state.authors | {item.id: actor for item in changed},
            "step": 0,
            "rejections": (),
            **clock(state, now),
        }
    )
    for name in dict.fromkeys(name for item in changed for name in item.departments):
        head = None if name in known else state.heads.get(name)
        if head and not after.approver(head.account):
            after = joined(after, head)
    after = seconded(after)
    return after.model_copy(update={"signatures": standing(after)})


def _bounded(items: tuple[Item, ...]) -> None:
    size = sum(len(item.model_dump_json().encode()) for item in items)
    if size > LARGEST:
        raise BadInputError(
            f"all items together have {size:,} bytes; at most {LARGEST:,} are allowed",
            f"全部条目共 {size:,} 字节，最多允许 {LARGEST:,} 字节",
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
