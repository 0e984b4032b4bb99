"""Which reasons for a change stand: on its own signal and option, neither turned round."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from activities.evidence.changes import moving
from activities.evidence.evaluation import Option, options, signal_words
from activities.evidence.wording import say
from activities.model_drafts.adjustment_shape import AdjustmentDraft, ChangeDraft
from activities.model_drafts.claims import has_id
from activities.model_drafts.clauses import subject
from activities.model_drafts.echoes import echoed
from activities.model_drafts.excerpts import cut
from activities.model_drafts.plain import plain, says_nothing, shortened
from activities.model_drafts.problems import unknown
from domain.goal_facts import AdjustmentFacts, Score
from domain.text import Bilingual, Language, fold

_SPEAKS_OF = {
    "target": re.compile(
        r"[下上]调|调[低高]|(?:降低|放低|提高)[^，。]{0,6}目标|目标[^，。不]{0,6}(?:降低|放低|提高)"
        r"|\b(?:lower|reduc)\w*\b|\b(?:rais|cut|eas)\w*\b[^.,;]{0,30}\btargets?\b",
        re.IGNORECASE,
    ),
    "due": re.compile(
        r"期限|延[长期后]|推迟|目标(?:不[变动]|照旧)"
        r"|\b(?:due|deadlines?|postpone\w*|exten\w+|more time|target stays|same target)\b",
        re.IGNORECASE,
    ),
}
"""Words for moving a target or a date: a reason must not speak of the other one alone."""

_OTHER_SIGNALS = {
    "better": re.compile(r"变差|恶化|没有信号|worse|no signal|too few", re.IGNORECASE),
    "worse": re.compile(
        r"改善信号|好转|向好|没有信号|signal for the better|improv|no signal|too few", re.IGNORECASE
    ),
    "none": re.compile(
        r"变差|恶化|改善|好转|向好|for the worse|for the better|worsen|improv", re.IGNORECASE
    ),
    "not enough data": re.compile(
        r"变差|恶化|改善|好转|向好|for the worse|for the better|worsen|improv|noise", re.IGNORECASE
    ),
}
"""Words for a signal that the key result does not have."""

_NO_REASON = re.compile(
    r"准确|精确|(?:加快|提速|更快)|增加目标|目标[^，。]{0,4}(?:太|过|偏)低|责任|不力|得分和信号"
    r"|accura|\bfaster\b|\btoo low\b|far in the future|to blame|\bfault\b|\bnot a signal\b",
    re.IGNORECASE,
)
"""What no evaluation of ours shows, and figures taken the wrong way round."""


class Judged(NamedTuple):
    """The option of every key result, reasons that stand, why others do not, what was struck."""

    options: dict[str, Option]
    reasons: dict[str, str]
    problems: list[Bilingual]
    struck: int


def label(option: Option) -> str:
    """Return how an option is named in the answer: target 29, or due 2026-10-28."""
    return f"{option.field} {option.after}"


def meaning(option: Option, language: Language) -> str:
    """Say what an option means, without figures."""
    if option.field == "due":
        return say(language, en="the target stays, with more time", zh="目标不变，期限往后放")
    why = say(language, en=option.why[0], zh=option.why[1])
    return say(language, en=f"the target is set anew: {why}", zh=f"目标改为{why}")


def name_of(score: Score, language: Language) -> str:
    """Return what a key result is about: what its text quotes, or its words before a figure."""
    return cut(subject(score.text) or score.measure, 60)


def judged(answer: AdjustmentDraft, facts: AdjustmentFacts, language: Language) -> Judged:
    """Judge each entry by itself; a key result without one has the first of its options."""
    found = {one.item: one for one in moving(facts)}
    picked: dict[str, Option] = {}
    reasons: dict[str, str] = {}
    problems: list[Bilingual] = []
    struck = 0
    for draft in answer.changes:
        score = found.get(draft.item)
        if score is None or draft.item in picked:
            problems.append(_entry(draft.item, score is None))
            struck += 1
            continue
        offered = {label(option): option for option in options(score)}
        option = offered.get(draft.option)
        picked[draft.item] = option or options(score)[0]
        reason = plain(draft.reason, language)
        flaws = list(_wrong(draft, reason, score, option, language))
        flaws += [_repeated(draft.item)] if fold(reason) in map(fold, reasons.values()) else []
        problems += flaws
        if not flaws:
            reasons[draft.item] = reason
        struck += bool(flaws) or shortened(draft.reason)
    missing = [item for item in found if item not in picked]
    problems += [_entry(item, strange=False) for item in missing]
    picked |= {item: options(found[item])[0] for item in missing}
    return Judged(picked, reasons, problems, struck + len(missing))


def _entry(item: str, strange: bool) -> Bilingual:
    if strange:
        return unknown("item", item)
    return Bilingual(en=f"{item} needs exactly one entry.", zh=f"{item} 应恰好一条。")


def _repeated(item: str) -> Bilingual:
    return Bilingual(
        en=f"{item}: the reason is that of another key result; write one of its own.",
        zh=f"{item}：reason 与另一条相同，要各写各的。",
    )


def _wrong(
    draft: ChangeDraft, reason: str, score: Score, option: Option | None, language: Language
) -> Iterator[Bilingual]:
    """Yield an option that the key result does not have, and a reason that does not fit."""
    if option is None:
        offered = [label(one) for one in options(score)]
        yield Bilingual(
            en=f"{draft.item}: option “{draft.option}” is not offered; choose one of "
            f"{', '.join(offered)}.",
            zh=f"{draft.item}：没有 option「{draft.option}」，应从 {'、'.join(offered)} 中选一个。",
        )
        return
    if says_nothing(reason) or fold(reason) in fold(score.text):
        yield Bilingual(
            en=f"{draft.item}: the reason says nothing once numbers are left out; "
            f"{_advice(score, option).en}",
            zh=f"{draft.item}：去掉数字后 reason 没有内容，{_advice(score, option).zh}",
        )
    other = "due" if option.field == "target" else "target"
    if _SPEAKS_OF[other].search(reason) and not _SPEAKS_OF[option.field].search(reason):
        yield Bilingual(
            en=f"{draft.item}: the reason speaks of another change than {draft.option}; "
            f"{_advice(score, option).en}",
            zh=f"{draft.item}：reason 说的不是 {draft.option} 这项调整，"
            f"{_advice(score, option).zh}",
        )
    false = _OTHER_SIGNALS[score.signal].search(reason) or _NO_REASON.search(reason)
    if false or has_id(reason) or echoed(reason, "adjustment", language, score.text):
        yield Bilingual(
            en=f"{draft.item}: the reason is not what the evaluation shows; "
            f"{_advice(score, option).en}",
            zh=f"{draft.item}：reason 与评估结果不符，{_advice(score, option).zh}",
        )


def _advice(score: Score, option: Option) -> Bilingual:
    """Return a reason that would stand, for a model that found none."""
    return Bilingual(
        en=f"write such as: {name_of(score, 'en')} shows {signal_words(score, 'en')}, so "
        f"{meaning(option, 'en')}.",
        zh=f"可以写：{name_of(score, 'zh')}{signal_words(score, 'zh')}，{meaning(option, 'zh')}。",
    )
