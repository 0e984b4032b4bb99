"""How each provider wants to be asked: caps, thinking, streams, and texts that are too long."""

import json

import pytest

from activities import llm_form
from activities.llm_reasons import reason
from tests.providers import dashscope, deepseek, ollama, openai_api, vllm
from tests.providers.asking import CAP, GOOD, WANTED, asked, at, failure, say
from tests.providers.recipes import HOUSE, PROVIDERS
from tests.providers.server import Rules, serving

THINKING: list[tuple[str, Rules]] = [
    ("openai", openai_api.rules(say, key="sk-1")),
    ("deepseek", deepseek.rules(say, key="sk-1")),
    ("ollama", ollama.rules(say)),
    ("vllm", vllm.rules(say, key="sk-1")),
]


@pytest.mark.parametrize(("name", "rules"), THINKING, ids=[one[0] for one in THINKING])
async def test_a_model_that_thinks_uses_up_the_cap(name: str, rules: Rules) -> None:
    async with serving(rules) as served:
        error = await failure(at(served, name, extra={}))
        roomy = at(served, name, extra={_cap_of(name): 8_000})
        assert (await asked(roomy)).text == GOOD
    assert error.type == "LLMTooLong"
    assert reason(error).en == "The model's answer did not fit into its limit."


async def test_the_cap_is_renamed_without_giving_up_the_schema() -> None:
    async with serving(openai_api.rules(say, key="sk-1")) as served:
        assert (await asked(at(served, "openai"))).text == GOOD
    assert served.forms == ["json_schema 400", "json_schema 200"]
    assert served.received[-1].body["max_completion_tokens"] == CAP
    assert "max_tokens" not in served.received[-1].body


async def test_ollama_is_given_the_one_cap_that_it_reads() -> None:
    async with serving(ollama.rules(lambda _: GOOD * 200)) as served:
        error = await failure(at(served, "ollama"))
    assert error.type == "LLMTooLong"
    assert served.received[0].body["max_tokens"] == CAP


@pytest.mark.parametrize("model", ["qwen3-8b", "qwen3.8-flash", "qwq-32b"])
async def test_qwen_that_only_thinks_in_a_stream_is_asked_for_one(model: str) -> None:
    async with serving(dashscope.rules(say, key="sk-1")) as served:
        endpoint = at(served, "dashscope", model=model, extra={})
        assert (await asked(endpoint)).text == GOOD
        assert (await asked(endpoint)).text == GOOD
    assert served.forms[-2:] == ["plain+stream 200", "plain+stream 200"]
    assert len(served.received) <= 5
    assert served.received[-1].body["stream_options"] == {"include_usage": True}


@pytest.mark.parametrize("model", ["qwen3-8b", "qwen3.8-flash"])
async def test_qwen_that_is_told_not_to_think_needs_no_stream(model: str) -> None:
    async with serving(dashscope.rules(say, key="sk-1")) as served:
        assert (await asked(at(served, "dashscope", model=model))).text == GOOD
    assert served.forms == ["json_schema 400", "json_object 200"]


@pytest.mark.parametrize("name", PROVIDERS)
async def test_a_stream_is_read_in_the_form_of_each_provider(name: str) -> None:
    rules = PROVIDERS[name].fake(say, key="sk-1")
    async with serving(rules) as served:
        endpoint = at(served, name)
        form = llm_form.Form("plain", stream=True, cap=_cap_of(name))
        llm_form.remember(endpoint, WANTED.name, form, GOOD)
        answer = await asked(endpoint)
    assert answer.text == GOOD
    assert not answer.spent.estimated
    assert served.forms == ["plain+stream 200"]


def _cap_of(name: str) -> str:
    return "max_completion_tokens" if name == "openai" else "max_tokens"


async def test_blanks_from_the_json_mode_of_deepseek_are_asked_again() -> None:
    async with serving(deepseek.rules(lambda _: "no JSON", key="sk-1")) as served:
        error = await failure(at(served, "deepseek"))
    assert error.type == "LLMBadShape"
    assert not error.non_retryable


async def test_deepseek_without_resources_is_a_fault_of_its_own() -> None:
    short = deepseek.rules(say, key="sk-1", finish="insufficient_system_resource")
    async with serving(short) as served:
        error = await failure(at(served, "deepseek"))
    assert (error.type, error.non_retryable) == ("LLMServer", False)


async def test_a_filter_of_deepseek_is_not_asked_again() -> None:
    async with serving(deepseek.rules(say, key="sk-1", finish="content_filter")) as served:
        error = await failure(at(served, "deepseek"))
    assert (error.type, error.non_retryable) == ("LLMDeclined", True)


async def test_openai_says_that_a_prompt_is_too_long() -> None:
    async with serving(openai_api.rules(say, key="sk-1")) as served:
        error = await failure(at(served, "openai"), text="长" * 70_000)
    assert error.type == "LLMPromptTooLong"
    assert len(served.received) == 1


async def test_vllm_refuses_a_prompt_that_is_too_long_in_words_only() -> None:
    async with serving(vllm.rules(say, key="sk-1")) as served:
        error = await failure(at(served, "vllm"), text="长" * 20_000)
    assert (error.type, error.details[0]) == ("LLMRefusedRequest", 400)
    assert len(served.received) <= 4


async def test_ollama_cuts_a_long_prompt_without_a_word() -> None:
    async with serving(ollama.rules(say, context=4_096)) as served:
        endpoint = at(served, "ollama")
        error = await failure(endpoint, text="长" * 20_000)
    assert error.type == "LLMTooLong"  # no room is left for the answer


async def test_a_model_of_openai_that_must_reason_is_given_effort_and_room() -> None:
    extra = {"reasoning_effort": "low", "max_completion_tokens": 8_000}
    assert json.dumps(extra) in (HOUSE / "docs/models.md").read_text(encoding="utf-8")
    async with serving(openai_api.rules(say, key="sk-1")) as served:
        assert (await asked(at(served, "openai", "gpt-6.1-sol", extra))).text == GOOD
        error = await failure(at(served, "openai", "gpt-6.1-sol"))
    assert (error.type, error.details[0]) == ("LLMRefusedRequest", 400)
