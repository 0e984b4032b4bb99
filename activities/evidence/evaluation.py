"""Evidence of an adjustment: the score of every key result and what could be changed."""

import datetime as dt
from decimal import Decimal
from typing import Literal, NamedTuple

from activities.evidence.wording import amount, exact, figure, gap, percent, proof, say
from domain.goal_facts import AdjustmentFacts, Score
from domain.suggestion import Evidence
from domain.text import Language

LONGER = (dt.timedelta(days=28), dt.timedelta(days=14))
"""How much more time rules propose, the first choice first."""


class Option(NamedTuple):
    """One change that rules may propose; `after` is a plain number or an ISO date."""

    field: Literal["target", "due"]
    before: str
    after: str
    why: tuple[str, str]


def of_adjustment(facts: AdjustmentFacts, language: Language) -> tuple[Evidence, ...]:
    """Word each score with its band and signal, and the changes that rules could propose."""
    source = say(language, en=f"evaluation {facts.evaluation}", zh=f"评估 {facts.evaluation}")
    found = [
        proof(
            "evaluation",
            say(language, en="Evaluation", zh="评估"),
            say(language, en=f"read on {facts.read_at}", zh=f"读数日期 {facts.read_at}"),
            source,
        )
    ]
    found += [_score(one, source, language) for one in facts.scores]
    found += [_changes(one, source, language) for one in facts.scores if one.item in facts.proposes]
    return tuple(found)


def score_words(score: Score, language: Language) -> str:
    """Word one score: from, to, now, score, band, time gone, signal."""
    start, goal, now = (
        amount(value, score.unit) for value in (score.baseline, score.target, score.current)
    )
    value = say(language, en="no score", zh="无得分")
    if score.score is not None:
        value = say(language, en=f"score {figure(score.score)}", zh=f"得分 {figure(score.score)}")
    gone, band = percent(score.elapsed), band_words(score, language)
    return say(
        language,
        en=f"from {start} to {goal}, now {now}, {value} ({band}) "
        f"with {gone} of the time gone, {_signal(score, language)}",
        zh=f"从 {start}{gap(start)}到 {goal}，现为 {now}，{value}（{band}），"
        f"时间已过 {gone}，{_signal(score, language)}",
    )


def band_words(score: Score, language: Language) -> str:
    """Word the band of a score."""
    zh = {"green": "绿", "yellow": "黄", "red": "红", "unknown": "未定"}[score.band]
    return say(language, en=score.band, zh=zh)


def signal_words(score: Score, language: Language) -> str:
    """Word the signal alone, without how many readings it stands on."""
    en, zh = {
        "better": ("a signal for the better", "出现改善信号"),
        "worse": ("a signal for the worse", "出现变差信号"),
        "none": ("no signal beyond noise", "波动之外没有信号"),
        "not enough data": ("not enough readings for a verdict", "读数不足，不作判断"),
    }[score.signal]
    return say(language, en=en, zh=zh)


def _signal(score: Score, language: Language) -> str:
    words = signal_words(score, language)
    return say(
        language, en=f"{words} in {score.points} readings", zh=f"{score.points} 个读数中{words}"
    )


def _score(score: Score, source: str, language: Language) -> Evidence:
    due = say(language, en=f"; due {score.due}", zh=f"；期限 {score.due}")
    return proof(f"score:{score.item}", score.text, score_words(score, language) + due, source)


def options(score: Score) -> tuple[Option, ...]:
    """Return the changes that rules may propose for one key result, the first choice first.

    Reached: a quarter further. Moving: where the present pace ends on the due date. Not moving:
    half of the way. A result to keep has no way to go, so only its due date can move.
    """
    moved = _moved(score)
    later = tuple(
        Option(
            "due",
            score.due.isoformat(),
            (score.due + extra).isoformat(),
            (f"{extra.days} more days at the same target", f"目标不变，延长 {extra.days} 天"),
        )
        for extra in LONGER
    )
    return (moved, *later) if moved else later


def _moved(score: Score) -> Option | None:
    start, goal, now = map(exact, (score.baseline, score.target, score.current))
    if start == goal:
        return None
    way = goal - start
    done = (now - start) / way
    pace = done / Decimal(str(score.elapsed)) if score.elapsed > 0 else Decimal(0)
    if done >= 1:
        share, why = Decimal("1.25"), ("a quarter further than before", "比原目标再进四分之一")
    elif Decimal("0.25") <= pace < Decimal("0.95"):
        share, why = pace, ("where the present pace ends", "按目前速度到期能达到的水平")
    else:
        share, why = Decimal("0.5"), ("half of the way", "原目标幅度的一半")
    after = _tidy(start + way * share)
    if after in (start, goal):
        return None
    return Option("target", f"{goal:f}", f"{after:f}", why)


def _tidy(value: Decimal) -> Decimal:
    size = abs(value)
    places = Decimal("1") if size >= 100 else Decimal("0.1") if size >= 2 else Decimal("0.01")
    return exact(value.quantize(places))


def _changes(score: Score, source: str, language: Language) -> Evidence:
    words = [
        say(language, en=f"{one.after} ({one.why[0]})", zh=f"{one.after}（{one.why[1]}）")
        for one in options(score)
    ]
    return proof(
        f"options:{score.item}",
        say(language, en=f"Possible changes: {score.text}", zh=f"可选调整：{score.text}"),
        say(language, en=", ", zh="，").join(words),
        source,
    )
