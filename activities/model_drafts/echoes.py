"""Whether a model says back what it was told: rules, example or refusal in place of the matter."""

import re
from functools import cache

from domain.text import Language, fold
from prompts.loading import load

RUNS: dict[Language, tuple[int, int]] = {"zh": (6, 10), "en": (14, 34)}
"""So many letters make a whole text, or a run within one, a copy of the prompt."""

_REFUSAL = re.compile(
    r"材料里没有|请去掉|请用中文写|请另用|照抄了|written like a name|\btake out “|write it small"
    r"|\bin the material\b|\bthe figures are added\b|\bsays nothing yet\b",
    re.IGNORECASE,
)

TOPIC = re.compile(
    r"仓储部|门店|物流部|送货|线路规划|货车|补货|货架|夜班|退货率|何平|路上不堵"
    r"|\b(?:Warehousing|Stores|Transport|delivery routes|route planning|trucks?|restocking|shelf"
    r"|shelves|shops|night shifts|return rate|Rosa Blum)\b"
)
"""What the examples of our prompts are about: shops and their goods, in every kind."""


def letters(text: str) -> str:
    """Return the letters and digits of `text` alone, folded."""
    return re.sub(r"\W+", "", fold(text))


def echoed(text: str, kind: str, language: Language, material: str) -> bool:
    """Return whether `text` stands in the prompt of `kind`, or shares a long run with it.

    Words of the example's topic give it away too, where `material` is about something else.
    """
    if any(fold(word) not in fold(material) for word in TOPIC.findall(text)):
        return True
    told, said = _told(kind, language), letters(text)
    whole, run = RUNS[language]
    if _REFUSAL.search(text) or (len(said) >= whole and said in told):
        return True
    return any(said[at : at + run] in told for at in range(len(said) - run + 1))


@cache
def _told(kind: str, language: Language) -> str:
    return letters(load(kind, language).body)
