"""What happened before a decision is done before it, also where a worker hears both at once."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import pytest
from temporalio.bridge.proto.workflow_activation import WorkflowActivation, WorkflowActivationJob
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.worker import Worker, WorkflowInstance

import worker
from activities.tokens import PublicKeys
from tests.workflows.cast import Shown, begin, until
from tests.workflows.place import Place, brief, place
from tests.workflows.replaying import replayer
from workflows.events_first import EventsFirst, Ordered
from workflows.identity import Identity
from workflows.names import QUEUE
from workflows.options import ANEW
from workflows.tolerance import Tolerant

SHORT = (*("--dynamic-config-value", "limit.historyCount.suggestContinueAsNew=45"),)


@pytest.fixture
async def quiet(tmp_path: Path) -> AsyncIterator[Place]:
    """A place with activities, and no workflow worker yet; a history of 45 events is long."""
    async with place(tmp_path, options=SHORT, serve=False) as at:
        settings = at.settings()
        async with (
            worker.ground(settings, ()) as ground,
            worker.serving(at.client, ground, settings, workflows=()),
        ):
            yield at


def _workflows(at: Place) -> Worker:
    return Worker(
        at.client,
        task_queue=QUEUE,
        workflows=worker.WORKFLOWS,
        workflow_runner=EventsFirst(),
        interceptors=[Tolerant(Identity("open", PublicKeys()))],
    )


async def _recorded(shown: Shown, more: int) -> Callable[[], Any]:
    """Return what says whether so many activities have ended since."""
    before = (await shown.events()).count("ACTIVITY_TASK_COMPLETED")

    async def look() -> bool:
        return (await shown.events()).count("ACTIVITY_TASK_COMPLETED") >= before + more

    return look


async def test_a_decision_and_a_result_that_waited_for_a_new_worker_come_in_that_order(
    quiet: Place, gate: asyncio.Event
) -> None:
    async with _workflows(quiet):
        story = await begin(quiet, brief("zh", skip=["identify", "team", "goals"]))
        shown = await story.pending("cadence")
    heard = await _recorded(shown, 1)
    sent = asyncio.create_task(shown.send("comment", shown.asked[0], comment="Seen."))
    await asyncio.sleep(1)
    gate.set()
    await until(heard, "what the worker is to hear first")
    async with _workflows(quiet):
        await sent
        await until(await _recorded(shown, 1), "the comment in the ledger")
    events = await shown.events()
    assert events.index("TIMER_STARTED") < events.index("WORKFLOW_EXECUTION_UPDATE_ACCEPTED")
    await replayer().replay_workflow(await shown.handle.fetch_history())


async def test_a_decision_that_comes_as_a_history_begins_anew_is_not_taken_and_counts_once_resent(
    quiet: Place, gate: asyncio.Event
) -> None:
    gate.set()
    async with _workflows(quiet):
        story = await begin(quiet, brief("zh", skip=["identify", "team", "goals"]))
        shown = await story.pending("cadence")
        await shown.settled()
        first = shown.asked[0]
        for number in range(2):
            heard = await _recorded(shown, 1)
            await shown.send("comment", first, comment=f"No. {number}")
            await until(heard, "the comment in the ledger")
        heard = await _recorded(shown, 1)
        gate.clear()
        await shown.send("comment", first, comment="The last before it begins anew.")
    sent = asyncio.create_task(shown.send_once("approve", first, id="once"))
    await asyncio.sleep(1)
    gate.set()
    await until(heard, "the last comment in the ledger")
    async with _workflows(quiet):
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await sent
        assert isinstance(refused.value.cause, ApplicationError)
        assert refused.value.cause.type == ANEW
        await shown.send("approve", first, id="once")
        assert await shown.handle.result() == "approved"
    rows = [(row.verb, row.result) for row in await quiet.ledger(story.id)]
    assert [verb for verb, result in rows if result == "recorded"] == ["comment"] * 3 + ["approve"]


class _Said(WorkflowInstance):
    """A run that says which jobs it was given, a flag for each."""

    def __init__(self, failing: str = "") -> None:
        self.given: list[list[str]] = []
        self._failing = failing

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        names = [str(job.WhichOneof("variant")) for job in act.jobs]
        self.given.append(names)
        if self._failing in names:
            failed = WorkflowActivationCompletion()
            failed.failed.failure.message = "no"
            return failed
        done = WorkflowActivationCompletion()
        for job in act.jobs:
            done.successful.commands.add().start_timer.seq = job.resolve_activity.seq
        return done

    def get_serialization_context(self, command_info: Any) -> Any: ...
    def get_external_store_context(self, command_info: Any) -> Any: ...
    def get_info(self) -> Any: ...


def _act(*jobs: str) -> WorkflowActivation:
    act = WorkflowActivation(run_id="r", history_length=7)
    for seq, name in enumerate(jobs):
        job = WorkflowActivationJob()
        getattr(job, name).SetInParent()
        if name == "resolve_activity":
            job.resolve_activity.seq = seq
        act.jobs.append(job)
    return act


def test_updates_come_after_all_else_of_one_activation_and_what_both_want_is_done() -> None:
    inner = _Said()
    done = Ordered(inner).activate(_act("do_update", "signal_workflow", "resolve_activity"))
    assert inner.given == [["signal_workflow", "resolve_activity"], ["do_update"]]
    assert [c.start_timer.seq for c in done.successful.commands] == [0, 2, 0]


@pytest.mark.parametrize("jobs", [("do_update", "do_update"), ("resolve_activity",), ()])
def test_an_activation_of_one_sort_stays_one(jobs: tuple[str, ...]) -> None:
    inner = _Said()
    Ordered(inner).activate(_act(*jobs))
    assert inner.given == [list(jobs)]


@pytest.mark.parametrize("failing", ["do_update", "resolve_activity"])
def test_what_fails_fails_the_whole_activation(failing: str) -> None:
    done = Ordered(_Said(failing)).activate(_act("do_update", "resolve_activity"))
    assert done.failed.failure.message == "no"
