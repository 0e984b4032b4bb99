"""A person at the Temporal UI: opens a suggestion, reads its details, sends an update."""

import asyncio
import contextlib
import dataclasses
import json
import re
from typing import Any

from playwright.async_api import Error, FrameLocator, Locator, Page

from tests.workflows.cast import Shown
from workflows.names import NAMESPACE

DONE = "Update successful"
_PATIENCE = 30.0


@dataclasses.dataclass(frozen=True)
class Person:
    """Somebody in front of one browser window."""

    page: Page
    ui: str

    async def open(self, shown: Shown) -> None:
        """Open the User Metadata of a suggestion; the UI answers 503 for its first seconds."""
        described = await shown.handle.describe()
        place = f"{described.id}/{described.run_id}/user-metadata"
        ends = asyncio.get_running_loop().time() + _PATIENCE
        while asyncio.get_running_loop().time() < ends:
            answer = await self.page.goto(f"{self.ui}/namespaces/{NAMESPACE}/workflows/{place}")
            if answer and answer.ok:
                with contextlib.suppress(Error):
                    await self.details.locator("h1").wait_for(timeout=10_000)
                    return
            await asyncio.sleep(0.3)
        raise AssertionError(f"the details of {described.id} are not shown")

    @property
    def details(self) -> FrameLocator:
        """Return the panel of current details: the last of the three on the page."""
        return self.page.frame_locator("iframe").last

    async def read(self) -> str:
        """Press R and return the current details as they are read."""
        await self.page.keyboard.press("r")
        await asyncio.sleep(1)
        return await self.details.locator("main").inner_text()

    async def reads(self, wanted: str) -> str:
        """Press R until the current details say so."""
        for _ in range(10):
            if wanted in (text := await self.read()):
                return text
        raise AssertionError(f"the details do not say {wanted!r}: {text}")

    async def copied(self, account: str) -> dict[str, Any]:
        """Return the JSON under somebody's name, as it stands on the page."""
        for block in await self.details.locator("pre").all_inner_texts():
            given: dict[str, Any] = json.loads(block)
            if given["actor"] == account:
                return given
        raise AssertionError(f"nothing to copy for {account}")

    async def dialog(self) -> Locator:
        """Open the dialog in which an update is sent."""
        await self.page.get_by_role("button", name="More Actions").click()
        await self.page.get_by_role("menuitem", name="Send an Update").click()
        dialog = self.page.locator("dialog[open]")
        await dialog.get_by_test_id("update-select-button").click()
        await dialog.get_by_role("option").first.wait_for()
        return dialog

    async def send(self, verb: str, text: str, id: str = "") -> str:
        """Send an update with this text as its data, and return what the UI answers."""
        dialog = await self.dialog()
        option = dialog.get_by_role("option").filter(has=self.page.get_by_text(verb, exact=True))
        await option.click()
        await dialog.get_by_test_id("update-id").fill(id)
        await dialog.locator(".cm-content").click()
        await self.page.keyboard.press("ControlOrMeta+A")  # it keeps what was cancelled
        await self.page.keyboard.press("Delete")
        await self.page.keyboard.insert_text(text)
        return await self._submitted(dialog)

    async def decide(self, verb: str, account: str, **more: Any) -> str:
        """Paste the JSON under this name, with what the verb wants besides."""
        return await self.send(verb, json.dumps(await self.copied(account) | more))

    async def _submitted(self, dialog: Locator) -> str:
        """Click until it is sent: the first click on Submit after typing only reformats."""
        failed = dialog.get_by_role("alert").filter(has_text=re.compile(r"\S"))
        for seconds in (1.5, 15):
            await dialog.get_by_role("button", name="Submit").click()
            if await self._answered(dialog, failed, seconds):
                break
        if told := await failed.all_inner_texts():
            await dialog.get_by_role("button", name="Cancel").last.click()
            return "\n".join(told)
        return await self.page.get_by_text(DONE).first.inner_text()

    async def _answered(self, dialog: Locator, failed: Locator, seconds: float) -> bool:
        """Say whether the dialog closes in this time, which means success, or says why not."""
        for _ in range(int(seconds * 10)):
            if await failed.count() or not await dialog.count():
                return True
            await asyncio.sleep(0.1)
        return False
