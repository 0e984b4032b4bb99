import pytest

from activities.llm_endpoint import (
    HOSTED_DEADLINE,
    LOCAL_DEADLINE,
    OPENAI,
    barred,
    endpoint_from,
)
from domain.errors import BadInputError

LOCAL = {"OPENAI_BASE_URL": "http://127.0.0.1:9115/v1"}
HOSTED = {"OPENAI_API_KEY": "sk-1", "ACCORD_MODEL": "m"}


def test_no_key_and_no_address_means_no_endpoint() -> None:
    assert endpoint_from({}) is None
    assert (
        endpoint_from({"OPENAI_API_KEY": " ", "OPENAI_BASE_URL": "", "ACCORD_MODEL": "m"}) is None
    )


def test_a_key_alone_means_openai() -> None:
    endpoint = endpoint_from({"OPENAI_API_KEY": "sk-1"})
    assert endpoint is not None
    assert (endpoint.base_url, endpoint.host) == (OPENAI, "api.openai.com")
    assert endpoint.model
    assert endpoint.deadline == HOSTED_DEADLINE
    assert not endpoint.is_local


def test_a_local_address_needs_neither_key_nor_model_and_has_more_time() -> None:
    endpoint = endpoint_from(LOCAL)
    assert endpoint is not None
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
    endpoint = endpoint_from({"OPENAI_BASE_URL": url, "ACCORD_MODEL": "m"})
    assert endpoint is not None
    assert endpoint.is_local is local
    assert "@" not in endpoint.host


def test_deadline_model_and_extra_can_be_set() -> None:
    settings = {"ACCORD_MODEL_DEADLINE": "7.5", "ACCORD_MODEL_EXTRA": '{"enable_thinking": false}'}
    endpoint = endpoint_from(HOSTED | settings)
    assert endpoint is not None
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
        endpoint_from(HOSTED | settings)
    assert named in caught.value.sentence.en
    assert named in caught.value.sentence.zh
    assert settings.get("OPENAI_API_KEY", "sk-1") not in str(caught.value)


def test_a_brief_decides_whether_its_text_may_go_there() -> None:
    local, hosted = endpoint_from(LOCAL), endpoint_from(HOSTED)
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
