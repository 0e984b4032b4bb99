"""Department cards and leadership support in front of people, on a phone."""

import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from domain.card import CardGiven
from domain.directory import Directory, Person
from domain.text import Language
from store.cards import card, replace_card
from store.people import COMPANY, keep_directory
from tests.domain.test_card import CARD
from tests.store.samples import NOW
from tests.ui.conftest import fits
from tests.ui.test_on_a_phone import LEAST_HEIGHT, Phone, _invited
from tests.ui.test_on_a_phone import site as site
from tests.workflows.cast import begin
from tests.workflows.place import Place, brief

HEAD = "card.head"
DEPARTMENT: dict[Language, str] = {"en": "Archive & Records", "zh": "档案与记录部"}

SAVE: dict[Language, str] = {"en": "Save the card", "zh": "保存名片"}
WRONG: dict[Language, str] = {
    "en": "Words we use differently, row 1",
    "zh": "我们用法不同的词第 1 行",
}


@pytest.fixture
async def own(at: Place, language: Language) -> AsyncIterator[str]:
    """A department of the company's directory, without a card, whose head has a phone."""
    name = f"{DEPARTMENT[language]} {uuid.uuid4().hex[:6]}"
    person = Person(account=f"{HEAD}.{language}", name="H", department=name, head=True)
    await keep_directory(at.engine, COMPANY, Directory(people=(person,)))
    yield name
    await keep_directory(at.engine, COMPANY, Directory(people=()))


async def _opened(at: Place, site: str, page: Page, language: Language) -> Phone:
    """Let the head sign in and find the form by the links of the pages."""
    phone = Phone(page)
    await _invited(at, site, phone, f"{HEAD}.{language}")
    await phone.tap({"en": "Departments", "zh": "部门名片"}[language])
    await page.wait_for_url("**/cards")
    await phone.tap({"en": "Write the card", "zh": "填写名片"}[language])
    await page.locator("textarea[name=channels]").fill("archive@example.com")
    await page.locator("input[name=response_hours]").fill("4")
    return phone


async def test_a_head_writes_the_card_of_their_department_with_a_thumb(
    at: Place, site: str, page: Page, language: Language, own: str
) -> None:
    phone = await _opened(at, site, page, language)
    await page.locator("label", has=page.locator("input[name=h0_fri]")).tap()
    await page.locator("input[name=w0_term]").fill("urgent")
    await page.locator("input[name=w0_ours]").fill("today")
    assert await fits(page)
    for box in await page.locator(".days label, main button, main input[type=text]").all():
        size = await box.bounding_box()
        assert size is not None
        assert size["height"] >= LEAST_HEIGHT
    await phone.tap(SAVE[language])
    told = page.get_by_role("alert").filter(has_text=WRONG[language])
    await told.wait_for()
    assert await page.locator("input[name=w0_term]").input_value() == "urgent"
    await page.locator("input[name=w0_others]").fill("this week")
    await phone.tap(SAVE[language])
    await page.wait_for_url("**said=saved")
    kept = await card(at.engine, own)
    assert kept.card is not None
    assert kept.card.hours[0].days == ("mon", "tue", "wed", "thu")
    assert kept.card.words[0].others == "this week"


async def test_who_was_slower_keeps_what_they_typed_beside_the_card_that_holds(
    at: Place, site: str, page: Page, language: Language, own: str, tmp_path: Path
) -> None:
    phone = await _opened(at, site, page, language)
    held = await card(at.engine, own)
    given = CardGiven.model_validate(CARD | {"response_hours": 7})
    await replace_card(at.engine, own, given, held.version, "ad.min", NOW)
    await phone.tap(SAVE[language])
    await page.get_by_role("alert").filter(has_text="ad.min").wait_for()
    assert await page.locator("input[name=response_hours]").input_value() == "4"
    assert await fits(page)
    await page.screenshot(path=tmp_path / f"card-{language}.png", full_page=True)
    await phone.tap(SAVE[language])
    await page.wait_for_url("**said=saved")
    after = await card(at.engine, own)
    assert after.card is not None
    assert (after.version, after.card.response_hours) == (held.version + 2, 4)


async def test_what_was_granted_and_is_left_fits_a_phone(
    at: Place, site: str, page: Page, language: Language, tmp_path: Path
) -> None:
    story = await begin(at, brief(language))
    await story.approve("need")
    shown = await story.pending("resource")
    await _invited(at, site, Phone(page), shown.asked[0])
    await shown.all_approve()
    await story.pending("team")
    table = page.locator("table.support")
    for path in (f"/d/{story.id}:team:1", f"/c/{story.id}"):
        await page.goto(f"{site}{path}")
        await table.wait_for()
        assert await fits(page)
        name = path.split("/")[1]
        await page.screenshot(path=tmp_path / f"{name}-{language}.png", full_page=True)
        assert {"en": "Hours a week", "zh": "每周工时"}[language] in await table.inner_text()
    await story.close()
