"""The hand-off map in front of people: on a phone's decision page, and by a link in the UI."""

from pathlib import Path

from playwright.async_api import Page

from domain.text import Language
from tests.ui.conftest import SITE, fits
from tests.ui.person import Person
from tests.ui.test_on_a_phone import PASSWORD, Phone, _invited
from tests.ui.test_on_a_phone import site as site
from tests.workflows.cast import Shown, begin
from tests.workflows.place import Place, brief

_SEEN = "img => img.complete && img.naturalWidth > 900 && img.getBoundingClientRect().height > 100"


async def test_the_decision_page_of_a_need_shows_the_picture(
    at: Place, site: str, page: Page, language: Language, tmp_path: Path
) -> None:
    story = await begin(at, brief(language))
    shown = await story.pending("need")
    await _invited(at, site, Phone(page), shown.asked[0])
    await page.goto(f"{site}/d/{shown.state.id}")
    picture = page.locator("main img")
    await picture.scroll_into_view_if_needed()
    await page.wait_for_function(f"({_SEEN})(document.querySelector('main img'))")
    assert await fits(page)
    await page.screenshot(path=tmp_path / f"map-{language}.png", full_page=True)
    told = {"en": "Hand-off map: ", "zh": "交接图: "}[language]
    assert str(await picture.get_attribute("alt")).startswith(told)
    words = {"en": "Open the hand-off map", "zh": "打开交接图"}[language]
    await page.locator("a", has_text=words).tap()
    await page.wait_for_url("**/map.svg?lang=*")
    assert await page.locator("svg text").count() > 10
    assert PASSWORD not in await page.content()


async def test_the_ui_shows_the_top_figures_and_the_link_to_the_picture(
    at: Place, person: Person, tmp_path: Path
) -> None:
    story = await begin(at, brief("en"))
    shown = await story.pending("need")
    await person.open(shown)
    text = await person.reads("Hand-off map and top figures")
    assert "Queue of " in text
    links = person.details.locator("a", has_text="Open the map")
    address = f"{SITE}/v1/collaborations/{story.id}/map.svg"
    assert await links.get_attribute("href") == address
    await person.page.screenshot(path=tmp_path / "map-in-the-ui.png", full_page=True)


async def test_the_ui_shows_red_until_the_sponsor_accepts_and_then_the_way_to_what_is_left(
    at: Place, person: Person
) -> None:
    story = await begin(at, brief("zh"))
    await story.approve("need")
    shown = await story.pending("resource")
    await person.open(Shown(story.handle, shown.state))
    assert "🔴 缺乏领导支持" in await person.reads("缺乏领导支持")
    await shown.all_approve()
    await story.pending("team")
    assert "🔴" not in await person.reads("承诺、已用与剩余")
    link = person.details.locator("a", has_text="承诺、已用与剩余")
    assert await link.get_attribute("href") == f"{SITE}/c/{story.id}"
