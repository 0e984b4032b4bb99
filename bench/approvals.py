"""What an approval costs: `python -m bench.approvals [--suggestions 60] [--json]`.

Accord's suggestion (a real worker, with rules, ledger, details, notices) against a bare workflow
that does the same updates and activities (`bench/bare.py`), on one server, in one run, in turns:
the round trip of one approval while nothing else is going on, approvals per second with twenty
suggestions at once, and what one approval cycle leaves in the history.
Issue 4 asks for 1.25 times the bare median at most, and 0.8 of the bare rate at least.

Billable actions are counted as Temporal Cloud's documentation defines them: a workflow's start,
each update, signal, timer and search attribute upsert, each activity that is scheduled, and one
for the local activities of a workflow task.
"""

import argparse
import asyncio
import contextlib
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from temporalio.api.enums.v1 import EventType
from temporalio.client import Client, WorkflowHandle

from bench.bare import QUEUE as BARE
from bench.deciding import HOUSE, begun, worker
from bench.endpoint import endpoint
from bench.report import percentile, say
from cli.engine import connected, dev_server
from domain.signing import ApprovalState, waiting

AT_ONCE = 20
ROUNDS = 4
SETTLED = 0.1
"""Seconds between round trips: what the one before left to record is done by then."""
BILLED = (
    "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED",
    "EVENT_TYPE_WORKFLOW_EXECUTION_UPDATE_ACCEPTED",
    "EVENT_TYPE_WORKFLOW_EXECUTION_SIGNALED",
    "EVENT_TYPE_SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED",
    "EVENT_TYPE_TIMER_STARTED",
    "EVENT_TYPE_UPSERT_WORKFLOW_SEARCH_ATTRIBUTES",
    "EVENT_TYPE_ACTIVITY_TASK_SCHEDULED",
    "EVENT_TYPE_MARKER_RECORDED",
)
_Handle = WorkflowHandle[Any, Any]
_Send = Callable[[], Awaitable[Any]]


@contextlib.contextmanager
def _bare(address: str) -> Iterator[None]:
    words = [sys.executable, "-m", "bench.bare", address]
    with subprocess.Popen(words, cwd=HOUSE) as process:
        try:
            yield
        finally:
            process.kill()


async def _bare_begun(client: Client, many: int, wanted: int) -> list[_Handle]:
    return [
        await client.start_workflow(
            "BareApproval", wanted, id=f"bare-{uuid.uuid4().hex}", task_queue=BARE
        )
        for _ in range(many)
    ]


def _ours(ready: tuple[_Handle, ApprovalState]) -> _Send:
    handle, state = ready
    text = state.suggestion
    assert text is not None
    bound = {"revision": text.revision, "fingerprint": text.fingerprint[:12]}
    given = {"actor": waiting(state)[0].account, **bound}
    return lambda: handle.execute_update("approve", given)


def _theirs(handle: _Handle, actor: str = "one") -> _Send:
    return lambda: handle.execute_update("approve", {"actor": actor})


async def _timed(send: _Send) -> float:
    await asyncio.sleep(SETTLED)
    started = time.perf_counter()
    await send()
    return time.perf_counter() - started


async def _rate(sends: Sequence[_Send]) -> float:
    """Return how many a second are done with `AT_ONCE` under way."""
    turn = asyncio.Semaphore(AT_ONCE)

    async def one(send: _Send) -> None:
        async with turn:
            await send()

    await asyncio.sleep(20 * SETTLED)
    started = time.perf_counter()
    await asyncio.gather(*(one(send) for send in sends))
    return len(sends) / (time.perf_counter() - started)


async def _rates(pairs: Sequence[tuple[Any, _Handle]]) -> tuple[float, float]:
    """Return the median rates of ours and of the bare one, in rounds, each first in every other."""
    rates: dict[str, list[float]] = {"accord": [], "bare": []}
    for number in range(ROUNDS):
        part = pairs[number::ROUNDS]
        both = [("accord", [_ours(one) for one, _ in part])]
        both.append(("bare", [_theirs(other) for _, other in part]))
        for name, sends in both if number % 2 else reversed(both):
            rates[name].append(await _rate(sends))
    return statistics.median(rates["accord"]), statistics.median(rates["bare"])


async def _cycle(handle: _Handle) -> tuple[int, int]:
    """Return the events and the billable actions of a history."""
    events = (await handle.fetch_history()).events
    kinds = Counter(EventType.Name(event.event_type) for event in events)
    return len(events), sum(kinds[kind] for kind in BILLED)


async def _whole_cycle(client: Client, ready: tuple[_Handle, ApprovalState]) -> dict[str, float]:
    """Let everybody approve one suggestion, and as many a bare one."""
    handle, state = ready
    approvals = 0
    while waiting(state):
        await _ours((handle, state))()
        approvals += 1
        state = await handle.query("view", result_type=ApprovalState)
    await handle.result()
    (bare,) = await _bare_begun(client, 1, approvals)
    for number in range(approvals):
        await _theirs(bare, f"person-{number}")()
    await bare.result()
    (events, actions), (bare_events, bare_actions) = await _cycle(handle), await _cycle(bare)
    return {
        "approvals_in_a_cycle": approvals,
        "events": events,
        "events_bare": bare_events,
        "billable_actions": actions,
        "billable_actions_bare": bare_actions,
    }


async def main(suggestions: int, as_json: bool) -> None:
    """Measure, and say what was found."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with (
            dev_server(home / "server") as engine,
            endpoint(1) as model,
            worker(home, engine, model, 1),
            _bare(engine.address),
        ):
            client = await connected(engine)
            ready = await begun(client, "approve", 2 * suggestions + 3)
            bare = await _bare_begun(client, 2 * suggestions + 2, 9)
            for one, other in zip(ready[:2], bare[:2], strict=True):  # neither is the first
                await _ours(one)()
                await _theirs(other)()
            taken: dict[str, list[float]] = {"accord": [], "bare": []}
            pairs = list(zip(ready[3:], bare[2:], strict=True))
            for one, other in pairs[:suggestions]:
                taken["accord"].append(await _timed(_ours(one)))
                taken["bare"].append(await _timed(_theirs(other)))
            rate, bare_rate = await _rates(pairs[suggestions:])
            cycle = await _whole_cycle(client, ready[2])
    found = {
        "ratio_p50": round(percentile(taken["accord"], 0.5) / percentile(taken["bare"], 0.5), 3),
        "ratio_p50_bound": 1.25,
        "decisions_a_second": round(rate, 1),
        "decisions_a_second_bare": round(bare_rate, 1),
        "ratio_rate": round(rate / bare_rate, 3),
        "ratio_rate_bound": 0.8,
    }
    say("approvals", taken, found | cycle, as_json)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suggestions", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    asyncio.run(main(given.suggestions, given.json))
