"""Which sides of a term stand: what a party gives and gets under the option, and nobody else's."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from activities.evidence.wording import listed, say
from activities.model_drafts.claims import has_id, unfit
from activities.model_drafts.clauses import ENDS, without_numbers
from activities.model_drafts.echoes import echoed, letters
from activities.model_drafts.excerpts import NONE, cut
from activities.model_drafts.problems import unknown
from activities.model_drafts.resolution_shape import ResolutionDraft, TermDraft
from domain.conflict import Interest, Option, Position
from domain.resolution_facts import ResolutionFacts
from domain.text import Bilingual, Language, fold

MOST_OPTIONS = 8
FEWEST_LETTERS = 3


class Judged(NamedTuple):
    """Sides that stand, by party; why others do not; how many passages code replaced."""

    gives: dict[str, str]
    gets: dict[str, str]
    problems: list[Bilingual]
    struck: int


def fair(facts: ResolutionFacts) -> tuple[str, ...]:
    """Return at most eight fair options, the recommended one first."""
    first = [option for option in facts.pareto if option == facts.chosen]
    return tuple(dict.fromkeys([*first, *facts.pareto]))[:MOST_OPTIONS]


def gains(facts: ResolutionFacts, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield for each fair option and party what it yields on, and which interests are served."""
    for key in fair(facts):
        for position in facts.conflict.positions:
            lost, kept = trade(key, position, facts)
            words = listed([cut(i.text, 60) for i in kept], language) or NONE.within(language)
            yields = say(
                language,
                en=f"yields on “{cut(lost.text, 60)}”" if lost else NONE.en,
                zh=f"在「{cut(lost.text, 60)}」上让步" if lost else NONE.zh,
            )
            yield key, position.department, yields, words


def trade(
    key: str, position: Position, facts: ResolutionFacts
) -> tuple[Interest | None, list[Interest]]:
    """Return what a party yields on under an option, if anything, and what it is served.

    A party yields on the interest that is served least (ties: the heavier); the others count as
    served from half of them on.
    """
    served = {i.id: _option(key, facts).serves.get(i.id, 0) for i in position.interests}
    least = min(position.interests, key=lambda i: (served[i.id], -i.weight))
    lost = least if served[least.id] < 100 else None
    kept = [i for i in position.interests if i is not lost and served[i.id] >= 50]
    return lost, sorted(kept, key=lambda i: -i.weight)


def _option(key: str, facts: ResolutionFacts) -> Option:
    return next(option for option in facts.conflict.options if option.id == key)


def own_words(key: str, party: str, facts: ResolutionFacts, language: Language) -> tuple[str, str]:
    """Return both sides of a party's own row as sentences."""
    position = next(p for p in facts.conflict.positions if p.department == party)
    lost, kept = trade(key, position, facts)
    served = (
        listed([f"“{i.text}”" for i in kept], "en"),
        listed([f"「{i.text}」" for i in kept], "zh"),
    )
    some = _option(key, facts).serves.get(lost.id, 0) if lost else 0
    gives = say(
        language,
        en=f"Yields on “{lost.text}”" if lost else "Yields on nothing that it named",
        zh=f"在「{lost.text}」上让步" if lost else "不必在已陈述的利益上让步",
    )
    if served[0]:
        return gives, say(language, en=f"Is served on {served[0]}", zh=f"{served[1]}得到满足")
    if lost and some:
        return gives, say(
            language, en=f"Keeps part of “{lost.text}”", zh=f"「{lost.text}」得到部分满足"
        )
    return gives, say(language, en="Gets nothing that it named", zh="已陈述的利益没有得到满足")


def judged(answer: ResolutionDraft, facts: ResolutionFacts, language: Language) -> Judged:
    """Judge each side of each party's first term; the option must be a fair one."""
    parties = facts.conflict.parties
    terms: dict[str, TermDraft] = {}
    problems: list[Bilingual] = []
    for term in answer.terms:
        if term.department not in parties:
            problems.append(unknown("department", term.department))
        elif term.department in terms:
            problems.append(_count(term.department, answer))
        terms.setdefault(term.department, term)
    gives: dict[str, str] = {}
    gets: dict[str, str] = {}
    problems += [_count(party, answer) for party in parties if party not in terms]
    fallen = len(problems)
    for party in (party for party in parties if party in terms):
        flaws = list(_flaws(terms[party], answer, facts, language))
        problems += [_own_row(party, answer.option, facts)] if flaws else []
        if "gives" not in flaws:
            gives[party] = terms[party].gives.rstrip(ENDS)
        if "gets" not in flaws:
            gets[party] = terms[party].gets.rstrip(ENDS)
    wrong = 2 * len(parties) - len(gives) - len(gets)
    return Judged(gives, gets, problems, max(wrong, fallen))


def _flaws(
    term: TermDraft, answer: ResolutionDraft, facts: ResolutionFacts, language: Language
) -> Iterator[str]:
    """Yield which sides of a term do not stand: strange words, another's row, or sides swapped."""
    position = next(p for p in facts.conflict.positions if p.department == term.department)
    lost, kept = trade(answer.option, position, facts)
    row = own_words(answer.option, term.department, facts, language)
    others = [
        one
        for one in answer.terms
        if one.department in facts.conflict.parties
        and own_words(answer.option, one.department, facts, language) != row
    ]
    same = letters(term.gives) == letters(term.gets)
    told = [fold(i.text) for i in position.interests]
    copied = any(letters(term.gives) == letters(one.gives) for one in others)
    copied = copied and not (lost and fold(lost.text) in fold(term.gives))
    swapped = any(fold(one.text) in fold(term.gives) for one in kept)
    if same or copied or swapped or _strange(term.gives, position, facts, language):
        yield "gives"
    unserved = lost is not None and _option(answer.option, facts).serves.get(lost.id, 0) < 50
    denied = lost is not None and unserved and fold(lost.text) in fold(term.gets)
    twice = any(letters(term.gets) == letters(one.gets) for one in others)
    twice = twice and not any(text in fold(term.gets) for text in told)
    if (same and not swapped) or denied or twice or _strange(term.gets, position, facts, language):
        yield "gets"


def _strange(text: str, position: Position, facts: ResolutionFacts, language: Language) -> bool:
    """Return whether words are none of this party: a position, another's interest, an echo."""
    conflict = facts.conflict
    own = [i.text for i in position.interests]
    named = [*conflict.parties, *own, *(option.text for option in conflict.options)]
    material = " ".join([conflict.issue, *named])
    said = fold(text)
    theirs = [
        i.text
        for p in conflict.positions
        if p is not position
        for i in p.interests
        if i.text not in own
    ]
    return (
        len(letters(text)) < FEWEST_LETTERS
        or without_numbers(text) != text.rstrip(ENDS)
        or (len(said) >= 4 and any(said in fold(p.position) for p in conflict.positions))
        or any(fold(one) in said for one in theirs)
        or bool(has_id(text, named))
        or echoed(text, "resolution", language, material)
        or any(unfit("term", text, named, language, material))
    )


def _count(party: str, answer: ResolutionDraft) -> Bilingual:
    count = sum(term.department == party for term in answer.terms)
    return Bilingual(
        en=f"{party} has {count} terms; each party has exactly one.",
        zh=f"{party} 有 {count} 条，每一方应恰好一条。",
    )


def _own_row(party: str, option: str, facts: ResolutionFacts) -> Bilingual:
    english, chinese = (own_words(option, party, facts, tongue) for tongue in _TONGUES)
    return Bilingual(
        en=f"{party}: take its own row of option {option}; gives, such as: {english[0]}; "
        f"gets, such as: {english[1]}.",
        zh=f"{party}：按方案 {option} 中它自己的那一行写，gives 可以写：{chinese[0]}；"
        f"gets 可以写：{chinese[1]}。",
    )


_TONGUES: Sequence[Language] = ("en", "zh")
