"""Signing in with a company account, as a browser does it: to the provider, and back."""

import base64
import datetime as dt
import re
from typing import Any

import httpx2
import pytest
from starlette.responses import Response

from api.entrance import secret
from api.hashing import digest
from api.oidc_code import AWAY, DENIED, LOST
from domain.bearer import Client
from store.accounts import revoke
from store.invites import invite
from tests.api.company import ADMINS, SITE, Company, is_in, led
from tests.api.provider import CLIENT

CALLBACK = f"{SITE}/sign-in/company/callback"
PASSWORD = "three blue whales swim"


async def _join(house: Company, browser: httpx2.AsyncClient, account: str = "sam") -> None:
    """Set a password by an invitation."""
    made, now = secret(), house.today[0]
    await invite(house.store, digest(made), account, None, now, now + dt.timedelta(days=7))
    form = {"password": PASSWORD, "again": PASSWORD}
    assert (await browser.post(f"/invite/{made}", data=form)).status_code == 200


def _fields(page: httpx2.Response) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))


async def test_whoever_opens_a_page_is_led_to_the_provider_and_back_to_it(house: Company) -> None:
    async with house.browser() as browser:
        page = await browser.get("/")
        assert page.status_code == 200
        assert ">li.na</a>" in page.text
        assert str(page.url) == f"{SITE}/"
        path = [one.url.path for one in page.history]
        assert path == [
            "/",
            "/sign-in",
            "/sign-in/company",
            "/authorize",
            "/sign-in/company/callback",
        ]
        assert await is_in(browser)
        assert (await browser.get(ADMINS)).status_code == 403


async def test_the_provider_is_asked_for_a_code_bound_to_this_browser(house: Company) -> None:
    async with house.browser() as browser:
        await browser.get("/sign-in")
        asked = house.provider.led
        assert asked["response_type"] == "code"
        assert (asked["client_id"], asked["redirect_uri"]) == (CLIENT, CALLBACK)
        assert (asked["scope"], asked["code_challenge_method"]) == ("openid profile", "S256")
        drawn = {asked["state"], asked["nonce"], asked["code_challenge"]}
        drawn.add(house.provider.shown["code_verifier"])
        assert len(drawn) == 4
        assert all(len(one) == 43 for one in drawn)
    async with house.browser() as other:
        await other.get("/sign-in")
        assert not drawn & set(house.provider.led.values())


async def test_roles_come_from_the_providers_claims_by_the_mapping(house: Company) -> None:
    house.provider.claims = {"roles": ["accord-admins", "auditor"]}
    async with house.browser() as browser:
        await browser.get("/")
        assert (await browser.get(ADMINS)).status_code == 200
        cookie = browser.cookies["__Host-accord_session"]
        assert cookie.endswith(".provider.admin")


async def test_roles_cannot_be_written_into_the_cookie(house: Company) -> None:
    async with house.browser() as browser, house.browser() as member:
        await _join(house, member)
        await browser.get("/sign-in/company")
        own = browser.cookies["__Host-accord_session"]
        theirs = member.cookies["__Host-accord_session"]
        for value in (
            f"{own}.admin",
            own.replace(".provider", ""),
            own.replace("provider", "name"),
        ):
            assert not await _in_with(house, value)
        for more in (".provider.admin", ".password.admin", ".name", "."):
            assert not await _in_with(house, theirs + more)
        assert await _in_with(house, own)
        assert await _in_with(house, theirs)


async def _in_with(house: Company, cookie: str) -> bool:
    async with house.browser() as browser:
        browser.cookies.set("__Host-accord_session", cookie, domain="accord.test")
        return await is_in(browser)


async def test_where_people_have_passwords_both_ways_are_offered(house: Company) -> None:
    async with house.browser() as member, house.browser() as browser:
        await _join(house, member)
        page = await browser.get("/sign-in?next=/d/a-1:need:1")
        assert page.history == []
        assert f'href="{SITE}/sign-in/company?next=/d/a-1:need:1"' in page.text
        assert "Sign in with your company account" in page.text
        assert 'name="password"' in page.text
        chinese = await browser.get("/sign-in?lang=zh")
        assert "用公司账号登录" in chinese.text
        assert (
            await browser.post("/sign-in", data={"account": "sam", "password": PASSWORD})
        ).status_code == 200
        assert await is_in(browser)


async def test_without_a_provider_no_page_leads_to_one(house: Company) -> None:
    house.change(party=None)
    async with house.browser() as browser:
        page = await browser.get("/sign-in")
        assert "company" not in page.text
        for path in ("/sign-in/company", "/sign-in/company/callback?code=x&state=y"):
            assert (await browser.get(path)).status_code == 404


async def test_the_cookies_are_for_this_site_alone_and_the_attempt_is_short(house: Company) -> None:
    async with house.browser() as browser:
        begun = await browser.get("/sign-in/company", follow_redirects=False)
        attempt = begun.headers["set-cookie"].lower()
        back = await browser.get(str(await led(browser)), follow_redirects=False)
        session, over = (one.lower() for one in back.headers.get_list("set-cookie"))
    for one, age in ((attempt, 600), (session, 8 * 3600), (over, 0)):
        for flag in ("httponly", "secure", "path=/", "samesite=lax", f"max-age={age}"):
            assert flag in one, one
        assert "domain" not in one
    assert attempt.startswith("__host-accord_company=")
    assert over.startswith('__host-accord_company="";')
    assert "no-store" in back.headers["cache-control"]
    assert back.headers["referrer-policy"] == "no-referrer"


async def test_a_session_lasts_a_working_day_and_ends_when_its_account_is_revoked(
    house: Company,
) -> None:
    async with house.browser() as browser:
        await browser.get("/")
        house.today[0] += dt.timedelta(hours=7, minutes=59)
        assert await is_in(browser)
        house.today[0] += dt.timedelta(minutes=1)
        assert not await is_in(browser)
        await browser.get("/")
        assert await is_in(browser)
        assert await revoke(house.store, "li.na", house.today[0])
        assert not await is_in(browser)


async def test_a_session_ends_where_the_provider_is_not_believed_any_more(house: Company) -> None:
    async with house.browser() as browser:
        await browser.get("/")
        assert await is_in(browser)
        cookie = browser.cookies["__Host-accord_session"]
    house.change(party=None)
    assert not await _in_with(house, cookie)


async def test_a_revoked_password_does_not_keep_out_a_company_account(house: Company) -> None:
    async with house.browser() as member, house.browser() as browser:
        await _join(house, member, "li.na")
        assert await revoke(house.store, "li.na", house.today[0])
        await browser.get("/")
        assert await is_in(browser)


async def test_signing_out_ends_our_session_and_leads_to_the_providers_end(house: Company) -> None:
    async with house.browser() as browser:
        await browser.get("/")
        session = browser.cookies["__Host-accord_session"]
        page = await browser.post("/sign-out", data=_fields(await browser.get("/sign-out")))
        assert page.status_code == 200
        end = httpx2.URL(page.headers["refresh"].removeprefix("0; url="))
        assert str(end).startswith(f"{house.provider.issuer}/end?")
        assert end.params["client_id"] == CLIENT
        assert end.params["post_logout_redirect_uri"] == f"{SITE}/sign-out"
        assert 'href="' + str(end).replace("&", "&amp;") in page.text
        last = await browser.get(str(end))
        assert "nobody is signed in" in last.text
    assert not await _in_with(house, session)


@pytest.mark.parametrize("place", [None, "javascript:alert(1)", "http://evil.example/end", 7])
async def test_signing_out_leads_nowhere_that_is_not_safe(house: Company, place: Any) -> None:
    house.provider.document["end_session_endpoint"] = place
    async with house.browser() as browser:
        await browser.get("/")
        page = await browser.post("/sign-out", data=_fields(await browser.get("/sign-out")))
        assert "you are signed out" in page.text
        assert "refresh" not in page.headers
        assert not await is_in(browser)


async def test_who_signed_in_with_a_password_is_not_led_to_the_provider_to_sign_out(
    house: Company,
) -> None:
    async with house.browser() as member:
        await _join(house, member)
        page = await member.post("/sign-out", data=_fields(await member.get("/sign-out")))
        assert "you are signed out" in page.text
        assert "refresh" not in page.headers


@pytest.mark.parametrize(
    ("ways", "secret", "sent"),
    [
        (None, None, "nothing"),
        (None, "s:e c%ret", "basic"),
        (["client_secret_basic", "client_secret_post"], "s:e c%ret", "basic"),
        (["client_secret_post"], "s:e c%ret", "post"),
        (["private_key_jwt"], "s:e c%ret", "basic"),
        ("client_secret_post", "s:e c%ret", "basic"),
    ],
)
async def test_the_provider_knows_us_by_the_secret_in_the_way_that_it_takes(
    house: Company, ways: Any, secret: str | None, sent: str
) -> None:
    house.provider.document["token_endpoint_auth_methods_supported"] = ways
    house.change(party=house.party(Client(CLIENT, secret)))
    async with house.browser() as browser:
        await browser.get("/")
        assert await is_in(browser)
    shown, header = house.provider.shown, house.provider.authorization
    assert shown.get("client_secret") == (secret if sent == "post" else None)
    assert ("client_id" in shown) == (sent != "basic")
    if sent == "basic":
        assert header is not None
        assert base64.b64decode(header.removeprefix("Basic ")) == b"accord-web:s%3Ae+c%25ret"
    else:
        assert header is None


async def test_who_cancels_reads_one_plain_sentence_and_a_way_back(house: Company) -> None:
    house.provider.error = "access_denied"
    house.provider.brings = {"error_description": "<script>alert(1)</script>"}
    async with house.browser() as browser:
        page = await browser.get("/")
        assert page.status_code == 403
        assert DENIED.en in page.text
        assert DENIED.zh in page.text
        assert "script" not in page.text
        assert f'href="{SITE}/sign-in"' in page.text
        house.provider.error = None
        house.provider.brings = {}
        assert ">li.na</a>" in (await browser.get("/")).text


async def test_whoever_the_provider_cannot_name_reads_which_claim_is_missing(
    house: Company,
) -> None:
    house.provider.claims = {"preferred_username": None}
    async with house.browser() as browser:
        page = await browser.get("/")
        assert page.status_code == 403
        assert "claim preferred_username holds no account" in page.text
        assert "声明 preferred_username 不是可用的账号" in page.text
        assert not await is_in(browser)


async def test_a_provider_that_is_away_is_said_on_a_page_and_tried_again(house: Company) -> None:
    house.provider.answer = Response(status_code=503)
    async with house.browser() as browser:
        page = await browser.get("/")
        assert page.status_code == 424
        assert AWAY.en in page.text
        assert AWAY.zh in page.text
        assert "set-cookie" not in page.headers
    house.provider.answer = None
    house.change(party=house.party())
    async with house.browser() as browser:
        assert (await browser.get("/")).status_code == 200


async def test_two_tabs_end_on_a_page_and_the_next_try_goes_through(house: Company) -> None:
    async with house.browser() as browser:
        first = await led(browser)
        second = await led(browser)
        page = await browser.get(str(first))
        assert page.status_code == 400
        assert LOST.en in page.text
        assert (await browser.get(str(second))).status_code == 200
        assert await is_in(browser)
