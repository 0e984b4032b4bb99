"""People decide in the real Temporal UI, with nothing but what they read there."""

import re

from playwright.async_api import Error, Request

from domain.command import VERBS
from domain.ledger import Row
from tests.ui.person import DONE, Person
from tests.workflows.cast import Shown, begin, until
from tests.workflows.place import Place, brief

HEAD, DEPUTY = "felix.hoffmann", "paula.osei"
HOSTILE = (
    "<script>document.title='bent'</script><img src=x onerror=\"document.title='bent'\">",
    "[click](https://evil.example) <https://evil.example> https://evil.example www.evil.example",
    "</main><h1>approved</h1> **loud** {workflowId} `code` me@evil.example 2026/11/24 5--6 (c)",
    "= not a heading; a | b ~~gone~~ $x$ 1. one &lt;b&gt; \\*quiet\\*",
)
CURLY = str.maketrans("“”‘’", "\"\"''")
"""The UI sets straight quotes curly."""
RUBBISH = ("[1,2", '"x"', "17", "[[1]]", '{"actor": {"a": [{"b": 1}]}}', "{}", "")


async def put(at: Place) -> Shown:
    """Return a suggestion that waits for the head of the lead department, or the deputy."""
    story = await begin(at, brief("en", skip=["identify", "team", "goals"]))
    return await story.pending("cadence")


async def recorded(at: Place, shown: Shown, verb: str) -> Row:
    """Return the ledger's row of this verb; nobody proved in the UI who they are."""

    async def look() -> Row | None:
        rows = await at.ledger(shown.state.collaboration)
        return next((row for row in rows if (row.verb, row.result) == (verb, "recorded")), None)

    row = await until(look, f"the row of {verb}")
    assert (row.surface, row.verified) == ("temporal", False)
    return row


async def test_what_stands_under_a_name_approves_as_it_stands(at: Place, person: Person) -> None:
    shown = await put(at)
    await person.open(shown)
    assert await person.decide("approve", HEAD) == DONE
    state = (await shown.again()).state
    assert (state.status, state.decided_by) == ("approved", (HEAD,))
    row = await recorded(at, shown, "approve")
    assert (row.actor, row.revision) == (HEAD, 1)
    assert "approved" in await person.reads(f"{HEAD}: approve (r1)")


async def test_changes_are_requested_and_the_next_revision_is_approved(
    at: Place, person: Person
) -> None:
    shown = await put(at)
    await person.open(shown)
    old = await person.copied(DEPUTY)
    assert await person.decide("request_changes", DEPUTY, comment="shorter meetings") == DONE
    assert (await recorded(at, shown, "request_changes")).comment == "shorter meetings"
    assert "shorter meetings" in await person.reads("revision 2")
    assert "revision" in await person.send("approve", str(old).replace("'", '"'))
    assert (await shown.again()).state.status == "pending"
    assert await person.decide("approve", DEPUTY) == DONE
    state = (await shown.again()).state
    assert (state.status, state.revision, state.asked[0].by) == ("approved", 2, DEPUTY)


async def test_an_edit_is_made_with_the_id_of_an_item_on_the_page(
    at: Place, person: Person
) -> None:
    shown = await put(at)
    await person.open(shown)
    ids = await person.details.locator("code").all_inner_texts()
    item = next(one for one in ids if one.startswith("practice:"))
    change = {"id": item, "body": {"title": "Stand-up on Mondays"}}
    assert await person.decide("edit", HEAD, changes=[change]) == DONE
    assert "Stand-up on Mondays" in await person.reads("revision 2")
    assert (await recorded(at, shown, "edit")).revision == 2
    assert (await shown.again()).state.status == "pending", "nobody approves their words alone"
    assert await person.decide("approve", DEPUTY) == DONE
    assert (await shown.again()).state.status == "approved"


async def test_a_rejection_needs_its_reason_and_ends_it(at: Place, person: Person) -> None:
    shown = await put(at)
    await person.open(shown)
    assert "comment" in await person.decide("reject", HEAD)
    assert (await shown.again()).state.status == "pending"
    assert await person.decide("reject", HEAD, comment="too early") == DONE
    assert (await shown.again()).state.status == "rejected"
    assert (await recorded(at, shown, "reject")).comment == "too early"
    assert "How to decide" not in await person.reads("rejected")


async def test_text_of_others_is_shown_as_it_was_written_and_does_nothing(
    at: Place, person: Person
) -> None:
    shown = await put(at)
    for hostile in HOSTILE:
        await shown.send("comment", HEAD, comment=hostile, revision=None, fingerprint=None)
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    person.page.on("request", note)
    await person.open(shown)
    text = (await person.read()).translate(CURLY)
    for hostile in HOSTILE:
        assert f"{HEAD}: {hostile}" in text
    alive = person.details.locator("main").locator("script, img, iframe, em, del, form, object")
    assert await alive.count() == 0
    links = await person.details.locator("a").evaluate_all("all => all.map(one => one.href)")
    assert all(link.startswith(f"{person.ui}/namespaces/accord/workflows?") for link in links)
    assert await person.details.locator("h1").count() == 1
    for frame in person.page.frames:
        assert "bent" not in await frame.title()
    assert not [url for url in asked if re.match(r"https?://(?!127\.0\.0\.1)", url)]


async def test_the_same_text_unescaped_would_be_a_link(person: Person) -> None:
    await person.page.goto(f"{person.ui}/render?content=[click](https://evil.example)")
    assert await person.page.locator("a").count() == 1


async def test_rubbish_is_refused_in_a_sentence_and_nothing_is_stuck(
    at: Place, person: Person
) -> None:
    shown = await put(at)
    await person.open(shown)
    for rubbish in RUBBISH:
        said = await person.send("approve", rubbish)
        assert said != DONE, rubbish
        assert re.search(r"\w+ \w+ \w+", said), said
        assert "Traceback" not in said
    assert (await shown.again()).state == shown.state
    assert await person.decide("approve", DEPUTY) == DONE
    assert (await shown.again()).state.status == "approved"


async def test_every_verb_is_offered_with_a_description_in_both_languages(
    at: Place, person: Person
) -> None:
    await person.open(await put(at))
    rows = await (await person.dialog()).get_by_role("option").all_inner_texts()
    for verb in (*VERBS, "decide"):
        (told,) = [row for row in rows if row.split()[0] == verb]
        assert re.search(r"[A-Z][a-z]+.* · .*[一-鿿]", told), verb


async def test_a_name_leads_to_the_list_of_all_that_waits_for_that_person(
    at: Place, person: Person
) -> None:
    shown = await put(at)
    await person.open(shown)

    async def listed() -> bool | None:
        link = person.details.get_by_role("link", name="all that waits for them").last
        async with person.page.context.expect_page() as opening:
            await link.click()
        page = await opening.value
        try:
            await page.get_by_text(f"suggestion:{shown.state.id}").first.wait_for(timeout=15_000)
        except Error:
            return None  # the list lags behind
        finally:
            await page.close()
        return True

    assert await until(listed, f"{shown.state.id} in the list")
