"""An adjustment worded by a model: it picks one of the computed changes and says why it fits."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from activities.evidence.changes import changes, moving
from activities.evidence.evaluation import Option, band_words, options, signal_words
from activities.evidence.wording import listed, say
from activities.model_drafts.adjustment_shape import AdjustmentDraft, ChangeDraft
from activities.model_drafts.clauses import without_numbers
from activities.model_drafts.excerpts import cut, request_rows, rows
from activities.model_drafts.plain import plain, says_nothing, shortened
from activities.model_drafts.problems import refuse, unknown
from activities.model_drafts.shapes import Narrowing
from domain.facts import AdjustmentFacts, Score
from domain.suggestion import Asked, DraftItem, Evidence
from domain.text import Bilingual, Language, fold
from prompts.loading import load

MOST_CHANGES = 8
_SPEAKS_OF = {
    "target": re.compile(
        r"[下上]调|调[低高]|(?:降低|放低|提高)[^，。]{0,6}目标|目标[^，。不]{0,6}(?:降低|放低|提高)"
        r"|\b(?:lower|reduc)\w*\b|\b(?:rais|cut|eas)\w*\b[^.,;]{0,30}\btargets?\b",
        re.IGNORECASE,
    ),
    "due": re.compile(
        r"期限|延[长期后]|推迟|\b(?:due|deadlines?|postpone\w*|exten\w+|more time)\b", re.IGNORECASE
    ),
}
"""Words for moving a target or a date: a reason must not speak of the other one alone."""


def ready(facts: AdjustmentFacts) -> bool:
    """Return whether there is something to change, and little enough for one answer."""
    return 0 < len(moving(facts)) <= MOST_CHANGES


def max_tokens(facts: AdjustmentFacts) -> int:
    """Return the cap of the answer: about 130 tokens for each change."""
    return max(600, 200 + 130 * len(moving(facts)))


def label(option: Option) -> str:
    """Return how an option is named in the answer: target 29, or due 2026-10-28."""
    return f"{option.field} {option.after}"


def messages(
    facts: AdjustmentFacts,
    evidence: Sequence[Evidence],
    language: Language,
    requests: Sequence[Asked],
    fence: str,
) -> list[dict[str, str]]:
    """Return the prompt's messages for these facts.

    The scores stand in words, without their figures: small models copy these.
    """
    found = moving(facts)
    scores = (
        (
            one.item,
            cut(without_numbers(one.text) or one.text, 100),
            band_words(one, language),
            signal_words(one, language),
        )
        for one in found
    )
    values = {
        "fence": fence,
        "scores": rows(scores, language),
        "options": rows((_row(s, o, language) for s in found for o in options(s)), language),
        "items": listed((one.item for one in found), language, MOST_CHANGES),
        "requests": request_rows(requests, language),
    }
    return load("adjustment", language).messages(values)


def _row(score: Score, option: Option, language: Language) -> tuple[str, str, str]:
    return score.item, label(option), say(language, en=option.why[0], zh=option.why[1])


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

    A ValueError says, one sentence a line, what is wrong: a key result without an entry or with
    two, one that is not to move, an option that it does not have, a reason that says nothing.
    """
    found = moving(facts)
    stated = Counter(one.item for one in answer.changes)
    scores = {one.item: one for one in found}
    refuse(
        [
            *(unknown("item", item) for item in stated if item not in scores),
            *(_entries(item, stated[item]) for item in scores if stated[item] != 1),
            *(
                problem
                for one in answer.changes
                if one.item in scores
                for problem in _wrong(one, scores[one.item], language)
            ),
        ],
        language,
    )
    drafts = {one.item: one for one in answer.changes}
    ends = say(language, en=". ", zh="。")
    return tuple(
        item
        for score in found
        for item in changes(
            score,
            _options(score)[drafts[score.item].option],
            language,
            plain(drafts[score.item].reason, language) + ends,
        )
    )


def _options(score: Score) -> dict[str, Option]:
    return {label(option): option for option in options(score)}


def _entries(item: str, count: int) -> Bilingual:
    return Bilingual(
        en=f"{item} has {count} entries; it needs exactly one.",
        zh=f"{item} 有 {count} 条，应恰好一条。",
    )


def _wrong(draft: ChangeDraft, score: Score, language: Language) -> Iterator[Bilingual]:
    """Yield an option that the key result does not have, and a reason that does not fit."""
    offered = _options(score)
    option = offered.get(draft.option)
    if option is None:
        yield Bilingual(
            en=f"{draft.item}: option “{draft.option}” is not offered; choose one of "
            f"{', '.join(offered)}.",
            zh=f"{draft.item}：没有 option「{draft.option}」，应从 {'、'.join(offered)} 中选一个。",
        )
    reason = plain(draft.reason, language)
    if says_nothing(reason) or fold(reason) in fold(score.text):
        yield Bilingual(
            en=f"{draft.item}: the reason says nothing once numbers are left out; say in words "
            "why this change fits the score and the signal.",
            zh=f"{draft.item}：去掉数字后 reason 没有内容，应写这项调整为什么符合得分和信号。",
        )
    other = "due" if option and option.field == "target" else "target"
    if option and _SPEAKS_OF[other].search(reason) and not _SPEAKS_OF[option.field].search(reason):
        yield Bilingual(
            en=f"{draft.item}: the reason speaks of another change than {draft.option}.",
            zh=f"{draft.item}：reason 说的不是 {draft.option} 这项调整。",
        )


def merged(
    earlier: AdjustmentDraft | None, answer: AdjustmentDraft, facts: AdjustmentFacts
) -> AdjustmentDraft:
    """Return the new answer: it is one whole."""
    return answer


def removed(answer: AdjustmentDraft, facts: AdjustmentFacts) -> int:
    """Return how many reasons lost a clause with a number."""
    return sum(shortened(one.reason) for one in answer.changes)
