"""One way to ask a provider, with what works there."""

from dataclasses import replace
from typing import Any

import pytest
from temporalio.exceptions import ApplicationError

from activities.llm import ask
from activities.llm_answers import Answer
from activities.llm_endpoint import Endpoint
from activities.llm_request import Wanted
from tests.activities.llm_fakes import Remembering
from tests.providers.recipes import PROVIDERS
from tests.providers.server import Body, Served

CAP = 600
"""The smallest cap that Accord gives an answer."""

SHAPE = {
    "type": "object",
    "properties": {"text": {"type": "string"}},
    "required": ["text"],
    "additionalProperties": False,
}
WANTED = Wanted("goals", SHAPE, SHAPE)
GOOD = '{"text": "开户不再排队"}'
RIGHT: dict[str, tuple[str, dict[str, Any]]] = {
    "openai": ("gpt-6-luna", {"reasoning_effort": "none"}),
    "deepseek": ("deepseek-flash", {"thinking": {"type": "disabled"}}),
    "dashscope": ("qwen-plus", {"enable_thinking": False}),
    "ollama": ("qwen3:8b", {"reasoning_effort": "none"}),
    "vllm": ("Qwen/Qwen3-8B", {"chat_template_kwargs": {"enable_thinking": False}}),
}


def say(_: Body) -> str:
    return GOOD


def messages(text: str = "材料 one") -> list[dict[str, str]]:
    return [{"role": "system", "content": "Answer."}, {"role": "user", "content": text}]


def at(
    served: Served, name: str, model: str | None = None, extra: dict[str, Any] | None = None
) -> Endpoint:
    url = served.instead_of(PROVIDERS[name].url)
    right = Endpoint(url, RIGHT[name][0], 5.0, "sk-1", RIGHT[name][1])
    return replace(right, model=model or right.model, extra=right.extra if extra is None else extra)


async def asked(
    endpoint: Endpoint, text: str = "材料 one", recorder: Remembering | None = None
) -> Answer:
    record = recorder or Remembering()
    return await ask(endpoint, messages(text), WANTED, CAP, lambda: None, record)


async def failure(endpoint: Endpoint, text: str = "材料 one") -> ApplicationError:
    with pytest.raises(ApplicationError) as caught:
        await asked(endpoint, text)
    return caught.value
