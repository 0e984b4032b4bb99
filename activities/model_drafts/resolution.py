"""A resolution worded by a model, bound to one of the options that were computed to be fair."""

from collections import Counter
from collections.abc import Iterator, Sequence

from activities.evidence.wording import listed
from activities.model_drafts.excerpts import NONE, cut, evidence_rows, request_rows, rows
from activities.model_drafts.problems import refuse, unknown
from activities.model_drafts.resolution_shape import ResolutionDraft, TermDraft
from activities.model_drafts.shapes import Narrowing
from domain.conflict import Interest, Position
from domain.facts import ResolutionFacts
from domain.items import Term
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language, fold
from prompts.loading import load

MOST_OPTIONS = 8
MOST_EVIDENCE = 30


def ready(facts: ResolutionFacts) -> bool:
    """Return whether there is a fair option, and every party has said what it stands for."""
    return bool(facts.pareto) and not facts.conflict.silent


def max_tokens(facts: ResolutionFacts) -> int:
    """Return the cap of the answer: about 150 tokens for each party."""
    return min(max(600, 150 + 150 * len(facts.conflict.parties)), 1_500)


def fair(facts: ResolutionFacts) -> tuple[str, ...]:
    """Return at most eight fair options, the recommended one first."""
    first = [option for option in facts.pareto if option == facts.chosen]
    return tuple(dict.fromkeys([*first, *facts.pareto]))[:MOST_OPTIONS]


def messages(
    facts: ResolutionFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    values = {
        "fence": fence,
        "evidence": evidence_rows(_shown(facts, evidence), language),
        "gains": rows(_gains(facts, language), language),
        "parties": listed(facts.conflict.parties, language, 8),
        "options": listed(fair(facts), language, MOST_OPTIONS),
        "recommended": facts.chosen or NONE.within(language),
        "requests": request_rows(requests, language),
    }
    return load("resolution", language).messages(values)


def _shown(facts: ResolutionFacts, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Return the issue, the parties, and the fair options."""
    options = {f"option:{option}" for option in fair(facts)}

    def wanted(key: str) -> bool:
        sort = key.partition(":")[0]
        return key in options or sort in ("conflict", "party")

    return [one for one in evidence if wanted(one.id)][:MOST_EVIDENCE]


def _gains(facts: ResolutionFacts, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield for each fair option and party what it yields on, and which interests are served.

    A party yields on the interest that is served least (ties: the heavier); the others count as
    served from half of them on.
    """
    for key in fair(facts):
        for position in facts.conflict.positions:
            lost, kept = _trade(key, position, facts)
            words = listed([cut(i.text, 60) for i in kept], language) or NONE.within(language)
            yield key, position.department, _yields(lost).within(language), words


def _yields(lost: Interest | None) -> Bilingual:
    if lost is None:
        return NONE
    return Bilingual(en=f"yields on “{lost.text}”", zh=f"在「{lost.text}」上让步")


def _trade(
    key: str, position: Position, facts: ResolutionFacts
) -> tuple[Interest | None, list[Interest]]:
    """Return what a party yields on under an option, if anything, and what it is served."""
    option = next(option for option in facts.conflict.options if option.id == key)
    served = {i.id: option.serves.get(i.id, 0) for i in position.interests}
    least = min(position.interests, key=lambda i: (served[i.id], -i.weight))
    lost = least if served[least.id] < 100 else None
    kept = [i for i in position.interests if i is not lost and served[i.id] >= 50]
    return lost, sorted(kept, key=lambda i: -i.weight)


def narrowing(
    facts: ResolutionFacts, evidence: Sequence[Evidence], earlier: ResolutionDraft | None
) -> Narrowing:
    """Return what may stand in each field, and that there is a term for each party."""
    parties = facts.conflict.parties
    choices = {"ResolutionDraft.option": fair(facts), "TermDraft.department": parties}
    return Narrowing(choices, counts={"ResolutionDraft.terms": (len(parties), len(parties))})


def to_drafts(
    answer: ResolutionDraft,
    facts: ResolutionFacts,
    evidence: Sequence[Evidence],
    language: Language,
) -> tuple[DraftItem, ...]:
    """Return one term for each party, in the parties' order, citing what was computed.

    A ValueError says, one sentence a line, what is wrong: an option that is not fair, a party
    without a term or with two, a stranger.
    """
    parties = facts.conflict.parties
    stated = Counter(term.department for term in answer.terms)
    refuse(
        [
            *([unknown("option", answer.option)] if answer.option not in fair(facts) else []),
            *(unknown("department", d) for d in stated if d not in parties),
            *(problem for term in answer.terms for problem in _hollow(term, facts)),
            *(problem for term in answer.terms for problem in _crossed(term, answer, facts)),
            *(_terms(party, stated[party]) for party in parties if stated[party] != 1),
        ],
        language,
    )
    terms = {term.department: term for term in answer.terms}
    return tuple(
        DraftItem(
            body=Term(
                option=answer.option,
                department=party,
                gives=terms[party].gives,
                gets=terms[party].gets,
            ),
            cites=_cites(answer.option, party, evidence),
        )
        for party in parties
    )


def _cites(option: str, party: str, evidence: Sequence[Evidence]) -> tuple[str, ...]:
    known = {one.id for one in evidence}
    used = (f"option:{option}", f"option:{option}:{party}", f"fair:{option}", f"party:{party}")
    return tuple(key for key in used if key in known)


def merged(
    earlier: ResolutionDraft | None, answer: ResolutionDraft, facts: ResolutionFacts
) -> ResolutionDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: ResolutionDraft, facts: ResolutionFacts) -> int:
    """Return how many terms were struck: none, a wrong one is refused."""
    return 0


def _hollow(term: TermDraft, facts: ResolutionFacts) -> Iterator[Bilingual]:
    """Yield what makes a term say nothing: both sides equal, or a position copied."""
    gives, gets = fold(term.gives), fold(term.gets)
    if gives == gets:
        yield Bilingual(
            en=f"{term.department}: gives and gets say the same; they must differ.",
            zh=f"{term.department}：gives 与 gets 相同，应分别写让出什么、得到什么。",
        )
    positions = (p.position for p in facts.conflict.positions if p.department == term.department)
    for position in positions:
        if min(len(gives), len(gets)) >= 4 and (gives in fold(position) or gets in fold(position)):
            yield Bilingual(
                en=f"{term.department}: a position was copied; say what the option changes for it.",
                zh=f"{term.department}：照抄了立场，应写该方案给它带来的变化。",
            )


def _crossed(
    term: TermDraft, answer: ResolutionDraft, facts: ResolutionFacts
) -> Iterator[Bilingual]:
    """Yield what makes a term another party's: its words, or its two sides exchanged."""
    others = [one for one in answer.terms if one.department != term.department]
    position = next((p for p in facts.conflict.positions if p.department == term.department), None)
    if position is None or answer.option not in fair(facts):
        return
    lost, kept = _trade(answer.option, position, facts)
    copied = any(fold(term.gives) == fold(one.gives) for one in others)
    served = next(o for o in facts.conflict.options if o.id == answer.option).serves
    unserved = lost is not None and served.get(lost.id, 0) < 50
    swapped = lost is not None and unserved and fold(lost.text) in fold(term.gets)
    if copied or swapped or any(fold(one.text) in fold(term.gives) for one in kept):
        yield _own_row(term.department, answer.option, lost, kept)


def _own_row(party: str, option: str, lost: Interest | None, kept: Sequence[Interest]) -> Bilingual:
    served = [interest.text for interest in kept]
    gave = _yields(lost)
    return Bilingual(
        en=f"{party}: take its own row of option {option}; gives is about: {gave.en}; "
        f"gets is about: {listed(served, 'en') or NONE.en}.",
        zh=f"{party}：按方案 {option} 中它自己的那一行写，gives 写「{gave.zh}」，"
        f"gets 写「{listed(served, 'zh') or NONE.zh}」。",
    )


def _terms(party: str, count: int) -> Bilingual:
    return Bilingual(
        en=f"{party} has {count} terms; each party has exactly one.",
        zh=f"{party} 有 {count} 条，每一方应恰好一条。",
    )
