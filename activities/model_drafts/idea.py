"""The next step of an idea, worded by a model; the idea itself stays its author's, untouched."""

import re
from collections.abc import Iterator, Sequence

from activities.evidence.wording import say
from activities.model_drafts.claims import (
    figureless,
    mentioned,
    nobody,
    sentences,
    subjects,
    unfit,
)
from activities.model_drafts.clauses import ENDS, SHORTEST
from activities.model_drafts.excerpts import cut, request_rows, rows
from activities.model_drafts.idea_shape import TRIAGES, IdeaDraft, Triage
from activities.model_drafts.problems import refuse, unknown
from activities.model_drafts.shapes import Narrowing
from domain.facts import IdeaFacts
from domain.items import Idea
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language, fold
from prompts.loading import load

MOST_SENTENCES = 2
LONGEST = 260
COPIED = {"zh": 14, "en": 45}
"""So many letters in a row out of the idea are a copy, not a next step."""

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
    return len(_letters(facts.text)) >= SHORTEST


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
    step = _step(answer, facts)
    refuse([*_strange(answer, facts), *_wrong(step, facts, language)], language)
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
    """Return how many sentences lost a clause with a number."""
    return sum(
        figureless(one, _given(facts), spelled=False) != one.rstrip(ENDS)
        for one in sentences(answer.next_step)[:MOST_SENTENCES]
    )


def _given(facts: IdeaFacts) -> tuple[str, ...]:
    """Return what may be said word for word, digits and all: names, the title, charter items."""
    names = (facts.lead_department, facts.author.department, facts.author.name, facts.title)
    return (*names, *(text for _, text in facts.related))


def _step(answer: IdeaDraft, facts: IdeaFacts) -> str:
    """Return the first two sentences up to their first number; only code writes numbers.

    Durations in words, such as two weeks, are a proposal and stay.
    """
    parts = sentences(answer.next_step)[:MOST_SENTENCES]
    kept = [figureless(one, _given(facts), spelled=False) for one in parts]
    return "\n".join(one for one in kept if one)


def _closed(step: str, language: Language) -> str:
    """Return the step as prose; without a time in it, an answer is asked for."""
    parts = [*step.split("\n"), *([] if _WHEN.search(step) else [_ANSWER.within(language)])]
    return say(
        language, en=" ".join(f"{one}." for one in parts), zh="".join(f"{one}。" for one in parts)
    )


def _strange(answer: IdeaDraft, facts: IdeaFacts) -> Iterator[Bilingual]:
    known = [key for key, _ in facts.related]
    yield from (unknown("related", key) for key in answer.related if known and key not in known)


def _wrong(step: str, facts: IdeaFacts, language: Language) -> Iterator[Bilingual]:
    """Yield what makes a step useless or false: nobody in it, strangers, a copy of the idea."""
    if not step:
        yield Bilingual(
            en="next_step: say it without numbers, such as by the next meeting.",
            zh="next_step：不要写数字，时间可以写「下次例会前」。",
        )
        return
    lead, author = facts.lead_department, facts.author
    if not mentioned(step, (lead, author.name, author.department)):
        yield Bilingual(
            en=f"next_step: say who does it, {lead} or {author.name}.",
            zh=f"next_step：写明由谁来做，{lead}还是{author.name}。",
        )
    if len(step) > LONGEST:
        yield Bilingual(
            en=f"next_step: {len(step)} characters; at most {LONGEST}.",
            zh=f"next_step：共 {len(step)} 个字符，最多 {LONGEST} 个。",
        )
    if _copies(step, facts, language):
        yield Bilingual(
            en="next_step: the idea was copied; say what is done with it, by whom and by when.",
            zh="next_step：照抄了提案，应写由谁在什么时候对它做什么。",
        )
    material = " ".join([facts.text, *_given(facts)])
    yield from unfit("next_step", step, _given(facts), language, material)
    if language == "en":
        yield from (nobody("next_step", one) for one in subjects(step, _given(facts), material))


def _copies(step: str, facts: IdeaFacts, language: Language) -> bool:
    """Return whether the step repeats a long run of the idea's text, or nothing but its title."""
    said, text, title = (_letters(one) for one in (step, facts.text, facts.title))
    bare, long = said.replace(title or " ", " "), min(COPIED[language], len(text))
    runs = (bare[at : at + long] for at in range(len(bare) - long + 1))
    return said in (text, title) or any(run in text for run in runs)


def _letters(text: str) -> str:
    return re.sub(r"\W+", "", fold(text))
