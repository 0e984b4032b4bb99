"""Sentences taken apart: clauses with numbers are struck, and texts cut into quotable pieces."""

import re

from domain.text import fold
from domain.tracing import numbers

ENDS = "。.；;，,：:、！!？? "
SHORTEST = 4
LONGEST = 60
FEWEST_WORDS = 4
FEWEST_WIDE = 4
_WIDE = re.compile("[\u4e00-\u9fff]")
_CLAUSE = re.compile(r"[，,；;。：:（(）)、]|\.(?=\s|$)|\s[–—-]\s")
_SENTENCE = re.compile(r"[。！？!?；;\n]+|\.(?=\s|$)")
_QUOTED = re.compile("[“「『]([^”」』]{2,60})[”」』]")
_FIGURE = re.compile(r"\s*[-+±]?\d")
_TOWARDS = re.compile(r"(?:从|不高于|不低于|\bfrom|\bno (?:more|less) than)\s*$")
_COMMA = re.compile(r"[，,]")


def without_numbers(text: str) -> str:
    """Return `text` up to its first clause that holds a number; empty if that leaves too little.

    Numbers of a draft are written by code alone; a model's own may be plausible and false.
    """
    if not numbers(text):
        return text.rstrip(ENDS)
    ends = [match.start() for match in _CLAUSE.finditer(text)]
    whole = [text[:end].rstrip(ENDS) for end in ends if not numbers(text[:end])]
    kept = whole[-1] if whole else ""
    return kept if len(fold(kept)) >= SHORTEST else ""


def subject(result: str) -> str:
    """Return what a key result is about: what its text quotes, or its words before a figure."""
    quoted = _QUOTED.search(result)
    before = _FIGURE.split(result, maxsplit=1)[0]
    return quoted[1] if quoted else _TOWARDS.sub("", before).rstrip(ENDS)


def is_hollow(text: str) -> bool:
    """Return whether `text` is too short for a sentence: a name, an id, a word of the schema."""
    wide = len(_WIDE.findall(text))
    return wide < FEWEST_WIDE if wide else len(text.split()) < FEWEST_WORDS


def pieces(text: str, most: int = 2) -> tuple[str, ...]:
    """Return up to `most` verbatim pieces of `text`, sentence by sentence, long ones by clause."""
    found: list[str] = []
    for sentence in _SENTENCE.split(text):
        parts = [sentence] if len(sentence) <= LONGEST else _COMMA.split(sentence)
        found += [part.strip() for part in parts if len(fold(part)) >= SHORTEST]
    usable = [piece for piece in dict.fromkeys(found) if len(piece) <= 2 * LONGEST]
    return tuple(usable[:most])
