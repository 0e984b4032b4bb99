"""How long reading a text takes at the very least, and how much of a text an edit changed.

People read English prose silently at 238 words a minute on average, Chinese at about 260 (Brysbaert
2019, "How many words do we read per minute?", Journal of Memory and Language 109). With 6
characters a word, the gap included, and 1.5 a Chinese word, that is 24 and 6.5 characters a second.
Three times that is skimming: who was faster did not read the words. Both steps are assumptions.
"""

import re
from collections.abc import Iterable, Mapping

from domain.differences import differences
from domain.reading import Reader
from domain.suggestion import Item, Suggestion
from domain.text import Frozen

HAN_A_SECOND = 20
OTHERS_A_SECOND = 72
LEAST = 3.0
"""Seconds that even one line takes to be seen, understood and answered."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f]")


class Edit(Frozen):
    """How much an edit changed: `characters` taken out and put in, and their `share`.

    The share is of all characters of the changed items, before and after: 0 for the same text, 1
    where nothing was kept.
    """

    characters: int
    share: float


def least_seconds(text: str) -> float:
    """Return how many seconds somebody needs at the least who sees this text for the first time."""
    han = len(_HAN.findall(text))
    return max(LEAST, han / HAN_A_SECOND + (len(text) - han) / OTHERS_A_SECOND)


def words_of(items: Iterable[Item], text: Suggestion) -> str:
    """Return these items as they are read."""
    reader = Reader(text.language, {})
    return "\n".join(line for item in items for line in reader.lines(item.body))


def edit_between(before: Suggestion, after: Suggestion) -> Edit:
    """Compare two revisions item by item, so that a long text beside a small edit costs nothing."""
    old, new = _by_id(before), _by_id(after)
    moved = total = 0
    for item in dict.fromkeys([*old, *new]):
        if old.get(item) == new.get(item):
            continue
        one, other = old.get(item, ""), new.get(item, "")
        moved += sum(len(s.text) for s in differences(one, other) if s.what != "kept")
        total += len(one) + len(other)
    return Edit(characters=moved, share=moved / total if total else 0.0)


def _by_id(text: Suggestion) -> Mapping[str, str]:
    return {item.id: words_of([item], text) for item in text.items}
