"""The engine: the Temporal dev server from PyPI, with its database below `.accord`."""

import asyncio
import contextlib
import ctypes
import dataclasses
import datetime as dt
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from temporalio.api.namespace.v1 import NamespaceConfig
from temporalio.api.workflowservice.v1 import UpdateNamespaceRequest
from temporalio.client import Client
from temporalio.service import RPCError

from domain.errors import BadInputError
from workflows.names import NAMESPACE, SEARCH_ATTRIBUTES
from workflows.settings import connect

RETENTION = dt.timedelta(days=90)
_LOOPBACK = "127.0.0.1"
_STARTUP_SECONDS = 60.0
_LOOK_SECONDS = 0.05
_MORE_STARTS = 2
_PR_SET_PDEATHSIG = 1


@dataclasses.dataclass(frozen=True)
class Engine:
    """A running dev server: where it answers, where its UI is, and its process."""

    address: str
    ui: str
    process: "subprocess.Popen[bytes]"


def temporal_binary() -> Path:
    """Return the `temporal` that was installed beside this Python. Raises BadInputError."""
    name = "temporal.exe" if os.name == "nt" else "temporal"
    found = Path(sys.executable).with_name(name)
    if not found.exists():
        raise BadInputError(
            f"{found} is missing; run `make setup`", f"找不到 {found}；请运行 `make setup`"
        )
    return found


def free_port(wanted: int = 0) -> int:
    """Return `wanted` if it is free on loopback, else a port that is."""
    for port in (wanted, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            # As the server does: what an earlier one left closing on the port is in nobody's way.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind((_LOOPBACK, port))
            return int(probe.getsockname()[1])
    raise BadInputError("no free port on loopback", "本机没有空闲端口")


@contextlib.contextmanager
def dev_server(
    home: Path, options: tuple[str, ...] = (), ports: tuple[int, int] = (7233, 8233)
) -> Iterator[Engine]:
    """Run the dev server with its database in `home`; other ports when these are taken."""
    home.mkdir(parents=True, exist_ok=True)
    with contextlib.ExitStack() as stack:
        engine = stack.enter_context(_running(home, options, ports))
        for _ in range(_MORE_STARTS):
            if _listens(engine):
                break
            # Somebody took one of its ports between our look and its own start, or one of those
            # inside that it chooses itself: it ends at once, and with other ports it does not.
            engine = stack.enter_context(_running(home, options, (0, 0)))
        stack.callback((home / "engine.json").unlink, missing_ok=True)
        _note(home, engine)
        yield engine


@contextlib.contextmanager
def _running(home: Path, options: tuple[str, ...], ports: tuple[int, int]) -> Iterator[Engine]:
    port, ui = free_port(ports[0]), free_port(ports[1])
    log = home / "temporal.log"
    with log.open("ab") as output:
        process = subprocess.Popen(
            [str(temporal_binary()), *_arguments(home, port, ui), *options],
            stdout=output,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us: the worker stops before its server
            preexec_fn=_end_with_parent() if sys.platform == "linux" else None,
        )
    try:
        yield Engine(f"{_LOOPBACK}:{port}", f"http://{_LOOPBACK}:{ui}", process)
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _listens(engine: Engine) -> bool:
    """Wait until engine and UI take calls; say whether they do, rather than that it has ended."""
    doors = [engine.address, engine.ui.removeprefix("http://")]
    ends = time.monotonic() + _STARTUP_SECONDS
    while doors and engine.process.poll() is None and time.monotonic() < ends:
        host, _, port = doors[0].rpartition(":")
        with contextlib.suppress(OSError), socket.create_connection((host, int(port)), timeout=1):
            doors.pop(0)
            continue
        time.sleep(_LOOK_SECONDS)
    return engine.process.poll() is None


def _end_with_parent() -> Callable[[], None]:
    """Return what makes Linux end the server when this process is killed outright."""
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)

    return ask


@contextlib.contextmanager
def ended_by_signals() -> Iterator[None]:
    """Turn SIGTERM and a closed terminal (SIGHUP) into an orderly end of the running task."""
    loop, task = asyncio.get_running_loop(), asyncio.current_task()
    numbers = [n for n in (signal.SIGTERM, getattr(signal, "SIGHUP", None)) if n is not None]
    for number in numbers:
        loop.add_signal_handler(number, task.cancel if task else loop.stop)
    try:
        yield
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def _arguments(home: Path, port: int, ui: int) -> list[str]:
    words = ["server", "start-dev", "--namespace", NAMESPACE]
    words += ["--ip", _LOOPBACK, "--ui-ip", _LOOPBACK, "--port", str(port), "--ui-port", str(ui)]
    words += ["--db-filename", str(home / "temporal.db"), "--ui-disable-news-fetch"]
    words += ["--log-format", "json", "--log-level", "warn"]
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL"):
        words += ["--sqlite-pragma", pragma]
    for key in SEARCH_ATTRIBUTES:
        words += ["--search-attribute", f"{key.name}={_kind(key.indexed_value_type.name)}"]
    for setting in (
        "system.numConsecutiveWorkflowTaskProblemsToTriggerSearchAttribute=1",
        "frontend.enableCancelWorkerPollsOnShutdown=true",
    ):
        words += ["--dynamic-config-value", setting]
    return words


def _kind(name: str) -> str:
    return {"KEYWORD": "Keyword", "KEYWORD_LIST": "KeywordList", "DATETIME": "Datetime"}[name]


async def connected(engine: Engine) -> Client:
    """Connect once the server answers and the namespace keeps closed workflows for 90 days."""
    for _ in range(int(_STARTUP_SECONDS / 0.2)):
        if engine.process.poll() is not None:
            break
        with contextlib.suppress(RPCError, RuntimeError):
            client = await connect(target_host=engine.address, tls=False, namespace=NAMESPACE)
            await _retain(client)
            return client
        await asyncio.sleep(0.2)
    raise BadInputError(
        "the Temporal dev server did not start; see temporal.log in the .accord folder",
        "Temporal 开发服务器未能启动，请查看 .accord 文件夹中的 temporal.log",
    )


async def _retain(client: Client) -> None:
    config = NamespaceConfig()
    config.workflow_execution_retention_ttl.FromTimedelta(RETENTION)
    await client.workflow_service.update_namespace(
        UpdateNamespaceRequest(namespace=NAMESPACE, config=config)
    )


def _note(home: Path, engine: Engine) -> None:
    """Let other commands find the engine."""
    noted = {"address": engine.address, "ui": engine.ui, "pid": os.getpid()}
    noted["server"] = engine.process.pid
    (home / "engine.json").write_text(json.dumps(noted), encoding="utf-8")


def noted_engine(home: Path) -> dict[str, str] | None:
    """Return what was noted about the engine of this folder, whether it still runs or not."""
    try:
        found = json.loads((home / "engine.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    whole = isinstance(found, dict) and isinstance(found.get("address"), str)
    return {key: str(value) for key, value in found.items()} if whole else None
