"""The next step of an idea, worded by a model; the idea itself stays its author's, untouched."""

import re
from collections.abc import Sequence

from activities.evidence.wording import say
from activities.model_drafts.claims import sentences
from activities.model_drafts.clauses import ENDS, SHORTEST
from activities.model_drafts.echoes import letters
from activities.model_drafts.excerpts import cut, request_rows, rows
from activities.model_drafts.grounded import spoken
from activities.model_drafts.idea_judging import given, named, step_of, strange, wrong
from activities.model_drafts.idea_shape import TRIAGES, IdeaDraft, Triage
from activities.model_drafts.problems import refuse
from activities.model_drafts.shapes import Narrowing
from domain.facts import IdeaFacts
from domain.items import Idea
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language
from prompts.loading import load

_LABELS: dict[Triage, Bilingual] = {
    "check": Bilingual(en="Check first. ", zh="先核对。"),
    "trial": Bilingual(en="Try it first. ", zh="先试行。"),
    "meet": Bilingual(en="Talk it over first. ", zh="先当面商量。"),
}
_WHEN = re.compile(
    r"例会|[本下两]周|周[内前末]|月[内底前]|天[内后]|季度|尽快|之[前后]|会[前后]|[今明当]天"
    r"|\b(?:by|before|within|after|until|next|weeks?|months?|today|tomorrow|meeting)\b",
    re.IGNORECASE,
)
_ANSWER = Bilingual(en="An answer is due by the next meeting", zh="请在下次例会前答复")


def ready(facts: IdeaFacts) -> bool:
    """Return whether the idea says anything."""
    return len(letters(facts.text)) >= SHORTEST


def max_tokens(facts: IdeaFacts) -> int:
    """Return the cap of the answer: two sentences, with room for a model that thinks aloud."""
    return 600


def messages(
    facts: IdeaFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    author = facts.author
    values = {
        "fence": fence,
        "title": cut(facts.title, 120),
        "text": cut(facts.text, 900),
        "author": say(
            language,
            en=f"{author.name} ({author.department})",
            zh=f"{author.name}（{author.department}）",
        ),
        "lead": facts.lead_department,
        "related": rows(((key, cut(text, 120)) for key, text in facts.related), language),
        "requests": request_rows(requests, language),
    }
    return load("idea", language).messages(values)


def narrowing(
    facts: IdeaFacts, evidence: Sequence[Evidence], earlier: IdeaDraft | None
) -> Narrowing:
    """Return what may come next, and which charter items the idea may touch."""
    items = [key for key, _ in facts.related]
    return Narrowing({"IdeaDraft.triage": TRIAGES, "IdeaDraft.related": items})


def to_drafts(
    answer: IdeaDraft, facts: IdeaFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the idea in its author's words with the model's next step.

    A ValueError says, one sentence a line, what is wrong with the next step.
    """
    step = step_of(answer, facts, language)
    refuse([*strange(answer, facts), *wrong(step, facts, language)], language)
    items = [key for key, text in facts.related if key in answer.related or text in step]
    author, lead = facts.author, facts.lead_department
    body = Idea(
        title=facts.title,
        text=facts.text,
        author=author.account,
        next_step=_LABELS[answer.triage].within(language) + _closed(step, language),
    )
    cites = ("idea", f"person:{author.account}", f"department:{lead}")
    return (DraftItem(body=body, cites=(*cites, *(f"related:{key}" for key in items))),)


def merged(earlier: IdeaDraft | None, answer: IdeaDraft, facts: IdeaFacts) -> IdeaDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: IdeaDraft, facts: IdeaFacts) -> int:
    """Return how many sentences lost a clause with a number or a promise, or fell away."""
    step = step_of(answer, facts, spoken([answer.next_step], given(facts))).split("\n")
    told = (named(one, facts) for one in sentences(answer.next_step))
    return sum(one.rstrip(ENDS) not in step for one in told)


def _closed(step: str, language: Language) -> str:
    """Return the step as prose; without a time in it, an answer is asked for."""
    parts = [*step.split("\n"), *([] if _WHEN.search(step) else [_ANSWER.within(language)])]
    return say(
        language, en=" ".join(f"{one}." for one in parts), zh="".join(f"{one}。" for one in parts)
    )
