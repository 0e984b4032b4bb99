"""The changes of an adjustment: which key results move, and what one option does to one of them."""

import re
from decimal import Decimal

from activities.evidence.evaluation import Option, score_words
from activities.evidence.wording import figure, quoted, say
from domain.goal_facts import AdjustmentFacts, Score
from domain.items import Change
from domain.suggestion import DraftItem
from domain.text import Language


def moving(facts: AdjustmentFacts) -> list[Score]:
    """Return the scores of the key results that the evaluation proposes to change."""
    return [one for one in facts.scores if one.item in facts.proposes]


def changes(score: Score, option: Option, language: Language, opening: str = "") -> list[DraftItem]:
    """Return the change and, when the text names the old value, the text with the new one.

    `opening` stands before the reason; every figure of the reason is written here.
    """
    label = quoted(score.text, language, 100)
    change = Change(
        target=score.item,
        field=option.field,
        before=option.before,
        after=option.after,
        reason=opening + _reason(score, option, label, language),
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


def _reason(score: Score, option: Option, label: str, language: Language) -> str:
    why = say(language, en=option.why[0], zh=option.why[1])
    return say(
        language,
        en=f"{label}: {score_words(score, language)}; "
        f"{option.after} instead of {option.before} is {why}.",
        zh=f"{label}{score_words(score, language)}；"
        f"由 {option.before} 改为 {option.after}，即{why}。",
    )


def _reworded(text: str, option: Option) -> str:
    """Put the new value in the place of the last mention of the old one, alone or with commas."""
    old = option.before if option.field == "due" else figure(Decimal(option.before))
    new = option.after if option.field == "due" else figure(Decimal(option.after))
    every = list(re.finditer(rf"(?<![\d.,]){re.escape(old)}(?![\d]|[.,]\d)", text))
    if not every:
        return text
    last = every[-1]
    return text[: last.start()] + new + text[last.end() :]
