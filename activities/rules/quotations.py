"""Choosing what to quote: a verbatim part of an item, whole sentences where they fit."""

import re

from domain.text import fold

LONGEST = 120
SHORTEST = 4
"""A shorter quotation proves nothing, unless it is all that the person wrote."""

_SENTENCE = re.compile(r"\S[^\n]*?(?:[。！？!?]+[”」』’\"]?|\.(?=\s|\Z)|(?=\n)|\Z)")


def quotation(text: str, terms: tuple[str, ...] = ()) -> str:
    """Return an exact part of `text` of at most 120 characters, with one of `terms` if it can."""
    sentences = [found[0].strip() for found in _SENTENCE.finditer(text)]
    telling = [one for one in sentences if len(fold(one)) >= SHORTEST]
    wanted = [one for one in telling if any(term.lower() in one.lower() for term in terms)]
    best = (wanted or telling or [text.strip()])[0]
    return best if len(best) <= LONGEST else _part(best, terms)


def _part(sentence: str, terms: tuple[str, ...]) -> str:
    """Cut a long sentence around its first term, at a comma or space if one is near."""
    places = [sentence.lower().find(term.lower()) for term in terms]
    at = min((place for place in places if place >= 0), default=0)
    start = 0 if at < LONGEST // 2 else at - LONGEST // 3
    if start:
        breaks = [found.end() for found in re.finditer(r"[，,；;、\s]", sentence[start:at])]
        start += breaks[0] if breaks else 0
    part = sentence[start : start + LONGEST]
    if start + LONGEST < len(sentence):
        breaks = [found.start() for found in re.finditer(r"[，,；;\s]", part)]
        end = max((one for one in breaks if one > LONGEST // 2), default=LONGEST)
        part = part[:end]
    return part.strip()
