"""Ollama: /v1/chat/completions as its OpenAI compatibility page and openai/openai.go say.

It reads the fields it knows and passes over all others, `max_completion_tokens` among them, and
cuts a prompt that is longer than its context without a word.
"""

from typing import Any

from tests.providers.server import Body, Received, Reply, Rules, Say, counted, words_of

URL = "http://127.0.0.1:11434/v1"
MODELS = ("qwen3:8b", "qwen3:4b")
THOUGHT = 2_000


def _error(status: int, message: str) -> Reply:
    kinds = {400: "invalid_request_error", 404: "not_found_error"}
    told = {"message": message, "type": kinds.get(status, "api_error"), "param": None, "code": None}
    return Reply(status, {"error": told})


REFUSALS = {
    "memory": _error(500, "model requires more system memory than is available"),
    "busy": _error(503, "server busy, please try again. maximum pending requests exceeded"),
}


def rules(say: Say, key: str = "", trouble: str | None = None, context: int = 16_384) -> Rules:
    """Play a server started with OLLAMA_CONTEXT_LENGTH=`context`; it takes any key."""
    del key

    def reply(received: Received) -> Reply:
        if received.path != "/v1/chat/completions":
            return Reply(404, "404 page not found")
        if trouble:
            return REFUSALS[trouble]
        return _refusal(received.body) or _answer(received.body, say(received.body), context)

    return reply


def _refusal(body: Body) -> Reply | None:
    if body["model"] not in MODELS:
        return _error(404, f'model "{body["model"]}" not found, try pulling it first')
    effort = body.get("reasoning_effort")
    if effort not in (None, "high", "medium", "low", "none"):
        return _error(400, f"invalid reasoning value: '{effort}'")
    if not isinstance(body.get("response_format", {}), dict):
        return _error(400, "json: cannot unmarshal string into Go struct field")
    return None


def _answer(body: Body, text: str, context: int) -> Reply:
    thinks = body.get("reasoning_effort") != "none"
    thought = THOUGHT if thinks else 0
    read = min(counted(words_of(body)), context)
    cut = thought + counted(text) > min(body.get("max_tokens", context), context - read)
    said: dict[str, Any] = {"role": "assistant", "content": "" if cut else text}
    if thinks:
        said["reasoning"] = "First the material."
    written = thought if cut else thought + counted(text)
    usage = {"prompt_tokens": read, "completion_tokens": written, "total_tokens": read + written}
    head: dict[str, Any] = {"id": "chatcmpl-1", "created": 1, "model": body["model"]}
    whole = head | {"system_fingerprint": "fp_ollama"}
    finish = "length" if cut else "stop"
    if body.get("stream"):
        chunk = whole | {"object": "chat.completion.chunk"}
        events: list[dict[str, Any]] = [
            {"choices": [{"index": 0, "delta": said, "finish_reason": None}]},
            {"choices": [{"index": 0, "delta": {"content": ""}, "finish_reason": finish}]},
            {"choices": [], "usage": usage},
        ]
        return Reply(200, None, [chunk | event for event in events])
    choice = {"index": 0, "message": said, "finish_reason": finish}
    return Reply(200, whole | {"object": "chat.completion", "choices": [choice], "usage": usage})
