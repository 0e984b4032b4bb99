"""Whom one rule of a policy names, given the brief, the directory and the approved charter."""

from collections.abc import Iterator
from dataclasses import dataclass

from domain import approvers
from domain.asking import Approver
from domain.brief import Brief
from domain.charter import Charter
from domain.directory import Directory
from domain.items import Liaison, Role
from domain.ladder import superiors
from domain.policy_rules import ApproverRule
from domain.suggestion import Item
from domain.text import Bilingual

NAMED = Bilingual(en="named by the policy", zh="审批流程指定")
PARTS: dict[str, Bilingual] = {
    "liaison": Bilingual(en="liaison", zh="对接人"),
    "accountable": Bilingual(en="accountable in the role matrix", zh="责任矩阵中的最终负责人"),
    "responsible": Bilingual(en="responsible in the role matrix", zh="责任矩阵中的执行人"),
    "consulted": Bilingual(en="consulted in the role matrix", zh="责任矩阵中的被咨询人"),
    "informed": Bilingual(en="informed in the role matrix", zh="责任矩阵中的被知会人"),
}


@dataclass(frozen=True)
class Ground:
    """What a policy is resolved on: the items as they read, and who is who."""

    items: tuple[Item, ...]
    brief: Brief
    directory: Directory
    initiator: str | None
    charter: Charter | None

    def person(self, account: str, why: Bilingual = NAMED) -> Approver:
        """Return somebody as an approver, on these grounds."""
        found = self.directory.person(account)
        return Approver(account=account, name=found.name if found else account, why=why)


def people_of(rule: ApproverRule, ground: Ground, touched: bool) -> list[Approver]:
    """Return whom a rule names, in order; with `touched`, heads are asked about what is theirs."""
    if rule.account:
        return [ground.person(rule.account)]
    if rule.group:
        why = Bilingual(en=f"of the group {rule.group}", zh=f"用户组「{rule.group}」成员")
        members = (p.account for p in ground.directory.people if rule.group in p.groups)
        return [ground.person(account, why) for account in members]
    if rule.superiors:
        return list(_superiors(rule.superiors, rule.levels or 1, ground))
    if rule.head:
        return list(_heads((rule.head,), ground, touched))
    match rule.role:
        case "sponsor":
            return [approvers.sponsor(ground.brief, ground.directory)]
        case "lead_head":
            return list(_heads((ground.brief.lead,), ground, touched))
        case "heads":
            names = dict.fromkeys(name for item in ground.items for name in item.departments)
            return list(_heads(tuple(names), ground, touched))
        case part:
            return list(_part(part or "", ground))


def _heads(departments: tuple[str, ...], ground: Ground, touched: bool) -> Iterator[Approver]:
    for name in departments:
        head = approvers.head(name, ground.brief, ground.directory)
        own = tuple(item.id for item in ground.items if name in item.departments)
        if not touched:
            yield head
        elif own:  # without anything of theirs they would sign nothing
            yield head.model_copy(update={"items": own})


def _superiors(of: str, levels: int, ground: Ground) -> Iterator[Approver]:
    """Return the superiors of the initiator, of the lead's head or of an account, nearest first."""
    account: str | None = of
    if of == "initiator":
        account = ground.initiator
    elif of == "lead_head":
        account = approvers.head(ground.brief.lead, ground.brief, ground.directory).account
    person = ground.directory.person(account) if account else None
    if person is None:
        return
    for level, one in enumerate(superiors(person.account, ground.directory, levels), 1):
        why = Bilingual(
            en=f"superior of {person.name}, level {level}", zh=f"{person.name}的第 {level} 级主管"
        )
        yield ground.person(one.account, why)


def _part(part: str, ground: Ground) -> Iterator[Approver]:
    """Return who has this part in the approved charter; a draft never names its own approvers."""
    charter = ground.charter
    accounts: list[str] = []
    for item in (*charter.team, *charter.roles) if charter else ():
        match item.body:
            case Liaison(account=account) if part == "liaison":
                accounts.append(account)
            case Role(accountable=account) if part == "accountable":
                accounts.append(account)
            case Role() as row if part != "liaison":
                accounts += getattr(row, part)
    known = (one for one in dict.fromkeys(accounts) if ground.directory.person(one))
    return (ground.person(account, PARTS[part]) for account in known)
