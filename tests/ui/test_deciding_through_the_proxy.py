"""People decide in the real Temporal UI through `accord ui-proxy`, without pasting who they are."""

import asyncio
import contextlib
import dataclasses
import json
import sys
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page

from activities.tokens import SigningKey, folder, make_keys, signing_key
from cli.engine import noted_engine
from cli.token import login_link
from domain.ledger import Row
from tests.ui.person import DONE, Person
from tests.workflows.cast import Shown, begin, until
from tests.workflows.place import Place, brief, place
from tests.workflows.running import environment, worker_process

HEAD, DEPUTY, OTHER = "felix.hoffmann", "paula.osei", "leon.mbeki"
PROXY = ("-c", "from cli.main import main; main()", "ui-proxy", "--listen", "127.0.0.1:0", "--json")


@dataclasses.dataclass(frozen=True)
class Gate:
    """A server whose worker takes tokens only, and the proxy before its UI."""

    at: Place
    url: str
    key: SigningKey

    def link(self, account: str) -> str:
        """Return a link that signs this person in once."""
        return login_link(self.key, account, 600, self.url)

    async def put(self) -> Shown:
        """Return a suggestion that waits for the head of the lead department, or the deputy."""
        story = await begin(self.at, brief("en", skip=["identify", "team", "goals"]))
        return await story.pending("cadence")

    async def row(self, shown: Shown, verb: str, result: str = "recorded") -> Row:
        """Return the ledger's row of this verb, once it is there."""

        async def look() -> Row | None:
            rows = await self.at.ledger(shown.state.collaboration)
            return next((row for row in rows if (row.verb, row.result) == (verb, result)), None)

        return await until(look, f"the {result} row of {verb}")


@pytest.fixture(scope="module")
async def gate(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Gate]:
    """The proxy as a process of its own, as a company runs it."""
    home = tmp_path_factory.mktemp("gate")
    make_keys(folder(home), "k1")
    async with place(home, serve=False) as at:
        ui = (noted_engine(home / "server") or {})["ui"]
        environ = environment(at, ACCORD_IDENTITY="token")
        async with worker_process(environ), _proxy(environ, ui) as url:
            yield Gate(at, url, signing_key(folder(home)))


@contextlib.asynccontextmanager
async def _proxy(environ: dict[str, str], ui: str) -> AsyncIterator[str]:

    process = await asyncio.create_subprocess_exec(
        sys.executable, *PROXY, "--ui", ui, env=environ, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout
    try:
        said = await asyncio.wait_for(process.stdout.readuntil(b"}\n"), 30)
        yield str(json.loads(said)["address"])
    finally:
        process.terminate()
        await process.wait()


@contextlib.asynccontextmanager
async def window(browser: Browser) -> AsyncIterator[Page]:
    context = await browser.new_context(locale="en-GB", viewport={"width": 1400, "height": 1200})
    yield await context.new_page()
    await context.close()


@contextlib.asynccontextmanager
async def signed_in(browser: Browser, gate: Gate, account: str) -> AsyncIterator[Person]:
    """Somebody who has opened their link, and confirmed who they are."""
    async with window(browser) as page:
        await page.goto(gate.link(account))
        await page.get_by_role("button").first.click()
        await page.wait_for_url(lambda url: "/accord/login" not in url)
        yield Person(page, gate.url)


async def test_a_click_approves_as_the_person_who_signed_in(gate: Gate, browser: Browser) -> None:
    shown = await gate.put()
    async with signed_in(browser, gate, HEAD) as person:
        await person.open(shown)
        assert await person.send("approve", "") == DONE
    state = (await shown.again()).state
    assert (state.status, state.decided_by) == ("approved", (HEAD,))
    row = await gate.row(shown, "approve")
    assert (row.actor, row.surface, row.verified) == (HEAD, "temporal-ui", True)


async def test_changes_an_edit_and_a_rejection_go_through_the_proxy_in_one_sitting(
    gate: Gate, browser: Browser
) -> None:
    shown = await gate.put()
    async with signed_in(browser, gate, DEPUTY) as person:
        await person.open(shown)
        wish = json.dumps({"comment": "shorter meetings"})
        assert await person.send("request_changes", wish) == DONE
        await person.reads("revision 2")
        state = (await shown.again()).state
        item = state.items[0].id
        change = [{"id": item, "body": {"title": "Stand-up on Mondays"}}]
        bound = {"revision": 2, "fingerprint": state.suggestion.fingerprint[:12]}  # type: ignore[union-attr]
        assert await person.send("edit", json.dumps(bound | {"changes": change})) == DONE
        assert "Stand-up on Mondays" in await person.reads("revision 3")
    async with signed_in(browser, gate, HEAD) as person:
        await person.open(shown)
        assert await person.send("reject", json.dumps({"comment": "too early"})) == DONE
    assert (await shown.again()).state.status == "rejected"
    for verb, actor in (("request_changes", DEPUTY), ("edit", DEPUTY), ("reject", HEAD)):
        row = await gate.row(shown, verb)
        assert (row.actor, row.verified) == (actor, True)


async def test_a_forged_name_is_overwritten_and_who_is_not_asked_is_told_so(
    gate: Gate, browser: Browser
) -> None:
    shown = await gate.put()
    async with signed_in(browser, gate, OTHER) as person:
        await person.open(shown)
        said = await person.decide("approve", HEAD)
    assert said != DONE
    assert OTHER in said
    assert "Traceback" not in said
    assert (await shown.again()).state.status == "pending"
    row = await gate.row(shown, "approve", "refused")
    assert row.actor == OTHER


async def test_a_link_signs_in_once_and_without_one_nothing_is_shown(
    gate: Gate, browser: Browser
) -> None:
    link = gate.link(HEAD)
    async with window(browser) as page:
        await page.goto(link)
        await page.get_by_role("button").first.click()
        await page.wait_for_url(lambda url: "/accord/login" not in url)
    async with window(browser) as page:
        await page.goto(link)
        if await page.get_by_role("button").count():
            await page.get_by_role("button").first.click()
        assert "used already" in await page.content()
        answer = await page.goto(f"{gate.url}/api/v1/namespaces/accord/workflows")
        assert answer is not None
        assert answer.status == 403


async def test_nothing_but_decisions_is_offered_or_let_through(
    gate: Gate, browser: Browser
) -> None:
    shown = await gate.put()
    async with signed_in(browser, gate, HEAD) as person:
        await person.open(shown)
        cancel = person.page.get_by_role("button", name="Request Cancellation")
        assert await cancel.is_disabled()
        await person.page.get_by_role("button", name="More Actions").click()
        send = person.page.get_by_role("menuitem", name="Send an Update")
        await send.wait_for()
        items = await person.page.get_by_role("menuitem").all()
        live = [await one.inner_text() for one in items if not await one.is_disabled()]
        assert [one.strip() for one in live] == ["Send an Update"]
        status = await person.page.evaluate(
            """async path => (await fetch(path, {method: "POST", body: "{}"})).status""",
            f"/api/v1/namespaces/accord/workflows/suggestion:{shown.state.id}/terminate",
        )
    assert status == 403
    assert (await shown.again()).state.status == "pending"
