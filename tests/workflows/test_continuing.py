"""Continue-as-new: a long history begins anew, and nothing that waits is lost."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from store import ledger
from tests.workflows.cast import Shown, begin, refusal, until
from tests.workflows.place import Handle, Place, brief, document, place
from workflows.names import conflict_id

EARLY = ["identify", "team", "goals"]
SHORT = (*("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=45"),)


@pytest.fixture(scope="module")
async def short(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    """A server of its own, on which every longer history is to continue as new."""
    async with place(tmp_path_factory.mktemp("short"), options=SHORT) as opened:
        yield opened


async def _runs(at: Place, handle: Handle) -> int:
    query = f'WorkflowId="{handle.id}"'
    return len([found async for found in at.client.list_workflows(query)])


async def test_three_pending_suggestions_outlive_continue_as_new(short: Place) -> None:
    story = await begin(short, brief("en", skip=EARLY))
    author = (await story.pending("cadence")).asked[0]
    cast = document("en", "brief")["sponsor"]
    idea = {"text": "Let us try it.", "author": cast}
    for number in (1, 2):
        await story.send("propose_idea", idea | {"title": f"Idea {number}"})
    three = [
        await story.pending("cadence"),
        await story.pending("idea", 1),
        await story.pending("idea", 2),
    ]
    await until(lambda: _several(short, story.handle), "continue-as-new")
    state = await story.state()
    assert [s.id for s in state.pending] == [shown.state.id for shown in three]
    await asyncio.gather(*(shown.send("approve", author) for shown in three))
    for kind, number in (("cadence", 1), ("idea", 1), ("idea", 2)):
        assert (await story.ended(kind, number)).state == "approved"  # type: ignore[arg-type]
    assert (await story.state()).charter_revision == 3
    assert len([r for r in await short.ledger(story.id) if r.verb == "approve"]) == 3
    result = await story.close()
    assert result["charter_revision"] == 3


async def test_a_suggestion_with_many_comments_continues_and_knows_its_decisions(
    short: Place,
) -> None:
    story = await begin(short, brief("en"))
    shown = await story.pending("need")
    first, *others = shown.asked
    await shown.send("approve", first, id="first")
    for number in range(12):
        await shown.send("comment", others[0], comment=f"remark {number}")
    assert await until(lambda: _several(short, shown.handle), "continue-as-new")
    again = await shown.again()
    assert again.asked == others
    assert len(again.state.remarks) == 12
    error = await refusal(shown.send("approve", others[0], id="first"))
    assert error.details[0]["code"] == "id_used"
    assert await shown.send("approve", first, id="first")  # an old decision again: no effect
    await asyncio.gather(*(shown.send("approve", actor) for actor in others))
    await shown.all_approve()
    assert (await story.ended("need")).state == "approved"
    recorded = [r for r in await short.ledger(story.id) if r.result == "recorded"]
    assert len([r for r in recorded if r.verb == "comment"]) == 12
    approved = [str(r.actor) for r in recorded if r.verb == "approve"]
    assert sorted(approved) == sorted(shown.everybody)
    assert await ledger.fault(short.engine, story.id) is None
    keys = [note.key for note in await short.sent(story.id)]
    assert len(keys) == len(set(keys))
    await story.close()


async def test_a_closing_conflict_and_a_round_are_withdrawn_after_continue_as_new(
    short: Place,
) -> None:
    story = await begin(short, brief("en", skip=EARLY))
    shown: Shown = await story.pending("cadence")
    await shown.send("approve", shown.asked[0])
    open_one = document("en", "conflict")
    open_one["positions"] = open_one["positions"][:1]
    await story.send("raise_conflict", open_one)
    await story.when(lambda s: s.counters.get("conflict") and not s.arrivals, "the conflict")
    for number in range(12):
        error = await refusal(story.send("close", {"actor": f"x{number}"}))
        assert error.type == "Refused"
    await story.close()
    conflict = short.client.get_workflow_handle(conflict_id(story.id, 1))
    assert await conflict.result() == {"withdrawn": True}


async def _several(at: Place, handle: Handle) -> bool:
    return await _runs(at, handle) > 1
