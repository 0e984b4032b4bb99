"""Open mode in a browser: people say who they are, are warned, and are recorded as unverified."""

import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest

from api.pages.signing_in import LOUD
from domain.directory import Directory, Person
from domain.listing import Listing
from store.listings import keep_listing
from store.people import COMPANY, keep_directory
from tests.api.code_provider import CodeProvider
from tests.api.company import Company, company, is_in
from tests.store.samples import NOW

HERE = "http://127.0.0.1:8080"
ASKED = Listing(
    suggestion="onboarding:need:1",
    collaboration="onboarding",
    kind="need",
    state="pending",
    title="需求",
    revision=1,
    fingerprint="a" * 64,
    approvers=("zhao.min", "li.na"),
    departments=(),
    since=NOW,
    due_at=None,
)
PEOPLE = Directory(
    people=(
        Person(account="chen.yu", name="陈宇 <b>", department="交付部"),
        Person(account="li.na", name="李娜", department="交付部", head=True),
    )
)
SESSION = "accord_session_api"


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Company]:
    """A machine of one's own: no HTTPS, no provider, and names are believed."""
    async with company(tmp_path, CodeProvider("http://127.0.0.1:9")) as made:
        made.change(party=None, open=True, public=None, secure=False)
        await keep_directory(made.store, COMPANY, PEOPLE)
        await keep_listing(made.store, ASKED, NOW)
        yield made


async def _name(
    browser: httpx2.AsyncClient, account: str = "li.na", place: str = "/", **headers: str
) -> httpx2.Response:
    form = {"account": account, "next": place}
    return await browser.post("/sign-in/as", data=form, headers=headers)


async def test_whoever_opens_a_page_is_asked_who_they_are_and_warned_in_both_languages(
    house: Company,
) -> None:
    async with house.browser(HERE) as browser:
        page = await browser.get("/")
        assert str(page.url) == f"{HERE}/sign-in?next=/"
        assert LOUD.en in page.text
        assert LOUD.zh in page.text
        offered = re.findall(r'<button class="left" name="account" value="([^"]+)">', page.text)
        assert offered == ["li.na", "zhao.min", "chen.yu"]
        assert "李娜 (li.na) · 1 waiting" in page.text
        assert "<b>" not in page.text
        assert 'type="password"' not in page.text
        chinese = await browser.get("/sign-in?lang=zh")
        assert "您是谁？" in chinese.text
        assert "1 项待办" in chinese.text


async def test_who_says_who_they_are_goes_on_and_every_page_says_it_was_not_verified(
    house: Company,
) -> None:
    async with house.browser(HERE) as browser:
        page = await _name(browser)
        assert str(page.url) == f"{HERE}/"
        assert "nobody has verified that you are li.na" in page.text
        assert "onboarding:need:1" in page.text
        flags = page.history[0].headers["set-cookie"].lower()
        assert "httponly" in flags
        assert "samesite=lax" in flags
        assert f"max-age={8 * 3600}" in flags
        out = await browser.get("/sign-out")
        assert "Here as li.na, unverified" in out.text


async def test_somebody_else_can_be_named_and_what_is_no_account_cannot(house: Company) -> None:
    async with house.browser(HERE) as browser:
        for account in ("", "li na", "sa@nightly", "<script>", "a" * 80):
            page = await _name(browser, account)
            assert page.status_code == 422
            assert "that is no account" in page.text
            assert "<script" not in page.text
            assert not await is_in(browser)
        assert ">new.one</a>" in (await _name(browser, "new.one")).text


async def test_choosing_somebody_else_ends_the_earlier_choice(house: Company) -> None:
    async with house.browser(HERE) as browser, house.browser(HERE) as other:
        await _name(browser)
        first = browser.cookies[SESSION]
        assert ">chen.yu</a>" in (await _name(browser, "chen.yu")).text
        other.cookies.set(SESSION, first, domain="127.0.0.1")
        assert not await is_in(other)


async def test_leaving_ends_it_and_so_does_a_working_day(house: Company) -> None:
    async with house.browser(HERE) as browser:
        await _name(browser)
        csrf = re.search(r'name="csrf" value="([^"]+)"', (await browser.get("/sign-out")).text)
        assert csrf
        assert (await browser.post("/sign-out", data={"csrf": "x"})).status_code == 403
        assert (await browser.post("/sign-out", data={"csrf": csrf[1]})).status_code == 200
        assert not await is_in(browser)
        await _name(browser)
        house.today[0] += dt.timedelta(hours=8)
        assert not await is_in(browser)


async def test_where_names_are_not_believed_nobody_can_say_who_they_are(house: Company) -> None:
    async with house.browser(HERE) as browser:
        await _name(browser)
        cookie = browser.cookies[SESSION]
    house.change(open=False)
    async with house.browser(HERE) as browser:
        page = await browser.get("/sign-in")
        assert "OPEN MODE" not in page.text
        assert "li.na" not in page.text
        assert (await _name(browser)).status_code == 404
        browser.cookies.set(SESSION, cookie, domain="127.0.0.1")
        assert not await is_in(browser)


@pytest.mark.parametrize("site", ["http://evil.example", "http://127.0.0.1.evil.example"])
async def test_a_name_that_another_site_had_resolved_to_this_machine_gets_no_page(
    house: Company, site: str
) -> None:
    async with house.browser(site) as browser:
        for answer in (await browser.get("/sign-in"), await _name(browser)):
            assert (answer.status_code, answer.json()["code"]) == (403, "rebound")


@pytest.mark.parametrize(
    "told",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:9999"},
    ],
)
async def test_another_site_can_say_for_nobody_who_they_are(
    house: Company, told: dict[str, str]
) -> None:
    async with house.browser(HERE) as browser:
        answer = await _name(browser, **told)
        assert (answer.status_code, answer.json()["code"]) == (403, "elsewhere")
        assert not await is_in(browser)
        await _name(browser)
        body = {"url": "https://hook.example/"}
        sent = await browser.post("/v1/webhooks", json=body, headers=told)
        assert (sent.status_code, sent.json()["code"]) == (403, "elsewhere")


@pytest.mark.parametrize("place", ["//evil.example", "https://evil.example", "/\\evil.example"])
async def test_saying_who_one_is_leads_to_no_other_site(house: Company, place: str) -> None:
    async with house.browser(HERE) as browser:
        page = await _name(browser, place=place)
        assert page.history[0].headers["location"] == "/"


async def test_a_program_names_itself_by_the_header_as_before(house: Company) -> None:
    async with house.browser(HERE) as browser:
        named = {"accord-as": "chen.yu"}
        assert (await browser.get("/v1/webhooks", headers=named)).status_code == 200
