"""SIGKILL of the worker, in the middle of drafting and of deciding: nothing happens twice."""

import signal
from pathlib import Path

import pytest

from store import ledger, suggestions
from tests.activities.endpoint import failing, serving, silent
from tests.workflows.cast import Shown, Story, begin
from tests.workflows.place import Place, brief, place
from tests.workflows.running import environment, worker_process


async def test_a_worker_killed_in_the_middle_of_drafting_loses_and_repeats_nothing(
    tmp_path: Path,
) -> None:
    async with place(tmp_path, serve=False) as at:
        await _killed_twice(at, quick=True)


@pytest.mark.soak
async def test_the_same_with_the_real_heartbeat(tmp_path: Path) -> None:
    async with place(tmp_path, serve=False) as at:
        await _killed_twice(at, quick=False)


async def _killed_twice(at: Place, quick: bool) -> None:
    async with serving(silent, failing(401)) as endpoint:
        environ = environment(at, OPENAI_BASE_URL=endpoint.url, ACCORD_MODEL="test")
        async with worker_process(environ, quick=quick) as process:
            story = await begin(at, brief("en", skip=["identify", "team"]))
            await endpoint.reached.wait()
            process.send_signal(signal.SIGKILL)
            await process.wait()
        async with worker_process(environ, quick=quick) as process:
            goals = await story.pending("goals")
            first, *others = goals.asked
            await goals.send("approve", first, id="before-the-crash")
            process.send_signal(signal.SIGKILL)
            await process.wait()
        async with worker_process(environ, quick=quick):
            assert await goals.send("approve", first, id="before-the-crash")
            for actor in others:
                await goals.send("approve", actor)
            await story.approve("cadence")
            await story.when(lambda s: s.round_started, "the feedback round")
            assert (await story.state()).charter_revision == 2
            await story.close()
    await _nothing_twice(at, story, goals)


async def _nothing_twice(at: Place, story: Story, goals: Shown) -> None:
    rows = await at.ledger(story.id)
    decided = [(r.suggestion, r.actor) for r in rows if r.verb == "approve"]
    assert len(decided) == len(set(decided)) == len(goals.asked) + 1
    assert await ledger.fault(at.engine, story.id) is None
    assert len(await suggestions.revisions(at.engine, f"{story.id}:goals:1")) == 1
    keys = [note.key for note in await at.sent(story.id)]
    assert len(keys) == len(set(keys))
    asked = [key for key in keys if ":goals:1:r1:asked:" in key]
    assert len(asked) == len(goals.asked)
