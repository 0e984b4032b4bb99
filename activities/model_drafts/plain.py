"""A model's sentences without quantities: figures, spelled numbers and times are code's."""

import re
from collections.abc import Iterable

from activities.model_drafts.clauses import ENDS, without_numbers
from domain.text import Language, fold

RHYTHMS = {
    7: re.compile(
        r"每周一次|每(?:周|星期)(?![一二三四五六日天末])|(?<![双两])周[例]?会"
        r"|\bweekly\b|\b(?:every|each|once a) week\b",
        re.IGNORECASE | re.ASCII,
    ),
    14: re.compile(
        r"每两周(?:一次)?|每隔一周|[隔双]周|\bbi-?weekly\b|\bfortnightly\b"
        r"|\bevery (?:two|other|second) weeks?\b|\bevery fortnight\b",
        re.IGNORECASE | re.ASCII,
    ),
}
"""How a rhythm is said: such words may stay where code says the same."""

_ZH = "一二两三四五六七八九十"
_TENS = "eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)(?:teen|ty)|forty|twenty|hundreds?"
_UNITS = "two|three|four|five|six|seven|eight|nine|ten"
_SPAN = "seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?"
_SPELLED = re.compile(
    # Chinese: weekdays, rhythms, parts of the day, spans, clock times, counts, shares
    rf"(?:周|星期|礼拜)[{_ZH}日天末]|[每隔逐][{_ZH}几]*个?(?:工作)?[日天周月季年晚早]"
    r"|[每隔]个?(?:星期|礼拜|小时)|[半双单]周|周[例会报]|月[例会报]|季度"
    r"|[上中下]午|午[前后]|[凌清]晨|早[上晨]|[傍晚][晚上]|正午"
    rf"|(?<![统前])[{_ZH}半百几数]+多?个?(?:工作|自然)?"
    r"(?:小时|分钟|钟头|点[钟半整]|刻钟|[天日周月年]|星期|礼拜)"
    rf"|(?:[七八九]|十[一二]?)点|[{_ZH[1:]}][十百千万亿个项条位名人次份步家件]|十[{_ZH}]"
    rf"|百分之|[{_ZH}]成(?![员果本功为立长效])|[{_ZH}几数]倍|翻[番倍]|一半|[过大减]半|半数"
    # English: the same
    r"|\b(?:mon|tues|wednes|thurs|fri|satur|sun)days?\b|\bweekends?\b"
    r"|\b(?:hourly|daily|(?:bi-?)?weekly|fortnight(?:ly)?|monthly|quarterly|yearly|annually)\b"
    r"|\b(?:mornings?|afternoons?|evenings?|noon|midnight|o['’]clock)\b"
    rf"|\b(?:every|each|per)\s+(?:\w+\s+)?(?:{_SPAN})\b|\b(?:{_TENS}|{_UNITS})\b"
    rf"|\b(?:half an?|an?|one|several|few|couple of)[\s-]+(?:\w+ing\s+|business\s+)?(?:{_SPAN})\b"
    r"|\bper\s?cent\b|\bhal(?:f|ve[sd]?|ving)\b|\bdoubl(?:e[sd]?|ing)\b|\btwice\b|\btriple[sd]?\b",
    re.IGNORECASE | re.ASCII,
)
_OWN = re.compile("[\ue000-\uf8ff]")
_SENTENCE = re.compile(r"[。！？!?\n]+|\.(?=\s|$)")
_BLANK = re.compile(
    r"\b(?:TBD|TODO|FIXME|XX+|lorem ipsum)\b|待定|待补充|此处填写"
    r"|\{\w*\}|<[^<>]{1,20}>|\[[^\[\]]{1,20}\]",
    re.IGNORECASE | re.ASCII,
)
FEWEST_LETTERS = 6


def plain(text: str, language: Language, names: Iterable[str] = (), days: int | None = None) -> str:
    """Return the sentences of `text`, each up to its first clause with a quantity, or nothing.

    A number inside one of `names` is a name; words for a rhythm of `days` may stay.
    """
    kept = [words for _, words in _sentences(text, names, days) if words]
    return ("。" if language == "zh" else ". ").join(kept)


def shortened(text: str, names: Iterable[str] = (), days: int | None = None) -> bool:
    """Return whether `plain` leaves anything out."""
    return any(whole != words for whole, words in _sentences(text, names, days))


def says_nothing(text: str) -> bool:
    """Return whether a text is a placeholder or hardly a word."""
    return bool(_BLANK.search(text)) or len(re.findall(r"\w", fold(text))) < FEWEST_LETTERS


def _sentences(text: str, names: Iterable[str], days: int | None) -> list[tuple[str, str]]:
    """Return each sentence whole and as it may stay.

    What may stay is put behind single signs while numbers are looked for, and a time in words is
    looked for as a number.
    """
    hidden: list[str] = []

    def hide(found: re.Match[str]) -> str:
        hidden.append(found[0])
        return chr(0xE000 + len(hidden) - 1)

    def shown(part: str) -> str:
        return _OWN.sub(lambda sign: hidden[ord(sign[0]) - 0xE000], part)

    masked = _OWN.sub("", text)
    longest = sorted(filter(None, set(names)), key=len, reverse=True)
    if longest:
        masked = re.sub("|".join(map(re.escape, longest)), hide, masked)
    if days in RHYTHMS:
        masked = RHYTHMS[days].sub(hide, masked)
    parts = [part.strip(ENDS) for part in _SENTENCE.split(masked)]
    return [
        (shown(part), shown(without_numbers(_SPELLED.sub(" 0 ", part)))) for part in parts if part
    ]
