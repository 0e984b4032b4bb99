"""What the Temporal UI shows and lists of a workflow, and what keeping it so costs."""

import asyncio
from typing import Any

from temporalio.api.sdk.v1 import WorkflowMetadata
from temporalio.client import WorkflowHandle

from domain.listing import Listing, listing
from store import listings
from tests.workflows.cast import Shown, begin, until
from tests.workflows.place import Place, brief
from workflows.tolerance import METADATA

EARLY = ["identify", "team", "goals"]


async def _details(handle: WorkflowHandle[Any, Any]) -> str:
    asked: WorkflowMetadata = await handle.query(METADATA, result_type=WorkflowMetadata)
    return asked.current_details


async def test_whoever_looks_sees_the_last_decision_also_after_the_end(at: Place) -> None:
    story = await begin(at, brief("zh", skip=EARLY))
    shown = await story.pending("cadence")
    first = shown.asked[0]
    comment = "谁来主持双周例会？"
    assert comment not in await _details(shown.handle)
    await shown.send("comment", first, comment=comment)
    assert comment in await _details(shown.handle)
    await shown.send("approve", first)
    assert await shown.handle.result() == "approved"
    assert f"{first}: 同意" in await _details(shown.handle)


async def test_the_page_of_a_collaboration_names_its_stage(at: Place) -> None:
    story = await begin(at, brief("zh", skip=EARLY))
    await story.pending("cadence")
    assert "沟通" in await _details(story.handle)


async def test_the_need_and_its_team_show_the_top_figures_and_without_an_address_no_link(
    at: Place,
) -> None:
    story = await begin(at, brief("en"))
    need = await story.pending("need")
    for shown in (need, None):
        told = await _details((shown or await story.pending("team")).handle)
        assert "**Hand-off map and top figures**" in told
        assert "**Queue of Finance**" in told
        name = story.handle.id.removeprefix("collaboration:")
        assert f"`accord show {name} --map map.svg` draws it" in told
        assert "/map.svg)" not in told
        if shown:
            await shown.all_approve()
            await story.approve("resource")


async def test_every_update_that_is_listed_has_a_name_and_says_what_it_takes(at: Place) -> None:
    story = await begin(at, brief("zh", skip=EARLY))
    shown = await story.pending("cadence")
    for handle, own in ((shown.handle, "approve"), (story.handle, "close")):
        told: WorkflowMetadata = await handle.query(METADATA, result_type=WorkflowMetadata)
        listed = {one.name: one.description for one in told.definition.update_definitions}
        assert own in listed
        assert all(name and description for name, description in listed.items())


async def test_a_workflow_that_was_given_rubbish_shows_nothing_and_still_answers(
    at: Place,
) -> None:
    handle: WorkflowHandle[Any, Any] = await at.client.start_workflow(
        "CollaborationWorkflow", "rubbish", id="showing-rubbish", task_queue="accord"
    )
    assert await _details(handle) == ""


async def test_one_timer_stands_for_one_deadline_however_many_decide(at: Place) -> None:
    story = await begin(at, brief("en"))
    shown = await story.pending("need")
    await shown.settled()
    for actor in shown.asked[:3]:
        await shown.send("comment", actor, comment="Seen.")
    assert (await shown.again()).state.status == "pending"
    events = await shown.events()
    assert events.count("WORKFLOW_EXECUTION_UPDATE_COMPLETED") == 3
    assert events.count("TIMER_STARTED") == 1
    assert events.count("TIMER_CANCELED") == 0


async def _recorded_before_listed(shown: Shown) -> bool:
    events = await shown.events()
    listed = len(events) - events[::-1].index("UPSERT_WORKFLOW_SEARCH_ATTRIBUTES")
    recorded = len(events) - events[::-1].index("ACTIVITY_TASK_COMPLETED")
    answered = events.index("WORKFLOW_EXECUTION_UPDATE_COMPLETED") + 1
    return answered < recorded < listed


async def test_what_is_listed_as_decided_is_in_the_ledger_already(at: Place) -> None:
    story = await begin(at, brief("zh", skip=EARLY))
    shown = await story.pending("cadence")
    await shown.settled()
    await shown.send("approve", shown.asked[0])
    assert await shown.handle.result() == "approved"
    assert await _recorded_before_listed(shown)


async def test_who_decides_while_others_are_still_being_told_is_not_listed_unrecorded_either(
    at: Place, gate: asyncio.Event
) -> None:
    story = await begin(at, brief("zh", skip=EARLY))
    shown = await story.pending("cadence")
    await shown.send("approve", shown.asked[0])
    gate.set()
    assert await shown.handle.result() == "approved"
    assert await _recorded_before_listed(shown)


async def test_the_store_lists_who_is_asked_and_then_that_it_is_decided(at: Place) -> None:
    story = await begin(at, brief("zh", skip=EARLY))
    shown = await story.pending("cadence")

    async def listed(state: str) -> Listing | None:
        found = await listings.one_listing(at.engine, f"{story.id}:cadence:1")
        return found if found and found.state == state else None

    assert await until(lambda: listed("pending"), "the listing") == listing(shown.state)
    await shown.send("approve", shown.asked[0])
    ended = await until(lambda: listed("approved"), "the decided listing")
    assert (ended.approvers, ended.due_at) == ((), None)
    assert ended == listing((await shown.again()).state)
