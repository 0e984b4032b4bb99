"""Who is asked about which kind of suggestion: the default policies of the design."""

import datetime as dt
from collections.abc import Iterable, Sequence

from pydantic import Field

from domain.asking import Approver, Colleague, Dedup, Mode, Step
from domain.brief import Brief
from domain.directory import Directory, Person
from domain.errors import BadInputError
from domain.suggestion import Item, Kind
from domain.text import Bilingual, Frozen

SPONSOR = Bilingual(en="sponsor", zh="分管领导")
SECOND = Bilingual(en="second signer of an edit", zh="修改稿的第二签署人")
_BY_HEADS: tuple[Kind, ...] = ("need", "team", "roles", "goals", "resolution", "adjustment")
_BY_ITEMS: tuple[Kind, ...] = ("team", "roles", "goals", "adjustment")
"""Of these, the kinds in which each head signs what touches their department."""
IDEA_DAYS = dt.timedelta(days=7)
"""An idea is answered within five working days: a week, until deadlines know working days."""


class Policy(Frozen):
    """The people asked about one revision, and who seconds an edit, in order of preference.

    `heads`, by department, are asked as well when an edit brings their department in; empty for
    kinds that are not decided by heads. `ladders`, by account, are asked as well when an approver
    stays silent; `stewards` may terminate.
    """

    steps: tuple[Step, ...]
    seconds: tuple[Approver, ...] = ()
    heads: dict[str, Approver] = Field(default_factory=dict)
    ladders: dict[str, tuple[Colleague, ...]] = Field(default_factory=dict)
    stewards: tuple[str, ...] = ()
    dedup: Dedup = "consecutive"


def policy(
    kind: Kind,
    items: Iterable[Item],
    brief: Brief,
    directory: Directory,
    initiator: str | None = None,
) -> Policy:
    """Return who is asked: the departments that it touches first, then the sponsor.

    A department without a head is answered for by the sponsor. The initiator is never asked about
    their own words: the sponsor, else the lead department's head, takes their place.
    """
    items = tuple(items)
    lead = _head(brief.lead, brief, directory)
    sponsor = _sponsor(brief, directory)
    heads = _without(_asked_heads(kind, items, brief, directory), initiator)
    match kind:
        case "need" | "adjustment":
            steps = [heads, [sponsor]]
        case "goals":
            steps = [heads, [_over_objectives(sponsor, items, heads)]]
        case "team" | "roles" | "resolution":
            steps = [_covering(heads, items, sponsor)]
        case "cadence" | "digest":
            steps = [[lead, *_deputy(lead, brief.lead, directory)]]
        case "idea":
            steps = [[lead]]
    asked = [one for step in steps if (one := _without(step, initiator))]
    asked = asked or [_without([sponsor, lead], initiator)[:1]]
    if not asked[0]:
        raise BadInputError(
            f"nobody but {initiator} could decide on this suggestion; name another sponsor",
            f"除 {initiator} 本人外无人可以审批本建议稿；请另行指定分管领导",
        )
    mode: Mode = "any" if kind in ("cadence", "digest") else "all"
    seconds = [a.model_copy(update={"why": SECOND}) for a in (lead, sponsor)]
    return Policy(
        steps=tuple(Step(mode=mode, approvers=tuple(step)) for step in asked),
        seconds=tuple(_without(seconds, initiator)),
        heads=_heads(brief, directory, initiator) if kind in _BY_HEADS else {},
        stewards=tuple(dict.fromkeys((sponsor.account, lead.account))),
    )


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
        head = _head(department, brief, directory)
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


def _heads(brief: Brief, directory: Directory, initiator: str | None) -> dict[str, Approver]:
    heads = {name: _head(name, brief, directory) for name in brief.departments}
    return {name: head for name, head in heads.items() if head.account != initiator}


def _unique(approvers: Iterable[Approver]) -> list[Approver]:
    """Keep the first place of each person: nobody counts twice, whatever hats they wear."""
    return list({a.account: a for a in reversed(list(approvers))}.values())[::-1]


def _without(approvers: Iterable[Approver], initiator: str | None) -> list[Approver]:
    return [a for a in _unique(approvers) if a.account != initiator]


def _sponsor(brief: Brief, directory: Directory) -> Approver:
    person = directory.person(brief.sponsor)
    name = person.name if person else brief.sponsor
    return Approver(account=brief.sponsor, name=name, why=SPONSOR)


def _head(department: str, brief: Brief, directory: Directory) -> Approver:
    head = directory.head_of(department)
    if head is None:
        sponsor = _sponsor(brief, directory)
        why = Bilingual(
            en=f"sponsor, since {department} has no head", zh=f"分管领导（{department}暂无负责人）"
        )
        return sponsor.model_copy(update={"why": why})
    why = Bilingual(en=f"head of {department}", zh=f"{department}负责人")
    return Approver(account=head.account, name=head.name, why=why)


def _deputy(lead: Approver, department: str, directory: Directory) -> list[Approver]:
    person = directory.person(lead.account)
    deputy: Person | None = directory.person(person.deputy) if person and person.deputy else None
    if deputy is None:
        return []
    why = Bilingual(en=f"deputy of the head of {department}", zh=f"{department}负责人的审批代理")
    return [Approver(account=deputy.account, name=deputy.name, why=why)]
