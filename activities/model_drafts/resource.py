"""What the sponsor is asked for, worded by a model: every figure was computed before."""

from collections.abc import Sequence

from activities.evidence.wording import listed, say
from activities.model_drafts.excerpts import NONE, cut, request_rows
from activities.model_drafts.problems import refuse
from activities.model_drafts.resource_judging import departments, judged, language_of
from activities.model_drafts.resource_shape import ResourceDraft
from activities.model_drafts.shapes import Narrowing
from activities.rules import resource as rules
from domain.resource import Outcome, WeeklyHours
from domain.resource_facts import ResourceFacts
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Language
from prompts.loading import load


def ready(facts: ResourceFacts) -> bool:
    """Return whether there is something to word: always, since a need was approved."""
    return True


def max_tokens(facts: ResourceFacts) -> int:
    """Return the cap of the answer: two sentences."""
    return 400


def messages(
    facts: ResourceFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    none = NONE.within(language)
    values = {
        "fence": fence,
        "need": cut(facts.need, 300),
        "waiting": facts.waiting or none,
        "senders": listed(facts.senders, language, 6) or none,
        "departments": listed(departments(facts), language, 12) or none,
        "given": cut(facts.outcome, 300) if facts.outcome else none,
        "requests": request_rows(requests, language),
    }
    return load("resource", language).messages(values)


def narrowing(
    facts: ResourceFacts, evidence: Sequence[Evidence], earlier: ResourceDraft | None
) -> Narrowing:
    """Return what the facts leave of the shape: all of it, for it holds nothing but words."""
    return Narrowing()


def to_drafts(
    answer: ResourceDraft,
    facts: ResourceFacts,
    evidence: Sequence[Evidence],
    language: Language,
) -> tuple[DraftItem, ...]:
    """Return the rules' items with the model's words; where none stand, a ValueError says why."""
    found = judged(answer, facts, language)
    if not found.outcome:
        refuse(found.problems, language)
    return tuple(
        _worded(item, found.outcome, found.reason, language)
        for item in rules.draft(facts, language, ())
    )


def _worded(item: DraftItem, outcome: str, reason: str, language: Language) -> DraftItem:
    """Put the model's words where they belong; the figures of the rules stay beside them."""
    body = item.body
    if isinstance(body, Outcome):
        body = body.model_copy(update={"text": outcome})
    elif isinstance(body, WeeklyHours) and reason:
        stop = say(language, en=". ", zh="。")
        body = body.model_copy(update={"reason": f"{reason}{stop}{body.reason}"})
    else:
        return item
    cites = tuple(dict.fromkeys([*item.cites, "need"]))
    return item.model_copy(update={"body": body, "cites": cites})


def merged(
    earlier: ResourceDraft | None, answer: ResourceDraft, facts: ResourceFacts
) -> ResourceDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: ResourceDraft, facts: ResourceFacts) -> int:
    """Return how many sentences lost words or were left to the rules."""
    return judged(answer, facts, language_of(answer, facts)).struck
