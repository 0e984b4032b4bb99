"""SIGKILL of the worker, in the middle of drafting and of deciding: nothing happens twice."""

import asyncio
import signal
import socket
from pathlib import Path

import pytest

from domain.suggestion import Suggestion
from store import ledger, suggestions, usage
from tests.activities.endpoint import Play, Served, serving, silent
from tests.activities.obedient import obeying
from tests.postgresql import Postgresql, database
from tests.workflows.cast import Shown, Story, begin, until
from tests.workflows.place import Place, brief, place
from tests.workflows.running import environment, worker_process


async def test_a_worker_killed_in_the_middle_of_drafting_loses_and_repeats_nothing(
    tmp_path: Path,
) -> None:
    async with place(tmp_path, serve=False) as at:
        await _killed_twice(at, quick=True)


async def test_the_same_on_postgresql(tmp_path: Path, server: Postgresql) -> None:
    with database(server) as url:
        async with place(tmp_path, {"ACCORD_STORE": url}, serve=False) as at:
            await _killed_twice(at, quick=True)


@pytest.mark.soak
async def test_the_same_with_the_real_heartbeat(tmp_path: Path) -> None:
    async with place(tmp_path, serve=False) as at:
        await _killed_twice(at, quick=False)


async def _killed_twice(at: Place, quick: bool) -> None:
    box: list[Served] = []
    async with serving(silent, _obedient(box)) as endpoint:
        box.append(endpoint)
        environ = environment(at, OPENAI_BASE_URL=endpoint.url, ACCORD_MODEL="test")
        async with worker_process(environ, quick=quick) as process:
            story = await begin(at, brief("zh", skip=["identify", "team"]))
            await endpoint.reached.wait()
            process.send_signal(signal.SIGKILL)
            await process.wait()
        async with worker_process(environ, quick=quick) as process:
            goals = await story.pending("goals")
            await _both_attempts_recorded(at, story, goals)
            first = goals.asked[0]
            await goals.send("approve", first, id="before-the-crash")
            process.send_signal(signal.SIGKILL)
            await process.wait()
        async with worker_process(environ, quick=quick):
            assert await goals.send("approve", first, id="before-the-crash")
            await goals.all_approve()
            await story.approve("cadence")
            await story.when(lambda s: s.round_started, "the feedback round")
            assert (await story.state()).charter_revision == 2
            await story.close()
    await _nothing_twice(at, story, goals)


def _obedient(box: list[Served]) -> Play:
    async def play(writer: asyncio.StreamWriter) -> None:
        await obeying(box[0], writer)

    return play


async def _both_attempts_recorded(at: Place, story: Story, goals: Shown) -> None:
    """The call during which the worker died may be billed: it counts with what it reserved."""
    made = await usage.attempts(at.engine, story.id)
    unfinished, redone, *corrections = (one.outcome for one in made)
    assert unfinished is None
    assert {redone, *corrections} == {"ok"}
    assert goals.state.suggestion is not None
    assert goals.state.suggestion.provenance.drafted_by == "model"
    totals = await usage.usage(at.engine, story.id)
    assert totals.by_outcome[usage.UNFINISHED] == 1


@pytest.mark.soak
async def test_a_model_that_is_away_for_a_minute_drafts_when_it_is_back(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    url = f"http://127.0.0.1:{port}/v1"
    box: list[Served] = []
    async with place(tmp_path, environ={"OPENAI_BASE_URL": url, "ACCORD_MODEL": "m"}) as at:
        story = await begin(at, brief("zh", skip=["identify", "team"]))
        await asyncio.sleep(60)
        async with serving(_obedient(box), port=port) as endpoint:
            box.append(endpoint)
            goals = await until(lambda: _drafted(story), "the draft", patience=120)
            assert goals.provenance.drafted_by == "model"
            await story.close()


async def _drafted(story: Story) -> Suggestion | None:
    return (await story.shown("goals")).state.suggestion


async def _nothing_twice(at: Place, story: Story, goals: Shown) -> None:
    rows = await at.ledger(story.id)
    decided = [(r.suggestion, r.actor) for r in rows if r.verb == "approve"]
    assert len(decided) == len(set(decided)) == len(goals.everybody) + 1
    assert await ledger.fault(at.engine, story.id) is None
    assert len(await suggestions.revisions(at.engine, f"{story.id}:goals:1")) == 1
    keys = [note.key for note in await at.sent(story.id)]
    assert len(keys) == len(set(keys))
    asked = [key for key in keys if ":goals:1:r1:asked:" in key]
    assert len(asked) == len(goals.everybody)
