"""What the HTTP API costs: `python -m bench.api [--json]`.

An API in a process of its own, over loopback, on a store with 10,000 suggestions that wait for 200
people; beside it a real server and worker. Measured, side by side in one run:

* the inbox of one person, a page of 50 (issue 5 allows a p99 of 300 ms);
* reads a second, eight at once, beside a bare FastAPI route that selects the same page with
  SQLAlchemy and returns it as JSON (0.6 of its rate at least);
* a decision by POST beside a bare `execute_update` of the same verb (1.3 times its median at most);
* how long after a suggestion waits for people it is in the inbox (p99 of 2 s at most);
* fifty collaborations started at the same instant.
"""

import argparse
import asyncio
import contextlib
import datetime as dt
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from sqlalchemy import insert
from temporalio.client import Client

from bench.deciding import HOUSE, begun, brief_of, worker
from bench.endpoint import endpoint
from bench.report import percentile, say
from cli.engine import Engine, connected, dev_server, free_port
from domain.signing import waiting
from store.engine import close, open_store, writing
from store.migrating import migrate
from store.tables.suggestions import listed_approvers, listings

WAITING, PEOPLE = 10_000, 200
_AT_ONCE = 8
_WARM = 20
_PATIENCE = 60.0


@contextlib.contextmanager
def served(words: list[str], home: Path, engine: Engine, ready: str) -> Iterator[str]:
    """Run a server process on a free port until the block ends; return its address."""
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if "ACCORD" not in name}
    environ = kept | {"TEMPORAL_ADDRESS": engine.address, "TEMPORAL_NAMESPACE": "accord"}
    environ |= {"ACCORD_HOME": str(home), "ACCORD_DATA": str(HOUSE / "examples")}
    address = f"127.0.0.1:{port}"
    with (
        (home / f"{port}.log").open("wb") as log,
        subprocess.Popen(
            [sys.executable, *words, address], cwd=HOUSE, env=environ, stdout=log, stderr=log
        ) as process,
    ):
        try:
            _answers(f"http://{address}{ready}")
            yield f"http://{address}"
        finally:
            process.kill()


def _answers(url: str) -> None:
    ends = time.monotonic() + _PATIENCE
    while time.monotonic() < ends:
        with contextlib.suppress(httpx2.HTTPError):
            if httpx2.get(url, trust_env=False).status_code == 200:
                return
        time.sleep(0.1)
    raise TimeoutError(url)


async def _filled(store: Any, many: int) -> None:
    """Let many suggestions wait, each for one of the people."""
    now = dt.datetime.now(dt.UTC)
    rows, asked = [], []
    for number in range(many):
        account, due = f"person.{number % PEOPLE}", now + dt.timedelta(minutes=number % 9_000)
        id = f"bench-{number % 200}:goals:{number + 1}"
        rows.append(
            {
                "suggestion": id,
                "collaboration": f"bench-{number % 200}",
                "kind": "goals",
                "state": "pending",
                "title": f"共同目标 {number}",
                "revision": 1,
                "fingerprint": uuid.uuid4().hex * 2,
                "approvers": [account],
                "departments": ["Sales", "Legal"],
                "since": now,
                "due_at": due,
                "at": now,
            }
        )
        asked.append({"account": account, "due_at": due, "suggestion": id})
    async with writing(store) as connection:
        await connection.execute(insert(listings), rows)
        await connection.execute(insert(listed_approvers), asked)


async def _timed(many: int, call: Callable[[int], Awaitable[object]]) -> list[float]:
    taken = []
    for number in range(many + _WARM):
        started = time.perf_counter()
        await call(number)
        taken.append(time.perf_counter() - started)
    return taken[_WARM:]


async def _rate(many: int, call: Callable[[int], Awaitable[object]]) -> float:
    """Return calls a second, some at once."""
    numbers = iter(range(many))
    started = time.perf_counter()

    async def work() -> None:
        for number in numbers:
            await call(number)

    await asyncio.gather(*(work() for _ in range(_AT_ONCE)))
    return many / (time.perf_counter() - started)


async def _reads(url: str, bare: str, calls: int) -> tuple[list[float], float, float]:
    """Return the seconds of each inbox, and the rates of ours and of the bare one, in turns."""
    async with httpx2.AsyncClient(trust_env=False) as client:

        async def get(place: str, number: int) -> None:
            who = f"person.{number % PEOPLE}"
            found = await client.get(place.format(who=who), headers={"accord-as": who})
            assert len(found.json()["suggestions"]) == 50 * min(1, WAITING // PEOPLE // 50), found

        ours = f"{url}/v1/suggestions?approver=me&state=pending&limit=50"
        theirs = f"{bare}/inbox?approver={{who}}"
        seconds = await _timed(calls, lambda number: get(ours, number))
        rates: dict[str, list[float]] = {ours: [], theirs: []}
        for turn in range(4):
            for place in (ours, theirs) if turn % 2 else (theirs, ours):
                rates[place].append(await _rate(calls, lambda n, p=place: get(p, n)))  # type: ignore[misc]
    return seconds, sorted(rates[ours])[1], sorted(rates[theirs])[1]


async def _decisions(url: str, client: Client, many: int) -> tuple[list[float], list[float]]:
    """Return the seconds of a comment by POST and by the update itself, in turns.

    The POST goes out by the standard library, on a connection kept open: what is measured is our
    end of it.
    """
    ready = await begun(client, "api", 4)
    posted, bare = [], []
    with contextlib.closing(http.client.HTTPConnection(urlsplit(url).netloc)) as connection:
        for number in range(many + _WARM):
            handle, state = ready[number % len(ready)]
            who = waiting(state)[0].account
            said = {"verb": "comment", "comment": f"{number}"}
            place, body = f"/v1/suggestions/{state.id}/decisions", json.dumps(said)
            headers = {"accord-as": who, "content-type": "application/json"}
            started = time.perf_counter()
            connection.request("POST", place, body, headers)
            answer = connection.getresponse()
            told = answer.read()
            posted.append(time.perf_counter() - started)
            assert answer.status == 200, told
            await asyncio.sleep(0.1)  # what one has left to record is not paid for by the other
            started = time.perf_counter()
            await handle.execute_update("decide", {"actor": who, **said})
            bare.append(time.perf_counter() - started)
            await asyncio.sleep(0.1)
    return posted[_WARM:], bare[_WARM:]


async def _fresh(url: str, client: Client, many: int) -> list[float]:
    """Return how long after it began to wait each suggestion was in the inbox."""
    seen: dict[str, float] = {}
    wanted = {f"fresh-{number}:goals:1" for number in range(many)}
    starting = asyncio.create_task(begun(client, "fresh", many))
    async with httpx2.AsyncClient(trust_env=False, base_url=url) as http:
        ends = time.monotonic() + _PATIENCE * 4
        while wanted - seen.keys() and time.monotonic() < ends:
            for number in range(many):
                place = f"/v1/suggestions?collaboration=fresh-{number}&state=pending"
                found = await http.get(place, headers={"accord-as": "stella.ahmed"})
                for row in found.json().get("suggestions", ()):
                    since = dt.datetime.fromisoformat(row["since"])
                    waited = (dt.datetime.now(dt.UTC) - since).total_seconds()
                    seen.setdefault(row["suggestion"], waited)
            await asyncio.sleep(0.02)
    await starting
    return [*seen.values()]


async def _starters(url: str, many: int) -> list[float]:
    """Return the seconds of each of many starts at the same instant."""
    async with httpx2.AsyncClient(
        trust_env=False, base_url=url, timeout=_PATIENCE, limits=httpx2.Limits(max_connections=many)
    ) as http:

        async def start(number: int) -> float:
            wanted = brief_of(f"at-once-{number}", model_policy="none")
            started = time.perf_counter()
            answer = await http.post(
                "/v1/collaborations", json=wanted, headers={"accord-as": wanted["sponsor"]}
            )
            assert answer.status_code == 201, answer.text
            return time.perf_counter() - started

        return await asyncio.gather(*(start(number) for number in range(many)))


async def main(calls: int, decisions: int, many: int, as_json: bool) -> None:
    """Measure all of it and say what was found."""
    with tempfile.TemporaryDirectory() as folder, endpoint(1) as model:
        home = Path(folder)
        url_of_store = f"sqlite+aiosqlite:///{home / 'accord.db'}"
        migrate(url_of_store)
        store = open_store(url_of_store)
        await _filled(store, WAITING)
        await close(store)
        api = ["-c", "from cli.main import main; main()", "api", "--listen"]
        with (
            dev_server(home / "server") as engine,
            worker(home, engine, model, 1),
            served(api, home, engine, "/healthz") as url,
            served(["-m", "bench.bare_inbox"], home, engine, "/healthz") as bare,
        ):
            client = await connected(engine)
            inbox, ours, theirs = await _reads(url, bare, calls)
            posted, updated = await _decisions(url, client, decisions)
            fresh = await _fresh(url, client, many)
            started = await _starters(url, 50)
    rows = {
        "inbox of 50 among 10,000": inbox,
        "POST decision": posted,
        "bare execute_update": updated,
        "listed after it waits": fresh,
        "50 starts at once": started,
    }
    found = {
        "inbox_p99_ms": round(percentile(inbox, 0.99), 1),
        "reads_a_second": round(ours, 1),
        "bare_reads_a_second": round(theirs, 1),
        "reads_ratio": round(ours / theirs, 3),
        "decision_ratio": round(percentile(posted, 0.5) / percentile(updated, 0.5), 3),
        "listed_p99_ms": round(percentile(fresh, 0.99), 1),
        "starts_a_second": round(len(started) / max(started), 1),
    }
    say("api", rows, found, as_json)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--calls", type=int, default=500)
    parser.add_argument("--decisions", type=int, default=100)
    parser.add_argument("--suggestions", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    asyncio.run(main(given.calls, given.decisions, given.suggestions, given.json))
