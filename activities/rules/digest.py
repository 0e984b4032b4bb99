"""The digest: minority concerns first, then shared ones, themes and every remaining department."""

from collections.abc import Sequence

from activities.evidence.digest import concern_keys, voice_words
from activities.evidence.wording import listed, percent, quoted, say
from activities.rules.quotations import quotation
from activities.rules.requests import answered
from domain.digest_facts import Concern, DigestFacts, Theme
from domain.errors import BadInputError
from domain.items import Quote, Sentence
from domain.records import FeedbackItem
from domain.suggestion import Asked, DraftItem
from domain.text import Language, counted, fold

MOST_QUOTES, MOST_THEMED = 3, 6
"""Quotations of a sentence; more when more departments than that share it."""


def draft(
    facts: DigestFacts, language: Language, requests: Sequence[Asked]
) -> tuple[DraftItem, ...]:
    """Draft a digest sentence by sentence; each request quotes the next items instead."""
    written = [one for one in facts.items if fold(one.text)]
    if not written:
        raise BadInputError(
            en=f"Feedback round {facts.round} holds no text: {facts.asked:,} asked, "
            f"{facts.answered:,} answered.",
            zh=f"第 {facts.round} 轮意见征集没有文字：征集 {facts.asked:,} 人，"
            f"{facts.answered:,} 人作答。",
        )
    turn = len(requests)
    found = [
        *(_concern(key, one, written, turn, language) for key, one in concern_keys(facts)),
        *(_theme(one, written, turn, language) for one in facts.themes),
    ]
    sentences = [one for one in found if one]
    sentences += _others(facts, written, sentences, turn, language)
    sentences.append(_round(facts, written, sentences, turn, language))

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        before, after = (_quoted_items(facts, written, step) for step in (number - 1, number))
        new = [item for item in after if item not in before]
        cites = tuple(f"item:{item}" for item in (new or after)[:6])
        names = listed((new or after)[:6], language)
        if not new:
            return say(
                language,
                en=f"still quotes {names}: round {facts.round} holds nothing else on these points",
                zh=f"仍引用 {names}：第 {facts.round} 轮在这些问题上没有别的原话",
            ), (*cites, "round")
        return say(
            language,
            en=f"keeps every count and quotes other items of round {facts.round}, such as {names}",
            zh=f"各项计数不变，改引第 {facts.round} 轮的其他原话，如 {names}",
        ), (*cites, "round")

    return (*sentences, *answered(requests, language, alternative))


def _quoted_items(facts: DigestFacts, written: list[FeedbackItem], turn: int) -> list[str]:
    """Return the ids that concerns and themes quote at one redraft."""
    groups = [one.items for one in facts.concerns] + [one.items for one in facts.themes]
    groups = groups or [tuple(one.id for one in written)]
    found = [one.id for items in groups for one in _turned(items, written, turn)]
    return list(dict.fromkeys(found))


def _turned(ids: Sequence[str], written: list[FeedbackItem], turn: int) -> list[FeedbackItem]:
    """Return three to six of the items, departments taking turns, later ones on a redraft."""
    wanted = set(ids)
    items = [one for one in written if one.id in wanted]
    seen: dict[str, int] = {}
    ranks = []
    for place, item in enumerate(items):
        rank = seen.get(item.department, 0)
        seen[item.department] = rank + 1
        ranks.append((rank, place, item))
    ordered = [item for *_, item in sorted(ranks, key=lambda one: one[:2])]
    shift = turn * MOST_QUOTES % len(ordered) if ordered else 0
    most = max(MOST_QUOTES, min(len(seen), MOST_THEMED))
    return (ordered[shift:] + ordered[:shift])[:most]


def _sentence(
    text: str, items: list[FeedbackItem], terms: tuple[str, ...], cites: tuple[str, ...]
) -> DraftItem:
    body = Sentence(
        text=text,
        quotes=tuple(Quote(item=one.id, text=quotation(one.text, terms)) for one in items),
        about=tuple(dict.fromkeys(one.department for one in items)),
    )
    return DraftItem(body=body, cites=(*cites, *(f"item:{one.id}" for one in items)))


def _quoted(terms: Sequence[str], language: Language) -> str:
    return listed((quoted(term, language, 40) for term in terms), language)


def _concern(
    key: str, concern: Concern, written: list[FeedbackItem], turn: int, language: Language
) -> DraftItem | None:
    items = _turned(concern.items, written, turn)
    if not items:
        return None
    terms, count = _quoted(concern.terms, language), len(concern.items)
    here, elsewhere = percent(concern.share_here), percent(concern.share_elsewhere)
    name, minority = concern.department, concern.minority
    said = counted(count, f"item from {name} speaks", f"items from {name} speak")
    text = say(
        language,
        en=f"{'Minority concern' if minority else 'Concern'}: {said} of {terms}, "
        f"{here} of what {name} wrote and {elsewhere} of what all others wrote.",
        zh=f"{'少数意见：' if minority else ''}{name}有 {count:,} 条反馈谈到{terms}，"
        f"占本部门的 {here}，占其他部门的 {elsewhere}。",
    )
    return _sentence(text, items, concern.terms, (key,))


def _theme(
    theme: Theme, written: list[FeedbackItem], turn: int, language: Language
) -> DraftItem | None:
    items = _turned(theme.items, written, turn)
    if not items:
        return None
    count, names = len(theme.items), listed(theme.departments, language)
    term = _quoted((theme.term,), language)
    said = counted(count, f"item from {names} mentions", f"items from {names} mention")
    text = say(
        language,
        en=f"Shared by several departments: {said} {term}.",
        zh=f"{names}共有 {count:,} 条反馈提到{term}。",
    )
    return _sentence(text, items, (theme.term,), (f"theme:{theme.term}",))


def _others(
    facts: DigestFacts,
    written: list[FeedbackItem],
    sentences: list[DraftItem],
    turn: int,
    language: Language,
) -> list[DraftItem]:
    """Return one sentence for each department that no concern or theme has quoted."""
    covered = {
        name for item in sentences if isinstance(item.body, Sentence) for name in item.body.about
    }
    voices = {one.department: one for one in facts.voices}
    found = []
    for name in dict.fromkeys(one.department for one in written):
        if name in covered:
            continue
        own = [one.id for one in written if one.department == name]
        voice = voices.get(name)
        text, cites = say(language, en=f"Also from {name}.", zh=f"{name}另有意见。"), ("round",)
        if voice:
            said = voice_words(voice, language)
            first = quoted(quotation(_turned(own, written, turn)[0].text), language, 60)
            text = say(
                language,
                en=f"{name}: {said}, such as {first}.",
                zh=f"{name}有 {said}，如{first}。",
            )
            cites = (f"voice:{name}",)
        found.append(_sentence(text, _turned(own, written, turn), (), cites))
    return found


def _round(
    facts: DigestFacts,
    written: list[FeedbackItem],
    sentences: list[DraftItem],
    turn: int,
    language: Language,
) -> DraftItem:
    """Return the sentence on who was asked, with words that no other sentence quotes."""
    used = {cite for one in sentences for cite in one.cites}
    fresh = [one.id for one in written if f"item:{one.id}" not in used]
    names = listed(dict.fromkeys(one.department for one in written), language)
    text = say(
        language,
        en=f"Round {facts.round} asked {counted(facts.asked, 'person', 'people')} "
        f"and {facts.answered:,} answered, from {names}.",
        zh=f"第 {facts.round} 轮征集了 {facts.asked:,} 人，"
        f"{facts.answered:,} 人作答，来自{names}。",
    )
    return _sentence(
        text, _turned(fresh or [one.id for one in written], written, turn), (), ("round",)
    )
