"""Many suggestions that wait, and a worker that dies: `python -m bench.parked [--json]`.

A thousand suggestions are parked with people; each has its collaboration beside it. The worker is
killed (SIGKILL) and another started on the same server and store. Then the first approver of each
sends the same approval twice at the same instant: of the two exactly one must count, with one
signature for each item and one recorded and one refused row in the ledger. Anything else is
printed under `wrong`, and the command exits with 1.

What a parked suggestion costs the worker is the growth of its resident memory (VmRSS, so Linux
only) divided by the suggestions that were parked meanwhile; it includes the collaboration of each.
The SDK keeps at most `CACHED` workflows in memory, so beyond that nothing more should be paid.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import WorkflowHandle, WorkflowUpdateFailedError

from bench.deciding import begun, worker
from bench.endpoint import endpoint
from bench.report import percentile, say
from cli.engine import connected, dev_server
from domain.signing import ApprovalState, waiting
from store import ledger
from store.engine import close, open_store
from workflows.settings import Settings

AT_ONCE = 20
CACHED = 1_000
"""`max_cached_workflows` of the SDK's worker, which ours leaves as it is."""
_WARM = 20
_PATIENCE = 120.0

_Ready = tuple[WorkflowHandle[Any, Any], ApprovalState]


def resident(pid: int) -> float:
    """Return the resident memory of a process in KiB."""
    for line in Path(f"/proc/{pid}/status").read_text("ascii").splitlines():
        if line.startswith("VmRSS:"):
            return float(line.split()[1])
    raise ValueError(f"process {pid} has no VmRSS")


async def _once(ready: _Ready) -> float | None:
    """Send one approval twice at once; return the seconds of the one that counted, if one did."""
    handle, state = ready
    assert state.suggestion is not None
    bound = {"revision": state.suggestion.revision, "fingerprint": state.suggestion.fingerprint}
    given = {"actor": waiting(state)[0].account, **bound}

    async def send() -> float | None:
        started = time.perf_counter()
        try:
            await handle.execute_update("approve", given)
        except WorkflowUpdateFailedError:
            return None
        return time.perf_counter() - started

    counted = [one for one in await asyncio.gather(send(), send()) if one is not None]
    return counted[0] if len(counted) == 1 else None


async def _wrong(ready: _Ready, store: AsyncEngine) -> str | None:
    """Say what is wrong with a suggestion that was approved once; None where nothing is."""
    handle, before = ready
    actor = waiting(before)[0].account
    after: ApprovalState = await handle.query("view", result_type=ApprovalState)
    signed = Counter(one.item for one in after.signatures if one.actor == actor)
    if set(signed.values()) != {1} or actor in {one.account for one in waiting(after)}:
        return f"{before.id}: {actor} signed {dict(signed)}"
    ends, rows = time.monotonic() + _PATIENCE, Counter[str]()
    while time.monotonic() < ends:  # a row is written after its answer
        found = await ledger.rows(store, before.collaboration)
        rows = Counter(row.result for row in found if (row.actor, row.verb) == (actor, "approve"))
        if rows == {"recorded": 1, "refused": 1}:
            return None
        await asyncio.sleep(0.2)
    return f"{before.id}: its ledger has {dict(rows)}"


async def _all(ready: list[_Ready], store: AsyncEngine) -> tuple[list[float], list[str]]:
    """Decide on each, some at a time; return the seconds of each, and what is wrong."""
    turn, seconds, wrong = asyncio.Semaphore(AT_ONCE), [], []

    async def one(suggestion: _Ready) -> None:
        async with turn:
            taken = await _once(suggestion)
        if taken is None:
            wrong.append(f"{suggestion[1].id}: not exactly one of the two counted")
        else:
            seconds.append(taken)

    await asyncio.gather(*(one(suggestion) for suggestion in ready))
    found = [await _wrong(suggestion, store) for suggestion in ready]
    return seconds, wrong + [one for one in found if one]


async def main(many: int, as_json: bool) -> int:
    """Park, kill, decide, count; return 1 where anything was lost or counted twice."""
    with tempfile.TemporaryDirectory() as folder, endpoint(1) as model:
        home = Path(folder)
        with dev_server(home / "server") as engine:
            client = await connected(engine)
            with worker(home, engine, model, 1) as first:
                await begun(client, "warm", _WARM)
                before = resident(first.pid)
                started = time.perf_counter()
                ready = await begun(client, "parked", many)
                parking = time.perf_counter() - started
                grown = resident(first.pid) - before
            store = open_store(Settings.from_environment({"ACCORD_HOME": folder}).store)
            with worker(home, engine, model, 1) as second:
                seconds, wrong = await _all(ready, store)
                after = resident(second.pid)
            await close(store)
    found = {
        "parked": many,
        "workflows_in_memory_at_most": CACHED,
        "seconds_to_park": round(parking, 1),
        "worker_mib_before": round(before / 1024, 1),
        "worker_mib_with_all_parked": round((before + grown) / 1024, 1),
        "kib_a_parked_suggestion": round(grown / many, 1),
        "worker_mib_after_all_were_decided": round(after / 1024, 1),
        "decided_exactly_once": many - len({one.partition(": ")[0] for one in wrong}),
        "ms_p50_after_the_kill": round(percentile(seconds, 0.5), 1) if seconds[1:] else 0,
        "wrong": len(wrong),
    }
    say("parked", {"approve, after the kill": seconds}, found, as_json)
    sys.stderr.writelines(f"{one}\n" for one in wrong[:20])
    return 1 if wrong else 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--suggestions", type=int, default=1_000)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    sys.exit(asyncio.run(main(given.suggestions, given.json)))
