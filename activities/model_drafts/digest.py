"""A feedback digest worded by a model: each sentence stands on verbatim quotations or falls."""

from collections.abc import Iterator, Mapping, Sequence

from activities.evidence.digest import concern_keys
from activities.model_drafts.choosing import ITEM_LENGTH, chosen
from activities.model_drafts.clauses import pieces
from activities.model_drafts.digest_judging import (
    MOST_SENTENCES,
    flaws,
    missing,
    standing,
    unlabelled,
    wrote,
)
from activities.model_drafts.digest_shape import DigestDraft, SentenceDraft
from activities.model_drafts.excerpts import NONE, cut, request_rows, rows
from activities.model_drafts.problems import refuse
from activities.model_drafts.shapes import Narrowing
from domain.facts import Concern, DigestFacts
from domain.items import Quote, Sentence
from domain.records import FeedbackItem
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language
from prompts.loading import load

ITEMS_FOR_A_GAP = 3
_QUOTES = {"SentenceDraft.quotes": (1, 2)}


def ready(facts: DigestFacts) -> bool:
    """Return whether anybody wrote anything."""
    return bool(wrote(facts))


def max_tokens(facts: DigestFacts) -> int:
    """Return the cap of the answer: about 110 tokens for each department that wrote."""
    return min(max(900, 240 + 110 * len(wrote(facts))), 2_400)


def messages(
    facts: DigestFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts."""
    items = chosen(facts)
    comma = "、" if language == "zh" else ", "
    ids = {item.id for item in items}
    values = {
        "fence": fence,
        "departments": comma.join(wrote(facts)),
        "concerns": rows((_concern_row(c, ids, language) for c in facts.concerns[:20]), language),
        "themes": rows(((t.term, comma.join(t.departments)) for t in facts.themes[:6]), language),
        "items": rows(_item_rows(facts, items), language),
        "left_out": _left_out(len(facts.items) - len(items), language),
        "requests": request_rows(requests, language),
    }
    return load("digest", language).messages(values)


def _item_rows(facts: DigestFacts, items: Sequence[FeedbackItem]) -> Iterator[tuple[str, ...]]:
    """Yield the items under the name of their department: who said it must not be mixed up."""
    for department in wrote(facts):
        yield (f"[{department}]",)
        own = (item for item in items if item.department == department)
        yield from ((item.id, cut(item.text, ITEM_LENGTH)) for item in own)


def _concern_row(concern: Concern, ids: set[str], language: Language) -> tuple[str, ...]:
    comma = "、" if language == "zh" else ", "
    minority = Bilingual(en=" (minority)", zh="（少数）").within(language)
    return (
        concern.department + (minority if concern.minority else ""),
        comma.join(concern.terms[:4]),
        comma.join([item for item in concern.items if item in ids][:8]) or NONE.within(language),
    )


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
        least = len(wrote(facts))
        most = least + sum(concern.minority for concern in facts.concerns) + 2
        counts = {"DigestDraft.sentences": (least, min(most, MOST_SENTENCES))}
        ids = [item.id for item in chosen(facts)]
        return Narrowing({"QuoteDraft.item": ids}, counts=counts | _QUOTES)
    left = {key for keys, _ in gaps for key in keys[:ITEMS_FOR_A_GAP]}
    quotable = [
        {"item": [item.id], "text": list(pieces(item.text.replace("\n", " ")) or [item.text])}
        for item in chosen(facts)
        if item.id in left
    ]
    counts = {"DigestDraft.sentences": (1, len(gaps))}
    return Narrowing(variants={"QuoteDraft": quotable}, counts=counts | _QUOTES)


def to_drafts(
    answer: DigestDraft, facts: DigestFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the sentences that stand; the others fall away.

    A ValueError names the departments that wrote and are left without a sentence, the minority
    concerns left out, and why the sentences that fell away do not stand.
    """
    if gaps := missing(answer, facts):
        failed = [flaw for s in answer.sentences for flaw in flaws(s, facts)]
        refuse([*(said for _, said in gaps), *failed[:3]], language)
    items = {item.id: item for item in facts.items}
    known = {one.id for one in evidence}
    return tuple(_draft(s, items, facts, known) for s in standing(answer, facts))


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
