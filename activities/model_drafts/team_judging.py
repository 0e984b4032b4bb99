"""Which reasons for a member stand: on that person's own facts, and on nobody else's."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from activities.model_drafts.claims import figureless, strangers
from activities.model_drafts.clauses import ENDS
from activities.model_drafts.grounded import (
    mentions,
    merits,
    orders,
    spoken,
    tongue,
)
from activities.model_drafts.problems import unknown
from activities.model_drafts.team_shape import MOST_REASONS, ReasonDraft, TeamDraft
from activities.rules.team import lead
from domain.facts import Placed, TeamFacts
from domain.text import Bilingual, Language, fold
from domain.tracing import without

MOST_ASKED = 16
_LEADING = re.compile(r"\blead(?:s|er|ing)?\b|组长|牵头|带领|负责人", re.IGNORECASE)
_HOURS = re.compile(r"\bhours?\b|\btime\b|小时|工时|时间", re.IGNORECASE)


class Judged(NamedTuple):
    """Reasons that stand, by account; why others do not; how many passages code struck."""

    reasons: dict[str, str]
    problems: list[Bilingual]
    struck: int


def asked(facts: TeamFacts) -> tuple[Placed, ...]:
    """Return whom the model writes about: the members, then liaisons while there is room."""
    return (*facts.members, *facts.liaisons)[:MOST_ASKED]


def gives_most(one: Placed, facts: TeamFacts) -> bool:
    """Tell whether a member gives more hours than others of the team, and nobody more."""
    hours = [member.hours for member in facts.members]
    return one in facts.members and one.hours == max(hours) > min(hours)


def names(facts: TeamFacts) -> list[str]:
    """Return every name that may stand in a reason in any language."""
    people = (*facts.members, *facts.liaisons)
    return [name for one in people for name in (*_own(one), one.account)]


def language_of(answer: TeamDraft, facts: TeamFacts) -> Language:
    """Return the language that most reasons are in."""
    return spoken([one.reason for one in answer.reasons], names(facts))


def judged(answer: TeamDraft, facts: TeamFacts) -> Judged:
    """Judge each reason; the first one of a person that stands is kept.

    Whoever is left without one gets the sentence of the rules, and counts as struck.
    """
    people = {one.account: one for one in asked(facts)}
    most = language_of(answer, facts)
    reasons: dict[str, str] = {}
    said: dict[str, str] = {}
    problems: list[Bilingual] = []
    shortened = 0
    for draft in answer.reasons:
        person = people.get(draft.account)
        if person is None:
            problems.append(unknown("account", draft.account))
        elif draft.account not in reasons:
            text = figureless(draft.reason, _own(person))
            key = fold(without(text, [person.name, person.account]))
            found = flaw(text, draft, person, facts, most) or _same(draft.account, said.get(key))
            if found:
                problems.append(found)
                continue
            reasons[draft.account], said[key] = text, draft.account
            shortened += text != draft.reason.rstrip(ENDS)
    problems += _left(people, reasons, answer)
    strangers = sum(draft.account not in people for draft in answer.reasons)
    return Judged(reasons, problems, len(people) - len(reasons) + shortened + strangers)


def merged(earlier: TeamDraft | None, answer: TeamDraft, facts: TeamFacts) -> TeamDraft:
    """Return the new answer, and of the earlier one what stood and has not been said anew."""
    if earlier is None:
        return answer
    stood, new = judged(earlier, facts).reasons, judged(answer, facts).reasons
    kept = [
        ReasonDraft(account=account, reason=reason)
        for account, reason in stood.items()
        if account not in new
    ]
    return TeamDraft(reasons=(*answer.reasons[: MOST_REASONS - len(kept)], *kept))


def flaw(
    text: str, draft: ReasonDraft, person: Placed, facts: TeamFacts, most: Language
) -> Bilingual | None:
    """Return why a reason does not stand, or None."""
    account, own = person.account, _own(person)
    if tongue(text, names(facts)) != most or orders(text, own):
        return Bilingual(
            en=f"{account}: write one plain sentence about this person.",
            zh=f"{account}：只写一句关于此人的话。",
        )
    if not any(mentions(text, name) for name in (*person.covers, person.department)):
        named = (*person.covers, person.department)[0]
        return Bilingual(
            en=f"{account}: name what this person is there for, such as {named}, without numbers.",
            zh=f"{account}：要写出此人承担什么，例如{named}，不写数字。",
        )
    alien = next(_aliens(text, person, facts, most), "")
    if alien:
        return Bilingual(
            en=f"{account}: “{alien}” does not belong to this person's row.",
            zh=f"{account}：此人那一行里没有「{alien}」。",
        )
    if merits(text, own):
        return Bilingual(
            en=f"{account}: leave out praise, rank and experience; the row holds none.",
            zh=f"{account}：不写夸奖、职务和资历，材料里没有。",
        )
    return None


def _own(person: Placed) -> tuple[str, ...]:
    return (*person.covers, person.department, person.name)


def _aliens(text: str, person: Placed, facts: TeamFacts, most: Language) -> Iterator[str]:
    """Yield what belongs to somebody else: a name, a skill, the lead, the hours."""
    own = _own(person)
    rest = without(text, own)
    for other in (*facts.members, *facts.liaisons):
        foreign = (name for name in (*_own(other), other.account) if name not in own)
        yield from (n for n in foreign if n != person.account and mentions(rest, n))
    if person.account != lead(facts) and (found := _LEADING.search(rest)):
        yield found[0]
    yield from strangers(text, own, " ".join(own), most)
    if not gives_most(person, facts) and (found := _HOURS.search(rest)):
        yield found[0]


def _same(account: str, other: str | None) -> Bilingual | None:
    if other is None:
        return None
    return Bilingual(
        en=f"{account}: says the same as {other}; say what this person brings.",
        zh=f"{account}：与 {other} 的理由相同，要写各自承担什么。",
    )


def _left(
    people: dict[str, Placed], reasons: dict[str, str], answer: TeamDraft
) -> Iterator[Bilingual]:
    told = {draft.account for draft in answer.reasons}
    for account in people:
        if account not in told and account not in reasons:
            yield Bilingual(en=f"{account} has no reason yet.", zh=f"{account} 还没有写理由。")
