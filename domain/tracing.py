"""Numbers in words: which a text holds, and which of them a draft may rest on."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from domain.items import Body
from domain.suggestion import Evidence

_NUMBER = re.compile(r"(?<![A-Za-z_\d])(?<![A-Za-z_][-.])\d+(?:,\d{3})*(?:\.\d+)?")
"""Digits right behind a letter are part of a name (O1, P90), not a number."""

_WIDE = str.maketrans("０１２３４５６７８９．", "0123456789.")

_PROSE: Mapping[str, tuple[str, ...]] = {
    "need": ("title", "statement"),
    "outcome": ("text",),
    "hours": ("reason",),
    "budget": ("reason",),
    "release": ("reason",),
    "member": ("reason",),
    "liaison": ("reason",),
    "role": ("deliverable",),
    "objective": ("text",),
    "key_result": ("text",),
    "practice": ("title", "text"),
    "sentence": ("text",),
    "term": ("gives", "gets"),
    "change": ("reason",),
    "idea": ("next_step",),
    "request": ("handling",),
}
"""The fields that a draft words itself; all other fields are its own values or other people's."""


def numbers(text: str) -> set[Decimal]:
    """Return the numbers in `text`; 9,870.50 and 9870.5 are the same one."""
    return {Decimal(one.replace(",", "")) for one in _NUMBER.findall(text.translate(_WIDE))}


def prose(body: Body) -> dict[str, str]:
    """Return the fields of a body that the draft words, by name."""
    return {field: getattr(body, field) for field in _PROSE.get(body.type, ())}


def untraceable(body: Body, cited: Iterable[Evidence], names: Iterable[str] = ()) -> list[str]:
    """Return the numbers in the draft's own words that neither its fields nor its evidence hold.

    A number inside one of `names` (Team 2) is part of that name.
    """
    shown = body.model_dump(mode="json", exclude=set(_PROSE.get(body.type, ())))
    allowed = numbers(" ".join(_leaves(shown)))
    for one in cited:
        allowed |= numbers(f"{one.label} {one.value} {one.source}")
    found = numbers(without(" ".join(prose(body).values()), names))
    return [f"{one:f}" for one in sorted(found - allowed)]


def without(text: str, names: Iterable[str]) -> str:
    """Return `text` without these names, the longest first."""
    for name in sorted(filter(None, set(names)), key=len, reverse=True):
        text = text.replace(name, " ")
    return text


def _leaves(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [leaf for one in value for leaf in _leaves(one)]
    return [str(value)]
