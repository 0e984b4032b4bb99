"""`accord schema`: the JSON Schema of what a person writes."""

from typing import Annotated, Any, Literal

import typer
from pydantic import BaseModel

from cli.brief_words import WORDS
from cli.output import Json, Lang, print_json
from domain.brief import Brief
from domain.conflict import Conflict
from domain.policy_rules import PolicyRules

_MODELS: dict[str, type[BaseModel]] = {
    "brief": Brief,
    "conflict": Conflict,
    "policy": PolicyRules,
}


def register(app: typer.Typer) -> None:
    """Add the command `schema`."""
    app.command("schema", help="Print a JSON Schema · 输出 JSON Schema")(schema)


def schema(
    name: Annotated[
        Literal["brief", "conflict", "policy"],
        typer.Argument(metavar="NAME", help="brief, conflict, policy · 名称"),
    ],
    as_json: Json = True,
    lang: Lang = None,
) -> None:
    """Print the JSON Schema of a brief, of a conflict or of a policy."""
    print_json(schema_of(name))


def schema_of(name: Literal["brief", "conflict", "policy"]) -> dict[str, Any]:
    """Return the JSON Schema; a brief's fields are described in both languages."""
    model = _MODELS[name]
    found: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"accord:{name}",
        **model.model_json_schema(),
    }
    for place, words in WORDS.items() if name == "brief" else ():
        _described(found, place.split("."), words.both)
    return found


def _described(schema: dict[str, Any], place: list[str], words: str) -> None:
    """Describe the field at `place`, stepping through references and lists."""
    at = schema
    for step in place:
        at = _fields(at, schema)[step]
    at["description"] = words


def _fields(at: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    inner = at.get("items", at)
    if reference := inner.get("$ref"):
        inner = schema["$defs"][reference.rsplit("/", 1)[-1]]
    fields: dict[str, Any] = inner["properties"]
    return fields
