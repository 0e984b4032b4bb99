"""The pictures of docs/temporal-ui.md: `python -m tests.ui.screenshots DIR` takes them anew."""

import asyncio
import sys
import tempfile
from pathlib import Path

from playwright.async_api import FloatRect, ViewportSize, async_playwright

from cli.engine import noted_engine
from domain.signing import scope
from domain.text import Language
from tests.ui.chromium import NONE, arguments, installed
from tests.ui.person import Person
from tests.workflows.cast import Shown, begin
from tests.workflows.place import Place, brief, place

ID: dict[Language, str] = {"en": "returns-2", "zh": "onboarding-1"}
PART: FloatRect = {"x": 270, "y": 90, "width": 1130, "height": 1510}
"""Without the menu at the left: the approval desk alone."""
LOCALE: dict[Language, str] = {"en": "en-GB", "zh": "zh-CN"}


async def _decided_half(at: Place, language: Language) -> Shown:
    """Return shared goals for which some have signed, and somebody has asked something."""
    story = await begin(at, brief(language, id=ID[language], skip=["identify", "team"]))
    shown = await story.pending("goals")
    first, second, *_ = shown.asked
    words = {"en": "Whose figures are these?", "zh": "这些数字出自哪里？"}
    await shown.send("approve", first)
    place = shown.state.approver(first)
    item = scope(shown.state, place)[-1] if place else shown.state.items[0]
    fixed = {"en": " (by the last day of the month)", "zh": "（以月末为准）"}[language]
    text = item.body.model_dump()
    await shown.send(
        "edit", second, changes=[{"id": item.id, "body": {"text": f"{text['text']}{fixed}"}}]
    )
    shown = await shown.again()
    await shown.send("ask", shown.asked[-1], to=shown.asked[0], comment=words[language])
    return await shown.again()


async def _taken(person: Person, shown: Shown, file: Path) -> None:
    await person.open(shown)
    await asyncio.sleep(1)  # fonts
    await person.page.screenshot(path=file, clip=PART)


async def _all(folder: Path, browser: str) -> None:
    home = Path(await asyncio.to_thread(tempfile.mkdtemp))
    async with place(home) as at, async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=browser, args=arguments())
        engine = noted_engine(home / "server") or {}
        for language in ("en", "zh"):
            shown = await _decided_half(at, language)
            size: ViewportSize = {"width": 1400, "height": 1650}
            window = await opened.new_context(locale=LOCALE[language], viewport=size)
            person = Person(await window.new_page(), engine["ui"])
            await _taken(person, shown, folder / f"temporal-ui-{language}.png")
            await window.close()
        await opened.close()


def main() -> None:
    """Take both pictures."""
    browser = installed()
    if browser is None:
        sys.exit(NONE)
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(_all(folder, browser))


if __name__ == "__main__":
    main()
