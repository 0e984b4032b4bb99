"""A feedback digest worded by a model: each sentence stands on verbatim quotations or falls."""

from collections.abc import Iterator, Mapping, Sequence

from activities.evidence.digest import concern_keys
from activities.evidence.wording import say
from activities.model_drafts.choosing import ITEM_LENGTH
from activities.model_drafts.clauses import pieces
from activities.model_drafts.digest_judging import (
    MOST_SENTENCES,
    enough,
    flaws,
    left,
    missing,
    shown,
    standing,
    unlabelled,
    wrote,
)
from activities.model_drafts.digest_shape import DigestDraft, SentenceDraft
from activities.model_drafts.excerpts import NONE, cut, request_rows, rows
from activities.model_drafts.problems import refuse
from activities.model_drafts.shapes import Narrowing
from activities.rules.digest import draft
from domain.digest_facts import DigestFacts
from domain.items import Quote, Sentence
from domain.records import FeedbackItem
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language
from prompts.loading import load

ITEMS_FOR_A_GAP = 3
MOST_ASKED = 12
"""A local model writes about eight tokens a second; the rules speak for whom it leaves out."""
_QUOTES = {"SentenceDraft.quotes": (1, 2)}


def ready(facts: DigestFacts) -> bool:
    """Return whether anybody wrote anything."""
    return bool(wrote(facts))


def max_tokens(facts: DigestFacts) -> int:
    """Return the cap of the answer: about 85 tokens for each sentence asked for."""
    return max(900, 180 + 85 * _asked(facts))


def _asked(facts: DigestFacts) -> int:
    """Return how many sentences are asked for: one for each department, as a call can hold."""
    return min(len(wrote(facts)), MOST_ASKED)


def messages(
    facts: DigestFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    items = shown(facts)
    comma = "、" if language == "zh" else ", "
    values = {
        "fence": fence,
        "departments": comma.join(wrote(facts)),
        "themes": comma.join(theme.term for theme in facts.themes[:6]) or NONE.within(language),
        "items": rows(_item_rows(facts, items, language), language),
        "left_out": _left_out(len(facts.items) - len(items), language),
        "requests": request_rows(requests, language),
        "count": str(_asked(facts)),
    }
    return load("digest", language).messages(values)


def _item_rows(
    facts: DigestFacts, items: Sequence[FeedbackItem], language: Language
) -> Iterator[tuple[str, ...]]:
    """Yield the items under the name of their department: who said it must not be mixed up."""
    for department in wrote(facts):
        yield (f"[{department}]{_often(department, facts, language)}",)
        own = (item for item in items if item.department == department)
        yield from ((item.id, cut(item.text, ITEM_LENGTH)) for item in own)


def _often(department: str, facts: DigestFacts, language: Language) -> str:
    """Return what sets a department apart: the first terms of its concerns."""
    colon, comma = say(language, en=": ", zh="："), say(language, en=", ", zh="、")
    minority = Bilingual(en=" (minority)", zh="（少数）").within(language)
    found = [
        comma.join(one.terms[:4]) + (minority if one.minority else "")
        for one in facts.concerns
        if one.department == department
    ]
    return colon + comma.join(found) if found else ""


def _left_out(count: int, language: Language) -> str:
    if not count:
        return ""
    told = Bilingual(en=f"({count} more items are not shown)", zh=f"（另有 {count} 条未列出）")
    return told.within(language)


def narrowing(
    facts: DigestFacts, evidence: Sequence[Evidence], earlier: DigestDraft | None
) -> Narrowing:
    """Return which items may be quoted, and how many sentences there should be.

    After an earlier answer only some items of those who are still unheard are left, each with
    its own pieces: the model cannot but quote these. Not at first: a grammar of all pieces slows
    llama.cpp to a token a second where the model leans elsewhere (measured).
    """
    gaps = missing(earlier, facts) if earlier else []
    if not gaps:
        least = _asked(facts)
        most = least + sum(concern.minority for concern in facts.concerns) + 2
        counts = {"DigestDraft.sentences": (least, min(most, MOST_SENTENCES))}
        ids = [item.id for item in shown(facts)]
        return Narrowing({"QuoteDraft.item": ids}, counts=counts | _QUOTES)
    wanted = {key for keys, _ in gaps for key in keys[:ITEMS_FOR_A_GAP]}
    quotable = [
        {"item": [item.id], "text": list(pieces(item.text.replace("\n", " ")) or [item.text])}
        for item in shown(facts)
        if item.id in wanted
    ]
    counts = {"DigestDraft.sentences": (1, len(gaps))}
    return Narrowing(variants={"QuoteDraft": quotable}, counts=counts | _QUOTES)


def to_drafts(
    answer: DigestDraft, facts: DigestFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the sentences that stand, and the rules' own for whom they leave unheard.

    While more than half of the departments are unheard, a ValueError names what is to be quoted,
    and why the sentences that fell away do not stand.
    """
    if not enough(answer, facts):
        failed = [flaw for s in answer.sentences for flaw in flaws(s, facts)]
        refuse([*(said for _, said in missing(answer, facts)), *failed[:3]], language)
    items = {item.id: item for item in facts.items}
    known = {one.id for one in evidence}
    own = [_draft(s, items, facts, known) for s in standing(answer, facts)]
    return (*own, *_ruled(*left(answer, facts), facts, language))


def _ruled(
    silent: set[str], lost: set[str], facts: DigestFacts, language: Language
) -> Iterator[DraftItem]:
    """Yield the rules' sentence on each minority concern left out, and on each department."""
    alone = facts.model_copy(update={"themes": ()})
    for one in draft(alone, language, ()) if silent | lost else ():
        body = one.body
        about = set(body.about) if isinstance(body, Sentence) else set()
        if lost & set(one.cites) or (len(about) == 1 and about <= silent):
            yield one
            silent, lost = silent - about, lost - set(one.cites)


def _draft(
    sentence: SentenceDraft,
    items: Mapping[str, FeedbackItem],
    facts: DigestFacts,
    known: set[str],
) -> DraftItem:
    """Return the sentence with the items, and the concerns that they belong to, as its evidence."""
    quoted = tuple(dict.fromkeys(quote.item for quote in sentence.quotes))
    concerns = [key for key, one in concern_keys(facts) if set(one.items) & set(quoted)]
    body = Sentence(
        text=unlabelled(sentence, facts),
        quotes=tuple(Quote(item=quote.item, text=quote.text) for quote in sentence.quotes),
        about=tuple(dict.fromkeys(items[item].department for item in quoted)),
    )
    cites = (*concerns, *(f"item:{item}" for item in quoted))
    return DraftItem(body=body, cites=tuple(key for key in cites if key in known))
