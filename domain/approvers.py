"""Who stands where: the sponsor, the heads and their deputies, as approvers."""

from collections.abc import Iterable

from domain.asking import Approver, Colleague, Dedup, Policy, Step
from domain.brief import Brief
from domain.directory import Directory, Person
from domain.errors import BadInputError
from domain.ladder import ladder
from domain.text import Bilingual

SPONSOR = Bilingual(en="sponsor", zh="分管领导")
SECOND = Bilingual(en="second signer of an edit", zh="修改稿的第二签署人")


def unique(approvers: Iterable[Approver]) -> list[Approver]:
    """Keep the first place of each person: nobody counts twice, whatever hats they wear."""
    return list({a.account: a for a in reversed(list(approvers))}.values())[::-1]


def without(approvers: Iterable[Approver], initiator: str | None) -> list[Approver]:
    """Return them without the initiator, each person once."""
    return [a for a in unique(approvers) if a.account != initiator]


def sponsor(brief: Brief, directory: Directory) -> Approver:
    """Return the sponsor of the collaboration."""
    person = directory.person(brief.sponsor)
    name = person.name if person else brief.sponsor
    return Approver(account=brief.sponsor, name=name, why=SPONSOR)


def head(department: str, brief: Brief, directory: Directory) -> Approver:
    """Return who answers for a department: its head, else the sponsor."""
    found = directory.head_of(department)
    if found is None:
        why = Bilingual(
            en=f"sponsor, since {department} has no head", zh=f"分管领导（{department}暂无负责人）"
        )
        return sponsor(brief, directory).model_copy(update={"why": why})
    why = Bilingual(en=f"head of {department}", zh=f"{department}负责人")
    return Approver(account=found.account, name=found.name, why=why)


def deputy(lead: Approver, department: str, directory: Directory) -> list[Approver]:
    """Return the deputy of a head, in a list that is empty where none is named."""
    person = directory.person(lead.account)
    found: Person | None = directory.person(person.deputy) if person and person.deputy else None
    if found is None:
        return []
    why = Bilingual(en=f"deputy of the head of {department}", zh=f"{department}负责人的审批代理")
    return [Approver(account=found.account, name=found.name, why=why)]


def heads(brief: Brief, directory: Directory, initiator: str | None) -> dict[str, Approver]:
    """Return who answers for each department taking part, except the initiator."""
    found = {name: head(name, brief, directory) for name in brief.departments}
    return {name: one for name, one in found.items() if one.account != initiator}


def in_their_place(brief: Brief, directory: Directory, initiator: str | None) -> Approver:
    """Return who decides where nobody else is left: the sponsor, else the lead's head.

    Raises BadInputError where both are the initiator.
    """
    last = (sponsor(brief, directory), head(brief.lead, brief, directory))
    found = next((one for one in last if one.account != initiator), None)
    if found is None:
        raise BadInputError(
            f"nobody but {initiator} could decide on this suggestion; name another sponsor",
            f"除 {initiator} 本人外无人可以审批本建议稿；请另行指定分管领导",
        )
    return found


def completed(
    steps: Iterable[Step],
    brief: Brief,
    directory: Directory,
    initiator: str | None,
    by_heads: bool,
    dedup: Dedup = "consecutive",
) -> Policy:
    """Return the steps as a policy, with all who are asked beside them."""
    lead, leader = head(brief.lead, brief, directory), sponsor(brief, directory)
    seconds = [one.model_copy(update={"why": SECOND}) for one in (lead, leader)]
    asked = tuple(steps)
    return Policy(
        steps=asked,
        seconds=tuple(without(seconds, initiator)),
        heads=heads(brief, directory, initiator) if by_heads else {},
        ladders=_ladders(asked, brief, directory),
        stewards=tuple(dict.fromkeys((leader.account, lead.account))),
        dedup=dedup,
    )


def _ladders(
    steps: Iterable[Step], brief: Brief, directory: Directory
) -> dict[str, tuple[Colleague, ...]]:
    """Return whom the silence of each approver reaches in turn."""
    found = {}
    for approver in (one for step in steps for one in step.approvers):
        above = Bilingual(en=f"superior of {approver.name}", zh=f"{approver.name}的上级")
        found[approver.account] = tuple(
            Colleague(
                account=person.account,
                name=person.name,
                why=SPONSOR if person.account == brief.sponsor else above,
            )
            for person in ladder(approver.account, directory, brief.sponsor)
        )
    return found
