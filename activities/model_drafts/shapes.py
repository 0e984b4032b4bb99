"""The shape of an answer: closed pydantic classes, and the JSON Schema that is sent for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BaseModel, Field

from domain.text import Line

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


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the facts leave of a shape; fields are named `Class.field`.

    `choices`: allowed values, for a list of its elements. `variants`: by class, which values of
    some fields go together, one mapping for each allowed set. `counts`: least and most elements.
    """

    choices: Mapping[str, Sequence[str]] = field(default_factory=dict)
    variants: Mapping[str, Sequence[Mapping[str, Sequence[object]]]] = field(default_factory=dict)
    counts: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def wire_schema(shape: type[BaseModel], narrowing: Narrowing | None = None) -> dict[str, Any]:
    """Return the JSON Schema of `shape`, narrowed, in words that every endpoint knows.

    Titles, lengths and ranges are left out (strict modes refuse some of them); code checks them.
    A model that is held to the schema by grammar cannot name a measure or an item that is not
    there, nor give a measure the target of another.
    """
    full = _plain(shape.model_json_schema())
    parts = {shape.__name__: full} | full.get("$defs", {})
    narrowing = narrowing or Narrowing()
    for name, values in narrowing.choices.items():
        owner, column = name.split(".")
        target = parts[owner]["properties"][column]
        if values:
            target.get("items", target)["enum"] = list(dict.fromkeys(values))
    for name, (least, most) in narrowing.counts.items():
        owner, column = name.split(".")
        parts[owner]["properties"][column] |= {"minItems": least, "maxItems": most}
    for owner, sets in narrowing.variants.items():
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
