"""What is sent to a model endpoint: the messages, the cap, and the form the answer should have."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from activities.llm_endpoint import Endpoint
from activities.llm_form import CAPS, Form
from domain.text import clean

Messages = Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The answer that is asked for: the prompt's name and the JSON Schema of the answer.

    `described` is the schema for endpoints that only read it; it may be broader and shorter.
    """

    name: str
    schema: Mapping[str, Any]
    described: Mapping[str, Any]


def body(
    endpoint: Endpoint, messages: Messages, wanted: Wanted, max_tokens: int, form: Form
) -> dict[str, Any]:
    """Return the JSON body of the request; ACCORD_MODEL_EXTRA has the last word.

    An endpoint that is not held to the schema gets it in words, at the end of the first message.
    """
    sent = [{name: clean(text) for name, text in message.items()} for message in messages]
    request: dict[str, Any] = {"model": endpoint.model, "messages": sent}
    if not any(cap in endpoint.extra for cap in CAPS):
        request[form.cap] = max_tokens
    if endpoint.is_local and form.temperature:
        request["temperature"] = 0.2  # a small model copies ids and quotations more faithfully
    if form.structure == "json_schema":
        strict = {"name": wanted.name, "strict": True, "schema": wanted.schema}
        request["response_format"] = {"type": "json_schema", "json_schema": strict}
    else:
        schema = json.dumps(wanted.described, ensure_ascii=False, separators=(",", ":"))
        sent[0]["content"] += f"\n\nJSON Schema:\n{schema}"
    if form.structure == "json_object":
        request["response_format"] = {"type": "json_object"}
    if form.stream:
        request |= {"stream": True, "stream_options": {"include_usage": True}}
    return request | dict(endpoint.extra)


def identity(endpoint: Endpoint, messages: Messages, wanted: Wanted, max_tokens: int) -> str:
    """Return the SHA-256, in hex, of what is asked of whom, in whatever form it is asked."""
    asked = [endpoint.base_url, endpoint.model, dict(endpoint.extra), max_tokens, wanted.name]
    told = [*asked, wanted.schema, [dict(message) for message in messages]]
    text = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
