"""An adjustment worded by a model: it picks one of the computed changes and says why it fits."""

from collections.abc import Sequence

from activities.evidence.changes import changes, moving
from activities.evidence.evaluation import Option, options, signal_words
from activities.evidence.wording import listed, say
from activities.model_drafts.adjustment_judging import judged, label, meaning, name_of
from activities.model_drafts.adjustment_shape import AdjustmentDraft
from activities.model_drafts.excerpts import request_rows, rows
from activities.model_drafts.grounded import spoken
from activities.model_drafts.problems import refuse
from activities.model_drafts.shapes import Narrowing
from domain.goal_facts import AdjustmentFacts, Score
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Language
from prompts.loading import load

MOST_CHANGES = 8


def ready(facts: AdjustmentFacts) -> bool:
    """Return whether there is something to change, and little enough for one answer."""
    return 0 < len(moving(facts)) <= MOST_CHANGES


def max_tokens(facts: AdjustmentFacts) -> int:
    """Return the cap of the answer: about 110 tokens for each change."""
    return min(max(600, 200 + 110 * len(moving(facts))), 1_200)


def messages(
    facts: AdjustmentFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts.

    Scores and changes stand in words, without figures and bands: small models copy these.
    """
    found = moving(facts)
    scores = ((one.item, name_of(one, language), signal_words(one, language)) for one in found)
    values = {
        "fence": fence,
        "scores": rows(scores, language),
        "options": rows((_row(s, o, language) for s in found for o in options(s)), language),
        "items": listed((one.item for one in found), language, MOST_CHANGES),
        "requests": request_rows(requests, language),
    }
    return load("adjustment", language).messages(values)


def _row(score: Score, option: Option, language: Language) -> tuple[str, str, str]:
    return score.item, label(option), meaning(option, language)


def narrowing(
    facts: AdjustmentFacts, evidence: Sequence[Evidence], earlier: AdjustmentDraft | None
) -> Narrowing:
    """Return which options each key result has, and that each has one entry."""
    found = moving(facts)
    pairs = [{"item": [one.item], "option": [label(o) for o in options(one)]} for one in found]
    counts = {"AdjustmentDraft.changes": (len(found), len(found))}
    return Narrowing(variants={"ChangeDraft": pairs}, counts=counts)


def to_drafts(
    answer: AdjustmentDraft,
    facts: AdjustmentFacts,
    evidence: Sequence[Evidence],
    language: Language,
) -> tuple[DraftItem, ...]:
    """Return the changes in the order of the evaluation, each figure in them written by code.

    A reason that does not stand is left out: behind it code says the same from the facts. A
    ValueError says, one sentence a line, what is wrong when fewer than half stand.
    """
    found = judged(answer, facts, language)
    moved = moving(facts)
    if 2 * len(found.reasons) < len(moved):
        refuse(found.problems, language)
    ends = say(language, en=". ", zh="。")
    return tuple(
        item
        for score in moved
        for item in changes(
            score,
            found.options[score.item],
            language,
            found.reasons[score.item] + ends if score.item in found.reasons else "",
        )
    )


def merged(
    earlier: AdjustmentDraft | None, answer: AdjustmentDraft, facts: AdjustmentFacts
) -> AdjustmentDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: AdjustmentDraft, facts: AdjustmentFacts) -> int:
    """Return how many reasons lost words or were left out, and how many entries fell away."""
    language = spoken([one.reason for one in answer.changes], [one.text for one in facts.scores])
    return judged(answer, facts, language).struck
