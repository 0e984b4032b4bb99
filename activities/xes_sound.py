"""Whether a piece of XML is well-formed, told from its tags as whole columns.

A parser takes half the time of reading a log. Yet nearly every log is written by a program, with
tags of a few dozen forms: where all are of the plainest sort, each one that ends is called as the
one that began, and no character is one that XML has not, nothing is left to be wrong. What is not
known to be sound may be so all the same: then a parser tells.
"""

import re
from collections.abc import Sequence

import numpy as np

from activities.xes_tags import Tags

_REFERENCE = re.compile(rb"&(?:lt|gt|amp|quot|apos);")
_DEEPEST = 100
_IN_CACHE = 1 << 16


def is_sound(text: bytes, tags: Tags, open_: Sequence[str]) -> bool:
    """Tell whether a text that follows the beginning of the elements `open_` is surely sound.

    It is decoded already, so it is UTF-8; and it leaves the root open.
    """
    return (
        all(one.plain for one in tags.forms)
        and text.count(b"&") == (len(_REFERENCE.findall(text)) if b"&" in text else 0)
        and not _has_other_characters(text)
        and _is_nested(tags, open_)
    )


def _has_other_characters(text: bytes) -> bool:
    """Look for control characters, and for U+FFFE and U+FFFF by what those begin with."""
    whole = np.frombuffer(text, np.uint8)
    for start in range(0, len(whole), _IN_CACHE):
        byte = whole[start : start + _IN_CACHE]
        control = (byte < 0x20) & (byte != 0x09) & (byte != 0x0A) & (byte != 0x0D)
        if control.any():
            return True
    return b"\xef" in text and b"\xef\xbf" in text  # one byte is looked for much faster


def _is_nested(tags: Tags, open_: Sequence[str]) -> bool:
    """Tell whether each tag that ends is called as the last that began on its level."""
    called: dict[str, int] = {}
    names = [called.setdefault(one, len(called)) for one in (*open_, *(f.name for f in tags.forms))]
    step = np.concatenate([np.ones(len(open_), np.int64), tags.each([f.step for f in tags.forms])])
    name = np.concatenate([names[: len(open_)], np.asarray(names[len(open_) :])[tags.form]])
    depth = np.cumsum(step)
    if depth[len(open_) :].min(initial=1) < 1 or depth.max(initial=0) > _DEEPEST:
        return False
    paired = np.flatnonzero(step)  # the others begin and end in one
    level = (depth + (step < 0))[paired].astype(np.int8)
    order = paired[np.argsort(level, kind="stable")]
    ends = np.flatnonzero(step[order] < 0)
    return bool((name[order][ends] == name[order][ends - 1]).all())


def still_open(tags: Tags, open_: Sequence[str]) -> list[str]:
    """Return the names of the elements that are open after these tags."""
    step = tags.each([one.step for one in tags.forms])
    depth = len(open_) + np.cumsum(step)
    found = list(open_)
    for level in range(1, (int(depth[-1]) if len(depth) else len(open_)) + 1):
        begun = np.flatnonzero((step == 1) & (depth == level))
        if len(begun):
            found[level - 1 :] = [tags.forms[tags.form[begun[-1]]].name]
    return found[: int(depth[-1])] if len(depth) else found
