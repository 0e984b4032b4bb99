"""The Temporal UI's "Request Cancellation" leaves nothing hanging; sources may be the store."""

import pytest
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError

from domain.collaboration import REQUIRED
from store import collaborations
from tests.workflows.cast import Story, begin
from tests.workflows.place import Handle, Place, brief
from workflows.names import round_id


async def _cancelled(handle: Handle) -> None:
    with pytest.raises(WorkflowFailureError):
        await handle.result()


async def test_a_cancelled_suggestion_is_withdrawn_and_can_be_drafted_anew(at: Place) -> None:
    story: Story = await begin(at, brief("en"))
    shown = await story.pending("need")
    await shown.handle.cancel()
    await _cancelled(shown.handle)
    state = await story.when(lambda s: s.parked, "the stage parked")
    assert state.parked.state == "withdrawn"
    rows = await at.ledger(story.id)
    assert [(row.verb, row.actor) for row in rows] == [("withdraw", None)]
    actor = state.steering[0]
    await story.handle.execute_update("redraft", {"actor": actor, "kind": "need"})
    assert (await story.pending("need", 2)).state.revision == 1
    await story.close()


async def test_a_cancelled_collaboration_withdraws_what_is_pending(at: Place) -> None:
    story = await begin(at, brief("zh"))
    shown = await story.pending("need")
    await story.handle.cancel()
    await _cancelled(story.handle)
    assert await shown.handle.result() == "withdrawn"
    rows = {row.id: row for row in await collaborations.collaborations(at.engine)}
    assert rows[story.id].closed_at is not None
    assert "在 Temporal 中取消" in (rows[story.id].outcome or {})["reason"]


async def test_a_cancelled_feedback_round_lets_the_lifecycle_go_on(at: Place) -> None:
    story = await begin(at, brief("en"))
    for kind in REQUIRED:
        await story.approve(kind)
    await story.when(lambda s: s.round_started, "the feedback round")
    await at.client.get_workflow_handle(round_id(story.id, 1)).cancel()
    state = await story.when(lambda s: s.stage == "evaluation", "the next stage")
    assert state.round_empty
    await story.close()
    assert (await story.handle.describe()).status is WorkflowExecutionStatus.COMPLETED


async def test_feedback_may_come_from_people_alone(at: Place) -> None:
    written = brief("zh")
    written["sources"] = written["sources"] | {"feedback": "store"}
    story = await begin(at, written)
    for kind in REQUIRED:
        await story.approve(kind)
    await story.end_round()
    state = await story.when(lambda s: s.stage == "evaluation", "the next stage")
    assert "没有收到任何意见" in state.notes[-1]
    await story.close()


async def test_measures_that_the_store_does_not_hold_are_told(at: Place) -> None:
    written = brief("en")
    written["sources"] = written["sources"] | {"measures": "store"}
    story = await begin(at, written)
    with pytest.raises(WorkflowFailureError) as failed:
        await story.handle.result()
    assert "is not in store" in str(failed.value.cause)
