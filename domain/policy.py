"""Who is asked about which kind of suggestion: the brief's policy, else the design's default."""

import datetime as dt
from collections.abc import Iterable, Sequence

from domain import approvers
from domain.asking import Approver, Mode, Step
from domain.asking import Policy as Policy
from domain.brief import Brief
from domain.charter import Charter
from domain.directory import Directory
from domain.resolving import resolve
from domain.suggestion import Item, Kind

_BY_HEADS: tuple[Kind, ...] = ("need", "team", "roles", "goals", "resolution", "adjustment")
_BY_ITEMS: tuple[Kind, ...] = ("team", "roles", "goals", "adjustment")
"""Of these, the kinds in which each head signs what touches their department."""
IDEA_DAYS = dt.timedelta(days=5)
"""An idea is answered within five days; whole days are working days."""


def policy(
    kind: Kind,
    items: Iterable[Item],
    brief: Brief,
    directory: Directory,
    initiator: str | None = None,
    charter: Charter | None = None,
) -> Policy:
    """Return who is asked: as the brief's policy for this kind says, else as the default."""
    items, rules = tuple(items), brief.policies.get(kind)
    if rules is None:
        return _default(kind, items, brief, directory, initiator)
    return resolve(rules, kind, items, brief, directory, initiator, charter)


def _default(
    kind: Kind,
    items: Sequence[Item],
    brief: Brief,
    directory: Directory,
    initiator: str | None,
) -> Policy:
    """Return who is asked: the departments that it touches first, then the sponsor.

    A department without a head is answered for by the sponsor. The initiator is never asked about
    their own words: the sponsor, else the lead department's head, takes their place.
    """
    lead = approvers.head(brief.lead, brief, directory)
    sponsor = approvers.sponsor(brief, directory)
    heads = approvers.without(_asked_heads(kind, items, brief, directory), initiator)
    match kind:
        case "need" | "adjustment":
            steps = [heads, [sponsor]]
        case "goals":
            steps = [heads, [_over_objectives(sponsor, items, heads)]]
        case "resource":
            steps = [[sponsor]]
        case "team" | "roles" | "resolution":
            steps = [_covering(heads, items, sponsor)]
        case "cadence" | "digest":
            steps = [[lead, *approvers.deputy(lead, brief.lead, directory)]]
        case "idea":
            steps = [[lead]]
    asked = [one for step in steps if (one := approvers.without(step, initiator))]
    asked = asked or [[approvers.in_their_place(brief, directory, initiator)]]
    mode: Mode = "any" if kind in ("cadence", "digest") else "all"
    found = (Step(mode=mode, approvers=tuple(step)) for step in asked)
    return approvers.completed(found, brief, directory, initiator, kind in _BY_HEADS)


def _asked_heads(
    kind: Kind, items: Sequence[Item], brief: Brief, directory: Directory
) -> list[Approver]:
    """Return the heads of the departments touched, each for the items that touch theirs.

    One that answers for several departments is asked once, about all of them. What is agreed as
    one whole is signed as one.
    """
    scopes: dict[str, list[str]] = {}
    found: dict[str, Approver] = {}
    for department in dict.fromkeys(name for item in items for name in item.departments):
        head = approvers.head(department, brief, directory)
        own = [item.id for item in items if department in item.departments]
        found.setdefault(head.account, head)
        scopes.setdefault(head.account, []).extend(own)
    if kind not in _BY_ITEMS:
        return list(found.values())
    return [
        head.model_copy(update={"items": tuple(dict.fromkeys(scopes[account]))})
        for account, head in found.items()
    ]


def _covering(
    heads: Sequence[Approver], items: Sequence[Item], sponsor: Approver
) -> list[Approver]:
    """Return the heads, and the sponsor for what no head signs; of heads alone, what is theirs."""
    left = tuple(item.id for item in items if not any(head.signs(item.id) for head in heads))
    if not left:
        return list(heads)
    covered = next((head for head in heads if head.account == sponsor.account), None)
    if covered and covered.items is not None:
        wider = covered.model_copy(update={"items": (*covered.items, *left)})
        return [wider if head is covered else head for head in heads]
    return [*heads, sponsor.model_copy(update={"items": left if heads else None})]


def _over_objectives(
    sponsor: Approver, items: Sequence[Item], heads: Sequence[Approver]
) -> Approver:
    """Return the sponsor for the objectives, and for what no head signs."""
    own = [
        item.id
        for item in items
        if item.body.type == "objective" or not any(head.signs(item.id) for head in heads)
    ]
    return sponsor.model_copy(update={"items": tuple(own) or None})
