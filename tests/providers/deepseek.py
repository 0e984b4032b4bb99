"""DeepSeek: as *Thinking Mode*, *JSON Output*, *Error Codes* and *Models & Pricing* say."""

from typing import Any

from tests.providers.server import Body, Received, Reply, Rules, Say, counted, words_of

URL = "https://api.deepseek.com"
MODELS = ("deepseek-flash", "deepseek-v4-pro")
THOUGHT = 2_000
"""Tokens of a chain of thought; it is on unless switched off, and counts against max_tokens."""

_MOST = 393_216


def _error(status: int, message: str, kind: str = "invalid_request_error") -> Reply:
    told = {"message": message, "type": kind, "param": None, "code": "invalid_request_error"}
    return Reply(status, {"error": told})


REFUSALS = {
    "balance": _error(402, "Insufficient Balance", "unknown_error"),
    "rate": _error(429, "Rate limit reached", "rate_limit_error"),
    "fault": _error(500, "Server error", "server_error"),
    "busy": _error(503, "Server overloaded", "server_error"),
    "parameters": _error(422, "Failed to deserialize the JSON body into the target type"),
}


def rules(
    say: Say, key: str = "sk-your-key", trouble: str | None = None, finish: str = "stop"
) -> Rules:
    """Play the provider; `finish` is how its answers end."""

    def reply(received: Received) -> Reply:
        if received.path not in ("/chat/completions", "/v1/chat/completions"):
            return Reply(404, "")
        if received.key != key:
            return _error(
                401, "Authentication Fails, Your api key is invalid", "authentication_error"
            )
        if trouble:
            return REFUSALS[trouble]
        return _refusal(received.body) or _answer(received.body, say(received.body), finish)

    return reply


def _refusal(body: Body) -> Reply | None:
    if body["model"] not in MODELS:
        return _error(400, "Model Not Exist")
    if body.get("thinking", {"type": "enabled"}).get("type") not in ("enabled", "disabled"):
        return _error(400, "thinking.type: unknown variant")
    if not 1 <= body.get("max_tokens", 1) <= _MOST:
        return _error(400, f"Invalid max_tokens value, the valid range is [1, {_MOST}]")
    kind = body.get("response_format", {"type": "text"})["type"]
    if kind not in ("text", "json_object"):
        return _error(400, "This response_format type is unavailable now")
    if kind == "json_object" and "json" not in words_of(body).lower():
        return _error(400, "Prompt must contain the word 'json' in some form to use 'json_object'.")
    return None


def _answer(body: Body, text: str, finish: str) -> Reply:
    thinks = body.get("thinking", {"type": "enabled"})["type"] == "enabled"
    thought = THOUGHT if thinks else 0
    cap = body.get("max_tokens", _MOST)
    cut = thought + counted(text) > cap
    if body.get("response_format") and not text.lstrip().startswith("{"):
        text = " " * len(text)  # the documented stand-in for what is no JSON
    said = {"role": "assistant", "content": "" if cut else text}
    if thinks:
        said["reasoning_content"] = "先看材料，再逐条写。"
    tokens_in = counted(words_of(body))
    usage = _usage(tokens_in, min(cap, thought + counted(text)), min(cap, thought))
    head: dict[str, Any] = {"id": "1", "created": 1, "model": body["model"]}
    ended = "length" if cut else finish
    if body.get("stream"):
        return _streamed(head, said, ended, usage)
    choice = {"index": 0, "message": said, "logprobs": None, "finish_reason": ended}
    return Reply(200, head | {"object": "chat.completion", "choices": [choice], "usage": usage})


def _streamed(head: dict[str, Any], said: Body, finish: str, usage: Body) -> Reply:
    whole = head | {"object": "chat.completion.chunk"}
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": None, "reasoning_content": ""}]
    if "reasoning_content" in said:
        deltas.append({"content": None, "reasoning_content": said["reasoning_content"]})
    deltas.append({"content": said["content"], "reasoning_content": None})
    choices = [{"index": 0, "delta": one, "finish_reason": None} for one in deltas]
    events: list[dict[str, Any]] = [{"choices": [one]} for one in choices]
    last: dict[str, Any] = {
        "choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": finish}]
    }
    told = [whole | event for event in [*events, last | {"usage": usage}]]
    return Reply(200, None, told, comment=": keep-alive\n\n")


def _usage(tokens_in: int, tokens_out: int, thought: int) -> dict[str, Any]:
    return {
        "prompt_tokens": tokens_in,
        "completion_tokens": tokens_out,
        "total_tokens": tokens_in + tokens_out,
        "prompt_cache_hit_tokens": tokens_in // 2,
        "prompt_cache_miss_tokens": tokens_in - tokens_in // 2,
        "completion_tokens_details": {"reasoning_tokens": thought},
    }
