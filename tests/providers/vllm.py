"""vLLM: `vllm serve` with an API key, as its OpenAI-compatible server and protocol.py say.

It logs and passes over fields it does not know; `code` of its errors is a number.
"""

from typing import Any

from tests.providers.server import Body, Received, Reply, Rules, Say, counted, words_of

URL = "http://127.0.0.1:8000/v1"
MODELS = ("Qwen/Qwen3-8B",)
THOUGHT = 2_000


def _error(status: int, message: str, kind: str, param: str | None = None) -> Reply:
    return Reply(
        status, {"error": {"message": message, "type": kind, "param": param, "code": status}}
    )


REFUSALS = {
    "fault": _error(500, "EngineCore encountered an issue.", "InternalServerError"),
    "starting": _error(503, "Service Unavailable", "ServiceUnavailableError"),
}


def rules(
    say: Say, key: str = "local-key", trouble: str | None = None, context: int = 16_384
) -> Rules:
    """Play a server started with `--api-key` and `--max-model-len`."""

    def reply(received: Received) -> Reply:
        if received.path != "/v1/chat/completions":
            return Reply(404, {"detail": "Not Found"})
        if received.key != key:
            return Reply(401, {"error": "Unauthorized"})
        if trouble:
            return REFUSALS[trouble]
        return _refusal(received.body, context) or _answer(received.body, say(received.body))

    return reply


def _cap(body: Body) -> int:
    return int(body.get("max_completion_tokens") or body.get("max_tokens") or 0)


def _refusal(body: Body, context: int) -> Reply | None:
    if body["model"] not in MODELS:
        told = f"The model `{body['model']}` does not exist."
        return _error(404, told, "NotFoundError", "model")
    wanted = body.get("response_format")
    if wanted and wanted["type"] not in ("text", "json_object", "json_schema"):
        return _error(400, "response_format.type: Input should be 'text'", "BadRequestError")
    if wanted and wanted["type"] == "json_schema" and not wanted.get("json_schema"):
        return _error(400, "json_schema must be provided", "BadRequestError", "response_format")
    read = counted(words_of(body))
    if read + _cap(body) > context:
        told = (
            f"This model's maximum context length is {context} tokens. However, you requested "
            f"{_cap(body)} output tokens and your prompt contains at least {read} input tokens."
        )
        return _error(400, told, "BadRequestError", "input_tokens")
    return None


def _answer(body: Body, text: str) -> Reply:
    thinks = body.get("chat_template_kwargs", {}).get("enable_thinking", True)
    thought = THOUGHT if thinks else 0
    cut = thought + counted(text) > (_cap(body) or 8_192)
    reasoning = "First the material." if thinks else None
    said: dict[str, Any] = {"role": "assistant", "content": None if cut else text}
    read, written = counted(words_of(body)), thought + counted(text)
    usage = {"prompt_tokens": read, "total_tokens": read + written, "completion_tokens": written}
    usage_told = usage | {"prompt_tokens_details": None}
    head: dict[str, Any] = {"id": "chatcmpl-1", "created": 1, "model": body["model"]}
    finish = "length" if cut else "stop"
    if body.get("stream"):
        chunk = head | {"object": "chat.completion.chunk"}
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        deltas += [{"reasoning": reasoning}, {"content": said["content"]}]
        choices: list[dict[str, Any]] = [
            {"index": 0, "delta": one, "finish_reason": None} for one in deltas
        ]
        choices[-1] |= {"finish_reason": finish, "stop_reason": None}
        events = [chunk | {"choices": [one]} for one in choices]
        return Reply(200, None, [*events, chunk | {"choices": [], "usage": usage_told}])
    said |= {"refusal": None, "annotations": None, "audio": None, "function_call": None}
    said |= {"tool_calls": [], "reasoning": reasoning}
    choice = {"index": 0, "message": said, "finish_reason": finish, "stop_reason": None}
    whole = head | {"object": "chat.completion", "choices": [choice], "usage": usage_told}
    return Reply(200, whole | {"prompt_logprobs": None, "kv_transfer_params": None})
