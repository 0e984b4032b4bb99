"""Which sentences of a digest stand, and who has not been heard yet."""

import re
from collections.abc import Iterator, Mapping

from activities.model_drafts.choosing import chosen
from activities.model_drafts.clauses import is_hollow
from activities.model_drafts.digest_shape import DigestDraft, QuoteDraft, SentenceDraft
from domain.facts import DigestFacts
from domain.records import FeedbackItem
from domain.text import Bilingual, fold

SHORTEST_QUOTE = 4
MOST_SENTENCES = 40


def wrote(facts: DigestFacts) -> tuple[str, ...]:
    """Return the departments that wrote something, in order of first appearance."""
    return tuple(dict.fromkeys(item.department for item in facts.items if fold(item.text)))


def standing(answer: DigestDraft, facts: DigestFacts) -> list[SentenceDraft]:
    """Return the sentences without a flaw."""
    return [sentence for sentence in answer.sentences if not flaws(sentence, facts)]


def missing(answer: DigestDraft, facts: DigestFacts) -> list[tuple[list[str], Bilingual]]:
    """Return each department and minority that is unheard: the shown items of it, and a sentence.

    The sentence names an item to quote, for the model that is asked again.
    """
    quoted = {quote.item for s in standing(answer, facts) for quote in s.quotes}
    return [*_departments(quoted, facts), *_minorities(quoted, facts)]


def merged(earlier: DigestDraft | None, answer: DigestDraft, facts: DigestFacts) -> DigestDraft:
    """Return what stood in earlier answers, then the new sentences, each set of quotes once.

    What did not stand comes last: it is still counted.
    """
    before = earlier.sentences if earlier else ()
    fell = [sentence for sentence in before if flaws(sentence, facts)]
    stood = [sentence for sentence in before if sentence not in fell]
    every: dict[tuple[tuple[str, str], ...], SentenceDraft] = {}
    for sentence in (*stood, *answer.sentences, *fell):
        key = tuple((quote.item, fold(quote.text)) for quote in sentence.quotes)
        every.setdefault(key, sentence)
    return DigestDraft(sentences=tuple(every.values())[:MOST_SENTENCES])


def removed(answer: DigestDraft, facts: DigestFacts) -> int:
    """Return how many sentences fall away, for a false quotation or a false name."""
    return sum(bool(flaws(sentence, facts)) for sentence in answer.sentences)


def unlabelled(sentence: SentenceDraft, facts: DigestFacts) -> str:
    """Return the text without a department's name as a label before it: code says who it was."""
    label, colon, text = sentence.text.replace("：", ":", 1).partition(":")
    return text.strip() if colon and text.strip() and label in wrote(facts) else sentence.text


def flaws(sentence: SentenceDraft, facts: DigestFacts) -> list[Bilingual]:
    """Return why a sentence cannot stand.

    Every quotation is its whole item, or 4 characters or more out of it. A sentence shares some
    words with what it quotes, and if it names departments that wrote, it quotes one of them.
    """
    items = {item.id: item for item in facts.items}
    false = [_not_verbatim(quote) for quote in sentence.quotes if not _stands(quote, items)]
    if false:
        return false
    text, quoted = unlabelled(sentence, facts), [items[quote.item] for quote in sentence.quotes]
    ids = "、".join(item.id for item in quoted)
    if is_hollow(text):
        return [
            Bilingual(
                en=f"The sentence that quotes {ids} is no sentence; say what is meant.",
                zh=f"引用 {ids} 的那句不成句，应写明说的是什么。",
            )
        ]
    if not _words(text) & set().union(*(_words(item.text) for item in quoted)):
        return [
            Bilingual(
                en=f"The sentence that quotes {ids} says something else than the quote.",
                zh=f"引用 {ids} 的那句与引文不符。",
            )
        ]
    named = {department for department in wrote(facts) if department in text}
    if named and not named & {item.department for item in quoted}:
        return [
            Bilingual(
                en=f"The sentence that quotes {ids} names the wrong department.",
                zh=f"引用 {ids} 的那句写错了部门。",
            )
        ]
    return []


def _words(text: str) -> set[str]:
    """Return the words of four letters or more, and each pair of neighbouring wide characters."""
    folded = fold(text)
    wide = re.findall(r"(?=([\u4e00-\u9fff]{2}))", folded)
    return {*re.findall(r"[^\W\d_]{4,}", re.sub(r"[\u4e00-\u9fff]", " ", folded)), *wide}


def _stands(quote: QuoteDraft, items: Mapping[str, FeedbackItem]) -> bool:
    item = items.get(quote.item)
    return item is not None and _verbatim(fold(quote.text), fold(item.text))


def _verbatim(part: str, whole: str) -> bool:
    return part == whole or (len(part) >= SHORTEST_QUOTE and part in whole)


def _departments(quoted: set[str], facts: DigestFacts) -> Iterator[tuple[list[str], Bilingual]]:
    said = {item.department for item in facts.items if item.id in quoted}
    for department in wrote(facts):
        own = [item.id for item in chosen(facts) if item.department == department]
        if department not in said:
            yield (
                own,
                Bilingual(
                    en=f"{department} has no sentence that stands; quote {own[0]}, say.",
                    zh=f"{department} 没有一句站得住的话，可引用 {own[0]}。",
                ),
            )


def _minorities(quoted: set[str], facts: DigestFacts) -> Iterator[tuple[list[str], Bilingual]]:
    shown = {item.id for item in chosen(facts)}
    for concern in facts.concerns:
        own = [item for item in concern.items if item in shown]
        if concern.minority and own and not quoted & set(concern.items):
            yield (
                own,
                Bilingual(
                    en=f"The minority concern of {concern.department} is missing; quote {own[0]}, "
                    "say.",
                    zh=f"漏掉了 {concern.department} 的少数意见，可引用 {own[0]}。",
                ),
            )


def _not_verbatim(quote: QuoteDraft) -> Bilingual:
    return Bilingual(
        en=f"The quote of {quote.item} is not word for word.", zh=f"{quote.item} 的引文不是原文。"
    )
