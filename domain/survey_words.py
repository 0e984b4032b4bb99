"""How often and how long, as people of both languages write it into a survey.

What could mean two things is not taken: 每周三 (each Wednesday, or three times?), biweekly, 2-3.
"""

import re
import unicodedata
from typing import Literal, get_args

Period = Literal["day", "week", "month", "quarter", "year"]
PERIODS: tuple[Period, ...] = get_args(Period)
WEEKLY: dict[Period, float] = {
    "day": 5.0,
    "week": 1.0,
    "month": 12 / 52,
    "quarter": 4 / 52,
    "year": 1 / 52,
}
"""How many of each are in a week: a week has five working days, a year 52 weeks."""
MOST_A_WEEK = 1_000
MOST_HOURS = 8_760
"""Of one wait: a year."""

_PERIODS: dict[Period, str] = {
    "day": "day days workday workdays daily 天 日 工作日 每天 每日 每工作日",
    "week": "week weeks wk weekly 周 星期 礼拜 每周 每星期",
    "month": "month months monthly 月 个月 每月",
    "quarter": "quarter quarters quarterly 季度 季 每季度 每季",
    "year": "year years yearly annually 年 每年",
}
_PERIOD_OF = {word: period for period, words in _PERIODS.items() for word in words.split()}
_NUMBERS: dict[str, float] = {
    **{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5},
    **{"six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10},
    **{word: n for n, word in enumerate("一二三四五六七八九十", 1)},
    **{"once": 1, "twice": 2, "两": 2, "半": 0.5, "other": 2, "half": 0.5},
}
_DIGITS = r"\d{1,7}(?:\.\d{1,4})?"
_EN_N = rf"(?P<n>{_DIGITS}|once|twice|one|two|three|four|five|six|seven|eight|nine|ten)"
_ZH_N = rf"(?P<n>{_DIGITS}|[一二两三四五六七八九十])"
_EN_P = r"(?P<p>(?:work)?days?|weeks?|wk|months?|quarters?|years?)"
_ZH_P = r"个?(?P<p>工作日|天|日|周|星期|礼拜|月|季度|季|年)"
_SPAN_EN = rf"(?:(?P<span>{_DIGITS}|other|half|two|three|four|five|six) ?(?:an? )?)?"
_SPAN_ZH = rf"(?P<span>{_DIGITS}|[一二两三四五六七八九十半])?"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"(?:{_EN_N} ?(?:x|times?)? ?)?(?P<p>daily|weekly|monthly|quarterly|yearly|annually)",
        rf"(?:{_EN_N} ?(?:x|times?)? ?)?(?:an?|per|each|every|/|in an?) ?{_SPAN_EN}{_EN_P}",
        rf"每{_SPAN_ZH}{_ZH_P}(?:{_ZH_N} ?次)?",
        rf"{_SPAN_ZH}{_ZH_P}{_ZH_N} ?次",
        rf"{_ZH_N} ?次 ?[/每] ?{_SPAN_ZH}{_ZH_P}",
        rf"(?P<span>隔){_ZH_P}(?:一?次|1次)?",
    )
)
_ABOUT = re.compile(r"^(?:about|around|approx\.?|approximately|~|≈|大约|大概|约) ?")
_LASTS = re.compile(
    rf"(?P<n>{_DIGITS}|半) ?个?(?P<unit>|h|hrs?|hours?|小时|工时|钟头|min|mins|minutes?|分钟)"
)
_HAN = re.compile("[\u4e00-\u9fff]")
_YES = {"yes", "y", "true", "是", "对", "确认", "已确认", "属实"}
_NO = {"no", "n", "false", "否", "不是", "否认", "不属实"}


def frequency(text: str) -> tuple[float, Period] | None:
    """Return how many times in which period; None when it cannot be told."""
    plain = _ABOUT.sub("", _plain(text))
    if plain == "fortnightly":
        return 0.5, "week"
    for form in _FORMS:
        if found := form.fullmatch(plain):
            parts = found.groupdict()
            times = _number(parts.get("n") or "1")
            span = 2.0 if parts.get("span") == "隔" else _number(parts.get("span") or "1")
            return _within_reason(times / span if span else 0.0, _PERIOD_OF[parts["p"]])
    return None


def frequency_of(times: str, period: str) -> tuple[float, Period] | None:
    """Return the same, told in two columns: a number and a period."""
    number = re.fullmatch(rf"({_DIGITS}|[一二两三四五六七八九十]) ?(?:x|times?|次)?", _plain(times))
    words = re.sub(r"^(?:per|a|an|each|every|/) ?", "", _plain(period))
    if number is None or words not in _PERIOD_OF:
        return None
    return _within_reason(_number(number[1]), _PERIOD_OF[words])


def hours_lost(text: str) -> float | None:
    """Return hours, written as `2`, `2.5 h`, `30 min` or `2 小时`; else None."""
    found = _LASTS.fullmatch(_plain(text))
    if found is None:
        return None
    hours = _number(found["n"]) / (60 if found["unit"].startswith(("min", "分")) else 1)
    return hours if hours <= MOST_HOURS else None


def said_yes(text: str) -> bool | None:
    """Return what the other side says; None for any other word."""
    plain = _plain(text)
    return True if plain in _YES else False if plain in _NO else None


def _within_reason(times: float, period: Period) -> tuple[float, Period] | None:
    return (times, period) if 0 < times * WEEKLY[period] <= MOST_A_WEEK else None


def _number(text: str) -> float:
    return _NUMBERS[text] if text in _NUMBERS else float(text)


def _plain(text: str) -> str:
    """Fold width and case; between Chinese characters and numbers a space says nothing."""
    parts = unicodedata.normalize("NFKC", text).casefold().split()
    return ("" if _HAN.search(text) else " ").join(parts)
