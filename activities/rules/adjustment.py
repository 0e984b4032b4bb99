"""Adjustments: one change for each key result whose score asks for it."""

import re
from collections.abc import Sequence
from decimal import Decimal

from activities.evidence.evaluation import Option, options, score_words
from activities.evidence.wording import figure, listed, quoted, say
from activities.rules.requests import answered
from domain.errors import BadInputError
from domain.facts import AdjustmentFacts, Score
from domain.items import Change
from domain.suggestion import Asked, DraftItem
from domain.text import Language


def draft(
    facts: AdjustmentFacts, language: Language, requests: Sequence[Asked]
) -> tuple[DraftItem, ...]:
    """Draft the changes that the evaluation proposes; each request takes the next alternative."""
    moving = [one for one in facts.scores if one.item in facts.proposes]
    if not moving:
        raise BadInputError(
            en=f"Evaluation {facts.evaluation} of {facts.read_at} proposes no change.",
            zh=f"{facts.read_at} 的评估 {facts.evaluation} 没有提出任何调整。",
        )
    turn = len(requests)
    items = [item for one in moving for item in _changes(one, _at(one, turn), language)]

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        cites = tuple(f"options:{one.item}" for one in moving)
        words = listed((_words(one, _at(one, number), language) for one in moving), language)
        same = all(_at(one, number) == _at(one, number - 1) for one in moving)
        return say(
            language,
            en=f"{'stays with the last alternative' if same else 'takes the next alternative'}: "
            f"{words}",
            zh=f"{'仍取最后一个备选' if same else '改取下一个备选'}：{words}",
        ), cites

    return (*items, *answered(requests, language, alternative))


def _at(score: Score, turn: int) -> Option:
    every = options(score)
    return every[min(turn, len(every) - 1)]


def _words(score: Score, option: Option, language: Language) -> str:
    label = quoted(score.text, language, 60)
    field = {"target": ("target", "目标"), "due": ("due date", "期限")}[option.field]
    return say(
        language, en=f"{label} {field[0]} {option.after}", zh=f"{label}的{field[1]} {option.after}"
    )


def _changes(score: Score, option: Option, language: Language) -> list[DraftItem]:
    """Return the change and, when the text names the old value, the text with the new one."""
    label = quoted(score.text, language, 100)
    why = say(language, en=option.why[0], zh=option.why[1])
    reason = say(
        language,
        en=f"{label}: {score_words(score, language)}; "
        f"{option.after} instead of {option.before} is {why}.",
        zh=f"{label}{score_words(score, language)}；"
        f"由 {option.before} 改为 {option.after}，即{why}。",
    )
    change = Change(
        target=score.item,
        field=option.field,
        before=option.before,
        after=option.after,
        reason=reason,
    )
    bodies = [change]
    text = _reworded(score.text, option)
    if text != score.text:
        same = say(
            language,
            en=f"The words of {label} follow its new {option.field}.",
            zh=f"{label}的文字随之更新。",
        )
        bodies.append(
            Change(target=score.item, field="text", before=score.text, after=text, reason=same)
        )
    cites = (f"score:{score.item}", f"options:{score.item}")
    return [DraftItem(body=body, cites=cites) for body in bodies]


def _reworded(text: str, option: Option) -> str:
    """Put the new value in the place of the last mention of the old one, alone or with commas."""
    old = option.before if option.field == "due" else figure(Decimal(option.before))
    new = option.after if option.field == "due" else figure(Decimal(option.after))
    every = list(re.finditer(rf"(?<![\d.,]){re.escape(old)}(?![\d]|[.,]\d)", text))
    if not every:
        return text
    last = every[-1]
    return text[: last.start()] + new + text[last.end() :]
