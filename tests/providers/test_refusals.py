"""What each provider refuses, by status and body as documented, ends as the right failure."""

from dataclasses import replace

import pytest

from activities.llm_reasons import reason
from tests.providers import dashscope, deepseek, ollama, openai_api, vllm
from tests.providers.asking import at, failure, say
from tests.providers.recipes import PROVIDERS
from tests.providers.server import serving

TROUBLES = [
    ("openai", "quota", "LLMQuota"),
    ("openai", "quota without a code", "LLMQuota"),
    ("openai", "inactive account", "LLMQuota"),
    ("openai", "rate", "LLMRateLimited"),
    ("openai", "overloaded", "LLMServer"),
    ("openai", "region", "LLMRefusedRequest"),
    ("openai", "policy", "LLMDeclined"),
    ("deepseek", "balance", "LLMQuota"),
    ("deepseek", "rate", "LLMRateLimited"),
    ("deepseek", "fault", "LLMServer"),
    ("deepseek", "busy", "LLMServer"),
    ("deepseek", "parameters", "LLMRefusedRequest"),
    ("dashscope", "arrears", "LLMQuota"),
    ("dashscope", "free tier", "LLMQuota"),
    ("dashscope", "tokens per minute", "LLMRateLimited"),
    ("dashscope", "requests per minute", "LLMRateLimited"),
    ("dashscope", "burst", "LLMRateLimited"),
    ("dashscope", "inspection", "LLMDeclined"),
    ("dashscope", "no access", "LLMRefusedRequest"),
    ("dashscope", "fault", "LLMServer"),
    ("ollama", "memory", "LLMServer"),
    ("ollama", "busy", "LLMServer"),
    ("vllm", "fault", "LLMServer"),
    ("vllm", "starting", "LLMServer"),
]
AGAIN = ("LLMRateLimited", "LLMServer")


def test_every_documented_refusal_is_tried() -> None:
    modules = {
        "openai": openai_api,
        "deepseek": deepseek,
        "dashscope": dashscope,
        "ollama": ollama,
        "vllm": vllm,
    }
    documented = {(name, word) for name, one in modules.items() for word in one.REFUSALS}
    assert documented == {(name, word) for name, word, _ in TROUBLES}


@pytest.mark.parametrize(("name", "trouble", "sort"), TROUBLES)
async def test_a_refusal_ends_as_what_it_is(name: str, trouble: str, sort: str) -> None:
    rules = PROVIDERS[name].fake(say, key="sk-1", trouble=trouble)
    async with serving(rules) as served:
        error = await failure(at(served, name))
    assert error.type == sort
    assert error.non_retryable is (sort not in AGAIN)
    if sort != "LLMRefusedRequest" or error.details[0] not in (400, 422):
        assert len(served.received) == 1  # an account is not negotiated with
    told = str(served.replies[0].body)
    assert str(error.message) not in told


@pytest.mark.parametrize("name", ["openai", "deepseek", "dashscope", "vllm"])
async def test_a_wrong_key_is_said_to_be_one(name: str) -> None:
    async with serving(PROVIDERS[name].fake(say, key="sk-right")) as served:
        error = await failure(at(served, name))
    assert (error.type, error.details[0]) == ("LLMRefusedRequest", 401)
    assert reason(error).zh == "模型端点不接受所配置的密钥。"
    assert len(served.received) == 1


@pytest.mark.parametrize("name", ["openai", "dashscope", "ollama", "vllm"])
async def test_an_unknown_model_is_said_to_be_one(name: str) -> None:
    async with serving(PROVIDERS[name].fake(say, key="sk-1")) as served:
        error = await failure(at(served, name, model="no-such-model"))
    assert (error.type, error.details[0]) == ("LLMRefusedRequest", 404)
    assert "ACCORD_MODEL" not in reason(error).en
    assert "model" in reason(error).en


async def test_deepseek_refuses_an_unknown_model_like_any_request() -> None:
    async with serving(deepseek.rules(say, key="sk-1")) as served:
        error = await failure(at(served, "deepseek", model="no-such-model"))
    assert (error.type, error.details[0]) == ("LLMRefusedRequest", 400)
    assert len(served.received) <= 4


@pytest.mark.parametrize("name", PROVIDERS)
async def test_a_wrong_path_is_no_endpoint(name: str) -> None:
    async with serving(PROVIDERS[name].fake(say, key="sk-1")) as served:
        url = f"http://0.0.0.0:{served.port}/v2"
        error = await failure(replace(at(served, name), base_url=url))
    assert (error.type, error.details[0]) == ("LLMRefusedRequest", 404)
