"""What changed between two texts, word by word; Chinese character by character."""

import re
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Literal

from domain.text import Frozen

MOST_PAIRS = 50_000
"""Texts with more pairs of equal words are compared as a whole: repetition costs difflib seconds,
and a Workflow Task has two."""

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003134f"
_WORDS = re.compile(rf"[{_HAN}]|[^\W_{_HAN}]+(?:[.,'’:/%-][^\W_{_HAN}]+)*|\s+|.", re.DOTALL)


class Span(Frozen):
    """A run of text that was kept, taken out or put in."""

    what: Literal["kept", "out", "in"]
    text: str


def words(text: str) -> list[str]:
    """Return the text in words, signs, gaps and single Chinese characters; joined they are it."""
    return _WORDS.findall(text)


def differences(before: str, after: str) -> tuple[Span, ...]:
    """Return how `after` came from `before`, in reading order, what was taken out first.

    The kept and taken-out spans joined are `before`, the kept and put-in ones `after`. Between two
    changes a gap or a sign alone is not worth keeping: it is taken out and put in with them.
    """
    old, new = words(before), words(after)
    counted = Counter(new)
    if sum(times * counted[word] for word, times in Counter(old).items()) > MOST_PAIRS:
        return _merged([(before, after)])
    steps = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return _merged([("".join(old[a:b]), "".join(new[c:d])) for _, a, b, c, d in steps])


def _merged(pairs: Sequence[tuple[str, str]]) -> tuple[Span, ...]:
    """Return spans of pairs of old and new text; neighbouring changes become one."""
    spans: list[Span] = []
    out, new = "", ""
    for place, (old, now) in enumerate(pairs):
        inner = 0 < place < len(pairs) - 1
        if old == now and not (inner and not re.search(r"\w", old)):
            spans += [*_changed(out, new), Span(what="kept", text=old)]
            out, new = "", ""
        else:
            out, new = out + old, new + now
    return tuple(span for span in [*spans, *_changed(out, new)] if span.text)


def _changed(out: str, new: str) -> list[Span]:
    if out == new:
        return [Span(what="kept", text=out)]
    return [Span(what="out", text=out), Span(what="in", text=new)]
