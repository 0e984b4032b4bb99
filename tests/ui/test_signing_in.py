"""Signing in on a phone: with a company account, and in open mode by saying who one is."""

import datetime as dt
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from api.entrance import secret
from api.hashing import digest
from api.oidc import Provider as Believed
from api.oidc_code import LOST, RelyingParty
from api.pages.signing_in import LOUD
from api.routes.company_account import BACK
from domain.bearer import Client, Expected
from domain.directory import Directory, Person
from domain.text import Language
from store.invites import accept, invite
from store.people import COMPANY, keep_directory
from tests.api.code_provider import CodeProvider
from tests.api.company import Company, company
from tests.api.provider import ready_made
from tests.cli.proxied import served
from tests.ui.conftest import fits
from tests.ui.test_on_a_phone import LEAST_HEIGHT

WORDS: dict[Language, str] = {
    "en": "Sign in with your company account",
    "zh": "用公司账号登录",
}
OUT: dict[Language, str] = {"en": "Sign out", "zh": "退出登录"}
NOBODY: dict[Language, str] = {"en": "Nothing waits for you.", "zh": "没有待您审批的事项。"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[Company]:
    async with company(tmp_path, CodeProvider("http://127.0.0.1:9")) as made:
        yield made


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    """A provider that is another site than ours: cookies tell the two apart by name, not port."""
    with ready_made({"sub": "u-1", "preferred_username": "li.na"}) as found:
        yield found.replace("127.0.0.1", "localhost")


async def _tap(page: Page, words: str) -> None:
    target = page.locator("main a, main button", has_text=words).first
    box = await target.bounding_box()
    assert box is not None
    assert box["height"] >= LEAST_HEIGHT
    await target.tap()


async def test_a_company_account_signs_in_on_a_phone_and_out_again(
    house: Company, issuer: str, page: Page, language: Language, tmp_path: Path
) -> None:
    now = dt.datetime.now(dt.UTC)
    link = digest(secret())
    await invite(house.store, link, "sam", None, now, now + dt.timedelta(days=1))
    await accept(house.store, link, "hash", now)
    async with served(house.app) as site:
        party = RelyingParty(
            Believed(Expected(issuer, ("accord-web",))), Client("accord-web", "any"), site + BACK
        )
        house.change(public=site, secure=False, party=party, now=lambda: dt.datetime.now(dt.UTC))
        assert house.app
        await page.goto(f"{site}/")
        assert await fits(page)
        await page.screenshot(path=tmp_path / f"sign-in-{language}.png", full_page=True)
        await _tap(page, WORDS[language])
        await page.get_by_role("button", name="u-1").click()
        await page.get_by_text(NOBODY[language]).wait_for()
        assert page.url == f"{site}/"
        assert "li.na" in await page.locator("header").inner_text()
        await page.goto(f"{site}{BACK}?code=x&state=y")
        assert LOST.within(language) in await page.locator("main").inner_text()
        assert await fits(page)
        await page.screenshot(path=tmp_path / f"refused-{language}.png", full_page=True)
        await page.goto(f"{site}/sign-out")
        await _tap(page, OUT[language])
        await page.wait_for_url(lambda url: url.startswith(f"{issuer}/"))
        await page.goto(f"{site}/")
        await page.get_by_text(WORDS[language]).wait_for()


async def test_in_open_mode_a_person_says_who_they_are_on_a_phone(
    house: Company, page: Page, language: Language, tmp_path: Path
) -> None:
    people = (
        Person(account="li.na", name="李娜", department="交付部", head=True),
        Person(account="felix.hoffmann", name="Felix Hoffmann", department="Delivery"),
    )
    await keep_directory(house.store, COMPANY, Directory(people=people))
    house.change(
        public=None, secure=False, party=None, open=True, now=lambda: dt.datetime.now(dt.UTC)
    )
    async with served(house.app) as site:
        await page.goto(f"{site}/")
        told = await page.locator("main").inner_text()
        assert LOUD.en in told
        assert LOUD.zh in told
        assert await fits(page)
        await page.screenshot(path=tmp_path / f"open-{language}.png", full_page=True)
        await _tap(page, "Felix Hoffmann (felix.hoffmann)")
        await page.get_by_text(NOBODY[language]).wait_for()
        assert "felix.hoffmann" in await page.get_by_role("alert").inner_text()
        assert await fits(page)
        await page.screenshot(path=tmp_path / f"open-inbox-{language}.png", full_page=True)
