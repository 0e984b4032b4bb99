"""The OpenAPI document, in which an answer leads to what can be asked next."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from api.problems import Problem

_COLLABORATIONS, _SUGGESTIONS, _WEBHOOKS = "/v1/collaborations", "/v1/suggestions", "/v1/webhooks"
_NEWEST = "$response.body#/suggestion/revision"
_LEADS: dict[tuple[str, str, str], tuple[str, Mapping[str, Any]]] = {
    (_COLLABORATIONS, "post", "201"): (_COLLABORATIONS, {"id": "$response.body#/id"}),
    (_COLLABORATIONS, "get", "200"): (
        _COLLABORATIONS,
        {"id": "$response.body#/collaborations/0/id"},
    ),
    (_SUGGESTIONS, "get", "200"): (
        _SUGGESTIONS,
        {"id": "$response.body#/suggestions/0/suggestion"},
    ),
    (f"{_SUGGESTIONS}/{{id}}", "get", "200"): (
        f"{_SUGGESTIONS}/{{id}}/",
        {
            "id": "$request.path.id",
            "number": _NEWEST,
            "from": 1,
            "to": _NEWEST,
            "if-match": "$response.header.etag",
        },
    ),
    (_WEBHOOKS, "post", "201"): (_WEBHOOKS, {"id": "$response.body#/webhook/id"}),
}
"""Which answers name what other addresses, by how they begin, are about."""


def documented(made: FastAPI) -> Callable[[], dict[str, Any]]:
    """Return what makes the document."""
    plain = made.openapi

    def document() -> dict[str, Any]:
        if made.openapi_schema:
            return made.openapi_schema
        found = plain()
        shape = models_json_schema(
            [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
        )
        found["components"]["schemas"] |= shape[1]["$defs"]
        for (path, way, status), (start, given) in _LEADS.items():
            answer = found["paths"][path][way]["responses"][status]
            answer["links"] = dict(_links(found["paths"], start, given))
        return found

    return document


def _links(
    paths: Mapping[str, Any], start: str, given: Mapping[str, Any]
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Return a link to each address that begins so, with what it needs of what is given."""
    for path, ways in paths.items():
        if not (path.startswith(start) and "{id}" in path):
            continue
        for operation in ways.values():
            id, names = operation["operationId"], {one["name"] for one in operation["parameters"]}
            needed = {name: value for name, value in given.items() if name in names}
            yield id, {"operationId": id, "parameters": needed}
