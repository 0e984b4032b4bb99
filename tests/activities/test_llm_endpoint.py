import pytest

from activities.llm_endpoint import (
    HOSTED_DEADLINE,
    LOCAL_DEADLINE,
    OPENAI,
    barred,
    endpoints_from,
    local_endpoint,
)
from domain.errors import BadInputError

LOCAL = {"OPENAI_BASE_URL": "http://127.0.0.1:9115/v1"}
HOSTED = {"OPENAI_API_KEY": "sk-1", "ACCORD_MODEL": "m"}


def test_no_key_and_no_address_means_no_endpoint() -> None:
    assert endpoints_from({}) == ()
    assert endpoints_from({"OPENAI_API_KEY": " ", "OPENAI_BASE_URL": "", "ACCORD_MODEL": "m"}) == ()


def test_a_key_alone_means_openai() -> None:
    [endpoint] = endpoints_from({"OPENAI_API_KEY": "sk-1"})
    assert (endpoint.base_url, endpoint.host) == (OPENAI, "api.openai.com")
    assert endpoint.model
    assert endpoint.deadline == HOSTED_DEADLINE
    assert not endpoint.is_local


def test_a_local_address_needs_neither_key_nor_model_and_has_more_time() -> None:
    [endpoint] = endpoints_from(LOCAL)
    assert endpoint.is_local
    assert endpoint.host == "127.0.0.1:9115"
    assert endpoint.deadline == LOCAL_DEADLINE


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://localhost:1/v1", True),
        ("http://127.8.9.1/v1", True),
        ("http://[::1]:8080/v1", True),
        ("http://192.168.1.5/v1", False),
        ("http://0.0.0.0/v1", False),
        ("http://localhost.example.com/v1", False),
        ("http://127.0.0.1@example.com/v1", False),
        ("http://127.0.0.1.example.com/v1", False),
    ],
)
def test_local_means_this_machine_whatever_the_address_looks_like(url: str, local: bool) -> None:
    [endpoint] = endpoints_from({"OPENAI_BASE_URL": url, "ACCORD_MODEL": "m"})
    assert endpoint.is_local is local
    assert "@" not in endpoint.host


def test_deadline_model_and_extra_can_be_set() -> None:
    settings = {"ACCORD_MODEL_DEADLINE": "7.5", "ACCORD_MODEL_EXTRA": '{"enable_thinking": false}'}
    [endpoint] = endpoints_from(HOSTED | settings)
    assert endpoint.deadline == 7.5
    assert endpoint.model == "m"
    assert endpoint.extra == {"enable_thinking": False}


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"OPENAI_BASE_URL": "ftp://h/v1"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http://"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http://h:99999/v1"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http://[::1/v1"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http://h/v1?key=1"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http://h /v1"}, "OPENAI_BASE_URL"),
        ({"OPENAI_BASE_URL": "http://models.example.com/v1", "ACCORD_MODEL": ""}, "ACCORD_MODEL"),
        ({"OPENAI_API_KEY": "密钥"}, "OPENAI_API_KEY"),
        ({"OPENAI_API_KEY": "a\nb"}, "OPENAI_API_KEY"),
        ({"ACCORD_MODEL_DEADLINE": "soon"}, "ACCORD_MODEL_DEADLINE"),
        ({"ACCORD_MODEL_DEADLINE": "nan"}, "ACCORD_MODEL_DEADLINE"),
        ({"ACCORD_MODEL_DEADLINE": "0"}, "ACCORD_MODEL_DEADLINE"),
        ({"ACCORD_MODEL_EXTRA": "[1]"}, "ACCORD_MODEL_EXTRA"),
        ({"ACCORD_MODEL_EXTRA": "{"}, "ACCORD_MODEL_EXTRA"),
        ({"ACCORD_MODEL_EXTRA": '{"stream": true}'}, "ACCORD_MODEL_EXTRA"),
    ],
)
def test_a_wrong_setting_is_named_in_both_languages(settings: dict[str, str], named: str) -> None:
    with pytest.raises(BadInputError) as caught:
        endpoints_from(HOSTED | settings)
    assert named in caught.value.sentence.en
    assert named in caught.value.sentence.zh
    assert settings.get("OPENAI_API_KEY", "sk-1") not in str(caught.value)


def test_a_brief_decides_whether_its_text_may_go_there() -> None:
    [local], [hosted] = endpoints_from(LOCAL), endpoints_from(HOSTED)
    assert [barred(local, policy) for policy in ("any", "local", "none")] == [
        None,
        None,
        "LLMForbidden",
    ]
    assert [barred(hosted, policy) for policy in ("any", "local", "none")] == [
        None,
        "LLMNotLocal",
        "LLMForbidden",
    ]
    assert barred(None, "any") == "LLMNotConfigured"


def test_a_fallback_is_another_model_at_the_same_address() -> None:
    extra = {"ACCORD_MODEL_EXTRA": '{"a": 1}', "ACCORD_FALLBACK_MODEL": "small"}
    first, second = endpoints_from(HOSTED | extra)
    assert (second.model, second.host, second.api_key) == ("small", first.host, first.api_key)
    assert second.extra == first.extra


def test_neither_key_nor_extra_goes_to_another_address() -> None:
    extra = {"ACCORD_MODEL_EXTRA": '{"a": 1}'}
    local = {"ACCORD_FALLBACK_BASE_URL": "http://127.0.0.1:9115/v1"}
    first, second = endpoints_from(HOSTED | extra | local)
    assert first.api_key == "sk-1"
    assert (second.model, second.api_key, second.extra) == ("local", "unused", {})
    assert (second.is_local, second.deadline) == (True, LOCAL_DEADLINE)


def test_a_fallback_may_have_a_key_and_an_extra_of_its_own() -> None:
    own = {
        "ACCORD_FALLBACK_BASE_URL": "https://example.com/v1",
        "ACCORD_FALLBACK_MODEL": "m2",
        "ACCORD_FALLBACK_API_KEY": "sk-2",
        "ACCORD_FALLBACK_EXTRA": '{"b": 2}',
    }
    _, second = endpoints_from(HOSTED | own)
    assert (second.host, second.model, second.api_key) == ("example.com", "m2", "sk-2")
    assert second.extra == {"b": 2}


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"ACCORD_FALLBACK_BASE_URL": "nowhere"}, "ACCORD_FALLBACK_BASE_URL"),
        ({"ACCORD_FALLBACK_BASE_URL": "https://example.com/v1"}, "ACCORD_FALLBACK_MODEL"),
        ({"ACCORD_FALLBACK_API_KEY": "sk-2"}, "ACCORD_FALLBACK_MODEL"),
        (
            {"ACCORD_FALLBACK_MODEL": "m", "ACCORD_FALLBACK_API_KEY": "钥"},
            "ACCORD_FALLBACK_API_KEY",
        ),
        ({"ACCORD_FALLBACK_MODEL": "m", "ACCORD_FALLBACK_EXTRA": "[]"}, "ACCORD_FALLBACK_EXTRA"),
        ({"ACCORD_MODEL_EXTRA": '{"top_p": NaN}'}, "ACCORD_MODEL_EXTRA"),
    ],
)
def test_a_wrong_fallback_is_one_sentence_naming_the_variable(
    settings: dict[str, str], words: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        endpoints_from(HOSTED | settings)
    assert words in caught.value.sentence.en
    assert words in caught.value.sentence.zh


def test_a_fallback_without_a_first_model_is_refused() -> None:
    with pytest.raises(BadInputError, match="ACCORD_FALLBACK_MODEL"):
        endpoints_from({"ACCORD_FALLBACK_MODEL": "m"})


def test_openais_default_model_answers_at_once_unless_told_otherwise() -> None:
    [bare] = endpoints_from({"OPENAI_API_KEY": "sk-1"})
    assert bare.extra == {"reasoning_effort": "none"}
    [told] = endpoints_from(
        {"OPENAI_API_KEY": "sk-1", "ACCORD_MODEL_EXTRA": '{"reasoning_effort": "low"}'}
    )
    assert told.extra == {"reasoning_effort": "low"}
    [named] = endpoints_from(HOSTED)
    assert named.extra == {}


def test_the_local_endpoint_is_on_loopback_and_keeps_the_extra() -> None:
    endpoint = local_endpoint(9115, "m.gguf", {"ACCORD_MODEL_EXTRA": '{"top_k": 1}'})
    assert (endpoint.base_url, endpoint.model) == ("http://127.0.0.1:9115/v1", "m.gguf")
    assert endpoint.is_local
    assert (endpoint.deadline, endpoint.extra) == (LOCAL_DEADLINE, {"top_k": 1})
