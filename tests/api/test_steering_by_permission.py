"""Steering by a permission, down to the worker: it looks the permission up for itself."""

from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError

from domain.collaboration import CollaborationState
from store.collaborations import row
from tests.api.calling import Api
from tests.workflows.cast import Story
from workflows.names import round_id

SPONSOR, STEERS, OTHER = "stella.ahmed", "samir.bianchi", "samir.duarte"


async def given(calls: Api, story: Story, account: str = STEERS) -> str:
    body = {"account": account, "actions": ["steer"]}
    path = f"/v1/collaborations/{story.id}/permissions"
    told = await calls("POST", path, SPONSOR, body)
    assert told.status_code == 201, told.text
    id: str = told.json()["permissions"][0]["id"]
    return id


async def steer(calls: Api, story: Story, verb: str, who: str = STEERS) -> tuple[int, Any]:
    told = await calls("POST", f"/v1/collaborations/{story.id}/{verb}", who, {"comment": "x"})
    return told.status_code, told.json().get("code")


async def state(story: Story) -> CollaborationState:
    return await story.state()


async def test_whoever_is_permitted_pauses_resumes_and_closes(calls: Api) -> None:
    story = await calls.start()
    await story.pending("need")
    assert await steer(calls, story, "pause") == (403, "forbidden")
    id = await given(calls, story)
    assert await steer(calls, story, "pause") == (200, None)
    assert (await state(story)).paused
    assert await steer(calls, story, "pause", OTHER) == (403, "forbidden")
    assert await steer(calls, story, "resume") == (200, None)
    assert not (await state(story)).paused
    path = f"/v1/collaborations/{story.id}/permissions/{id}"
    assert (await calls("DELETE", path, SPONSOR)).status_code == 200
    assert await steer(calls, story, "close") == (403, "forbidden")
    await given(calls, story)
    assert await steer(calls, story, "close") == (200, None)
    await story.handle.result()
    kept = await row(calls.at.engine, story.id)
    assert kept is not None
    assert (kept.outcome or {})["by"] == STEERS


async def test_a_permission_that_is_only_claimed_lets_nobody_steer(calls: Api) -> None:
    story = await calls.start()
    await story.pending("need")
    id = await given(calls, story)
    path = f"/v1/collaborations/{story.id}/permissions/{id}"
    claims = [(OTHER, id), (STEERS, f"pm_{'0' * 24}")]
    for number, (actor, permission) in enumerate(claims):
        sent = {"actor": actor, "permission": permission}
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await story.handle.execute_update("close", sent, id=f"claimed-{number}")
        assert permission in str(refused.value.cause)
    await calls("DELETE", path, SPONSOR)
    sent = {"actor": STEERS, "permission": id}
    with pytest.raises(WorkflowUpdateFailedError):
        await story.handle.execute_update("pause", sent, id="claimed-withdrawn")
    told = await state(story)
    assert (told.closing, told.paused) == (None, False)
    rows = [one for one in await calls.at.ledger(story.id) if one.result == "refused"]
    assert [(one.actor, one.verb) for one in rows] == [
        (OTHER, "close"),
        (STEERS, "close"),
        (STEERS, "pause"),
    ]
    assert all("无权" in one.reason and "may not" in one.reason for one in rows)


async def test_a_permission_drafts_nothing_anew_for_who_names_it(calls: Api) -> None:
    story = await calls.start()
    await story.pending("need")
    id = await given(calls, story)
    sent = {"actor": STEERS, "kind": "need", "permission": id}
    with pytest.raises(WorkflowUpdateFailedError):
        await story.handle.execute_update("redraft", sent)


async def test_whoever_is_permitted_ends_the_feedback_round(calls: Api) -> None:
    story = await calls.start(skip=["identify", "team", "goals"])
    await story.approve("cadence")
    await story.when(lambda told: told.round_started, "the feedback round")
    handle = calls.at.client.get_workflow_handle(round_id(story.id, 1))
    await given(calls, story)
    for sent in ({"actor": OTHER}, {"actor": OTHER, "permission": f"pm_{'0' * 24}"}):
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await handle.execute_update("end_round", sent)
        assert f"{OTHER} may not" in str(refused.value.cause)
    path = f"/v1/collaborations/{story.id}/feedback"
    told = await calls("POST", path, STEERS, {"close": True})
    assert told.status_code == 200, told.text
    assert (await handle.result())["asked"] >= 0
