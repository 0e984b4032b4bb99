"""An engine, a worker, an API and a store: processes that may be killed at any time."""

import asyncio
import contextlib
import dataclasses
import json
import os
import random
import shutil
import sys
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import httpx2

from cli.engine import Engine, connected, dev_server, free_port
from tests.postgresql import USER, Postgresql, database, store_for
from tests.workflows.cast import until
from tests.workflows.place import EXAMPLES

_OURS = ("OPENAI_", "ACCORD_", "TEMPORAL_")
_START = 60.0
_BETWEEN = 4
"""Decisions that are acknowledged between two kills."""
_API = [sys.executable, "-c", "from cli.main import main; main()", "api", "--json", "--listen"]


@dataclasses.dataclass
class House:
    """Three processes on one folder. What is killed is started again, as a supervisor does.

    With a `server` the store is there, and is killed as well.
    """

    home: Path
    url: str
    ports: tuple[int, int]
    store: str
    server: Postgresql | None = None
    engine: contextlib.ExitStack = dataclasses.field(default_factory=contextlib.ExitStack)
    running: Engine | None = None
    worker: asyncio.subprocess.Process | None = None
    api: asyncio.subprocess.Process | None = None
    kills: Counter[str] = dataclasses.field(default_factory=Counter)

    @property
    def mortal(self) -> tuple[str, ...]:
        """Return what may be killed."""
        return ("engine", "worker", "api", "store") if self.server else ("engine", "worker", "api")

    @property
    def environ(self) -> dict[str, str]:
        """Return the environment of worker and API."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        return kept | {
            "TEMPORAL_ADDRESS": f"127.0.0.1:{self.ports[0]}",
            "TEMPORAL_NAMESPACE": "accord",
            "ACCORD_HOME": str(self.home),
            "ACCORD_STORE": self.store,
            "ACCORD_DATA": str(self.home / "data"),
            "ACCORD_MODELS": "/nowhere",
        }

    async def start_engine(self) -> None:
        """Start the Temporal server on its old database and ports."""
        self.running = self.engine.enter_context(dev_server(self.home / "server", (), self.ports))
        assert self.running.address == f"127.0.0.1:{self.ports[0]}"
        await connected(self.running)

    async def start_worker(self) -> None:
        """Start a worker."""
        self.worker = await self._process([sys.executable, "worker.py"], "worker.log")

    async def start_api(self) -> None:
        """Start the API, again and again until it answers: it wants to see the engine once."""
        ends = asyncio.get_running_loop().time() + _START
        while asyncio.get_running_loop().time() < ends:
            place = self.url.removeprefix("http://")
            self.api = await self._process([*_API, place], "api.log")
            while self.api.returncode is None:
                if await self._answers():
                    return
                await asyncio.sleep(0.1)
        raise AssertionError((self.home / "api.log").read_text("utf-8")[-2_000:])

    async def kill(self, name: str) -> None:
        """Kill one of them outright, and start it again; PostgreSQL does so by itself."""
        self.kills[name] += 1
        if name == "store":
            assert self.server is not None
            await asyncio.to_thread(self.server.kill)
            return
        if name == "engine":
            assert self.running is not None
            self.running.process.kill()
            self.running.process.wait()
            self.engine.close()
            await self.start_engine()
            return
        process = self.worker if name == "worker" else self.api
        await _end(process)
        await (self.start_worker() if name == "worker" else self.start_api())

    async def kill_at_random(self, done: Callable[[], int]) -> None:
        """Kill one after another until cancelled, each of them as often as the others.

        The next one dies in the middle of things that get done again, and not before: else
        nobody would ever be up when the others are.
        """
        while True:
            for name in random.sample(self.mortal, len(self.mortal)):
                before = done()

                async def more(before: int = before) -> bool:
                    return done() >= before + _BETWEEN

                await until(more, "something to be done between two kills", _START)
                await asyncio.sleep(random.uniform(0, 0.2))
                await asyncio.shield(self.kill(name))

    async def _process(self, words: list[str], log: str) -> asyncio.subprocess.Process:
        with (self.home / log).open("ab") as output:
            return await asyncio.create_subprocess_exec(
                *words,
                env=self.environ,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )

    async def _answers(self) -> bool:
        with contextlib.suppress(httpx2.HTTPError):
            async with httpx2.AsyncClient(trust_env=False) as client:
                return (await client.get(f"{self.url}/healthz")).status_code == 200
        return False


async def _end(process: asyncio.subprocess.Process | None) -> None:
    if process and process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


@contextlib.asynccontextmanager
async def house(home: Path, server: Postgresql | None = None) -> AsyncIterator[House]:
    """Start all three; whatever happens, they are dead afterwards."""
    for language in ("en", "zh"):
        shutil.copytree(EXAMPLES / language, home / "data" / language)
    url, ports = f"http://127.0.0.1:{free_port()}", (free_port(), free_port())
    with _store(home, server) as store:
        built = House(home, url, ports, store, server)
        try:
            await built.start_engine()
            await built.start_worker()
            await built.start_api()
            yield built
        finally:
            await _end(built.api)
            await _end(built.worker)
            built.engine.close()


@contextlib.contextmanager
def _store(home: Path, server: Postgresql | None) -> Iterator[str]:
    """Name the store: what tests run on, else a database that outlives its server's death."""
    if server is None:
        with store_for(home / "accord.db") as url:
            yield url
        return
    with database(server) as url:
        server.execute(f"ALTER ROLE {USER} SET synchronous_commit = on")
        yield url


def document(answer: httpx2.Response) -> dict[str, object]:
    """Return what was answered."""
    found: dict[str, object] = json.loads(answer.text)
    return found
