"""What comes back from a provider, or seems to, and signs nobody in."""

import asyncio
from html import escape
from typing import Any
from urllib.parse import urlencode

import httpx2
import pytest
from joserfc.jwk import RSAKey
from starlette.responses import JSONResponse, RedirectResponse, Response

import api.oidc_code
from api.oidc_asking import MOST_BYTES
from api.oidc_attempt import begun
from api.oidc_code import AWAY, LOST, MIXED
from domain.bearer import FAULTS
from domain.text import Bilingual
from tests.api.company import SITE, Company, is_in, led
from tests.api.provider import AUDIENCE, CLIENT, NOW

CALLBACK = "/sign-in/company/callback"
COOKIE = "__Host-accord_company"
SESSION = "__Host-accord_session"
STRANGER = RSAKey.generate_key(2048)
MARK = "<script>planted</script>"


def _says(page: httpx2.Response, sentence: Bilingual, status: int) -> None:
    """Check that a page says this, plainly, and leads back."""
    assert page.status_code == status
    assert page.headers["content-type"].startswith("text/html")
    assert escape(sentence.en) in page.text
    assert escape(sentence.zh) in page.text
    assert f'href="{SITE}/sign-in"' in page.text
    assert "planted" not in page.text
    assert "Traceback" not in page.text


_TOKENS: dict[str, tuple[dict[str, Any], str]] = {
    "of another sign-in": ({"nonce": "another"}, "id_nonce"),
    "of no sign-in": ({"nonce": None}, "id_nonce"),
    "with a nonce that is a list": ({"nonce": ["x"]}, "id_nonce"),
    "with a nonce beyond ASCII": ({"nonce": "错"}, "id_nonce"),
    "for the API alone": ({"aud": AUDIENCE}, "bearer_audience"),
    "for another application": ({"aud": "payroll"}, "bearer_audience"),
    "had by another application": ({"azp": "payroll"}, "bearer_client"),
    "for several": ({"aud": [CLIENT, "payroll"]}, "bearer_client"),
    "of another issuer": ({"iss": "https://evil.example"}, "bearer_issuer"),
    "that has expired": ({"exp": NOW - 61}, "bearer_expired"),
    "from the future": ({"iat": NOW + 61}, "bearer_early"),
    "without an end": ({"exp": None}, "bearer_times"),
    "of a program": ({"sub": CLIENT, "azp": CLIENT}, "bearer_program"),
    "signed by a stranger": ({"key": STRANGER}, "bearer_forged"),
    "with a key that nobody publishes": ({"kid": "k9", "key": STRANGER}, "bearer_key"),
    "that is an access token": ({"header": {"typ": "at+jwt"}}, "bearer_type"),
    "that is a logout token": ({"header": {"typ": "logout+jwt"}}, "bearer_type"),
}


@pytest.mark.parametrize("name", _TOKENS)
async def test_an_id_token_signs_nobody_in(house: Company, name: str) -> None:
    house.provider.claims, code = _TOKENS[name]
    async with house.browser() as browser:
        _says(await browser.get("/"), FAULTS[code], 403)
        assert not await is_in(browser)


async def test_clocks_may_differ_by_a_minute(house: Company) -> None:
    house.provider.claims = {"exp": NOW - 59, "iat": NOW + 59, "azp": CLIENT}
    async with house.browser() as browser:
        assert (await browser.get("/")).status_code == 200
        assert await is_in(browser)


@pytest.mark.parametrize("token", ["", "a.b.c", MARK, "x" * 20_000, "令.牌.x"])
async def test_what_is_no_token_signs_nobody_in(house: Company, token: str) -> None:
    house.provider.answer_token = JSONResponse({"id_token": token})
    async with house.browser() as browser:
        _says(await browser.get("/"), FAULTS["bearer_forged"], 403)
        assert not await is_in(browser)


_ANSWERS: dict[str, tuple[Response, Bilingual, int]] = {
    "an error of its own": (Response(MARK, 500), AWAY, 424),
    "an error in JSON": (JSONResponse({"error": MARK, "error_description": MARK}, 503), AWAY, 424),
    "that it does not know us": (JSONResponse({"error": "invalid_client"}, 401), AWAY, 424),
    "that the code will not do": (
        JSONResponse({"error": "invalid_grant", "error_description": MARK}, 400), LOST, 403),
    "a page": (Response(MARK, 200, media_type="text/html"), AWAY, 424),
    "nothing": (Response(), AWAY, 424),
    "a list": (JSONResponse([MARK]), AWAY, 424),
    "no token": (JSONResponse({"access_token": "x"}), AWAY, 424),
    "a number for a token": (JSONResponse({"id_token": 7}), AWAY, 424),
    "a token with a wrong status": (JSONResponse({"id_token": "a.b.c"}, 201), AWAY, 424),
    "an endless answer": (Response(b'{"id_token":"' + b"x" * MOST_BYTES + b'"}'), AWAY, 424),
    "a nest without end": (Response(b"[" * 100_000), AWAY, 424),
    "bytes that are no text": (Response(b"\xff\xfe\x00"), AWAY, 424),
    "a redirect": (RedirectResponse("/token", 307), AWAY, 424),
    "a redirect inwards": (RedirectResponse("http://169.254.169.254/", 302), AWAY, 424),
}  # fmt: skip


@pytest.mark.parametrize("name", _ANSWERS)
async def test_a_provider_answers_for_the_code_what_ends_on_a_plain_page(
    house: Company, name: str
) -> None:
    house.provider.answer_token, sentence, status = _ANSWERS[name]
    async with house.browser() as browser:
        _says(await browser.get("/"), sentence, status)
        assert not await is_in(browser)
        assert COOKIE not in browser.cookies
    assert house.provider.asked.count("/token") == 1


async def test_a_provider_that_takes_too_long_is_not_waited_for(
    house: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api.oidc_code, "WHOLE", 0.05)
    house.provider.delay = 0.5
    async with house.browser() as browser:
        _says(await browser.get("/"), AWAY, 424)


@pytest.mark.parametrize("name", ["authorization_endpoint", "token_endpoint"])
@pytest.mark.parametrize(
    "place",
    [None, 7, "", "javascript:alert(1)", "http://evil.example/", "https://a:b@evil.example/", "//x",
     "file:///etc/passwd", "https://x.example/\x00"],
)  # fmt: skip
async def test_neither_people_nor_codes_are_sent_where_it_is_not_safe(
    house: Company, name: str, place: Any
) -> None:
    house.provider.document[name] = place
    async with house.browser() as browser:
        _says(await browser.get("/"), AWAY, 424)
        assert not await is_in(browser)


async def test_an_address_of_the_provider_keeps_the_parameters_that_it_has(house: Company) -> None:
    house.provider.document["authorization_endpoint"] += "?tenant=x&client_id=evil"
    async with house.browser() as browser:
        await browser.get("/")
        assert (house.provider.led["tenant"], house.provider.led["client_id"]) == ("x", CLIENT)
        assert await is_in(browser)


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"code": "x"},
        {"state": ""},
        {"code": "x", "state": "y"},
        {"error": "access_denied"},
        {"error": MARK, "error_description": MARK, "state": MARK},
        {"code": "\ud800", "state": "错"},
    ],
)
async def test_what_nobody_has_asked_for_is_refused(house: Company, query: dict[str, str]) -> None:
    path = f"{CALLBACK}?{urlencode(query, errors='surrogatepass')}"
    async with house.browser() as browser:
        _says(await browser.get(path), LOST, 400)
        await browser.get("/sign-in/company", follow_redirects=False)
        _says(await browser.get(path), LOST, 400)
        assert not await is_in(browser)
    assert "/token" not in house.provider.asked


async def test_a_link_with_somebody_elses_code_signs_nobody_in_and_disturbs_nothing(
    house: Company,
) -> None:
    house.provider.claims = {"preferred_username": "mallory"}
    async with house.browser() as thief, house.browser() as browser:
        planted = str(await led(thief))
        house.provider.claims = {}
        _says(await browser.get(planted), LOST, 400)
        own = str(await led(browser))
        _says(await browser.get(planted), LOST, 400)
        assert (await browser.get(own)).status_code == 200
        before = browser.cookies[SESSION]
        _says(await browser.get(planted), LOST, 400)
        assert browser.cookies[SESSION] == before
        assert ">li.na</a>" in (await browser.get("/")).text


async def test_a_stolen_code_is_of_no_use_in_another_browser(house: Company) -> None:
    async with house.browser() as browser, house.browser() as thief:
        stolen = (await led(browser)).params["code"]
        own = await led(thief)
        page = await thief.get(str(own.copy_set_param("code", stolen)))
        _says(page, LOST, 403)
        assert not await is_in(thief)


async def test_an_answer_counts_once_even_if_two_bring_it_at_the_same_moment(
    house: Company,
) -> None:
    house.provider.delay = 0.05
    async with house.browser() as browser:
        back = str(await led(browser))
        cookie = browser.cookies[COOKIE]

        async def bring() -> int:
            async with house.browser() as one:
                one.cookies.set(COOKIE, cookie, domain="accord.test")
                return (await one.get(back)).status_code

        codes = await asyncio.gather(*(bring() for _ in range(5)))
        assert sorted(codes) == [200, 400, 400, 400, 400]
        assert await bring() == 400
    assert house.provider.asked.count("/token") == 1


async def test_a_used_code_is_refused_in_a_new_sign_in(house: Company) -> None:
    async with house.browser() as browser:
        first = await led(browser)
        await browser.get(str(first))
        again = (await led(browser)).copy_set_param("code", first.params["code"])
        _says(await browser.get(str(again)), LOST, 403)


@pytest.mark.parametrize(
    ("iss", "told", "lets_in"),
    [
        (None, False, True),
        ("its own", False, True),
        ("its own", True, True),
        (None, True, False),
        ("https://evil.example", False, False),
        ("", False, False),
        (MARK, True, False),
    ],
)
async def test_an_answer_of_another_provider_is_refused(
    house: Company, iss: str | None, told: bool, lets_in: bool
) -> None:
    house.provider.document["authorization_response_iss_parameter_supported"] = told
    if iss is not None:
        house.provider.brings = {"iss": house.provider.issuer if iss == "its own" else iss}
    async with house.browser() as browser:
        page = await browser.get("/")
        if not lets_in:
            _says(page, MIXED, 403)
            assert "/token" not in house.provider.asked
        assert await is_in(browser) == lets_in


@pytest.mark.parametrize("name", ["code", "state", "iss", "error"])
async def test_a_parameter_that_comes_twice_is_not_chosen_from(house: Company, name: str) -> None:
    async with house.browser() as browser:
        back = await led(browser)
        more = {name: back.params.get(name, house.provider.issuer)}
        page = await browser.get(f"{back}&{urlencode(more)}&{urlencode(more)}")
        _says(page, LOST, 400)
        assert not await is_in(browser)


@pytest.mark.parametrize("code", ["", "x" * 9000])
async def test_a_code_that_is_none_reaches_nobody(house: Company, code: str) -> None:
    async with house.browser() as browser:
        back = (await led(browser)).copy_set_param("code", code)
        _says(await browser.get(str(back)), AWAY, 403)
    assert "/token" not in house.provider.asked


async def test_whoever_takes_too_long_begins_again(house: Company) -> None:
    for seconds, status in ((599, 200), (601, 400), (-60, 400)):
        house.now[0] = NOW
        async with house.browser() as browser:
            back = str(await led(browser))
            house.now[0] = NOW + seconds
            house.provider.claims = {"iat": NOW + seconds, "exp": NOW + seconds + 60}
            assert (await browser.get(back)).status_code == status


async def test_a_cookie_that_was_changed_fits_no_answer(house: Company) -> None:
    async with house.browser() as browser:
        back = str(await led(browser))
        seed, made, place = browser.cookies[COOKIE].split(".")
        other = begun("//evil.example", NOW).cookie.split(".")[2]
        for value in (
            f"{seed}.{made}.{other}",
            f"{seed}.{int(made) + 1}.{place}",
            f"{seed}x.{made}.{place}",
            f"{seed}.{made}.%%%",
            f"{seed}.{made}",
            f".{made}.{place}",
            f"{seed}.９.{place}",
            f"{seed}.{'9' * 400}.{place}",
            "",
            MARK.replace("<", "").replace(">", ""),
        ):
            async with house.browser() as changed:
                sent = {"cookie": f"{COOKIE}={value}".encode()}
                _says(await changed.get(back, headers=sent), LOST, 400)  # type: ignore[arg-type]
        assert (await browser.get(back)).status_code == 200


async def test_a_session_that_was_there_before_is_not_the_one_that_begins(house: Company) -> None:
    async with house.browser() as browser, house.browser() as thief:
        fixed = "f" * 43 + ".provider.admin"
        browser.cookies.set(SESSION, fixed, domain="accord.test")
        await browser.get("/")
        first = browser.cookies[SESSION]
        assert first != fixed
        thief.cookies.set(SESSION, fixed, domain="accord.test")
        assert not await is_in(thief)
        house.provider.claims = {"preferred_username": "sam"}
        await browser.get(str(await led(browser)))
        assert ">sam</a>" in (await browser.get("/")).text
    async with house.browser() as thief:
        thief.cookies.set(SESSION, first, domain="accord.test")
        assert not await is_in(thief)


@pytest.mark.parametrize(
    "place",
    ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)",
     "/a\r\nset-cookie: x=y", "/\t/evil.example", "", "/" + "a" * 600],
)  # fmt: skip
async def test_nobody_is_led_to_another_site_by_signing_in(house: Company, place: str) -> None:
    async with house.browser() as browser:
        back = str(await led(browser, place))
        answer = await browser.get(back, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_where_somebody_wanted_to_go_is_checked_again_on_the_way_back(
    house: Company,
) -> None:
    forged = begun("//evil.example", NOW)
    async with house.browser() as browser:
        browser.cookies.set(COOKIE, forged.cookie, domain="accord.test")
        query = {
            "client_id": CLIENT,
            "redirect_uri": SITE + CALLBACK,
            "state": forged.state,
            "nonce": forged.nonce,
            "code_challenge": forged.challenge,
            "code_challenge_method": "S256",
        }
        back = await browser.get(
            f"{house.provider.issuer}/authorize", params=query, follow_redirects=False
        )
        answer = await browser.get(back.headers["location"], follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


async def test_only_a_get_comes_back(house: Company) -> None:
    async with house.browser() as browser:
        back = await led(browser)
        posted = await browser.post(CALLBACK, data=dict(back.params))
        assert posted.status_code == 405
        assert not await is_in(browser)


async def test_nothing_that_is_secret_is_in_the_log(
    house: Company, caplog: pytest.LogCaptureFixture
) -> None:
    house.provider.answer_token = JSONResponse({"error": "x\nforged line", "code": MARK}, 400)
    async with house.browser() as browser:
        back = await led(browser)
        cookie = browser.cookies[COOKIE]
        await browser.get(str(back))
    text = "\n".join(r.getMessage() for r in caplog.records if r.name.startswith("api"))
    assert "company sign-in: token endpoint 400 x forged line" in text
    for value in (back.params["code"], back.params["state"], cookie.split(".")[0]):
        assert value not in text
    assert house.provider.shown["code_verifier"] not in text
