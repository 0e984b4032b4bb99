"""A feedback digest worded by a model: each sentence stands on verbatim quotations or falls."""

from collections.abc import Iterator, Mapping, Sequence

from activities.evidence.digest import concern_keys
from activities.model_drafts.choosing import ITEM_LENGTH, chosen
from activities.model_drafts.digest_shape import DigestDraft, QuoteDraft, SentenceDraft
from activities.model_drafts.excerpts import NONE, cut, request_rows, rows
from activities.model_drafts.problems import refuse
from activities.model_drafts.shapes import Choices, Variants
from domain.facts import Concern, DigestFacts
from domain.items import Quote, Sentence
from domain.records import FeedbackItem
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language, fold
from prompts.loading import load

SHORTEST_QUOTE = 4


def ready(facts: DigestFacts) -> bool:
    """Return whether anybody wrote anything."""
    return bool(wrote(facts))


def max_tokens(facts: DigestFacts) -> int:
    """Return the cap of the answer: about 110 tokens for each department that wrote."""
    return min(max(900, 240 + 110 * len(wrote(facts))), 2_400)


def wrote(facts: DigestFacts) -> tuple[str, ...]:
    """Return the departments that wrote something, in order of first appearance."""
    return tuple(dict.fromkeys(item.department for item in facts.items if fold(item.text)))


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
        "items": rows(((i.id, i.department, cut(i.text, ITEM_LENGTH)) for i in items), language),
        "left_out": _left_out(len(facts.items) - len(items), language),
        "requests": request_rows(requests, language),
    }
    return load("digest", language).messages(values)


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


def choices(facts: DigestFacts, evidence: Sequence[Evidence]) -> Choices:
    """Return what may stand in each field."""
    return {"QuoteDraft.item": [item.id for item in chosen(facts)]}


def variants(facts: DigestFacts) -> Variants:
    """Return which values go together: none here depend on one another."""
    return {}


def to_drafts(
    answer: DigestDraft, facts: DigestFacts, evidence: Sequence[Evidence], language: Language
) -> tuple[DraftItem, ...]:
    """Return the sentences whose quotations are all verbatim; the others fall away.

    A ValueError names the departments that wrote and are left without a sentence, with the
    quotations of theirs that failed.
    """
    items = {item.id: item for item in facts.items}
    kept = [s for s in answer.sentences if supported(s.quotes, items)]
    quoted = {quote.item for s in kept for quote in s.quotes}
    failed = [q for s in answer.sentences for q in s.quotes if not supported([q], items)]
    if unsaid := [*_departments(quoted, facts), *_minorities(quoted, facts)]:
        refuse([*unsaid, *map(_not_verbatim, failed[:3])], language)
    known = {one.id for one in evidence}
    return tuple(_draft(sentence, items, facts, known) for sentence in kept)


def removed(answer: DigestDraft, facts: DigestFacts) -> int:
    """Return how many sentences fall away because a quotation is not verbatim."""
    items = {item.id: item for item in facts.items}
    return sum(not supported(sentence.quotes, items) for sentence in answer.sentences)


def supported(quotes: Sequence[QuoteDraft], items: Mapping[str, FeedbackItem]) -> bool:
    """Return whether every quotation is its whole item, or 4 characters or more out of it."""
    return bool(quotes) and all(
        quote.item in items and _verbatim(fold(quote.text), fold(items[quote.item].text))
        for quote in quotes
    )


def _verbatim(part: str, whole: str) -> bool:
    return part == whole or (len(part) >= SHORTEST_QUOTE and part in whole)


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
        text=sentence.text,
        quotes=tuple(Quote(item=quote.item, text=quote.text) for quote in sentence.quotes),
        about=tuple(dict.fromkeys(items[item].department for item in quoted)),
    )
    cites = (*concerns, *(f"item:{item}" for item in quoted))
    return DraftItem(body=body, cites=tuple(key for key in cites if key in known))


def _departments(quoted: set[str], facts: DigestFacts) -> Iterator[Bilingual]:
    said = {item.department for item in facts.items if item.id in quoted}
    for department in wrote(facts):
        own = [item.id for item in chosen(facts) if item.department == department]
        if department not in said:
            yield Bilingual(
                en=f"{department} has no sentence with a verbatim quotation; quote {own[0]}, say.",
                zh=f"{department} 没有一句带原文引文的话，可引用 {own[0]}。",
            )


def _minorities(quoted: set[str], facts: DigestFacts) -> Iterator[Bilingual]:
    shown = {item.id for item in chosen(facts)}
    for concern in facts.concerns:
        own = [item for item in concern.items if item in shown]
        if concern.minority and own and not quoted & set(concern.items):
            yield Bilingual(
                en=f"The minority concern of {concern.department} is missing; quote {own[0]}, say.",
                zh=f"漏掉了 {concern.department} 的少数意见，可引用 {own[0]}。",
            )


def _not_verbatim(quote: QuoteDraft) -> Bilingual:
    said = cut(quote.text, 40)
    return Bilingual(
        en=f"“{said}” does not stand word for word in {quote.item}.",
        zh=f"「{said}」不是 {quote.item} 的原文。",
    )
