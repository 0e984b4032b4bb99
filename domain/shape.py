"""Which fields a model has at a place inside it, read from its JSON Schema."""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel

Schema = Mapping[str, Any]


def fields_at(model: type[BaseModel], location: Sequence[str | int]) -> tuple[str, ...]:
    """Return the names that `model` allows below `location`; empty if it has no fields there."""
    schema = _schema(model)
    here: list[Schema] = list(_resolved(schema, schema))
    for step in location:
        here = [found for at in here for found in _below(at, step, schema)]
    names = dict.fromkeys(name for at in here for name in at.get("properties", {}))
    return tuple(names)


def nearest(written: str, allowed: Sequence[str]) -> str | None:
    """Return the allowed name that `written` was probably meant to be."""
    folded = {name.casefold().replace("_", ""): name for name in allowed}
    plain = written.casefold().replace("_", "").replace("-", "").replace(" ", "")
    found = difflib.get_close_matches(plain, folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None


@cache
def _schema(model: type[BaseModel]) -> Schema:
    return model.model_json_schema()


def _below(at: Schema, step: str | int, root: Schema) -> Iterator[Schema]:
    if isinstance(step, int):
        below = at.get("items")
    else:
        below = at.get("properties", {}).get(step) or at.get("additionalProperties")
    if isinstance(below, dict):
        yield from _resolved(below, root)


def _resolved(at: Schema, root: Schema) -> Iterator[Schema]:
    if reference := at.get("$ref"):
        yield from _resolved(root["$defs"][reference.rsplit("/", 1)[-1]], root)
        return
    yield at
    for choice in (*at.get("anyOf", ()), *at.get("oneOf", ()), *at.get("allOf", ())):
        yield from _resolved(choice, root)
