"""What every answer has in common: its language, its sort, and what HTTP wants of each method."""

import re
from typing import Any

import pytest
from starlette.requests import Request

from api.languages import language_of
from store import openings
from tests.api.calling import Api

HAN = re.compile("[一-鿿]")
JSON = {"content-type": "application/json"}


def _language(*asked: str) -> str:
    headers = [(b"accept-language", one.encode("latin-1")) for one in asked]
    return language_of(Request({"type": "http", "headers": headers}))


@pytest.mark.parametrize(
    ("asked", "language"),
    [
        ("", "en"),
        ("zh", "zh"),
        ("ZH-cn", "zh"),
        ("zh-Hant", "zh"),
        ("zh-Hant-TW;q=0.9, en;q=0.8", "zh"),
        ("zh_CN", "zh"),
        ("en-GB,zh;q=0.9", "en"),
        ("zh; q=0.5, en; q=0.9", "en"),
        ("en ;q=0.3 , zh ; q=0.4", "zh"),
        ("fr-CH, fr;q=0.9, zh;q=0.7, en;q=0.6", "zh"),
        ("zh,en", "zh"),
        ("en,zh", "en"),
        ("*", "en"),
        ("fr, *;q=0.5", "en"),
        ("zh;q=0.5, *", "en"),
        ("en;q=0, *", "zh"),
        ("en;q=0.4, *;q=0.5", "zh"),
        ("zh;q=0", "en"),
        ("zh;q=0, en;q=0", "en"),
        ("zh;q=0.0, zh-CN;q=0.2", "zh"),
        ("zh;q=nan, en", "en"),
        ("zh;q=, en;q=0.1", "en"),
        ("zha", "en"),
        ("fr", "en"),
        (";q=1,,;", "en"),
    ],
)
def test_the_language_is_the_better_of_those_that_are_asked_for(asked: str, language: str) -> None:
    assert _language(asked) == language


def test_a_header_that_comes_in_two_lines_is_one() -> None:
    assert _language("fr", "zh;q=0.3") == "zh"


REFUSED: tuple[tuple[int, str, str, dict[str, Any]], ...] = (
    (401, "GET", "/v1/collaborations", {"headers": {"accord-as": ""}}),
    (404, "GET", "/no/such/address", {}),
    (404, "POST", "/v2/collaborations", {"json": {}}),
    (404, "GET", "/v1/collaborations/nobody-knows-it", {}),
    (405, "DELETE", "/v1/collaborations", {}),
    (405, "PATCH", "/healthz", {}),
    (400, "POST", "/v1/collaborations", {"content": b"{", "headers": JSON}),
    (413, "POST", "/v1/collaborations", {"content": b" " * 2**22, "headers": JSON}),
    (415, "POST", "/v1/collaborations", {"data": {"id": "x"}}),
    (415, "PUT", "/v1/strategy", {"content": b"{}", "headers": {"content-type": "text/plain"}}),
    (422, "POST", "/v1/collaborations", {"json": {"id": "Not An Id"}}),
    (422, "GET", "/v1/suggestions?limit=0", {}),
    (428, "PUT", "/v1/strategy", {"json": {"objectives": [{"id": "O1", "text": "x"}]}}),
)


@pytest.mark.parametrize(
    ("status", "method", "path", "more"), REFUSED, ids=[f"{one[0]} {one[2]}" for one in REFUSED]
)
async def test_whatever_is_refused_is_a_problem_in_the_callers_language(
    calls: Api, status: int, method: str, path: str, more: dict[str, Any]
) -> None:
    told = {}
    for language in ("en", "zh"):
        headers = {"accord-as": "stella.ahmed", "accept-language": f"fr, {language};q=0.5"}
        sent = more | {"headers": headers | more.get("headers", {})}
        answer = await calls.client.request(method, path, **sent)
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["content-language"] == language
        told[language] = answer.json()
        assert (told[language]["status"], told[language]["type"]) == (status, "about:blank")
        assert told[language]["code"] != "bad_request"
    for field in ("title", "detail"):
        assert not HAN.search(told["en"][field])
        assert HAN.search(told["zh"][field])
    assert told["en"]["code"] == told["zh"]["code"]


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/healthz", "GET, HEAD"),
        ("/v1/collaborations", "GET, HEAD, POST"),
        ("/v1/strategy", "GET, HEAD, PUT"),
        (f"/v1/webhooks/wh_{'0' * 24}", "DELETE, GET, HEAD"),
        ("/v1/policies:preview", "POST"),
        ("/v1/events", "GET"),
        ("/v1/suggestions/onboarding:need:1", "GET, HEAD"),
    ],
)
async def test_a_method_that_an_address_does_not_take_is_told_with_those_that_it_takes(
    calls: Api, path: str, methods: str
) -> None:
    for method in ("OPTIONS", "TRACE"):
        answer = await calls(method, path, "ana")
        assert (answer.status_code, answer.headers["allow"]) == (405, methods), method


async def test_what_is_not_called_json_is_refused_with_what_to_send(calls: Api) -> None:
    """As `curl -d` sends it unless it is told otherwise."""
    form = {"content-type": "application/x-www-form-urlencoded"}
    answer = await calls("POST", "/v1/collaborations", "ana", None, form, content=b'{"id": "x"}')
    assert (answer.status_code, answer.json()["code"]) == (415, "not_json")
    assert "application/json" in answer.json()["detail"]
    for name in ("application/json", "Application/JSON; charset=utf-8", "application/x.y+json"):
        answer = await calls(
            "POST", "/v1/collaborations", "ana", None, {"content-type": name}, content=b"{}"
        )
        assert answer.status_code == 422, answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/readyz",
        "/metrics",
        "/openapi.json",
        "/",
        "/sign-in",
        "/v1/collaborations",
        "/v1/strategy",
        "/v1/schemas/brief",
        "/v1/suggestions?approver=me",
        "/v1/collaborations/nobody-knows-it",
        "/no/such/address",
    ],
)
async def test_head_is_get_without_the_content(calls: Api, path: str) -> None:
    own = ("date", "x-request-id", "content-length")
    got, head = [await calls(method, path, "ana") for method in ("GET", "HEAD")]
    assert head.status_code == got.status_code
    assert head.content == b""
    first, second = (
        {name: value for name, value in one.headers.items() if name not in own}
        for one in (got, head)
    )
    assert first == second


async def test_an_endless_answer_has_no_head(calls: Api) -> None:
    assert (await calls("HEAD", "/v1/events", "ana")).status_code == 405


async def test_whoever_only_asks_for_the_head_has_opened_nothing(calls: Api) -> None:
    story = await calls.start(skip=["identify", "team", "goals"])
    shown = await story.pending("cadence")
    id, account = shown.state.id, shown.asked[0]
    for path in (f"/v1/suggestions/{id}", f"/d/{id}"):
        head = await calls("HEAD", path, account)
        assert (head.status_code, head.content) == (200, b"")
    assert await openings.opened(calls.at.engine, id) == {}
    await calls("GET", f"/d/{id}", account)
    assert set(await openings.opened(calls.at.engine, id)) == {(account, 1)}


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/no/such/page", 404), ("POST", "/", 405), ("GET", "/d/returns-2:need", 422)],
)
async def test_a_browser_gets_a_page_where_a_program_gets_a_document(
    calls: Api, method: str, path: str, status: int
) -> None:
    calls.client.cookies.clear()  # somebody may have chosen a language
    browser = {"accept": "text/html,application/xhtml+xml,*/*;q=0.8", "accept-language": "zh"}
    page = await calls(method, path, "ana", None, browser)
    told = await calls(method, path, "ana", None, {"accept-language": "zh"})
    assert page.status_code == told.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in page.headers["content-security-policy"]
    assert told.json()["detail"] in page.text
    document = await calls("GET", "/v1/collaborations/nobody-knows-it", "ana", None, browser)
    assert document.headers["content-type"] == "application/problem+json"
