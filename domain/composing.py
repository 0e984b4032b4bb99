"""From drafts to items: stable ids, departments computed by code, and fingerprints."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.directory import Directory
from domain.errors import BadInputError
from domain.items import Body
from domain.suggestion import DraftItem, Item, fingerprint

Targets = Mapping[str, tuple[str, ...]]
"""Departments of each charter item that a change may name, by item id."""


def compose(
    drafts: Sequence[DraftItem], directory: Directory, targets: Targets
) -> tuple[Item, ...]:
    """Make items of drafts, in their order; each knows by code which departments it touches.

    Raises BadInputError when a draft names an account or department that nobody knows, or when
    two items would have the same id.
    """
    numbers: Counter[str] = Counter()
    items: dict[str, Item] = {}
    for draft in drafts:
        numbers[draft.body.type] += 1
        item_id = _id(draft.body, numbers[draft.body.type])
        if item_id in items:
            raise BadInputError(en=f"{item_id} stands twice.", zh=f"{item_id} 重复出现。")
        items[item_id] = _item(item_id, draft.body, draft.cites, directory, targets)
    return tuple(items.values())


def recompose(item: Item, body: Body, directory: Directory, targets: Targets) -> Item:
    """Return `item` with an edited body: the same id and citations, everything else computed anew.

    Raises BadInputError like `compose`, and when the edit turns it into another sort of item.
    """
    if body.type != item.body.type:
        raise BadInputError(
            en=f"{item.id} is a {item.body.type}; an edit cannot make it a {body.type}.",
            zh=f"{item.id} 的类型是 {item.body.type}，修改不能把它变成 {body.type}。",
        )
    return _item(item.id, body, item.cites, directory, targets)


def _item(
    item_id: str, body: Body, cites: Sequence[str], directory: Directory, targets: Targets
) -> Item:
    touched = _TOUCHED[body.type](body, _Known(directory, item_id), targets)
    departments = tuple(dict.fromkeys(touched))
    once = tuple(dict.fromkeys(cites))
    shown = {
        "id": item_id,
        "body": body.model_dump(mode="json"),
        "cites": list(once),
        "departments": list(departments),
    }
    return Item(
        id=item_id,
        body=body,
        cites=once,
        departments=departments,
        fingerprint=fingerprint(shown),
    )


def _id(body: Body, number: int) -> str:
    if body.type in ("member", "liaison"):
        return f"{body.type}:{body.account}"
    if body.type in ("term", "release"):
        return f"{body.type}:{body.department}"
    if body.type == "change":
        return f"change:{body.target}:{body.field}"
    return f"{body.type}:{number}"


class _Known:
    """The accounts and departments that exist; asking for another one is an error."""

    def __init__(self, directory: Directory, item_id: str) -> None:
        self._homes = {person.account: person.department for person in directory.people}
        self._departments = set(directory.departments)
        self._item = item_id

    def home(self, account: str) -> str:
        """Return the department of an account."""
        if account not in self._homes:
            raise BadInputError(
                en=f"{self._item}: there is no account {account!r} in the directory.",
                zh=f"{self._item}：人员名册中没有账号「{account}」。",
            )
        return self._homes[account]

    def homes(self, accounts: Sequence[str]) -> list[str]:
        """Return the department of each account."""
        return [self.home(account) for account in accounts]

    def departments(self, names: Sequence[str]) -> tuple[str, ...]:
        """Return the departments, all of which exist."""
        if unknown := [name for name in names if name not in self._departments]:
            raise BadInputError(
                en=f"{self._item}: nobody in the directory belongs to {unknown[0]!r}.",
                zh=f"{self._item}：人员名册中没有人属于「{unknown[0]}」。",
            )
        return tuple(names)


def _of_need(body: Any, known: _Known, targets: Targets) -> Sequence[str]:
    return (*([body.waiting] if body.waiting else []), *body.senders)


def _of_person(body: Any, known: _Known, targets: Targets) -> Sequence[str]:
    home = known.home(body.account)
    if home != body.department:
        raise BadInputError(
            en=f"{body.type} {body.account}: belongs to {home}, not to {body.department}.",
            zh=f"{body.type} {body.account}：属于{home}，不属于{body.department}。",
        )
    return (home,)


def _of_role(body: Any, known: _Known, targets: Targets) -> Sequence[str]:
    known.homes((*body.consulted, *body.informed))
    return known.homes((*body.responsible, body.accountable))


def _of_key_result(body: Any, known: _Known, targets: Targets) -> Sequence[str]:
    return (*known.departments(body.affects), known.home(body.owner))


def _of_owner(body: Any, known: _Known, targets: Targets) -> Sequence[str]:
    return (known.home(body.owner),)


def _of_author(body: Any, known: _Known, targets: Targets) -> Sequence[str]:
    return (known.home(body.author),)


def _of_department(body: Any, known: _Known, targets: Targets) -> Sequence[str]:
    return known.departments((body.department,))


def _of_sentence(body: Any, known: _Known, targets: Targets) -> Sequence[str]:
    return tuple(body.about)


def _of_change(body: Any, known: _Known, targets: Targets) -> Sequence[str]:
    if body.field == "owner":
        known.home(body.after)
    return targets.get(body.target, ())


def _of_nobody(body: Any, known: _Known, targets: Targets) -> Sequence[str]:
    return ()


_TOUCHED: Mapping[str, Callable[[Any, _Known, Targets], Sequence[str]]] = {
    "need": _of_need,
    "outcome": _of_nobody,
    "hours": _of_nobody,
    "budget": _of_nobody,
    "release": _of_department,
    "member": _of_person,
    "liaison": _of_person,
    "role": _of_role,
    "objective": _of_nobody,
    "key_result": _of_key_result,
    "practice": _of_owner,
    "sentence": _of_sentence,
    "term": _of_department,
    "change": _of_change,
    "idea": _of_author,
    "request": _of_nobody,
}
