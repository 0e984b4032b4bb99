"""Workers that are paused for longer than a task may take, and killed: every history replays."""

import asyncio
import contextlib
import random
import signal
from pathlib import Path

import pytest
from temporalio.client import WorkflowUpdateFailedError, WorkflowUpdateRPCTimeoutOrCancelledError
from temporalio.service import RPCError

from tests.workflows.cast import Shown, Story, begin
from tests.workflows.place import Place, brief, place
from tests.workflows.replaying import replayer
from tests.workflows.running import environment, started

STORIES = 8
ROUNDS = 5
_AWAY = (
    RPCError,
    TimeoutError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
"""What people get while no worker answers, or when another decided meanwhile."""


@pytest.mark.soak
async def test_whenever_workers_are_paused_and_killed_what_is_decided_meanwhile_replays(
    tmp_path: Path,
) -> None:
    async with place(tmp_path, serve=False) as at:
        for _ in range(ROUNDS):
            workers = asyncio.create_task(_interrupted(at))
            handles = await asyncio.gather(*(_decided(at) for _ in range(STORIES)))
            workers.cancel()
            await asyncio.gather(workers, return_exceptions=True)
            for story, goals in handles:
                await replayer().replay_workflow(await story.handle.fetch_history())
                await replayer().replay_workflow(await goals.handle.fetch_history())


async def _interrupted(at: Place) -> None:
    """Run one worker after the other; each is stopped three times and killed in the end."""
    while True:
        process = await started(environment(at))
        try:
            for _ in range(3):
                await asyncio.sleep(random.uniform(2, 6))
                process.send_signal(signal.SIGSTOP)
                await asyncio.sleep(random.choice([1, 10.5, 11.5]))
                process.send_signal(signal.SIGCONT)
            await asyncio.sleep(random.uniform(0, 4))
        finally:
            process.send_signal(signal.SIGKILL)
            await process.wait()


async def _decided(at: Place) -> tuple[Story, Shown]:
    """Comment and approve until nobody is asked any more, however long nobody answers."""
    story = await begin(at, brief("zh", skip=["identify", "team"]))
    goals = await _pending(story)
    while goals.asked:
        verb, more = random.choice([("approve", {}), ("comment", {"comment": "Seen."})])
        with contextlib.suppress(*_AWAY):
            async with asyncio.timeout(20):
                await goals.send(verb, goals.asked[0], **more)
        await asyncio.sleep(random.random())
        with contextlib.suppress(RPCError):
            goals = await goals.again()
    return story, goals


async def _pending(story: Story) -> Shown:
    while True:
        with contextlib.suppress(RPCError, AssertionError):
            return await story.pending("goals")
