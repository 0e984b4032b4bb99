"""`accord up`: engine and worker, kept running; `accord worker`: the worker alone."""

import asyncio
import contextlib
import dataclasses
import fcntl
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Coroutine, Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from activities.going_out import going_out
from activities.llm_endpoint import Endpoint, endpoints_from
from api.app import app
from api.connection import Connection
from cli import connection
from cli.api import Door, footing, public_address
from cli.asked import Data
from cli.connection import configured_address, home, noted
from cli.engine import Engine, connected, dev_server, free_port
from cli.local_model import Drafter, choose, llm_named, running
from cli.notify_file import contacts_named
from cli.orphans import end_orphan
from cli.output import Json, Lang, say
from cli.serving import listening, served, server
from cli.up_words import tell
from domain.contacts import Contacts
from domain.errors import BadInputError
from domain.text import Bilingual
from traces import traces
from worker import Settings, ground, log_to, serving

PORT = 8080
"""Where the API is, unless somebody else listens there."""
_LOOK_SECONDS = 0.3
_STOP_SECONDS = 20.0
_DEAD_SECONDS = 2.0

Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        help="Folder of engine and store; else ACCORD_HOME, else .accord · "
        "引擎与存储所在目录；缺省为 ACCORD_HOME，其次 .accord",
    ),
]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("up", help="Start engine, UI and worker; Ctrl-C stops · 启动引擎、界面和工作进程")(
        up
    )
    app.command("worker", help="Start a worker alone · 只启动工作进程")(worker)


def up(
    data: Data = None,
    home: Home = None,
    llm: Drafter = "auto",
    as_json: Json = False,
    lang: Lang = None,
) -> int:
    """Run until Ctrl-C or SIGTERM; the answer is 0."""
    if data is not None:
        if not data.is_dir():
            raise BadInputError(f"--data: there is no folder {data}", f"--data：没有文件夹 {data}")
        os.environ["ACCORD_DATA"] = str(data.absolute())
    if home is not None:
        os.environ["ACCORD_HOME"] = str(home.absolute())
    chosen, contacts = choose(llm_named(llm)), contacts_named()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # also while it starts
    place = connection.home()
    place.mkdir(parents=True, exist_ok=True)
    with (
        _alone(place),
        traces(os.environ),
        (place / "worker.log").open("a", encoding="utf-8") as log,
        contextlib.nullcontext() if configured_address() else dev_server(place) as engine,
        running(chosen, place / "model.log", needed=llm == "local") as endpoints,
    ):
        log_to(log)
        return _run(_until_stopped(_up(engine, endpoints, contacts, as_json), engine))


def worker(lang: Lang = None) -> int:
    """Serve until Ctrl-C or SIGTERM, as `python worker.py` does; the answer is 0."""
    log_to(sys.stderr)
    with traces(os.environ):
        return _run(_until_stopped(_worker(), None))


def _run(work: Coroutine[Any, Any, int]) -> int:
    """Run `work`, as `asyncio.run` does, but without waiting for what would never end.

    A worker whose server has gone polls it for minutes before it lets itself be stopped; this
    process ends, and all of it with it.
    """
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    return loop.run_until_complete(work)


async def _until_stopped(work: Coroutine[Any, Any, None], engine: Engine | None) -> int:
    """Do `work` until somebody stops us or the engine dies; then let it clean up behind itself."""
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    working = asyncio.create_task(work)
    others = [asyncio.create_task(stopped.wait()), asyncio.create_task(_death(engine))]
    await asyncio.wait((working, *others), return_when=asyncio.FIRST_COMPLETED)
    dead = engine is not None and engine.process.poll() is not None and not stopped.is_set()
    for task in (working, *others):
        task.cancel()
    await asyncio.wait((working,), timeout=_DEAD_SECONDS if dead else _STOP_SECONDS)
    if dead:
        raise BadInputError(
            f"the Temporal dev server has stopped; see {home() / 'temporal.log'}",
            f"Temporal 开发服务器已停止，请查看 {home() / 'temporal.log'}",
        )
    if working.done() and not working.cancelled():
        working.result()
    return 0


async def _death(engine: Engine | None) -> None:
    """Return when the engine's process has ended; one that is not ours never does."""
    alive = True
    while alive:
        await asyncio.sleep(_LOOK_SECONDS)
        alive = engine is None or engine.process.poll() is None


async def _up(
    engine: Engine | None,
    endpoints: tuple[Endpoint, ...],
    contacts: Contacts | None,
    as_json: bool,
) -> None:
    settings = Settings.from_environment(os.environ)
    reached = (
        Connection(await connected(engine), engine.address, engine.ui)
        if engine
        else await connection.connection()
    )
    async with contextlib.AsyncExitStack() as stack:
        opened = await stack.enter_async_context(ground(settings, endpoints))
        known = dataclasses.replace(reached, store=opened.engine, signer=opened.signer)
        api = await stack.enter_async_context(_api(known, settings))
        settings = dataclasses.replace(settings, site=settings.site or api)
        await stack.enter_async_context(serving(reached.client, opened, settings))
        await stack.enter_async_context(going_out(opened.engine, contacts))
        tell(reached, settings, next(iter(endpoints), None), api, as_json)
        await asyncio.Event().wait()


@contextlib.asynccontextmanager
async def _api(known: Connection, settings: Settings) -> AsyncIterator[str | None]:
    """Serve the API beside the worker, for this machine; None where people cannot sign in yet."""
    door = Door("127.0.0.1", free_port(PORT), None, public_address(), as_json=False)
    try:
        stood = footing(door, known, settings)
    except BadInputError as error:  # no keys: the worker goes on without it
        say(error.sentence)
        yield None
        return
    with listening(door.host, door.port) as plug:
        async with served(server(app(stood)), plug):
            yield f"http://{door.host}:{door.port}"


async def _worker() -> None:
    settings = Settings.from_environment(os.environ)
    reached = await connection.connection()
    async with (
        ground(settings, endpoints_from(os.environ)) as opened,
        serving(reached.client, opened, settings),
    ):
        say(Bilingual(en=f"Serving {reached.address}.", zh=f"正在为 {reached.address} 工作。"))
        await asyncio.Event().wait()


@contextlib.contextmanager
def _alone(place: Path) -> Iterator[None]:
    """Hold this home: two engines on one database file would spoil it."""
    with (place / "up.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise _taken(place) from None
        if not configured_address() and _runs(noted()):
            raise _taken(place)
        end_orphan(place, noted())
        yield


def _taken(place: Path) -> BadInputError:
    engine = noted() or {}
    at = f" ({engine['ui']})" if "ui" in engine else ""
    return BadInputError(
        f"Accord is running on {place} already{at}; stop it, or choose another --home",
        f"{place} 上已有 Accord 在运行{at}；请先停止它，或用 --home 另选目录",
    )


def _runs(engine: dict[str, str] | None) -> bool:
    """Say whether the noted engine is alive: its process is, and its port answers."""
    if engine is None or not engine.get("pid", "").isdigit():
        return False
    try:
        os.kill(int(engine["pid"]), 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's process: it is alive
        pass
    host, _, port = engine["address"].rpartition(":")
    try:
        socket.create_connection((host, int(port)), timeout=2).close()
    except (OSError, ValueError):
        return False
    return True
