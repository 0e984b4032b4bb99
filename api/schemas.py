"""The JSON Schema of what a person writes."""

from typing import Any, Literal

from pydantic import BaseModel

from domain.brief import Brief
from domain.brief_words import WORDS
from domain.conflict import Conflict
from domain.policy_rules import PolicyRules
from domain.role_matrix import RoleMatrix
from domain.team_request import TeamRequest

SchemaName = Literal["brief", "conflict", "policy", "team", "roles"]
_MODELS: dict[str, type[BaseModel]] = {
    "brief": Brief,
    "conflict": Conflict,
    "policy": PolicyRules,
    "team": TeamRequest,
    "roles": RoleMatrix,
}


def schema_of(name: SchemaName) -> dict[str, Any]:
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
    inner = next((one for one in inner.get("anyOf", ()) if "$ref" in one), inner)  # may be null
    if reference := inner.get("$ref"):
        inner = schema["$defs"][reference.rsplit("/", 1)[-1]]
    fields: dict[str, Any] = inner["properties"]
    return fields
