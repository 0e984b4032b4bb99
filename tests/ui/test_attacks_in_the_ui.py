"""Every attack of the list in the real Temporal UI, in a real Chromium."""

import base64
import dataclasses
import json
from typing import Any

import pytest
from playwright.async_api import Browser, Request

from cli.engine import noted_engine
from tests.attacks import by_http
from tests.attacks.by_ui import ByDialog, ByUi
from tests.attacks.raid import Raid, raid, tried_in, withstood
from tests.attacks.stage import scene, stage
from tests.ui.person import Person
from tests.workflows.cast import Shown

OPEN, TOKEN = (tried_in(ByUi, mode) for mode in ByUi.modes)
TYPED = (
    "somebody who is not asked approves",
    "an approval of the text before the edit",
    "another decision under an id that has decided already",
)


@dataclasses.dataclass(frozen=True)
class Raids:
    """What was typed into the dialog, with the requests it sent, and everything from the page."""

    dialog: Raid
    requests: list[tuple[str, str]]
    page: list[Raid]


@pytest.fixture(scope="module")
async def raids(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Raids:
    """In both modes, on the page of one suggestion."""
    home = tmp_path_factory.mktemp("attacked")
    async with stage(home) as at:
        window = await browser.new_context(locale="en-GB", viewport={"width": 1400, "height": 1200})
        page = await window.new_page()
        person = Person(page, (noted_engine(home / "server") or {})["ui"])
        scenes = [(at[mode], await scene(at[mode], mode)) for mode in ByUi.modes]
        place, first = scenes[0]
        await person.open(Shown(place.suggestion(first.need.id), first.need))
        sent: list[tuple[str, str]] = []

        def note(request: Request) -> None:
            if "/update/" in request.url:
                sent.append((request.url, request.post_data or ""))

        page.on("request", note)
        dialog = await raid(place, ByDialog(page, person), first, TYPED)
        typed = list(sent)
        found = Raids(dialog, typed, [await raid(at, ByUi(page), one) for at, one in scenes])
        await window.close()
        return found


@pytest.mark.parametrize("name", [attack.name for attack in (*OPEN, *TOKEN)])
def test_the_attack_achieves_nothing(raids: Raids, name: str) -> None:
    (tried,) = [one.tried[name] for one in raids.page if name in one.tried]
    withstood(ByUi, tried)


@pytest.mark.parametrize("name", TYPED)
def test_typed_into_the_dialog_it_achieves_nothing_either(raids: Raids, name: str) -> None:
    withstood(ByDialog, raids.dialog.tried[name])


def test_nothing_else_was_touched(raids: Raids) -> None:
    for one in (raids.dialog, *raids.page):
        before, after = one.rest
        assert after == before


def test_what_is_posted_from_the_page_is_what_the_dialog_sends(raids: Raids) -> None:
    assert len(raids.requests) == len(TYPED)
    for (url, body), name in zip(raids.requests, raids.dialog.tried, strict=True):
        theirs = _plain(json.loads(body))
        assert theirs.pop("workflowExecution").keys() == {"runId"}
        id = theirs["request"]["meta"]["updateId"]
        path, ours = by_http.request(raids.dialog.tried[name].sent, id)
        assert id
        assert url.partition("?")[0].endswith(path)
        assert _plain(ours) == theirs


def _plain(body: dict[str, Any]) -> dict[str, Any]:
    """Return a request with what was typed as the value that it is."""
    (payload,) = body["request"]["input"]["args"]["payloads"]
    payload["data"] = json.loads(base64.b64decode(payload["data"]))
    return body
