from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from temporalio.exceptions import ActivityError, ApplicationError, RetryState

from activities.llm_answers import (
    from_status,
    model_name,
    only_json,
    retry_delay,
    tokens,
)
from activities.llm_endpoint import barred
from activities.llm_reasons import FALLBACK_REASONS, reason

NOW = datetime(2026, 9, 1, 12, 0, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "2"}, 2),
        ({"retry-after": "0.3"}, 0.3),
        ({"retry-after-ms": "1500"}, 1.5),
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "121"}, 121),
        ({"retry-after": "3600"}, 600),
        ({"retry-after": "999999999999"}, 600),
        ({"retry-after": "Tue, 01 Sep 2026 12:00:30 GMT"}, 30),
        ({"retry-after": "Tue, 01 Sep 2099 12:00:30 GMT"}, 600),
        ({"retry-after": "Tue, 01 Sep 2020 12:00:30 GMT"}, None),
        ({"retry-after": "Tue, 01 Sep 2026 12:00:30"}, None),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "1e9"}, None),
        ({"retry-after": "abc"}, None),
        ({"retry-after": ""}, None),
        ({"retry-after": "٣"}, None),
        ({"retry-after": "1_0"}, None),
        ({}, None),
    ],
)
def test_retry_after_is_read_clamped_or_ignored(
    headers: dict[str, str], seconds: float | None
) -> None:
    expected = None if seconds is None else timedelta(seconds=seconds)
    assert retry_delay(headers, NOW) == expected


@given(st.text(max_size=40))
def test_no_retry_after_can_break_the_parser(value: str) -> None:
    delay = retry_delay({"retry-after": value}, NOW)
    assert delay is None or timedelta(0) < delay <= timedelta(seconds=600)


def test_only_a_429_can_be_a_quota() -> None:
    assert from_status(500, {"insufficient_quota"}, None, {}).type == "LLMServer"
    assert (
        from_status(429, {"insufficient_quota"}, None, {"retry-after": "5"}).next_retry_delay
        is None
    )


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('{"a": 1}', '{"a": 1}'),
        ('```json\n{"a": 1}\n```', '{"a": 1}'),
        ('<think>maybe {"b": 2}?</think>\n{"a": 1}', '{"a": 1}'),
        ('the end of a thought {"b": 2}</think>{"a": 1}', '{"a": 1}'),
        ('{"a": "</think> {}"}', '{"a": "</think> {}"}'),
        ('Here it is: {"a": 1}. Good luck!', '{"a": 1}'),
        ("<think>never ends", "<think>never ends"),
        ("no JSON", "no JSON"),
        ("} {", "} {"),
    ],
)
def test_reasoning_and_fences_around_the_json_are_ignored(text: str, found: str) -> None:
    assert only_json(text) == found


@pytest.mark.parametrize("count", [None, -1, True, "7", 1.5, 10**12])
def test_a_token_count_that_cannot_be_true_is_none(count: object) -> None:
    assert (
        tokens(SimpleNamespace(usage=SimpleNamespace(prompt_tokens=count)), "prompt_tokens") is None
    )


def test_the_name_of_the_model_is_cleaned_or_the_one_that_was_asked() -> None:
    assert model_name(SimpleNamespace(model="a\u200bb\n c"), "asked") == "ab c"
    assert model_name(SimpleNamespace(model=5), "asked") == "asked"
    assert model_name(SimpleNamespace(model="Qwen/Qwen3-8B"), "asked") == "Qwen/Qwen3-8B"
    assert model_name(SimpleNamespace(model="/home/a/m.gguf"), "asked") == "m.gguf"
    assert model_name(SimpleNamespace(model="C:\\Users\\a\\m.gguf"), "asked") == "m.gguf"
    assert model_name(SimpleNamespace(model=" "), "asked") == "asked"
    assert len(model_name(SimpleNamespace(model="x" * 999), "asked")) == 120


def test_a_reason_is_found_through_what_temporal_wraps_around_an_error() -> None:
    wrapped = ActivityError(
        "failed",
        scheduled_event_id=1,
        started_event_id=2,
        identity="w",
        activity_type="draft",
        activity_id="1",
        retry_state=RetryState.MAXIMUM_ATTEMPTS_REACHED,
    )
    wrapped.__cause__ = ApplicationError(
        "model endpoint: TimeoutError", "timeout", 120.0, type="LLMTransport"
    )
    assert reason(wrapped).zh == "模型端点 120 秒内没有答复。"
    assert reason(wrapped).en == "The model endpoint did not answer within 120 seconds."


def test_a_wrong_key_and_a_refusal_to_use_a_model_have_sentences_of_their_own() -> None:
    assert "密钥" in reason(from_status(401, set(), None, {})).zh
    assert reason(from_status(400, set(), None, {})) == FALLBACK_REASONS["LLMRefusedRequest"]
    assert reason(barred(None, "any") or "") == FALLBACK_REASONS["LLMNotConfigured"]
    assert reason(ValueError("x")) == reason("anything else")


def test_every_reason_is_a_whole_sentence_in_both_languages() -> None:
    for sentence in FALLBACK_REASONS.values():
        assert sentence.zh.endswith("。")
        assert sentence.en.endswith(".")
        assert not set(",;:()") & set(sentence.zh)
