"""Signing in at the proxy with a company account."""

from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from api.oidc import Provider as Believed
from api.oidc_code import DENIED, LOST, RelyingParty
from api.oidc_keys import PublishedKeys
from cli.proxy.company import ATTEMPT, BACK, START
from cli.proxy.passing import COOKIE
from domain.bearer import FAULTS, Client, Expected
from tests.api.code_provider import CodeProvider, code_provider
from tests.api.provider import CLIENT, NOW
from tests.cli.proxied import House, house

HTML = {"accept": "text/html"}
UI = "<p>the UI</p>"


@pytest.fixture
async def provider() -> AsyncIterator[CodeProvider]:
    async with code_provider() as made:
        yield made


@pytest.fixture
async def at(tmp_path: Path, provider: CodeProvider) -> AsyncIterator[House]:
    keys = PublishedKeys(provider.issuer, lambda: httpx2.AsyncClient(trust_env=False))
    believed = Believed(Expected(provider.issuer, ("accord",)), keys, lambda: NOW)
    async with house(tmp_path) as built:
        back = built.url + BACK.decode()
        built.proxy.lead_to(RelyingParty(believed, Client(CLIENT), back, lambda: NOW))
        yield built


async def _led(browser: httpx2.AsyncClient) -> str:
    """Begin, let the provider say yes, and return where it sends the browser back to."""
    begun = await browser.get(START.decode())
    assert begun.status_code == 303
    flags = begun.headers["set-cookie"].lower()
    for flag in ("httponly", "samesite=lax", "path=/accord", "max-age=600"):
        assert flag in flags
    return str((await browser.get(begun.headers["location"])).headers["location"])


async def test_a_company_account_signs_in_for_as_long_as_a_link_does(at: House) -> None:
    async with at.browser() as browser:
        door = await browser.get("/", headers=HTML)
        assert door.status_code == 403
        assert f'href="{START.decode()}"' in door.text
        page = await browser.get(await _led(browser))
        assert (page.status_code, page.headers["refresh"]) == (200, "0; url=/")
        session, over = (one.lower() for one in page.headers.get_list("set-cookie"))
        assert "samesite=strict" in session
        assert "max-age=0" in over
        assert (await browser.get("/")).text == UI
        at.now[0] = 8 * 3600 + 1
        assert (await browser.get("/")).status_code == 403


async def test_what_goes_wrong_signs_nobody_in_and_leads_back(
    at: House, provider: CodeProvider
) -> None:
    async with at.browser() as browser:
        provider.error = "access_denied"
        denied = await browser.get(await _led(browser))
        assert denied.status_code == 403
        assert DENIED.en in denied.text
        assert DENIED.zh in denied.text
        assert f'href="{START.decode()}"' in denied.text
        provider.error = None
        provider.claims = {"nonce": "another"}
        mixed = await browser.get(await _led(browser))
        assert FAULTS["id_nonce"].en in mixed.text
        assert ATTEMPT not in browser.cookies
        assert (await browser.get("/")).status_code == 403


async def test_somebody_elses_answer_signs_nobody_in_and_ends_no_session(
    at: House, provider: CodeProvider
) -> None:
    async with at.browser() as thief, at.browser() as browser:
        planted = await _led(thief)
        for _ in range(2):
            page = await browser.get(planted)
            assert page.status_code == 400
            assert LOST.en in page.text
            assert COOKIE not in browser.cookies
        await browser.get(await _led(browser))
        held = browser.cookies[COOKIE]
        assert (await browser.get(planted)).status_code == 400
        assert browser.cookies[COOKIE] == held
        assert (await browser.get("/")).text == UI


async def test_a_session_that_was_there_before_ends(at: House) -> None:
    async with at.signed_in("bo") as browser:
        before = browser.cookies[COOKIE]
        await browser.get(await _led(browser))
        assert browser.cookies[COOKIE] != before
        async with at.browser() as other:
            other.cookies.set(COOKIE, before)
            assert (await other.get("/")).status_code == 403


async def test_only_a_get_leads_there_and_nothing_reaches_the_ui(at: House) -> None:
    async with at.browser() as browser:
        for path in (START, BACK):
            assert (await browser.post(path.decode())).status_code == 405
        await _led(browser)
    assert not at.behind.asked


async def test_without_a_provider_there_is_no_way_to_one(tmp_path: Path) -> None:
    async with house(tmp_path) as alone, alone.browser() as browser:
        for path in ("/", START.decode(), BACK.decode()):
            door = await browser.get(path, headers=HTML)
            assert door.status_code == 403
            assert "company" not in door.text
