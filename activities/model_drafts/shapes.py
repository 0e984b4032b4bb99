"""The shape of an answer: closed pydantic classes, and the JSON Schema that is sent for them."""

from collections.abc import Mapping, Sequence
from typing import Annotated, Any

from pydantic import BaseModel, Field

from domain.text import Line

Choices = Mapping[str, Sequence[str]]
"""Allowed values by `Class.field`; for a list field, of its elements."""

Variants = Mapping[str, Sequence[Mapping[str, Sequence[object]]]]
"""By class: which values of some fields go together, one mapping for each allowed set."""

Words = Annotated[Line, Field(max_length=200)]
Key = Annotated[Line, Field(max_length=120)]
Cites = Annotated[tuple[Key, ...], Field(min_length=1, max_length=8)]

_KEPT = (
    "type",
    "properties",
    "required",
    "additionalProperties",
    "items",
    "minItems",
    "maxItems",
    "$ref",
    "$defs",
)


def wire_schema(
    shape: type[BaseModel], choices: Choices, variants: Variants | None = None
) -> dict[str, Any]:
    """Return the JSON Schema of `shape`, narrowed to `choices`, in words every endpoint knows.

    Titles, lengths and ranges are left out (strict modes refuse some of them); code checks them.
    A model that is held to the schema by grammar cannot name a measure or an item that is not
    there, nor, by `variants`, give a measure the target of another.
    """
    full = _plain(shape.model_json_schema())
    parts = {shape.__name__: full} | full["$defs"]
    for name, values in choices.items():
        owner, field = name.split(".")
        target = parts[owner]["properties"][field]
        if values:
            target.get("items", target)["enum"] = list(dict.fromkeys(values))
    for owner, sets in (variants or {}).items():
        full["$defs"][owner] = {"anyOf": [_narrowed(parts[owner], allowed) for allowed in sets]}
    return full


def _narrowed(part: dict[str, Any], allowed: Mapping[str, Sequence[object]]) -> dict[str, Any]:
    fields = part["properties"] | {
        name: part["properties"][name] | {"enum": list(values)} for name, values in allowed.items()
    }
    return part | {"properties": fields}


def _plain(node: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {word: node[word] for word in _KEPT if word in node}
    for word in ("properties", "$defs"):
        if word in kept:
            kept[word] = {name: _plain(part) for name, part in kept[word].items()}
    if "items" in kept:
        kept["items"] = _plain(kept["items"])
    return kept
