"""Who is asked about which kind of suggestion: the default policies of the design."""

import datetime as dt
from collections.abc import Iterable

from pydantic import Field

from domain.brief import Brief
from domain.directory import Directory, Person
from domain.errors import BadInputError
from domain.signing import Approver, Step
from domain.suggestion import Item, Kind
from domain.text import Bilingual, Frozen

SPONSOR = Bilingual(en="sponsor", zh="分管领导")
SECOND = Bilingual(en="second signer of an edit", zh="修改稿的第二签署人")
_BY_HEADS: tuple[Kind, ...] = ("need", "team", "roles", "goals", "resolution", "adjustment")
IDEA_DAYS = dt.timedelta(days=7)
"""An idea is answered within five working days: a week, until deadlines know working days."""


class Policy(Frozen):
    """The people asked about one revision, and who seconds an edit, in order of preference.

    `heads`, by department, are asked as well when an edit brings their department in; empty for
    kinds that are not decided by heads.
    """

    steps: tuple[Step, ...]
    seconds: tuple[Approver, ...]
    heads: dict[str, Approver] = Field(default_factory=dict)


def policy(
    kind: Kind,
    items: Iterable[Item],
    brief: Brief,
    directory: Directory,
    initiator: str | None = None,
) -> Policy:
    """Return who is asked, in one step over the whole suggestion.

    A department without a head is answered for by the sponsor. The initiator is never asked about
    their own words: the sponsor, else the lead department's head, takes their place.
    """
    lead = _head(brief.lead, brief, directory)
    sponsor = _sponsor(brief, directory)
    touched = tuple(dict.fromkeys(d for item in items for d in item.departments))
    heads = [_head(department, brief, directory) for department in touched]
    asked: list[Approver]
    match kind:
        case "need" | "goals" | "adjustment":
            asked = [*heads, sponsor]
        case "team" | "roles" | "resolution":
            asked = heads or [sponsor]
        case "cadence" | "digest":
            asked = [lead, *_deputy(lead, brief.lead, directory)]
        case "idea":
            asked = [lead]
    asked = _without(asked, initiator) or _without([sponsor, lead], initiator)[:1]
    if not asked:
        raise BadInputError(
            f"nobody but {initiator} could decide on this suggestion; name another sponsor",
            f"除 {initiator} 本人外无人可以审批本建议稿；请另行指定分管领导",
        )
    mode = "any" if kind in ("cadence", "digest") else "all"
    seconds = [a.model_copy(update={"why": SECOND}) for a in (lead, sponsor)]
    return Policy(
        steps=(Step(mode=mode, approvers=tuple(asked)),),
        seconds=tuple(_without(seconds, initiator)),
        heads=_heads(brief, directory, initiator) if kind in _BY_HEADS else {},
    )


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
