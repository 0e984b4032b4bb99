"""Who decides while an approver is away: deputies in a short chain, and never for themselves.

Separation of duties holds under delegation: nobody whose words these are, and nobody who counts
already, decides in another's place; nor does a deputy of the initiator decide as their deputy.
Reads time zones, so workflows do not call it (see business_time).
"""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Literal

from domain.absences import away, days
from domain.directory import Absence, Directory, Person
from domain.text import Bilingual, Frozen

MOST_LINKS = 3
Why = Literal["none", "unknown", "circle", "initiator", "counted", "too_long", "own_words"]


class Link(Frozen):
    """One absent person of a chain, and when they are away."""

    account: str
    name: str
    absence: Absence


class StandIn(Frozen):
    """Who decides for `asked`: `account`, through `chain`, the absent people from `asked` on.

    When the approver is away and yet stays asked, `account` is `asked` and `why` says the reason.
    `label` is how the person who decides is shown, and tells the whole chain.
    """

    asked: str
    account: str
    chain: tuple[Link, ...] = ()
    label: Bilingual
    why: Why | None = None
    reason: Bilingual | None = None

    @property
    def delegated(self) -> bool:
        """Say whether somebody else decides than was asked."""
        return self.account != self.asked


def stand_in(
    account: str,
    directory: Directory,
    at: dt.datetime | dt.date,
    initiator: str | None = None,
    counted: Collection[str] = (),
) -> StandIn:
    """Return who decides for `account`: themselves, unless they are away and a deputy may.

    `initiator` is whose words these are; `counted` are the accounts that count already.
    """
    asked = directory.person(account)
    if asked is None:
        return StandIn(asked=account, account=account, label=Bilingual(en=account, zh=account))
    chain: list[Link] = []
    person = asked
    while absence := away(person, at):
        chain.append(Link(account=person.account, name=person.name, absence=absence))
        deputy = directory.person(person.deputy) if person.deputy else None
        why = _refused(person, deputy, chain, initiator, counted)
        if why or deputy is None:
            return _stays(asked, chain, deputy, why or "none")
        person = deputy
    return StandIn(
        asked=account, account=person.account, chain=tuple(chain), label=_label(person, chain)
    )


def stand_ins(
    accounts: Sequence[str],
    directory: Directory,
    at: dt.datetime | dt.date,
    initiator: str | None = None,
) -> tuple[StandIn, ...]:
    """Return who decides for each of `accounts`; whoever decides already stands in for nobody."""
    counted = set(accounts)
    found = []
    for account in accounts:
        found.append(stand_in(account, directory, at, initiator, counted - {account}))
        counted.add(found[-1].account)
    return tuple(found)


def _refused(
    person: Person,
    deputy: Person | None,
    chain: Sequence[Link],
    initiator: str | None,
    counted: Collection[str],
) -> Why | None:
    """Say why the next link must not be made."""
    if person.account == initiator:
        return "own_words"
    if deputy is None:
        return "unknown" if person.deputy else "none"
    if any(link.account == deputy.account for link in chain):
        return "circle"
    if deputy.account == initiator:
        return "initiator"
    if deputy.account in counted:
        return "counted"
    return "too_long" if len(chain) > MOST_LINKS else None


_BECAUSE: dict[Why, tuple[str, str]] = {
    "none": ("no deputy who is present is named", "没有可以接替的审批代理人"),
    "unknown": ("the named deputy is not in the directory", "审批代理人不在人员名录中"),
    "circle": ("the deputies lead back in a circle", "审批代理关系形成循环"),
    "initiator": ("the deputy {} is the initiator", "审批代理人{}是发起人"),
    "counted": (
        "the deputy {} decides already in their own right",
        "审批代理人{}本人已参与本次审批",
    ),
    "too_long": (
        f"more than {MOST_LINKS} deputies in a row are away",
        f"连续 {MOST_LINKS} 级以上的审批代理人均不在岗",
    ),
    "own_words": (
        "nobody decides about the initiator's words in their place",
        "发起人的审批不得由他人代理",
    ),
}


def _stays(asked: Person, chain: Sequence[Link], deputy: Person | None, why: Why) -> StandIn:
    en, zh = _BECAUSE[why]
    name = deputy.name if deputy else ""
    gone = _gone(chain[0])
    return StandIn(
        asked=asked.account,
        account=asked.account,
        chain=tuple(chain),
        label=Bilingual(en=asked.name, zh=asked.name),
        why=why,
        reason=Bilingual(
            en=f"{gone.en}, and {en.format(name)}; {asked.name} stays asked",
            zh=f"{gone.zh}，但{zh.format(name)}，仍由{asked.name}审批",
        ),
    )


def _label(person: Person, chain: Sequence[Link]) -> Bilingual:
    if not chain:
        return Bilingual(en=person.name, zh=person.name)
    whose = chain[-1].name
    gone = [_gone(link) for link in chain]
    away_en = ", ".join(one.en for one in gone)
    away_zh = "，".join(one.zh for one in gone)
    return Bilingual(
        en=f"{person.name} (deputy of {whose}; {away_en})",
        zh=f"{person.name}（{whose}的审批代理，{away_zh}）",
    )


def _gone(link: Link) -> Bilingual:
    return Bilingual(
        en=f"{link.name} is away {days(link.absence, 'en')}",
        zh=f"{link.name} {days(link.absence, 'zh')}休假",
    )
