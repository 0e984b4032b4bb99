"""Signing in with a password, over HTTP, as a browser does it."""

import contextlib
import dataclasses
import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from argon2 import PasswordHasher
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from api.app import app
from api.connection import Connection
from api.entrance import Entrance, secret
from api.footing import Footing
from api.hashing import Passwords, digest
from api.identity import SECRET, authenticator
from api.signing_in import can_be_invited
from api.throttle import Throttle
from store.accounts import account, accounts, revoke
from store.engine import close, open_store
from store.invites import invite
from store.migrating import migrate
from store.service_accounts import ServiceRow, keep_service, revoke_service
from store.sessions import IDLE
from tests.api.asgi import status_of
from tests.postgresql import store_for
from tests.store.samples import NOW
from worker import Settings

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
GOOD = "three blue whales swim"
SITE = "https://accord.test"
OPENING = "/v1/schemas/brief"
"""What anybody who is signed in may read, and nobody else."""


@dataclasses.dataclass
class House:
    """The API under test, and the clocks of its entrance."""

    store: AsyncEngine
    now: list[dt.datetime]
    ticks: list[float]
    entrance: Entrance
    open: bool = False

    @property
    def app(self) -> Any:
        authenticate = authenticator(self.store, self.entrance, None, self.open)
        connection = Connection(cast(Client, None), "x", None, self.store, surface="api")
        settings = Settings("unused", Path())
        return app(Footing(connection, settings, authenticate, None, self.entrance))

    @contextlib.asynccontextmanager
    async def browser(self, site: str = SITE) -> AsyncIterator[httpx2.AsyncClient]:
        """Open a browser: it keeps cookies, and says where its forms come from."""
        transport = httpx2.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(
            transport=transport, base_url=site, headers={"origin": site, "accept-language": "en"}
        ) as client:
            yield client

    async def link(self, name: str = "li.na", roles: list[str] | None = None) -> str:
        made, now = secret(), self.now[0]
        await invite(self.store, digest(made), name, roles, now, now + dt.timedelta(days=7))
        return f"/invite/{made}"

    async def join(self, browser: httpx2.AsyncClient, name: str = "li.na") -> httpx2.Response:
        """Accept an invitation."""
        form = {"password": GOOD, "again": GOOD}
        answer = await browser.post(await self.link(name), data=form)
        assert answer.status_code == 303, answer.text
        return answer


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    with store_for(tmp_path / "store.db") as url:
        migrate(url)
        store, now, ticks = open_store(url), [NOW], [0.0]
        entrance = Entrance(
            secure=True,
            passwords=Passwords(CHEAP),
            throttle=Throttle(lambda: ticks[0]),
            now=lambda: now[0],
        )
        yield House(store, now, ticks, entrance)
        await close(store)


def fields(page: httpx2.Response) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page.text))


async def sign_in(
    browser: httpx2.AsyncClient, name: str = "li.na", password: str = GOOD, **more: str
) -> httpx2.Response:
    return await browser.post("/sign-in", data={"account": name, "password": password} | more)


async def is_in(browser: httpx2.AsyncClient) -> bool:
    return (await browser.get(OPENING)).status_code == 200


async def test_an_invitation_sets_a_password_and_signs_in(house: House) -> None:
    link = await house.link(roles=["auditor"])
    async with house.browser() as browser:
        page = await browser.get(link)
        assert page.status_code == 200
        assert "Set the password of li.na" in page.text
        chinese = await browser.get(link, params={"lang": "zh"})
        assert "设置 li.na 的密码" in chinese.text
        answer = await browser.post(link, data={"password": GOOD, "again": GOOD})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert await is_in(browser)
    row = await account(house.store, "li.na")
    assert row is not None
    assert (row.password[:10], list(row.roles)) == ("$argon2id$", ["auditor"])
    assert GOOD not in row.password


async def test_looking_at_a_link_uses_nothing_up_and_using_it_does(house: House) -> None:
    link = await house.link()
    async with house.browser() as scanner, house.browser() as browser:
        for method in ("GET", "GET", "HEAD"):
            await scanner.request(method, link)
        assert not await is_in(scanner)
        form = {"password": GOOD, "again": GOOD}
        assert (await browser.post(link, data=form)).status_code == 303
        late = await scanner.post(link, data=form)
        assert late.status_code == 404
        assert "not valid" in late.text
        assert not await is_in(scanner)
        assert (await scanner.get(link)).status_code == 404


@pytest.mark.parametrize("password", ["", "short", "li.na" * 4, "password1234", "x" * 300])
async def test_a_weak_password_is_refused_with_the_reason_and_the_link_stays(
    house: House, password: str
) -> None:
    link = await house.link()
    async with house.browser() as browser:
        answer = await browser.post(link, data={"password": password, "again": password})
        assert answer.status_code == 422
        assert 'role="alert"' in answer.text
        assert password not in answer.text or not password
        differs = await browser.post(link, data={"password": GOOD, "again": GOOD + "!"})
        assert differs.status_code == 422
        assert (await browser.post(link, data={"password": GOOD, "again": GOOD})).status_code == 303


@pytest.mark.parametrize("link", ["/invite/x", "/invite/" + "a" * 43])
async def test_a_link_that_is_none_sets_nothing(house: House, link: str) -> None:
    async with house.browser() as browser:
        assert (await browser.get(link)).status_code == 404
        assert (await browser.post(link, data={"password": GOOD})).status_code == 404
        assert await accounts(house.store) == []


async def test_account_and_password_sign_in_and_lead_back(house: House) -> None:
    async with house.browser() as first, house.browser() as browser:
        await house.join(first)
        page = await browser.get("/sign-in?next=/d/a-1:need:1")
        assert fields(page) == {"next": "/d/a-1:need:1"}
        answer = await sign_in(browser, next="/d/a-1:need:1")
        assert (answer.status_code, answer.headers["location"]) == (303, "/d/a-1:need:1")
        assert await is_in(browser)
        again = await browser.get("/sign-in?next=/d/a-1:need:1")
        assert (again.status_code, again.headers["location"]) == (303, "/d/a-1:need:1")


@pytest.mark.parametrize(
    "place",
    [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "\\\\evil",
        "javascript:alert(1)",
        "/a\r\nset-cookie: x=y",
        "/\t/evil.example",
        "",
        "/" + "a" * 600,
    ],
)
async def test_nobody_is_led_to_another_site(house: House, place: str) -> None:
    async with house.browser() as first, house.browser() as browser:
        await house.join(first)
        answer = await sign_in(browser, next=place)
        assert (answer.status_code, answer.headers["location"]) == (303, "/")
        assert (await browser.get("/sign-in", params={"next": place})).headers["location"] == "/"


async def test_a_wrong_password_and_an_unknown_account_are_told_the_same(house: House) -> None:
    async with house.browser() as first, house.browser() as browser:
        await house.join(first)
        answers = [
            await sign_in(browser, "li.na", "not the right one"),
            await sign_in(browser, "na.li", "not the right one"),
        ]
        await revoke(house.store, "li.na", NOW)
        answers.append(await sign_in(browser, "li.na"))
        texts = {one.text.replace("na.li", "li.na") for one in answers}
        assert [one.status_code for one in answers] == [403] * 3
        assert len(texts) == 1
        assert "set-cookie" not in answers[0].headers
        assert not await is_in(browser)


async def test_what_somebody_typed_is_shown_as_it_was_typed(house: House) -> None:
    async with house.browser() as browser:
        answer = await sign_in(browser, '"><img src=x onerror=alert(1)>')
        assert answer.status_code == 403
        assert "<img" not in answer.text
        page = await browser.get("/sign-in", params={"next": '/"><script>'})
        assert "<script" not in page.text


async def test_guessing_is_slowed_and_who_is_known_gets_in_all_the_same(house: House) -> None:
    async with house.browser() as hers, house.browser() as thief:
        await house.join(hers)
        hers.cookies.delete("__Host-accord_session")
        for _ in range(5):
            assert (await sign_in(thief, password="guess")).status_code == 403
        slowed = await sign_in(thief)
        assert slowed.status_code == 429
        assert int(slowed.headers["retry-after"]) >= 1
        assert "too many attempts" in slowed.text
        assert (await sign_in(hers)).status_code == 303
        house.ticks[0] += 901
        assert (await sign_in(thief)).status_code == 303


async def test_a_browser_that_only_says_it_was_here_before_has_no_count_of_its_own(
    house: House,
) -> None:
    async with house.browser() as hers, house.browser() as thief:
        await house.join(hers)
        found = []
        for _ in range(7):
            thief.cookies.set("__Host-accord_browser", secret(), domain="accord.test")
            found.append((await sign_in(thief, password="guess")).status_code)
        assert found == [403] * 5 + [429] * 2


async def test_a_new_invitation_lets_in_past_all_waiting(house: House) -> None:
    async with house.browser() as browser:
        await house.join(browser)
        browser.cookies.clear()
        for _ in range(8):
            await sign_in(browser, password="forgotten")
        assert (await sign_in(browser)).status_code == 429
        await house.join(browser)
        assert await is_in(browser)


async def test_cookies_are_for_this_site_alone_and_no_script_reads_them(house: House) -> None:
    async with house.browser() as browser:
        answer = await house.join(browser)
        session, device = (one.lower() for one in answer.headers.get_list("set-cookie"))
        assert session.startswith("__host-accord_session=")
        assert device.startswith("__host-accord_browser=")
        for one, site in ((session, "samesite=lax"), (device, "samesite=strict")):
            for flag in ("httponly", "secure", "path=/", site, "max-age="):
                assert flag in one
            assert "domain" not in one
        value = answer.headers.get_list("set-cookie")[0].partition("=")[2].partition(";")[0]
        sent = {"cookie": f"accord_session_api={value}", "host": "accord.test"}
        assert (await status_of(house.app, "GET", OPENING, sent))[0] == 401


async def test_pages_hold_nothing_from_elsewhere_and_are_kept_by_nobody(house: House) -> None:
    async with house.browser() as browser:
        for path in ("/sign-in", "/sign-out", await house.link(), "/invite/none"):
            page = await browser.get(path)
            assert page.headers["cache-control"] == "no-store"
            assert "default-src 'none'" in page.headers["content-security-policy"]
            assert "frame-ancestors 'none'" in page.headers["content-security-policy"]
            assert page.headers["referrer-policy"] == "same-origin"
            assert "<script" not in page.text
            assert "//" not in re.sub(r"<!doctype html>", "", page.text)


async def test_signing_out_needs_the_forms_own_token_and_ends_the_session(house: House) -> None:
    async with house.browser() as browser:
        await house.join(browser)
        page = await browser.get("/sign-out")
        assert "Signed in as li.na" in page.text
        for csrf in ({"other": "x"}, {"csrf": ""}, {"csrf": "x"}, {"csrf": "错"}):
            assert (await browser.post("/sign-out", data=csrf)).status_code == 403
        assert await is_in(browser)
        kept = dict(browser.cookies)
        assert (await browser.post("/sign-out", data=fields(page))).status_code == 200
        browser.cookies.update(kept)
        assert not await is_in(browser)


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://["},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"origin": "http://evil.accord.test"},
    ],
)
async def test_a_form_from_another_site_signs_nobody_in_or_out(
    house: House, told: dict[str, str]
) -> None:
    async with house.browser() as first, house.browser() as browser:
        await house.join(first)
        link = await house.link("sam")
        for path in ("/sign-in", "/sign-out", link):
            data = {"account": "li.na", "password": GOOD, "again": GOOD}
            answer = await browser.post(path, data=data, headers=told)
            assert (answer.status_code, answer.json()["code"]) == (403, "elsewhere")
        assert (await browser.get(link)).status_code == 200
        assert not await is_in(browser)


async def test_what_a_session_changes_comes_from_a_page_of_this_site(house: House) -> None:
    body: dict[str, Any] = {"brief": {}}
    async with house.browser() as browser:
        await house.join(browser)
        own = await browser.post("/v1/policies:preview", json=body)
        assert own.status_code == 422
        for told in ({"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}):
            answer = await browser.post("/v1/policies:preview", json=body, headers=told)
            assert (answer.status_code, answer.json()["code"]) == (403, "elsewhere")
        del browser.headers["origin"]
        silent = await browser.post("/v1/policies:preview", json=body)
        assert (silent.status_code, silent.json()["code"]) == (403, "elsewhere")
        modern = {"sec-fetch-site": "same-origin"}
        assert (
            await browser.post("/v1/policies:preview", json=body, headers=modern)
        ).status_code == 422


async def test_what_another_site_has_sent_passes_for_no_credentials_at_all(house: House) -> None:
    made = SECRET + secret()
    row = ServiceRow("all", ["start"], None, NOW, None, None)
    await keep_service(house.store, row, digest(made))
    house.open = True
    async with house.browser("http://127.0.0.1") as browser:
        for told in ({"origin": "https://evil.example"}, {"sec-fetch-site": "same-site"}):
            for shows in ({"authorization": f"Bearer {made}"}, {"accord-as": "li.na"}):
                sent = told | shows
                answer = await browser.post("/v1/policies:preview", json={}, headers=sent)
                assert (answer.status_code, answer.json()["code"]) == (403, "elsewhere")


async def test_who_guesses_is_in_the_log_and_what_they_typed_is_not(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    async with house.browser() as browser:
        for _ in range(6):
            await sign_in(browser, "li.na\nforged line", "a secret of mine")
    lines = caplog.text.splitlines()
    assert sum("sign-in refused: li.na" in line for line in lines) == 5
    assert sum("sign-in slowed: li.na" in line for line in lines) == 1
    assert "a secret of mine" not in caplog.text
    assert not any(line.startswith("forged") for line in lines)


async def test_what_stands_in_front_may_pass_on_another_host(house: House) -> None:
    house.entrance = dataclasses.replace(house.entrance, public=SITE)
    async with house.browser() as browser:
        await house.join(browser)
        browser.headers["host"] = "10.0.0.9:8080"
        assert (await sign_in(browser)).status_code == 303
        evil = await browser.post("/sign-in", headers={"origin": "http://10.9.9.9"}, data={})
        assert evil.status_code == 403


@pytest.mark.parametrize(
    ("content", "sort"),
    [
        (b"account=a&account=b", "application/x-www-form-urlencoded"),
        (b"account=%ff%fe", "application/x-www-form-urlencoded"),
        (b"\xff\xfe", "application/x-www-form-urlencoded"),
        (b"&".join(b"a%d=1" % n for n in range(99)), "application/x-www-form-urlencoded"),
        (b'{"account":"a"}', "application/json"),
        (b"account=a", "text/plain"),
        (b"", "multipart/form-data; boundary=x"),
    ],
)
async def test_a_form_that_is_none_is_refused_in_one_sentence(
    house: House, content: bytes, sort: str
) -> None:
    async with house.browser() as browser:
        answer = await browser.post("/sign-in", content=content, headers={"content-type": sort})
        assert (answer.status_code, answer.json()["code"]) == (400, "bad_form")


async def test_a_form_without_end_is_cut_off(house: House) -> None:
    async with house.browser() as browser:
        form = {"content-type": "application/x-www-form-urlencoded"}
        answer = await browser.post("/sign-in", content=b"a=" + b"x" * 300_000, headers=form)
        assert answer.status_code == 413


async def test_revoking_ends_what_is_open_at_once(house: House) -> None:
    async with house.browser() as browser:
        await house.join(browser)
        assert await is_in(browser)
        assert await revoke(house.store, "li.na", NOW)
        assert not await is_in(browser)
        assert (await sign_in(browser)).status_code == 403


async def test_a_session_that_nobody_uses_ends(house: House) -> None:
    async with house.browser() as browser:
        await house.join(browser)
        house.now[0] += IDLE
        assert not await is_in(browser)


async def test_a_weaker_hash_is_made_anew_when_somebody_signs_in(house: House) -> None:
    async with house.browser() as browser:
        await house.join(browser)
        before = await account(house.store, "li.na")
        better = Passwords(PasswordHasher(time_cost=2, memory_cost=8, parallelism=1))
        house.entrance = dataclasses.replace(house.entrance, passwords=better)
    async with house.browser() as browser:
        assert (await sign_in(browser)).status_code == 303
        assert (await sign_in(browser)).status_code == 303
    after = await account(house.store, "li.na")
    assert before is not None
    assert after is not None
    assert before.password != after.password
    assert "t=2" in after.password


async def test_from_where_somebody_comes_is_said_by_what_stands_in_front(house: House) -> None:
    behind = dataclasses.replace(house.entrance, proxied=True)
    for entrance, wanted in ((house.entrance, 5), (behind, 8)):
        house.entrance = dataclasses.replace(entrance, throttle=Throttle(lambda: house.ticks[0]))
        async with house.browser() as browser:
            found = []
            for n in range(8):
                told = {"x-forwarded-for": f"1.1.1.1, 10.0.0.{n}"}
                data = {"account": "li.na", "password": "x"}
                found.append((await browser.post("/sign-in", data=data, headers=told)).status_code)
            assert found.count(403) == wanted


async def test_a_service_account_is_let_in_by_its_secret_until_revoked(house: House) -> None:
    made = SECRET + secret()
    row = ServiceRow("nightly", ["read"], None, NOW, NOW + dt.timedelta(days=1), None)
    await keep_service(house.store, row, digest(made))
    bearer = {"authorization": f"Bearer {made}"}

    async def status(headers: dict[str, str]) -> int:
        return (await status_of(house.app, "GET", OPENING, headers))[0]

    assert await status(bearer) == 200
    assert await status({"authorization": f"bearer  {made}"}) == 200
    assert await status({"authorization": f"Bearer {made}x"}) == 401
    assert await status({"authorization": f"Basic {made}"}) == 401
    assert await status({"authorization": "Bearer"}) == 401
    assert await status({"authorization": "Bearer a.b.c"}) == 401
    assert await status({"cookie": f"__Host-accord_session={made}"}) == 401
    house.now[0] += dt.timedelta(days=1)
    assert await status(bearer) == 401
    house.now[0] = NOW
    assert await revoke_service(house.store, "nightly", NOW)
    assert await status(bearer) == 401


async def test_what_is_shown_and_wrong_never_falls_back_to_something_weaker(house: House) -> None:
    house.open = True
    async with house.browser("http://127.0.0.1") as browser:
        named = {"accord-as": "li.na"}
        assert (await browser.get(OPENING, headers=named)).status_code == 200
        wrong = named | {"authorization": f"Bearer {SECRET}wrong"}
        answer = await browser.get(OPENING, headers=wrong)
        assert (answer.status_code, answer.json()["code"]) == (401, "bearer_service")
        assert answer.headers["www-authenticate"] == 'Bearer realm="accord", error="invalid_token"'
    house.open = False
    async with house.browser() as browser:
        answer = await browser.get(OPENING, headers=named)
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
        assert answer.headers["www-authenticate"] == 'Bearer realm="accord"'


@pytest.mark.parametrize("site", ["http://evil.example", "http://127.0.0.1.evil.example"])
async def test_open_mode_answers_under_this_machines_own_names_only(
    house: House, site: str
) -> None:
    house.open = True
    async with house.browser(site) as browser:
        answer = await browser.get(OPENING, headers={"accord-as": "li.na"})
        assert (answer.status_code, answer.json()["code"]) == (403, "rebound")
    for host in ("127.0.0.1:8080", "localhost:8080", "[::1]:8080"):
        headers = {"accord-as": "li.na", "host": host}
        assert (await status_of(house.app, "GET", OPENING, headers))[0] == 200


def test_a_person_cannot_be_called_like_a_service_account() -> None:
    assert can_be_invited("li.na")
    assert not can_be_invited("sa@nightly")
    assert not can_be_invited("li na")
