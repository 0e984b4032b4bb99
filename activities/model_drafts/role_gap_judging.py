"""Which reasons for a successor stand: on the row's own names and grounds, and on nothing else."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from activities.evidence.role_gap import GROUNDS, about
from activities.model_drafts.claims import figureless, has_id, strangers
from activities.model_drafts.clauses import ENDS
from activities.model_drafts.echoes import echoed
from activities.model_drafts.grounded import mentions, merits, orders, spoken, tongue
from activities.model_drafts.plain import says_nothing
from activities.model_drafts.problems import unknown
from activities.model_drafts.role_gap_shape import RoleGapDraft
from activities.rules.role_gap import chosen, person
from domain.directory import Contact
from domain.errors import BadInputError
from domain.items import Part
from domain.role_gap_facts import Candidate, Gap, RoleGapFacts
from domain.text import Bilingual, Language
from domain.tracing import without
from domain.wording import PART_NAMES

_PROMISE = re.compile(
    r"\b(?:will|shall|ensures?|guarantees?|promis\w*|because|fired|resign\w*|quit|ill|sick)\b"
    r"|一定|保证|确保|承诺|因为|辞职|开除|生病|病假",
    re.IGNORECASE,
)
"""Promises and causes, which no fact of ours holds."""

_PARTS: dict[Part, re.Pattern[str]] = {
    "accountable": re.compile(r"最终负责|最终责任|\baccountable\b|\banswers? for\b", re.IGNORECASE),
    "responsible": re.compile(r"执行人|\bresponsible\b", re.IGNORECASE),
    "consulted": re.compile(r"咨询|\bconsulted\b", re.IGNORECASE),
    "informed": re.compile(r"知会|\binformed\b", re.IGNORECASE),
    "owner": re.compile(r"负责人|\bown(?:er|s)\b", re.IGNORECASE),
    "member": re.compile(r"成员|\bmembers?\b", re.IGNORECASE),
    "liaison": re.compile(r"对接|\bliaison\b", re.IGNORECASE),
}
"""How each part is spoken of: a small model makes a team member answer for everything."""


class Judged(NamedTuple):
    """Reasons that stand, by place; why others do not; how many passages code struck."""

    reasons: dict[str, str]
    problems: list[Bilingual]
    struck: int


def picked(facts: RoleGapFacts) -> list[tuple[Gap, Candidate]]:
    """Return each place with who takes it over; nothing where nobody can."""
    try:
        picks = chosen(facts, "en", facts.turn)
    except BadInputError:
        return []
    return [(gap, person(picks[gap.key], facts)) for gap in facts.gaps]


def names(facts: RoleGapFacts) -> list[str]:
    """Return every name that may stand in a reason in any language."""
    people: list[Contact | Candidate] = [facts.lost, *facts.candidates]
    own = (name for one in people for name in (one.name, one.account, one.department))
    skills = (skill for one in facts.candidates for skill in one.shared)
    return [*own, *skills, *(about(gap) for gap in facts.gaps)]


def language_of(answer: RoleGapDraft, facts: RoleGapFacts) -> Language:
    """Return the language that most reasons are in."""
    return spoken([one.reason for one in answer.reasons], names(facts))


def judged(answer: RoleGapDraft, facts: RoleGapFacts) -> Judged:
    """Judge each reason; whoever is left without one gets the sentence of the rules."""
    places = {gap.key: (gap, who) for gap, who in picked(facts)}
    most, reasons = language_of(answer, facts), dict[str, str]()
    problems: list[Bilingual] = []
    shortened = strange = 0
    for draft in answer.reasons:
        if draft.place not in places:
            problems.append(unknown("place", draft.place))
            strange += 1
        elif draft.place not in reasons:
            gap, who = places[draft.place]
            text = figureless(draft.reason, names(facts))
            if found := next(_flaws(text, gap, who, facts, most), None):
                problems.append(found)
                continue
            reasons[draft.place] = text
            shortened += text != draft.reason.rstrip(ENDS)
    told = {draft.place for draft in answer.reasons}
    problems += [_missing(key) for key in places if key not in told]
    return Judged(reasons, problems, len(places) - len(reasons) + shortened + strange)


def _flaws(
    text: str, gap: Gap, who: Candidate, facts: RoleGapFacts, most: Language
) -> Iterator[Bilingual]:
    own = _own(gap, who, facts)
    if tongue(text, names(facts)) != most or orders(text, own) or says_nothing(text):
        yield Bilingual(
            en=f"{gap.key}: write one plain sentence about who follows.",
            zh=f"{gap.key}：只写一句由谁接任的话。",
        )
    if not mentions(text, who.name):
        yield Bilingual(
            en=f"{gap.key}: name who follows, {who.name}.",
            zh=f"{gap.key}：要写出接任人{who.name}。",
        )
    others = (one.name for one in facts.candidates if one.account != who.account)
    alien = next((name for name in others if name not in own and mentions(text, name)), "")
    alien = alien or next(iter(strangers(text, own, " ".join(own), most)), "")
    if alien:
        yield Bilingual(
            en=f"{gap.key}: “{alien}” does not belong to this row.",
            zh=f"{gap.key}：这一行里没有「{alien}」。",
        )
    yield from _misread(text, gap, who, facts, most)
    if merits(text, own) or _PROMISE.search(text) or has_id(text, own):
        yield Bilingual(
            en=f"{gap.key}: leave out praise, promises, causes and ids; the row holds none.",
            zh=f"{gap.key}：不写夸奖、承诺、离开原因和编号，这一行里没有。",
        )
    if echoed(text, "role_gap", most, " ".join(own)):
        yield Bilingual(
            en=f"{gap.key}: that is the example; write about this row.",
            zh=f"{gap.key}：这是示例里的话，请写这一行自己的理由。",
        )


def _misread(
    text: str, gap: Gap, who: Candidate, facts: RoleGapFacts, most: Language
) -> Iterator[Bilingual]:
    """Say where a reason has other grounds than its row, or another part."""
    ground = ground_of(who, facts, most)
    if not mentions(text, ground):
        yield Bilingual(
            en=f"{gap.key}: keep the grounds word for word: {ground}.",
            zh=f"{gap.key}：依据要原样照写：{ground}。",
        )
    if _other_part(without(text, (ground, *_row(gap, who, facts))), gap.part):
        part = PART_NAMES[gap.part]
        yield Bilingual(
            en=f"{gap.key}: here somebody follows as {part.en}, and as nothing else.",
            zh=f"{gap.key}：这一行接任的是{part.zh}，不要写成别的角色。",
        )


def ground_of(who: Candidate, facts: RoleGapFacts, language: Language) -> str:
    """Return on what grounds somebody follows, as the row and the reason say it."""
    return GROUNDS[who.ground].within(language).format(facts.lost.name)


def _other_part(text: str, own: Part) -> bool:
    rest = _PARTS[own].sub("", text)
    return any(words.search(rest) for part, words in _PARTS.items() if part != own)


def _row(gap: Gap, who: Candidate, facts: RoleGapFacts) -> tuple[str, ...]:
    homes = (facts.lost.department, who.department)
    return (who.name, facts.lost.name, *homes, *who.shared, about(gap))


def _own(gap: Gap, who: Candidate, facts: RoleGapFacts) -> tuple[str, ...]:
    part = PART_NAMES[gap.part]
    return (*_row(gap, who, facts), part.en, part.zh)


def _missing(key: str) -> Bilingual:
    return Bilingual(en=f"{key} has no reason yet.", zh=f"{key} 还没有写理由。")
