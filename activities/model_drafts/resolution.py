"""A resolution worded by a model, bound to one of the options that were computed to be fair."""

from collections.abc import Iterator, Sequence

from activities.evidence.wording import listed
from activities.model_drafts.excerpts import NONE, cut, request_rows, rows
from activities.model_drafts.grounded import spoken
from activities.model_drafts.problems import refuse, unknown
from activities.model_drafts.resolution_judging import (
    MOST_OPTIONS,
    fair,
    gains,
    judged,
    own_words,
)
from activities.model_drafts.resolution_shape import ResolutionDraft
from activities.model_drafts.shapes import Narrowing
from domain.items import Term
from domain.resolution_facts import ResolutionFacts
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Language
from prompts.loading import load


def ready(facts: ResolutionFacts) -> bool:
    """Return whether there is a fair option, and every party has said what it stands for."""
    return bool(facts.pareto) and not facts.conflict.silent


def max_tokens(facts: ResolutionFacts) -> int:
    """Return the cap of the answer: about 120 tokens for each party."""
    return min(max(600, 150 + 120 * len(facts.conflict.parties)), 1_200)


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
        "issue": cut(facts.conflict.issue, 120),
        "choices": rows(_choices(facts), language),
        "gains": rows(gains(facts, language), language),
        "parties": listed(facts.conflict.parties, language, 8),
        "options": listed(fair(facts), language, MOST_OPTIONS),
        "recommended": facts.chosen or NONE.within(language),
        "requests": request_rows(requests, language),
    }
    return load("resolution", language).messages(values)


def _choices(facts: ResolutionFacts) -> Iterator[tuple[str, str]]:
    texts = {option.id: option.text for option in facts.conflict.options}
    yield from ((key, cut(texts[key], 120)) for key in fair(facts))


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

    A side that does not stand is said in the words of the party's own row. A ValueError says, one
    sentence a line, what is wrong: an option that is not fair, or fewer than half of the sides.
    """
    if answer.option not in fair(facts):
        refuse([unknown("option", answer.option)], language)
    parties = facts.conflict.parties
    found = judged(answer, facts, language)
    if len(found.gives) + len(found.gets) < len(parties):
        refuse(found.problems, language)
    return tuple(
        DraftItem(
            body=Term(
                option=answer.option,
                department=party,
                gives=found.gives.get(party) or own_words(answer.option, party, facts, language)[0],
                gets=found.gets.get(party) or own_words(answer.option, party, facts, language)[1],
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
    """Return how many sides of terms were said by code instead, and how many terms fell away."""
    names = [*facts.conflict.parties]
    language = spoken([text for one in answer.terms for text in (one.gives, one.gets)], names)
    return judged(answer, facts, language).struck
