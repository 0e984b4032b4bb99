"""What our call path adds to a bare `openai` call: `python -m bench.call_path [--json]`.

All ways are measured in turns, against the same endpoint in a process of its own that answers at
once, with the prompt and the schema of a real size. The bare call has one client kept open, the
quickest that openai has to offer; ours opens a connection for each call, looks at the circuit,
records the call in SQLite before and after, keeps its answer until the draft is stored, and
checks it. Issue 3 allows less than 5 ms between the medians of these two.
"""

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any, cast

import openai
from sqlalchemy.ext.asyncio import AsyncEngine

import worker
from activities.ground import Ground
from activities.llm import ask
from activities.llm_endpoint import Endpoint
from activities.llm_form import Form
from activities.llm_recording import Call, Cost, Kept, Recorder, Spent
from activities.llm_request import Wanted, body
from activities.model_drafts.kinds import MODEL_KINDS
from activities.model_drafts.shapes import wire_schema
from activities.usage import UsageRecorder
from bench.endpoint import endpoint
from bench.report import percentile, say
from domain.budget import Budget
from store import usage

_SHAPE = wire_schema(MODEL_KINDS["goals"].shape)
_WANTED = Wanted("goals", _SHAPE, _SHAPE)
_TOKENS = 1_500
_WARM = 20
_BUDGET = Budget(10**12, 10**12)

_Way = Callable[[int], Awaitable[object]]


class _Nowhere(Recorder):
    """Records nothing."""

    async def begin(self, call: Call) -> str:
        return ""

    async def end(
        self, key: str, outcome: str, spent: Spent, seconds: float, answer: Kept | None = None
    ) -> Cost | None:
        return None


def _messages(number: int) -> list[dict[str, str]]:
    """Return about 2,400 tokens that were never sent before: an equal call would not be made."""
    rules = "Write each goal as one sentence with what it is for. " * 110
    return [
        {"role": "system", "content": rules},
        {
            "role": "user",
            "content": f"{number}\n{'维修中心 and the desk share the returns. ' * 60}",
        },
    ]


def _ways(at: Endpoint, ground: Ground) -> dict[str, _Way]:
    """Return each way to make one call, by its name."""
    client = openai.AsyncOpenAI(api_key="unused", base_url=at.base_url, max_retries=0)

    async def bare(number: int) -> None:
        sent = body(at, _messages(number), _WANTED, _TOKENS, Form())
        answer = await client.chat.completions.create(**cast(Any, sent))
        assert answer.choices[0].message.content

    async def ours(number: int, recorder: Recorder) -> None:
        await ask(
            at,
            _messages(number),
            _WANTED,
            _TOKENS,
            lambda: None,
            recorder,
            connections=ground.connections,
        )

    def recorded(number: int, budget: Budget) -> Awaitable[None]:
        return ours(number, UsageRecorder(ground.engine, "bench", _draft(number), budget))

    return {
        "bare openai": bare,
        "ours, recording nothing": lambda number: ours(number, _Nowhere()),
        "ours, recording in SQLite": lambda number: recorded(number, Budget()),
        "the same, within a budget": lambda number: recorded(number, _BUDGET),
    }


def _draft(number: int) -> str:
    return f"bench:goals:{number}"


async def _measured(ways: dict[str, _Way], calls: int, engine: AsyncEngine) -> dict[str, Any]:
    """Return the seconds of every call, the first ones left out."""
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(calls + _WARM):
        turns = [*ways.items()]
        for name, way in turns[number % len(turns) :] + turns[: number % len(turns)]:
            started = time.perf_counter()
            await way(number)
            taken[name].append(time.perf_counter() - started)
            await usage.settle(engine, _draft(number))  # as a worker does once the draft is kept
    return {name: seconds[_WARM:] for name, seconds in taken.items()}


async def main(calls: int, as_json: bool) -> None:
    """Measure `calls` calls of each way, in turns, and say what was found."""
    with tempfile.TemporaryDirectory() as home, endpoint(0) as running:
        settings = worker.Settings(
            f"sqlite+aiosqlite:///{home}/accord.db", Path(home), home=Path(home)
        )
        async with worker.ground(settings, ()) as ground:
            at = Endpoint(base_url=running.url, model="bench", deadline=30)
            taken = await _measured(_ways(at, ground), calls, ground.engine)
    bare, unrecorded, recorded, budgeted = (percentile(one, 0.5) for one in taken.values())
    found = {
        "overhead_ms": round(recorded - bare, 3),
        "overhead_unrecorded_ms": round(unrecorded - bare, 3),
        "overhead_budget_ms": round(budgeted - bare, 3),
        "ratio": round(recorded / bare, 3),
        "bound_ms": 5.0,
    }
    say("call path", taken, found, as_json)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=300)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    asyncio.run(main(given.calls, given.json))
