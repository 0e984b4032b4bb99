"""Which reasons for a member stand: on that person's own facts, and on nobody else's."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from activities.evidence.wording import listed, say
from activities.model_drafts.claims import figureless, strangers
from activities.model_drafts.clauses import ENDS
from activities.model_drafts.echoes import echoed
from activities.model_drafts.excerpts import NONE
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
from domain.team_facts import Placed, TeamFacts
from domain.text import Bilingual, Language, fold
from domain.tracing import without

MOST_ASKED = 16
_LEADING = re.compile(r"\blead(?:s|er|ing)?\b|组长|牵头|带领|负责人", re.IGNORECASE)
_PART = {
    True: re.compile(r"\b(?:liaisons?|contact)\b|对接|联络|联系人", re.IGNORECASE),
    False: re.compile(r"\bmembers?\b|\bcore\b(?! team\b)|(?<!没有人进)核心(?:成员|骨干)|成员|骨干"),
}
"""What a member, and what a liaison, must not be called."""
MOST_BESIDES = {"zh": 16, "en": 12}
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
            text = _bare(text, person)
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


def _bare(text: str, person: Placed) -> str:
    """Return the first clause of `text` and those that name more of the person's row.

    The others are embroidery, purposes and effects that no fact of ours holds, or say it twice.
    """
    clauses: list[str] = []
    for clause in re.split(r"(?<=[，,；;])\s*", text):
        if not clauses or _adds(clause, "".join(clauses), person):
            clauses.append(clause)
    kept = "".join(f"{one} " if one.endswith((",", ";")) else one for one in clauses)
    return kept.rstrip(ENDS)


def _adds(clause: str, before: str, person: Placed) -> bool:
    names = [n for n in (*person.covers, person.department) if not mentions(before, n)]
    more = (p for p in (_HOURS, _LEADING) if not p.search(before))
    return any(mentions(clause, n) for n in names) or any(p.search(clause) for p in more)


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
    needed = person.covers or (person.department,)
    if not any(mentions(text, name) for name in needed):
        named = needed[0]
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
    if _PART[person in facts.members].search(without(text, own)) or _wordy(
        _bare(text, person), own, most
    ):
        return Bilingual(
            en=f"{account}: one plain clause; say only {plainly(person, facts, 'en')}.",
            zh=f"{account}：只用一个短句写「{plainly(person, facts, 'zh')}」。",
        )
    if echoed(text, "team", most, " ".join(own)):
        return Bilingual(
            en=f"{account}: that is the example; write about this person.",
            zh=f"{account}：这是示例里的话，请写此人自己的理由。",
        )
    if merits(text, own):
        return Bilingual(
            en=f"{account}: leave out praise, rank and experience; the row holds none.",
            zh=f"{account}：不写夸奖、职务和资历，材料里没有。",
        )
    return None


def _wordy(text: str, own: Iterable[str], most: Language) -> bool:
    """Return whether a reason says much besides what stands in the row, or nothing."""
    rest = without(fold(text), map(fold, own))
    if not re.search(r"\w", rest) or NONE.within(most) in text:
        return True
    said = len(re.findall("[\u4e00-\u9fff]", rest)) if most == "zh" else len(rest.split())
    return said > MOST_BESIDES[most]


def plainly(person: Placed, facts: TeamFacts, language: Language) -> str:
    """Return a reason that would stand."""
    home = person.department
    if person not in facts.members:
        return say(language, en=f"speaks for {home}", zh=f"替{home}做对接")
    skills = listed(person.covers, language, 3)
    if not skills:
        return say(language, en=f"takes part for {home}", zh=f"代表{home}参加")
    return say(language, en=f"covers {skills} for {home}", zh=f"承担{skills}，来自{home}")


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
