"""The surface of whoever has the Temporal UI open in a browser, on a page of its own."""

import dataclasses
import json
from collections.abc import Mapping
from typing import ClassVar

from playwright.async_api import Page

from tests.attacks import by_http
from tests.attacks.attack import Mode, Sent
from tests.attacks.on_http import NOT_HTTP
from tests.attacks.raid import Own
from tests.ui.person import Person

_CLOSED = Own("workflow execution already completed")
_POST = """
async ([path, body]) => {
    const token = document.cookie.match(/(?:^|; )_csrf=([^;]*)/);
    const headers = {"X-CSRF-TOKEN": token ? token[1] : "", "caller-type": "operator"};
    return (await fetch(path, {method: "POST", headers, body})).text();
}
"""
"""What the UI's own dialog does with what is typed into it."""


@dataclasses.dataclass(frozen=True)
class ByUi:
    """The very request of the dialog, posted from the UI's page: a dialog takes seconds."""

    page: Page

    name: ClassVar[str] = "the Temporal UI"
    modes: ClassVar[tuple[Mode, ...]] = ("open", "token")
    signed_in: ClassVar[bool] = False
    excused: ClassVar[Mapping[str, str]] = NOT_HTTP
    own: ClassVar[Mapping[str, Own]] = {
        "a finished suggestion is approved": _CLOSED,
        "a finished suggestion is edited": _CLOSED,
    }

    async def send(self, sent: Sent, id: str) -> str:
        """Post it as the page itself would."""
        path, body = by_http.request(sent, id)
        return by_http.told(await self.page.evaluate(_POST, [path, json.dumps(body)]))


@dataclasses.dataclass(frozen=True)
class ByDialog(ByUi):
    """The dialog itself, for a few."""

    person: Person

    async def send(self, sent: Sent, id: str) -> str:
        """Type it in, click, and return what the dialog says."""
        return await self.person.send(sent.update, sent.text, id)
