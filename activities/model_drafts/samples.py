"""Examples in a prompt are about another company; no run of their words is an answer."""

import re
from functools import cache

from domain.text import Language, fold
from prompts.loading import load

RUN: dict[Language, int] = {"zh": 5, "en": 18}
"""So many signs in a row show that an example was copied, with a name put in perhaps."""

_EXAMPLE = re.compile(r'"deliverable":"([^"]+)"|「([^」]{8,})」|“([^”]{14,})”')


def sampled(text: str, kind: str, language: Language) -> bool:
    """Tell whether `text` shares a run with an example of the prompt of `kind`."""
    shown = fold(text)
    return any(run in shown for run in _runs(kind, language))


@cache
def _runs(kind: str, language: Language) -> frozenset[str]:
    found, length = set[str](), RUN[language]
    for example in _EXAMPLE.findall(load(kind, language).body):
        words = fold("".join(example))
        found.update(words[at : at + length] for at in range(len(words) - length + 1))
    return frozenset(found)
