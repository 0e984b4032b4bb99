"""The proxy over a real socket, in front of a stand-in for the Temporal UI's server."""

import asyncio
import base64
import json
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx2
import pytest

from activities.tokens import DECISION, LOGIN, PublicKeys, make_keys, signing_key
from cli.proxy.guard import METADATA, MOST_BYTES, Text
from domain.token import claims
from tests.cli.proxied import ABORT, CLOSING, House, house
from tests.cli.test_ui_proxy_guard import SUGGESTION, WORKFLOW, sent

ONE, TWO = Text(1, "a" * 64), Text(2, "b" * 64)
APPROVE = f"{WORKFLOW}/update/approve"


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[House]:
    async with house(tmp_path) as built:
        built.texts[SUGGESTION] = ONE
        yield built


def _told(at: House) -> dict[str, Any]:
    (payload,) = at.behind.last["request"]["input"]["args"]["payloads"]
    found: dict[str, Any] = json.loads(base64.b64decode(payload["data"]))
    return found


def _sentence(answer: httpx2.Response) -> str:
    error = answer.json()["error"]
    assert error["en"]
    assert error["zh"]
    return str(error["en"])


async def _open_page(browser: httpx2.AsyncClient) -> None:
    answer = await browser.post(f"{WORKFLOW}/query/{METADATA}", json={})
    assert answer.status_code == 200


async def test_nothing_passes_before_somebody_has_signed_in(at: House) -> None:
    async with at.browser() as browser:
        for method, path in (("GET", "/"), ("GET", "/api/v1/settings"), ("POST", APPROVE)):
            answer = await browser.request(method, path)
            assert answer.status_code == 403
            assert "accord token --login" in _sentence(answer)
        page = await browser.get("/", headers={"accept": "text/html"})
        assert page.status_code == 403
        assert "请先登录" in page.text
    assert not at.behind.asked


async def test_whoever_fetches_a_link_sees_a_button_and_uses_nothing_up(at: House) -> None:
    async with at.browser() as browser:
        link = at.link("ana")
        for _ in range(3):
            page = await browser.get(link)
            assert page.status_code == 200
            assert "<button>" in page.text
            assert "<script" not in page.text
            assert not page.cookies
            assert "no-store" in page.headers["cache-control"]
        await browser.head(link)
        token = httpx2.URL(link).params["link"]
        answer = await browser.post("/accord/login", data={"link": token})
        assert answer.status_code == 303
        flags = answer.headers["set-cookie"].lower()
        assert "httponly" in flags
        assert "samesite=strict" in flags
        assert (await browser.get("/")).text == "<p>the UI</p>"


async def test_a_link_signs_in_once_even_if_two_try_at_the_same_time(at: House) -> None:
    token = httpx2.URL(at.link("ana")).params["link"]
    async with at.browser() as one, at.browser() as other:
        tries = [b.post("/accord/login", data={"link": token}) for b in (one, other, one, other)]
        codes = sorted(answer.status_code for answer in await asyncio.gather(*tries))
        assert codes == [303, 403, 403, 403]
        assert "已被使用" in (await one.get(f"/accord/login?link={token}")).text


@pytest.mark.parametrize("link", ["", "x", "a.b.c", "<script>alert(1)</script>"])
async def test_a_link_that_is_none_signs_nobody_in(at: House, link: str) -> None:
    async with at.browser() as browser:
        page = await browser.get("/accord/login", params={"link": link})
        assert page.status_code == 403
        assert "<script" not in page.text
        answer = await browser.post("/accord/login", data={"link": link})
        assert answer.status_code == 403
        assert "set-cookie" not in answer.headers


async def test_a_link_that_another_house_signed_signs_nobody_in(at: House, tmp_path: Path) -> None:
    own = signing_key(at.keys)
    make_keys(tmp_path / "another", own.kid)
    stranger = signing_key(tmp_path / "another").signed({"sub": "ana"}, LOGIN, 600)
    async with at.browser() as browser:
        for link, status in ((stranger, 403), (own.signed({"sub": "ana"}, LOGIN, 600), 303)):
            answer = await browser.post("/accord/login", data={"link": link})
            assert answer.status_code == status


async def test_old_and_overlong_links_and_decision_tokens_sign_nobody_in(at: House) -> None:
    late = httpx2.URL(at.link("ana", seconds=-1)).params["link"]
    long = httpx2.URL(at.link("ana", seconds=90_000)).params["link"]
    decides = signing_key(at.keys).bound(SUGGESTION, "ana", 1, "a" * 64)
    alike = signing_key(at.keys).signed({"sub": "ana"}, DECISION, 600)
    async with at.browser() as browser:
        for link in (late, long, decides, alike):
            answer = await browser.post("/accord/login", data={"link": link})
            assert answer.status_code == 403


async def test_a_session_ends_after_a_working_day_and_when_somebody_leaves(at: House) -> None:
    async with at.signed_in("ana") as browser, at.signed_in("bo") as other:
        assert (await other.post("/accord/logout")).status_code == 200
        assert (await other.get("/")).status_code == 403
        assert (await browser.get("/")).status_code == 200
        at.now[0] = 8 * 3600 + 1
        assert (await browser.get("/")).status_code == 403


async def test_a_decision_goes_on_in_the_name_of_whoever_signed_in(at: House) -> None:
    forged = {"actor": "boss", "surface": "cli", "token": "a.b.c"}
    written = {"revision": 1, "fingerprint": "a" * 12, "comment": "fine"}
    async with at.signed_in("ana") as browser:
        answer = await browser.post(APPROVE, content=sent(forged | written))
        assert answer.status_code == 200
    told = _told(at)
    assert (told["actor"], told["surface"], told["comment"]) == ("ana", "temporal-ui", "fine")
    assert at.behind.last["request"]["meta"]["identity"] == "ana"
    assert PublicKeys(at.keys).fault(told["token"]) is None
    minted = claims(told["token"])
    assert minted is not None
    assert (minted.sub, minted.sug, minted.rev, minted.fpr) == ("ana", SUGGESTION, 1, "a" * 12)
    assert minted.verbs == ("approve",)
    assert minted.exp - minted.iat <= 120


async def test_an_empty_dialog_decides_on_the_text_that_the_page_has_shown(at: House) -> None:
    async with at.signed_in("ana") as browser:
        await _open_page(browser)
        at.texts[SUGGESTION] = TWO
        assert (await browser.post(APPROVE, content=sent())).status_code == 200
        assert (_told(at)["revision"], _told(at)["fingerprint"]) == (1, "a" * 64)


async def test_an_empty_dialog_after_two_texts_or_none_is_refused_and_kept(at: House) -> None:
    async with at.signed_in("ana") as browser:
        unseen = await browser.post(APPROVE, content=sent())
        assert unseen.status_code == 403
        assert '"revision" and "fingerprint"' in _sentence(unseen)
        await _open_page(browser)
        at.texts[SUGGESTION] = TWO
        await _open_page(browser)
        asked = len(at.behind.asked)
        assert (await browser.post(APPROVE, content=sent())).status_code == 403
        assert len(at.behind.asked) == asked
    assert [(d.suggestion, d.verb, who) for d, who, _ in at.kept] == [
        (SUGGESTION, "approve", "ana")
    ] * 2


async def test_what_one_person_saw_is_not_what_another_saw(at: House) -> None:
    async with at.signed_in("ana") as first, at.signed_in("bo") as second:
        await _open_page(first)
        assert (await second.post(APPROVE, content=sent())).status_code == 403
        assert (await first.post(APPROVE, content=sent())).status_code == 200


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", f"{WORKFLOW}/terminate"),
        ("POST", f"{WORKFLOW}/cancel"),
        ("POST", f"{WORKFLOW}/signal/withdrawn"),
        ("POST", f"{WORKFLOW}/update/close"),
        ("POST", f"{WORKFLOW}/update/approve%2f..%2fterminate"),
        ("POST", "/api/v1/namespaces/accord/batch-operations/b"),
        ("POST", "/api/v1/namespaces/accord/workflows/new"),
        ("DELETE", "/api/v1/namespaces/accord/schedules/s"),
        ("PUT", APPROVE),
        ("GET", f"{WORKFLOW}/%2e%2e/x"),
    ],
)
async def test_all_else_is_refused_in_one_sentence_and_reaches_nobody(
    at: House, method: str, path: str
) -> None:
    async with at.signed_in("ana") as browser:
        answer = await browser.request(method, httpx2.URL(at.url).copy_with(raw_path=path.encode()))
    assert answer.status_code == 403
    assert _sentence(answer)
    assert not at.behind.asked


@pytest.mark.parametrize("line", ["/a/../b", f"{WORKFLOW}/update/../terminate", "//x", "http://x/"])
async def test_a_path_that_no_browser_would_send_does_not_pass(at: House, line: str) -> None:
    async with at.signed_in("ana") as browser:
        cookie = "; ".join(f"{k}={v}" for k, v in browser.cookies.items())
    place = httpx2.URL(at.url)
    request = (
        f"POST {line} HTTP/1.1\r\nHost: x\r\nCookie: {cookie}\r\nContent-Length: 2\r\n\r\n{{}}"
    )

    def ask() -> bytes:
        with socket.create_connection((place.host, place.port or 80), timeout=5) as plug:
            plug.sendall(request.encode())
            return plug.recv(4_000)

    assert b" 403 " in (await asyncio.to_thread(ask)).split(b"\r\n")[0]
    assert not at.behind.asked


async def test_an_oversized_body_is_answered_and_kept(at: House) -> None:
    async with at.signed_in("ana") as browser:
        answer = await browser.post(APPROVE, content=b" " * (3 * MOST_BYTES))
    assert answer.status_code == 403
    assert "KiB" in _sentence(answer)
    assert not at.behind.asked
    assert len(at.kept) == 1


async def test_another_site_cannot_send_in_somebodys_name(at: House) -> None:
    written = sent({"revision": 1, "fingerprint": "a" * 12})
    async with at.signed_in("ana") as browser:
        for told in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            answer = await browser.post(APPROVE, content=written, headers=told)
            assert answer.status_code == 403
        own = {"origin": at.url, "sec-fetch-site": "same-origin"}
        assert (await browser.post(APPROVE, content=written, headers=own)).status_code == 200


async def test_only_a_few_headers_pass_and_never_our_cookie(at: House) -> None:
    given = {
        "authorization": "Bearer boss",
        "x-http-method-override": "DELETE",
        "grpc-metadata-x": "1",
        "x-forwarded-user": "boss",
        "x-csrf-token": "one",
    }
    async with at.signed_in("ana") as browser:
        browser.cookies.set("_csrf", "one")
        await browser.post(f"{WORKFLOW}/query/view", json={}, headers=given)
    headers = at.behind.asked[-1][2]
    assert headers["cookie"] == "_csrf=one"
    assert headers["x-csrf-token"] == "one"
    assert not set(headers) & (set(given) - {"x-csrf-token"})


async def test_cookies_and_policy_come_back_and_the_headers_of_the_hop_do_not(at: House) -> None:
    async with at.signed_in("ana") as browser:
        answer = await browser.get("/namespaces/accord/workflows?query=%60A%60%3D%22b%22")
    assert [c.split(";")[0] for c in answer.headers.get_list("set-cookie")] == [
        "_csrf=one",
        "second=two",
    ]
    assert answer.headers["content-security-policy"] == "default-src 'none'"
    assert "x-secret-hop" not in answer.headers
    assert at.behind.asked[-1][1] == b"/namespaces/accord/workflows?query=%60A%60%3D%22b%22"


async def test_buttons_that_could_only_be_refused_are_switched_off(at: House) -> None:
    async with at.signed_in("ana") as browser:
        settings = (await browser.get("/api/v1/settings")).json()
    assert settings["WorkflowTerminateDisabled"] is True
    assert settings["BatchActionsDisabled"] is True
    assert settings["WorkflowUpdateDisabled"] is False
    assert settings["Version"] == "2.54.1"


async def test_what_the_worker_refuses_comes_back_as_it_is(at: House) -> None:
    at.behind.content = b'{"outcome": {"failure": {"message": "not asked"}}}'
    async with at.signed_in("ana") as browser:
        answer = await browser.post(APPROVE, content=sent({"revision": 1, "fingerprint": "a" * 12}))
    assert answer.content == at.behind.content
    assert not at.kept


async def test_no_worker_is_not_shown_as_success(at: House) -> None:
    at.behind.content = b'{"updateRef": {}, "stage": "ADMITTED"}'
    async with at.signed_in("ana") as browser:
        answer = await browser.post(APPROVE, content=sent({"revision": 1, "fingerprint": "a" * 12}))
    assert answer.status_code == 503
    assert _sentence(answer).startswith("not yet")


async def test_a_decision_after_the_end_is_kept(at: House) -> None:
    at.behind.status = 404
    async with at.signed_in("ana") as browser:
        answer = await browser.post(APPROVE, content=sent({"revision": 1, "fingerprint": "a" * 12}))
    assert answer.status_code == 404
    assert [who for _, who, _ in at.kept] == ["ana"]


async def test_what_a_history_misses_as_it_begins_anew_goes_on_under_the_same_id(at: House) -> None:
    at.behind.missed = [(404, ABORT), (429, CLOSING)]
    async with at.signed_in("ana") as browser:
        answer = await browser.post(APPROVE, content=sent({"revision": 1, "fingerprint": "a" * 12}))
    assert (answer.status_code, answer.content) == (200, at.behind.content)
    bodies = {body for method, _, _, body in at.behind.asked if method == "POST"}
    assert len(at.behind.asked) == 3
    assert len(bodies) == 1
    assert not at.kept


@pytest.mark.parametrize("missed", [(404, ABORT), (409, ABORT), (429, CLOSING)])
async def test_what_comes_as_it_ends_is_kept_and_not_sent_again(
    at: House, missed: tuple[int, bytes]
) -> None:
    at.behind.missed = [missed] * 9
    async with at.signed_in("ana") as browser:
        await _open_page(browser)
        del at.texts[SUGGESTION]
        answer = await browser.post(APPROVE, content=sent())
    assert answer.status_code == 404
    assert "ended" in _sentence(answer)
    assert len(at.behind.missed) == 8
    assert [who for _, who, _ in at.kept] == ["ana"]
