"""OpenAI: Chat Completions as its API reference, model pages and Structured Outputs guide say."""

import re
from collections.abc import Iterator
from typing import Any

from tests.providers.server import Body, Received, Reply, Rules, Say, counted, words_of

URL = "https://api.openai.com/v1"
EFFORTS = {
    "gpt-6-luna": ("none", "low", "medium", "high", "xhigh", "max"),
    "gpt-6-sol": ("none", "low", "medium", "high", "xhigh", "max"),
    "gpt-6.1-sol": ("low", "medium", "high", "xhigh", "max"),
    "gpt-4.1-mini": (),
}
"""The models and the reasoning they offer; the default is `medium`."""

CONTEXT = 60_000
THOUGHT = 2_000
"""Tokens that this one spends on reasoning, if it reasons at all; they count against the cap."""

_KNOWN = {"model", "messages", "stream", "stream_options", "max_tokens", "max_completion_tokens"}
_KNOWN |= {"temperature", "top_p", "response_format", "reasoning_effort", "verbosity", "seed"}
_KNOWN |= {"service_tier", "prompt_cache_key", "store", "metadata"}
_KEYWORDS = {"type", "properties", "required", "additionalProperties", "items", "enum", "const"}
_KEYWORDS |= {"anyOf", "$ref", "$defs", "description", "title", "pattern", "format", "minItems"}
_KEYWORDS |= {"maxItems", "minimum", "maximum", "multipleOf"}


def _error(
    status: int, message: str, kind: str, code: str | None = None, param: str | None = None
) -> Reply:
    told = {"message": message, "type": kind, "param": param, "code": code}
    return Reply(status, {"error": told})


def _invalid(message: str, code: str | None = None, param: str | None = None) -> Reply:
    return _error(400, message, "invalid_request_error", code, param)


REFUSALS = {
    "quota": _error(
        429,
        "You exceeded your current quota, please check your plan and billing details.",
        "insufficient_quota",
        "insufficient_quota",
    ),
    "quota without a code": _error(
        429, "You exceeded your current quota.", "insufficient_quota", None
    ),
    "inactive account": _error(
        429, "Your account is not active.", "billing_not_active", "billing_not_active"
    ),
    "rate": _error(429, "Rate limit reached for gpt-6-luna.", "requests", "rate_limit_exceeded"),
    "overloaded": _error(503, "The engine is currently overloaded.", "server_error"),
    "region": _error(
        403,
        "Country, region, or territory not supported",
        "request_forbidden",
        "unsupported_country_region_territory",
    ),
    "policy": _invalid("Your request was rejected.", "content_policy_violation"),
}


def rules(say: Say, key: str = "sk-your-key", trouble: str | None = None) -> Rules:
    """Play the provider; `trouble` names the refusal that every request in order meets."""

    def reply(received: Received) -> Reply:
        if received.path != "/v1/chat/completions":
            return _error(404, f"Invalid URL (POST {received.path})", "invalid_request_error")
        if received.key != key:
            told = "Incorrect API key provided."
            return _error(401, told, "invalid_request_error", "invalid_api_key")
        if trouble:
            return REFUSALS[trouble]
        return _refusal(received.body) or _answer(received.body, say(received.body))

    return reply


def _refusal(body: Body) -> Reply | None:
    for name in sorted(set(body) - _KNOWN):
        return _invalid(f"Unknown parameter: '{name}'.", "unknown_parameter", name)
    efforts = EFFORTS.get(body["model"])
    if efforts is None:
        told = f"The model `{body['model']}` does not exist or you do not have access to it."
        return _error(404, told, "invalid_request_error", "model_not_found")
    if counted(words_of(body)) > CONTEXT:
        told = "This model's maximum context length is exceeded."
        return _invalid(told, "context_length_exceeded", "messages")
    return (_reasoning(body, efforts) if efforts else None) or _format(body)


def _reasoning(body: Body, efforts: tuple[str, ...]) -> Reply | None:
    effort = body.get("reasoning_effort", "medium")
    if effort not in efforts:
        told = f"Unsupported value: 'reasoning_effort' does not support '{effort}'."
        return _invalid(told, "unsupported_value", "reasoning_effort")
    if "max_tokens" in body:
        told = (
            "Unsupported parameter: 'max_tokens' is not supported with this model. "
            "Use 'max_completion_tokens' instead."
        )
        return _invalid(told, "unsupported_parameter", "max_tokens")
    if effort != "none" and body.get("temperature", 1) != 1:
        told = "Unsupported value: 'temperature' does not support 0.2 with this model."
        return _invalid(told, "unsupported_value", "temperature")
    return None


def _format(body: Body) -> Reply | None:
    wanted = body.get("response_format", {"type": "text"})
    if wanted["type"] == "json_object" and "json" not in words_of(body).lower():
        told = "'messages' must contain the word 'json' in some form, to use 'json_object'."
        return _invalid(told, param="messages")
    if wanted["type"] != "json_schema":
        return None
    schema = wanted["json_schema"]
    if not re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", schema["name"]):
        return _invalid("Invalid 'response_format.json_schema.name'.", None, "response_format")
    if fault := next(iter(faults(schema["schema"])), None):
        told = f"Invalid schema for response_format '{schema['name']}': {fault}"
        return _invalid(told, "invalid_json_schema", "response_format")
    return None


def faults(schema: dict[str, Any]) -> Iterator[str]:
    """What strict mode refuses in a schema."""
    if schema.get("type") != "object" or "anyOf" in schema:
        yield "schema must be a JSON Schema of 'type: \"object\"', and not use 'anyOf'."
    yield from _node_faults(schema)


def _node_faults(node: dict[str, Any]) -> Iterator[str]:
    for word in sorted(set(node) - _KEYWORDS):
        yield f"'{word}' is not permitted."
    parts = node.get("properties", {})
    if node.get("type") == "object":
        if node.get("additionalProperties") is not False:
            yield "'additionalProperties' is required to be supplied and to be false."
        if sorted(node.get("required", [])) != sorted(parts):
            yield "'required' is required to be an array including every key in properties."
    for part in [*parts.values(), *node.get("$defs", {}).values(), *node.get("anyOf", [])]:
        yield from _node_faults(part)
    if "items" in node:
        yield from _node_faults(node["items"])


def _answer(body: Body, text: str) -> Reply:
    reasons = EFFORTS[body["model"]] and body.get("reasoning_effort", "medium") != "none"
    thought = THOUGHT if reasons else 0
    cap = body.get("max_completion_tokens", body.get("max_tokens", 128_000))
    cut = thought + counted(text) > cap
    usage = _usage(counted(words_of(body)), min(cap, thought + counted(text)), min(cap, thought))
    head: dict[str, Any] = {
        "id": "chatcmpl-1",
        "created": 1,
        "model": f"{body['model']}-2026-09-22",
    }
    finish, said = ("length", "") if cut else ("stop", text)
    if body.get("stream"):
        chunk = head | {"object": "chat.completion.chunk"}
        choices: list[dict[str, Any]] = [
            {"index": 0, "delta": {"role": "assistant", "content": said}, "finish_reason": None},
            {"index": 0, "delta": {}, "finish_reason": finish},
        ]
        events = [chunk | {"choices": [one]} for one in choices]
        return Reply(200, None, [*events, chunk | {"choices": [], "usage": usage}])
    message: dict[str, Any] = {
        "role": "assistant",
        "content": said,
        "refusal": None,
        "annotations": [],
    }
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": finish}
    return Reply(200, head | {"object": "chat.completion", "choices": [choice], "usage": usage})


def _usage(tokens_in: int, tokens_out: int, thought: int) -> dict[str, Any]:
    return {
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
        "prompt_tokens_details": {"cached_tokens": tokens_in // 2, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": thought, "audio_tokens": 0},
    }
