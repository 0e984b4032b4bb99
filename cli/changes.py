"""What an edit changes, as typed: `ITEM.FIELD=VALUE`, or a JSON file."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import RootModel

from cli.yaml_lines import load_checked
from domain.command import ItemChange
from domain.errors import BadInputError
from domain.problems import shown


class Changes(RootModel[tuple[ItemChange, ...]]):
    """A list of changes: `[{"id": "key_result:1", "body": {"target": 12}}]`."""


def read_changes(typed: Sequence[str], file: Path | None) -> list[dict[str, Any]]:
    """Return the changes as the update takes them, one for each item. Raises BadInputError."""
    bodies: dict[str, dict[str, Any]] = {}
    for change in load_checked(file, Changes).root if file else ():
        bodies.setdefault(change.id, {}).update(change.body)
    for text in typed:
        item, field, value = _split(text)
        bodies.setdefault(item, {})[field] = value
    return [{"id": item, "body": body} for item, body in bodies.items()]


def _split(text: str) -> tuple[str, str, Any]:
    """Split at the first `=`, then at the last dot before it: accounts in ids hold dots."""
    place, equals, value = text.partition("=")
    item, dot, field = place.strip().rpartition(".")
    if not (equals and dot and item and field):
        raise BadInputError(
            f"--change: “{shown(text)}” must read ITEM.FIELD=VALUE, such as key_result:1.target=12",
            f"--change：「{shown(text)}」应写作 条目.字段=值，如 key_result:1.target=12",
        )
    return item, field, _value(value)


def _value(text: str) -> Any:
    """Return JSON as what it is, and anything else as text."""
    try:
        return json.loads(text, parse_constant=_not_json)
    except (ValueError, RecursionError):
        return text


def _not_json(constant: str) -> Any:
    raise ValueError(constant)
