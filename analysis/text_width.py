"""How wide a line of text will about be, where nothing can measure it: for drawings."""

import re
from unicodedata import category, combining, east_asian_width

_BROAD = frozenset("mwMW@%&—…ÆŒ")
_PIECE = re.compile(r"[ \t]+|[^\W\d_]+|\d[\d.,]*|.", re.DOTALL)


def ems(text: str) -> float:
    """Return the width in ems, rather too wide than too narrow: a Chinese character is one."""
    return sum(map(_em, text))


def _em(one: str) -> float:
    if combining(one) or category(one) in ("Mn", "Me"):
        return 0.0
    if east_asian_width(one) in "WFA" and ord(one) > 0x2000:
        return 1.0
    if one in _BROAD or ord(one) > 0xFFFF:
        return 1.0
    if one.isupper():
        return 0.75
    return 0.3 if one in " .,:;'|!ilj" else 0.58


def fitted(text: str, most: float) -> str:
    """Return the text cut with … to at most so many ems."""
    if ems(text) <= most:
        return text
    left, kept = most - 1.0, 0
    for one in text:
        left -= _em(one)
        if left < 0:
            break
        kept += 1
    return text[:kept].rstrip() + "…"


def shortened(text: str, most: float) -> str:
    """Return the text cut with … in its middle: names that begin alike often end otherwise."""
    if ems(text) <= most:
        return text
    head, left = fitted(text, 0.6 * most), most
    left -= ems(head)
    tail = ""
    for one in reversed(text):
        left -= _em(one)
        if left < 0:
            break
        tail = one + tail
    return head + tail.lstrip()


def wrapped(text: str, most: float) -> list[str]:
    """Break a text into lines of at most so many ems; Chinese breaks anywhere."""
    lines, line = [], ""
    for piece in _PIECE.findall(text):
        parts = list(piece) if _breaks(piece) else [piece]
        for part in parts:
            if line and ems(line + part.rstrip()) > most and part not in "，。；：、）":
                lines.append(line.rstrip())
                line = ""
            line += part if line else part.lstrip()
    return [*lines, line.rstrip()] if line.strip() else lines


def _breaks(piece: str) -> bool:
    """Say whether a run of letters may be broken anywhere."""
    return any(east_asian_width(one) in "WF" for one in piece) or len(piece) > 30
