"""A department head with a phone: invited by a link, deciding from a message in few taps."""

import dataclasses
import datetime as dt
from collections.abc import AsyncIterator
from html import escape
from pathlib import Path

import pytest
from playwright.async_api import Page

from api.app import app
from api.connection import Connection
from api.entrance import Entrance, secret
from api.footing import Footing
from api.hashing import digest
from api.identity import authenticator
from domain.letter import page_of, suggestion_of
from domain.text import Language
from store.invites import invite
from tests.cli.proxied import served
from tests.ui.conftest import fits
from tests.workflows.cast import Shown, Story, begin, until
from tests.workflows.place import Place, brief
from worker import Settings

LEAST_HEIGHT = 44
"""CSS pixels of what a thumb should hit (WCAG 2.2, target size, enhanced)."""
PASSWORD = "three blue whales swim"


@dataclasses.dataclass
class Phone:
    """Somebody's phone. `taps` are counted; typing on the keyboard is none."""

    page: Page
    taps: int = 0

    async def tap(self, words: str) -> None:
        """Tap what carries these words; it must be in reach of a thumb."""
        target = self.page.locator("a, button, summary").get_by_text(words, exact=True)
        target = target.or_(self.page.locator("a, button, summary", has_text=words)).first
        await target.scroll_into_view_if_needed()
        box = await target.bounding_box()
        assert box is not None
        assert box["height"] >= LEAST_HEIGHT or await target.evaluate("e => e.tagName") == "A"
        self.taps += 1
        await target.tap()

    async def follow(self) -> None:
        """Tap the link of the message."""
        await self.tap("/d/")
        await self.page.wait_for_url(lambda url: url.startswith("http"))
        await self.page.locator("main").wait_for()

    async def fits(self) -> bool:
        """Say whether nothing of the page lies beside the screen."""
        return await fits(self.page)


@pytest.fixture(scope="session")
async def site(at: Place) -> AsyncIterator[str]:
    """The API with passwords, as on a company's network; nobody is believed by a bare name."""
    entrance = Entrance()
    connection = Connection(at.client, at.address, at.ui, at.engine, surface="api")
    settings = Settings("unused", at.data, home=at.home)
    authenticate = authenticator(at.engine, entrance)
    async with served(app(Footing(connection, settings, authenticate, None, entrance))) as url:
        yield url


@pytest.fixture
def phone(page: Page) -> Phone:
    return Phone(page)


async def _invited(at: Place, site: str, phone: Phone, account: str) -> None:
    """Open an invitation and set a password: once, before anything is to be decided."""
    made, now = secret(), dt.datetime.now(dt.UTC)
    await invite(at.engine, digest(made), account, None, now, now + dt.timedelta(days=7))
    await phone.page.goto(f"{site}/invite/{made}")
    assert await phone.fits()
    for field in await phone.page.locator("input[type=password]").all():
        await field.fill(PASSWORD)
    await phone.page.locator("main form button").tap()
    await phone.page.wait_for_url(lambda url: "/invite/" not in url)
    assert await phone.fits()


async def _message(at: Place, site: str, phone: Phone, story: Story, account: str) -> None:
    """Show the message that this person got, as a mail reader does, with its link."""

    async def told() -> tuple[str, str, str] | None:
        return next(
            ((n.key, n.subject, n.body) for n in await at.sent(story.id) if n.recipient == account),
            None,
        )

    key, subject, body = await until(told, f"a message to {account}")
    link = page_of(site, suggestion_of(key))
    await phone.page.goto("about:blank")
    await phone.page.set_content(
        '<meta name="viewport" content="width=device-width">'
        f'<h3>{escape(subject)}</h3><p>{escape(body)}</p><a href="{link}">{link}</a>'
    )


async def _asked(
    at: Place, site: str, phone: Phone, language: Language
) -> tuple[Story, Shown, str]:
    story = await begin(at, brief(language, skip=["identify", "team", "goals"]))
    shown = await story.pending("cadence")
    account = shown.asked[0]
    await _invited(at, site, phone, account)
    await _message(at, site, phone, story, account)
    return story, shown, account


async def test_from_the_message_to_the_approval_it_takes_two_taps(
    at: Place, site: str, phone: Phone, language: Language, tmp_path: Path
) -> None:
    story, _, account = await _asked(at, site, phone, language)
    await phone.follow()
    assert await phone.fits()
    await phone.page.screenshot(path=tmp_path / f"phone-{language}.png", full_page=True)
    await phone.tap({"en": "Approve", "zh": "同意"}[language])
    await phone.page.get_by_role("status").first.wait_for()
    await phone.page.screenshot(path=tmp_path / f"phone-{language}-done.png")
    assert {"en": "Recorded: approve.", "zh": "已记录：同意。"}[language] in await _seen(phone)
    assert phone.taps == 2
    assert (await story.ended("cadence")).state == "approved"
    rows = [row for row in await at.ledger(story.id) if row.verb == "approve"]
    assert [(row.actor, row.surface, row.result) for row in rows] == [(account, "page", "recorded")]


async def test_to_say_what_should_change_it_takes_three(
    at: Place, site: str, phone: Phone, language: Language, tmp_path: Path
) -> None:
    story, _, _ = await _asked(at, site, phone, language)
    await phone.follow()
    ask = {"en": "Request changes", "zh": "要求重拟"}[language]
    await phone.tap(ask)
    said = {"en": "Meet on Mondays.", "zh": "例会改到周一。"}[language]
    await phone.page.locator("details[open] textarea").fill(said)
    await phone.page.screenshot(path=tmp_path / f"phone-{language}-changes.png")
    await phone.tap({"en": f"Send · {ask}", "zh": f"提交 · {ask}"}[language])
    await phone.page.get_by_role("status").first.wait_for()
    assert phone.taps == 3
    await story.pending("cadence", revision=2)


async def test_what_was_typed_is_still_there_when_the_text_moved_on_meanwhile(
    at: Place, site: str, phone: Phone, language: Language, tmp_path: Path
) -> None:
    story, shown, _ = await _asked(at, site, phone, language)
    await phone.follow()
    ask = {"en": "Request changes", "zh": "要求重拟"}[language]
    send = {"en": f"Send · {ask}", "zh": f"提交 · {ask}"}[language]
    said = {"en": "\n<b>Mondays</b>\nat nine.", "zh": "\n<b>例会</b>改到\n周一。"}[language]
    await phone.tap(ask)
    await phone.page.locator("details[open] textarea").fill(said)
    await shown.send("request_changes", shown.asked[1], comment="Shorter.")
    await story.pending("cadence", revision=2)
    await phone.tap(send)
    await phone.page.get_by_role("alert").first.wait_for()
    kept = phone.page.locator("details[open] textarea")
    assert await kept.input_value() == said
    assert await phone.fits()
    await phone.page.screenshot(path=tmp_path / f"phone-{language}-kept.png", full_page=True)
    await phone.tap(send)
    await phone.page.wait_for_url(lambda url: "said=request_changes" in url)
    await story.pending("cadence", revision=3)


async def test_a_message_opened_by_whoever_is_not_signed_in_shows_the_door_and_then_the_page(
    at: Place, site: str, phone: Phone, language: Language
) -> None:
    _, shown, account = await _asked(at, site, phone, language)
    await phone.page.context.clear_cookies()
    await phone.follow()
    assert "/sign-in?next=/d/" in phone.page.url
    await phone.page.locator("input[name=account]").fill(account)
    await phone.page.locator("input[type=password]").fill(PASSWORD)
    await phone.page.locator("main form button").tap()
    await phone.page.wait_for_url(lambda url: "/sign-in" not in url)
    assert phone.page.url.endswith(f"/d/{shown.state.id}")
    assert await phone.fits()


async def _seen(phone: Phone) -> str:
    return await phone.page.locator("main").inner_text()
