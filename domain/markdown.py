"""Untrusted text as Markdown that the Temporal UI shows as it was written, and that does nothing.

The UI does not sanitise (temporal.md §2), and renders with gomarkdown: what it can escape is less
than CommonMark says, and it sets some signs as others.
"""

import re
from collections.abc import Sequence

from domain.text import Language, clean

NAME = 40
PHRASE = 120
LINE = 900
_SHOWN_NAMES = 8
_SPECIAL = re.compile(
    r"([\\`*_{}\[\]<>~|&#!^$]"  # what is Markdown, HTML or a placeholder anywhere in a line
    r"|:(?=/)|(?<=\])\(|(?<=www)\."  # what would make a link of a bare address
    r"|(?<=-)-|\((?=(?:c|r|tm)\))"  # what would be set as another sign
    r"|^[-+])",  # what makes a list of a line
    re.IGNORECASE,
)
_UNESCAPABLE = re.compile(r"@|(?<=\d)/(?=\d)|^=")
"""The UI's renderer (gomarkdown) shows the backslash before these: an entity each instead."""
_NUMBERED = re.compile(r"^(\d+)([.)])")


def escaped(text: str, most: int = LINE) -> str:
    """Return untrusted text as one line of Markdown that reads the same and does nothing.

    It is cut with … after `most` characters, counted as they are read.
    """
    line = " ".join(clean(text[: 8 * most]).split())
    quiet = _SPECIAL.sub(r"\\\1", line if len(line) <= most else f"{line[: most - 1]}…")
    entities = _UNESCAPABLE.sub(lambda found: f"&#{ord(found[0])};", quiet)
    return _NUMBERED.sub(r"\1\\\2", entities)


def joined(people: Sequence[str], language: Language) -> str:
    """Return a list of names or phrases; of many the first, and how many more."""
    between = "、" if language == "zh" else ", "
    more = len(people) - _SHOWN_NAMES
    names = between.join(escaped(one, 2 * NAME) for one in people[:_SHOWN_NAMES])
    return names + (f" … +{more}" if more > 0 else "")


def code(text: str) -> str:
    """Return text that is shown as code: no back-tick can end it, no placeholder is filled in."""
    return re.sub(r"[`{}]", "'", " ".join(clean(text).split()))[:PHRASE]
