"""Whether people can go on deciding while drafts wait: `python -m bench.deciding [--json]`.

A real server and a real worker (`python worker.py`), each a process of its own, and a model
endpoint that takes a minute for each answer. Collaborations whose brief allows no model wait for
decisions on their goals; `comment` and `approve` updates on them are timed from outside, first
with nothing else to do, then while the model drafts the goals of a hundred others. Issue 3 allows
a median of 1.2 times the idle one.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from temporalio.client import Client, WorkflowHandle
from temporalio.service import RPCError

from bench.endpoint import Running, endpoint
from bench.report import percentile, say
from cli.engine import Engine, connected, dev_server
from domain.signing import ApprovalState, waiting
from workflows.names import NAMESPACE, QUEUE, collaboration_id, suggestion_id

HOUSE = Path(__file__).parents[1]
_PATIENCE = 300.0
_AT_ONCE = 5

_Seconds = dict[str, list[float]]


def brief_of(id: str, **changes: Any) -> dict[str, Any]:
    """Return the example's brief, which begins with the goals, under an id of its own."""
    read = YAML(typ="safe").load((HOUSE / "examples/en/brief.yaml").read_text("utf-8"))
    plain: dict[str, Any] = json.loads(json.dumps(read, default=str))
    due = dt.datetime.now(dt.UTC).date() + dt.timedelta(days=120)
    return plain | {"id": id, "due": str(due), "skip": ["identify", "team"]} | changes


@contextlib.contextmanager
def worker(
    home: Path, engine: Engine, model: Running, drafts: int
) -> Iterator[subprocess.Popen[bytes]]:
    """Run the worker, whose model is the slow endpoint; it is killed (SIGKILL) at the end."""
    environ = {name: value for name, value in os.environ.items() if "ACCORD" not in name} | {
        "TEMPORAL_ADDRESS": engine.address,
        "TEMPORAL_NAMESPACE": NAMESPACE,
        "ACCORD_HOME": str(home),
        "ACCORD_DATA": str(HOUSE / "examples"),
        "OPENAI_BASE_URL": model.url,
        "ACCORD_MODEL_CONCURRENCY": str(drafts),
    }
    with (
        (home / "worker.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, "worker.py"], cwd=HOUSE, env=environ, stdout=log, stderr=log
        ) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


async def begin(client: Client, brief: dict[str, Any]) -> None:
    """Start a collaboration."""
    id = collaboration_id(brief["id"])
    await client.start_workflow("CollaborationWorkflow", brief, id=id, task_queue=QUEUE)


async def pending(client: Client, id: str) -> tuple[WorkflowHandle[Any, Any], ApprovalState]:
    """Wait until the goals of a collaboration are put before people."""
    handle = client.get_workflow_handle(suggestion_id(f"{id}:goals:1"))
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        with contextlib.suppress(RPCError):  # not started yet
            state: ApprovalState = await handle.query("view", result_type=ApprovalState)
            if state.status == "pending":
                return handle, state
        await asyncio.sleep(0.2)
    raise TimeoutError(f"the goals of {id} are not pending after {_PATIENCE:g} s")


async def begun(client: Client, prefix: str, many: int) -> list[Any]:
    """Start collaborations without a model, a few at a time; return their pending goals."""
    ready: list[Any] = []
    for first in range(0, many, _AT_ONCE):
        ids = [f"{prefix}-{number}" for number in range(first, min(many, first + _AT_ONCE))]
        for id in ids:
            await begin(client, brief_of(id, model_policy="none"))
        ready += [await pending(client, id) for id in ids]
    return ready


async def _decided(ready: list[Any]) -> _Seconds:
    """Comment on each suggestion, then let the first of its approvers approve it, in turns."""
    taken: _Seconds = {"comment": [], "approve": []}
    for handle, state in ready:
        suggestion = state.suggestion
        bound = {"revision": suggestion.revision, "fingerprint": suggestion.fingerprint[:12]}
        actor = waiting(state)[0].account
        for verb, more in (("comment", {"comment": "Whose figure is this?"}), ("approve", {})):
            started = time.perf_counter()
            await handle.execute_update(verb, {"actor": actor, **bound, **more})
            taken[verb].append(time.perf_counter() - started)
    return taken


async def _loaded(client: Client, model: Running, drafts: int) -> None:
    """Start collaborations until so many drafts wait for the model at once."""
    for number in range(drafts):
        await begin(client, brief_of(f"draft-{number}"))
    ends = time.monotonic() + _PATIENCE
    while await asyncio.to_thread(model.waiting) < drafts:
        if time.monotonic() > ends:
            raise TimeoutError(f"{model.waiting()} of {drafts} drafts wait for the model")
        await asyncio.sleep(0.2)
    await asyncio.sleep(8)  # until their last steps are through: they wait now, and nothing else


async def main(drafts: int, decisions: int, seconds: float, as_json: bool) -> None:
    """Time the decisions without and with drafts that wait, and say what was found."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        with (
            dev_server(home / "server") as engine,
            endpoint(seconds) as model,
            worker(home, engine, model, drafts),
        ):
            client = await connected(engine)
            ready = await begun(client, "decide", 2 * decisions + 4)
            await _decided(ready[:4])  # so that neither run is the first
            idle = await _decided(ready[4 : 4 + decisions])
            await _loaded(client, model, drafts)
            before = await asyncio.to_thread(model.waiting)
            busy = await _decided(ready[4 + decisions :])
            waited = min(before, await asyncio.to_thread(model.waiting))
    rows = {f"{verb}, idle": one for verb, one in idle.items()}
    rows |= {f"{verb}, {waited} drafts waiting": one for verb, one in busy.items()}
    found = {
        f"ratio_{verb}": round(percentile(busy[verb], 0.5) / percentile(idle[verb], 0.5), 3)
        for verb in idle
    }
    say("deciding", rows, found | {"waiting": waited, "bound": 1.2}, as_json)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--drafts", type=int, default=100)
    parser.add_argument("--decisions", type=int, default=100)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    asyncio.run(main(given.drafts, given.decisions, given.seconds, given.json))
