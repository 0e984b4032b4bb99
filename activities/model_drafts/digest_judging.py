"""Which sentences of a digest stand, and who has not been heard yet."""

import re
from collections.abc import Iterator, Mapping

from activities.evidence.digest import concern_keys
from activities.model_drafts.choosing import chosen
from activities.model_drafts.clauses import is_hollow
from activities.model_drafts.digest_shape import DigestDraft, QuoteDraft, SentenceDraft
from activities.model_drafts.echoes import echoed
from activities.model_drafts.grounded import orders, tongue
from activities.model_drafts.samples import sampled
from domain.digest_facts import DigestFacts
from domain.records import FeedbackItem
from domain.text import Bilingual, fold

SHORTEST_QUOTE = 4
MOST_SENTENCES = 40
_ADVICE = re.compile(
    r"\bneeds? to\b|\bshould\b|\bmust\b|\bto ensure\b|\bvaluable\b"
    r"|应该|应当|需要|建议|必须|以便|确保",
    re.IGNORECASE,
)
_WIDE = re.compile("[\u4e00-\u9fff]")


def wrote(facts: DigestFacts) -> tuple[str, ...]:
    """Return the departments that wrote something, in order of first appearance."""
    return tuple(dict.fromkeys(item.department for item in facts.items if fold(item.text)))


def standing(answer: DigestDraft, facts: DigestFacts) -> list[SentenceDraft]:
    """Return the sentences without a flaw; of those with the same words, the first."""
    found: dict[str, SentenceDraft] = {}
    for sentence in answer.sentences:
        if not flaws(sentence, facts):
            found.setdefault(fold(unlabelled(sentence, facts)), sentence)
    return list(found.values())


def shown(facts: DigestFacts) -> tuple[FeedbackItem, ...]:
    """Return the items a model reads: one that is hardly a word only where nothing else is."""
    items = chosen(facts)
    telling = {item.department for item in items if _telling(item)}
    return tuple(item for item in items if _telling(item) or item.department not in telling)


def _telling(item: FeedbackItem) -> bool:
    return len(fold(item.text)) >= SHORTEST_QUOTE


def enough(answer: DigestDraft, facts: DigestFacts) -> bool:
    """Tell whether sentences that stand hear half of the departments or more."""
    unheard = len(list(_departments(_quoted(answer, facts), facts)))
    return 2 * unheard <= len(wrote(facts))


def left(answer: DigestDraft, facts: DigestFacts) -> tuple[set[str], set[str]]:
    """Return the unheard departments, and the evidence ids of the unheard minority concerns."""
    quoted = _quoted(answer, facts)
    heard = {item.department for item in facts.items if item.id in quoted}
    lost = {key for key, one in concern_keys(facts) if one.minority and not quoted & set(one.items)}
    return set(wrote(facts)) - heard, lost


def _quoted(answer: DigestDraft, facts: DigestFacts) -> set[str]:
    return {quote.item for sentence in standing(answer, facts) for quote in sentence.quotes}


def missing(answer: DigestDraft, facts: DigestFacts) -> list[tuple[list[str], Bilingual]]:
    """Return each department and minority that is unheard: the shown items of it, and a sentence.

    The sentence names an item to quote, for the model that is asked again.
    """
    quoted = _quoted(answer, facts)
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
    """Return how many sentences fell, for a false quotation or name, or were left to the rules."""
    fell = len(answer.sentences) - len(standing(answer, facts))
    return max(fell, sum(map(len, left(answer, facts))))


def unlabelled(sentence: SentenceDraft, facts: DigestFacts) -> str:
    """Return the text without a department or an id as a label before it: code says who it was."""
    label, colon, text = sentence.text.replace("：", ":", 1).partition(":")
    labels = {*wrote(facts), *(quote.item for quote in sentence.quotes)}
    return text.strip() if colon and text.strip() and label.strip() in labels else sentence.text


def flaws(sentence: SentenceDraft, facts: DigestFacts) -> list[Bilingual]:
    """Return why a sentence cannot stand.

    Every quotation is its whole item, or 4 characters or more out of it. A sentence shares words
    with what it quotes, and if it names departments that wrote, it quotes one of them.
    """
    items = {item.id: item for item in facts.items}
    false = [_not_verbatim(quote) for quote in sentence.quotes if not _stands(quote, items)]
    if false:
        return false
    text, quoted = unlabelled(sentence, facts), [items[quote.item] for quote in sentence.quotes]
    ids, said = "、".join(item.id for item in quoted), "\n".join(item.text for item in quoted)
    if is_hollow(text) or _alien(text, said):
        return [
            Bilingual(
                en=f"{ids}: write what is meant as one plain sentence.",
                zh=f"{ids}：用一句通顺的话写说的是什么。",
            )
        ]
    if not _bears(text, said):
        return [
            Bilingual(
                en=f"{ids}: write only what the quote says, with its words.",
                zh=f"{ids}：只写引文说的事，用引文里的词。",
            )
        ]
    named = {department for department in wrote(facts) if department in text}
    if named and not named & {item.department for item in quoted}:
        return [
            Bilingual(
                en=f"{ids}: leave out the name of the department; it is another one.",
                zh=f"{ids}：不写部门名，写的不是这个部门。",
            )
        ]
    return []


def _alien(text: str, quoted: str) -> bool:
    """Tell whether words are the prompt's own, advice of the model, a row or an order."""
    advice = any(fold(one) not in fold(quoted) for one in _ADVICE.findall(text))
    most = tongue(text, ())
    copied = sampled(text, "digest", most) or echoed(text, "digest", most, quoted)
    return advice or copied or orders(text, ())


def _bears(text: str, quoted: str) -> bool:
    """Tell whether a third of the words of `text`, or two at least, stand in what it quotes."""
    own = _words(text)
    shared = len(own & _words(quoted))
    return shared > 0 and (shared > 1 or 3 * shared >= len(own))


def _words(text: str) -> set[str]:
    """Return the words by their first four letters, and each pair of neighbouring wide signs."""
    folded = fold(text)
    wide = re.findall(r"(?=([\u4e00-\u9fff]{2}))", folded)
    return {*re.findall(r"(?<![^\W\d_])[^\W\d_]{4}", _WIDE.sub(" ", folded)), *wide}


def _stands(quote: QuoteDraft, items: Mapping[str, FeedbackItem]) -> bool:
    item = items.get(quote.item)
    return item is not None and _verbatim(fold(quote.text), fold(item.text))


def _verbatim(part: str, whole: str) -> bool:
    return part == whole or (len(part) >= SHORTEST_QUOTE and part in whole)


def _departments(quoted: set[str], facts: DigestFacts) -> Iterator[tuple[list[str], Bilingual]]:
    said = {item.department for item in facts.items if item.id in quoted}
    for department in wrote(facts):
        own = [item.id for item in shown(facts) if item.department == department]
        if department not in said:
            yield (
                own,
                Bilingual(
                    en=f"{department} → {own[0]}",
                    zh=f"{department} → {own[0]}",
                ),
            )


def _minorities(quoted: set[str], facts: DigestFacts) -> Iterator[tuple[list[str], Bilingual]]:
    read = {item.id for item in shown(facts)}
    for concern in facts.concerns:
        own = [item for item in concern.items if item in read]
        if concern.minority and own and not quoted & set(concern.items):
            yield (
                own,
                Bilingual(
                    en=f"{concern.department} (minority) → {own[0]}",
                    zh=f"{concern.department}（少数）→ {own[0]}",
                ),
            )


def _not_verbatim(quote: QuoteDraft) -> Bilingual:
    return Bilingual(
        en=f"{quote.item}: copy the quote word for word.", zh=f"{quote.item}：引文照抄原文。"
    )
