"""Adjustments: one change for each key result whose score asks for it."""

from collections.abc import Sequence

from activities.evidence.changes import changes, moving
from activities.evidence.evaluation import Option, options
from activities.evidence.wording import listed, quoted, say
from activities.rules.requests import answered
from domain.errors import BadInputError
from domain.goal_facts import AdjustmentFacts, Score
from domain.suggestion import Asked, DraftItem
from domain.text import Language


def draft(
    facts: AdjustmentFacts, language: Language, requests: Sequence[Asked]
) -> tuple[DraftItem, ...]:
    """Draft the changes that the evaluation proposes; each request takes the next alternative."""
    found = moving(facts)
    if not found:
        raise BadInputError(
            en=f"Evaluation {facts.evaluation} of {facts.read_at} proposes no change.",
            zh=f"{facts.read_at} 的评估 {facts.evaluation} 没有提出任何调整。",
        )
    turn = len(requests)
    items = [item for one in found for item in changes(one, _at(one, turn), language)]

    def alternative(number: int) -> tuple[str, tuple[str, ...]]:
        cites = tuple(f"options:{one.item}" for one in found)
        words = listed((_words(one, _at(one, number), language) for one in found), language)
        same = all(_at(one, number) == _at(one, number - 1) for one in found)
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
