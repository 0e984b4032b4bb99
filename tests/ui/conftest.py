import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, async_playwright

from cli.engine import noted_engine
from domain.text import Language
from tests.ui.chromium import NONE, arguments, installed
from tests.ui.person import Person
from tests.workflows.place import Place, place

SITE = "https://accord.example"
"""Where people would reach the API: the UI only links there."""
LOCALE: dict[Language, str] = {"en": "en-GB", "zh": "zh-CN"}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser nothing here can be tried: skip it all, in one line of the report."""
    here = [item for item in items if item.path.is_relative_to(Path(__file__).parent)]
    if here and installed() is None:
        for item in here:
            item.add_marker(pytest.mark.skip(reason=NONE))


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """A real Chrome or Chromium."""
    found = await asyncio.to_thread(installed)  # it may ask Playwright, whose way here is not async
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=found, args=arguments())
        yield opened
        await opened.close()


@pytest.fixture(scope="session")
async def at(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """One server with its UI, one store, one worker for all of these tests."""
    async with place(tmp_path_factory.mktemp("accord"), {"ACCORD_URL": SITE}) as opened:
        yield opened


@pytest.fixture
async def person(browser: Browser, at: Place) -> AsyncIterator[Person]:
    """Somebody in front of a new window."""
    engine = noted_engine(at.home / "server")
    assert engine
    window = await browser.new_context(locale="en-GB", viewport={"width": 1400, "height": 1200})
    yield Person(await window.new_page(), engine["ui"])
    await window.close()


@pytest.fixture(params=["en", "zh"])
def language(request: pytest.FixtureRequest) -> Language:
    return "zh" if request.param == "zh" else "en"


@pytest.fixture
async def page(browser: Browser, language: Language) -> AsyncIterator[Page]:
    """A phone of today, as wide as most."""
    window = await browser.new_context(
        locale=LOCALE[language],
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
        is_mobile=True,
        has_touch=True,
    )
    yield await window.new_page()
    await window.close()


async def fits(page: Page) -> bool:
    """Say whether nothing of a page lies beside the screen."""
    return bool(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"))
