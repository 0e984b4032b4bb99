"""百炼 (DashScope, compatible mode): as *Error codes*, *Structured output*, *Deep thinking* say.

Every error has `request_id` beside it: that alone tells its rate limit from OpenAI's empty account.
"""

from dataclasses import dataclass
from typing import Any

from tests.providers.server import Body, Received, Reply, Rules, Say, counted, words_of

URL = "https://dashscope.aliyuncs.com/compatible-mode/v1"
CONTEXT = 60_000
THOUGHT = 2_000


@dataclass(frozen=True, slots=True)
class Model:
    """What a model can do. `thinks`: by default; None: always, and only as a stream."""

    schema: bool = False
    thinks: bool | None = False


MODELS = {
    "qwen-plus": Model(schema=True),
    "qwen-flash": Model(schema=True),
    "qwen3.8-flash": Model(thinks=True),
    "qwen3-8b": Model(thinks=True),
    "qwq-32b": Model(thinks=None),
}


def _error(status: int, message: str, code: str, kind: str = "invalid_request_error") -> Reply:
    told = {"message": message, "type": kind, "param": None, "code": code}
    return Reply(status, {"error": told, "request_id": "f5a1f1ee-dac6-9c1b"})


def _invalid(message: str) -> Reply:
    return _error(400, message, "invalid_parameter_error")


def _account(status: int, message: str, code: str) -> Reply:
    return _error(status, message, code, code)


_SLOWER = "You exceeded your current quota, please check your plan and billing details."
REFUSALS = {
    "arrears": _account(
        400, "Access denied, please make sure your account is in good standing.", "Arrearage"
    ),
    "free tier": _account(
        403, "The free tier of the model has been exhausted.", "AllocationQuota.FreeTierOnly"
    ),
    "tokens per minute": _account(429, _SLOWER, "insufficient_quota"),
    "requests per minute": _account(
        429, "You exceeded your current requests list.", "limit_requests"
    ),
    "burst": _account(429, "Request rate increased too quickly.", "limit_burst_rate"),
    "inspection": _error(
        400,
        "Input data may contain inappropriate content.",
        "data_inspection_failed",
        "data_inspection_failed",
    ),
    "no access": _error(403, "Access to model denied.", "access_denied", "access_denied"),
    "fault": _error(500, "An internal error has occured", "internal_error", "internal_error"),
}


def rules(say: Say, key: str = "sk-your-key", trouble: str | None = None) -> Rules:
    """Play the provider; `trouble` names the refusal that every request in order meets."""

    def reply(received: Received) -> Reply:
        if received.path != "/compatible-mode/v1/chat/completions":
            return Reply(404, "")
        if received.key != key:
            return _error(401, "Incorrect API key provided.", "invalid_api_key")
        if trouble:
            return REFUSALS[trouble]
        return _refusal(received.body) or _answer(received.body, say(received.body))

    return reply


def _thinks(body: Body) -> bool:
    thinks = MODELS[body["model"]].thinks
    return thinks is None or bool(body.get("enable_thinking", thinks))


def _refusal(body: Body) -> Reply | None:
    model = MODELS.get(body["model"])
    if model is None:
        told = f"The model `{body['model']}` does not exist or you do not have access to it."
        return _error(404, told, "model_not_found")
    if counted(words_of(body)) > CONTEXT:
        return _invalid(f"Range of input length should be [1, {CONTEXT}]")
    if not body.get("stream"):
        if model.thinks is None:
            return _invalid(
                "This model only support stream mode, "
                "please enable the stream parameter to access the model. "
            )
        if _thinks(body):
            return _invalid(
                "parameter.enable_thinking must be set to false for non-streaming calls"
            )
    return _format(body, model)


def _format(body: Body, model: Model) -> Reply | None:
    kind = body.get("response_format", {"type": "text"})["type"]
    if kind == "text":
        return None
    if _thinks(body):
        return _invalid("Json mode response is not supported when enable_thinking is true")
    if kind == "json_schema" and not model.schema:
        return _invalid("'response_format.type' json_schema is not supported by this model")
    if kind == "json_object" and "json" not in words_of(body).lower():
        return _invalid(
            "'messages' must contain the word 'json' in some form, "
            "to use 'response_format' of type 'json_object'."
        )
    return None


def _answer(body: Body, text: str) -> Reply:
    thinks = _thinks(body)
    cut = counted(text) > int(body.get("max_tokens", 32_768))  # thinking: `thinking_budget`
    finish = "length" if cut else "stop"
    said: dict[str, Any] = {"role": "assistant", "content": text[: len(text) // 2] if cut else text}
    if thinks:
        said["reasoning_content"] = "先看材料。"
    tokens_in, thought = counted(words_of(body)), THOUGHT if thinks else 0
    usage = {
        "prompt_tokens": tokens_in,
        "completion_tokens": thought + counted(text),
        "total_tokens": tokens_in + thought + counted(text),
        "prompt_tokens_details": {"cached_tokens": tokens_in // 2},
        "completion_tokens_details": {"reasoning_tokens": thought},
    }
    head: dict[str, Any] = {
        "id": "chatcmpl-1",
        "created": 1,
        "model": body["model"],
        "system_fingerprint": None,
    }
    if body.get("stream"):
        return _streamed(head | {"object": "chat.completion.chunk"}, said, finish, usage)
    choice = {"index": 0, "message": said, "logprobs": None, "finish_reason": finish}
    return Reply(200, head | {"object": "chat.completion", "choices": [choice], "usage": usage})


def _streamed(head: dict[str, Any], said: Body, finish: str, usage: Body) -> Reply:
    content, half = str(said["content"]), len(str(said["content"])) // 2
    deltas: list[dict[str, Any]] = [
        {"role": "assistant", "content": None, "reasoning_content": said.get("reasoning_content")},
        {"content": content[:half], "reasoning_content": None},
        {"content": content[half:], "reasoning_content": None},
    ]
    choices: list[dict[str, Any]] = [
        {"index": 0, "delta": one, "finish_reason": None} for one in deltas
    ]
    choices.append({"index": 0, "delta": {"content": ""}, "finish_reason": finish})
    events = [head | {"choices": [one], "usage": None} for one in choices]
    return Reply(200, None, [*events, head | {"choices": [], "usage": usage}])
