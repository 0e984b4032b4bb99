"""Two at the same instant: exactly one outcome, and both are recorded (issue 4, acceptance 4)."""

import asyncio
import datetime as dt
import random
from typing import Any

import pytest
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError

from store import ledger
from tests.workflows.cast import Shown, Story, begin, until
from tests.workflows.place import Place, brief

EARLY = ["identify", "team", "goals"]
RUNS, MANY = 20, 200
AT_ONCE = 5
"""Collaborations side by side: a worker has other things to do as well."""


async def _cadence(at: Place, **changes: Any) -> tuple[Story, Shown]:
    story = await begin(at, brief("en", skip=EARLY, **changes))
    return story, await story.pending("cadence")


async def _sent(shown: Shown, verb: str, actor: str, **more: Any) -> str:
    """Return `done`, or the code of the refusal."""
    try:
        await shown.send(verb, actor, **more)
    except WorkflowUpdateFailedError as error:
        cause = error.cause
        return str(cause.details[0]["code"]) if isinstance(cause, ApplicationError) else str(cause)
    return "done"


async def _recorded(at: Place, story: Story, verbs: set[str], count: int) -> list[str]:
    async def there() -> list[str] | None:
        rows = [row for row in await at.ledger(story.id) if row.verb in verbs]
        return [row.result for row in rows] if len(rows) >= count else None

    return await until(there, f"{count} rows of {verbs} of {story.id}")


async def one_approves_and_one_rejects(at: Place) -> None:
    """In an any step the first one decides; the other one is too late."""
    story, shown = await _cadence(at)
    first, second = shown.asked[:2]
    said = await asyncio.gather(
        _sent(shown, "approve", first), _sent(shown, "reject", second, comment="no")
    )
    assert sorted(said) == ["done", "ended"]
    state = (await story.ended("cadence")).state
    assert state == ("approved" if said[0] == "done" else "rejected")
    kept = await _recorded(at, story, {"approve", "reject"}, 2)
    assert sorted(kept) == ["recorded", "refused"]
    assert await ledger.fault(at.engine, story.id) is None
    await story.close()


async def a_decision_races_the_deadline(at: Place) -> None:
    """Whatever the server ordered first wins; the other leaves its trace."""
    story, shown = await _cadence(at, deadlines={"remind": "PT5S", "decide": "PT6S"})
    due = shown.state.due_at
    assert due is not None
    left = (due - dt.datetime.now(dt.UTC)).total_seconds()
    await asyncio.sleep(max(0.0, left - random.uniform(0, 0.1)))
    said = await _sent(shown, "approve", shown.asked[0])
    assert said in ("done", "ended")
    state = (await story.ended("cadence")).state
    assert state == ("approved" if said == "done" else "expired")
    verbs = {"approve", "expire"}
    kept = await _recorded(at, story, verbs, 1 if said == "done" else 2)
    assert kept.count("recorded") == 1
    assert len(kept) == (1 if said == "done" else 2)
    await story.close()


RACES = [one_approves_and_one_rejects, a_decision_races_the_deadline]


async def _many(at: Place, race: Any, runs: int) -> None:
    turn = asyncio.Semaphore(AT_ONCE)

    async def one() -> None:
        async with turn:
            await race(at)

    async with asyncio.TaskGroup() as group:
        for _ in range(runs):
            group.create_task(one())


@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
async def test_of_two_at_once_exactly_one_counts(at: Place, race: Any) -> None:
    await _many(at, race, RUNS)


@pytest.mark.soak
@pytest.mark.parametrize("race", RACES, ids=lambda race: race.__name__)
async def test_of_two_at_once_exactly_one_counts_two_hundred_times(at: Place, race: Any) -> None:
    await _many(at, race, MANY)
