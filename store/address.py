"""Where the store is: read its address, and set an SQLite connection up."""

import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event, make_url
from sqlalchemy.exc import ArgumentError

from domain.errors import BadInputError
from domain.problems import shown
from store.postgresql import postgresql_address

BUSY_MILLISECONDS = 10_000
_SQLITE = ("sqlite", "sqlite+aiosqlite")
_POSTGRESQL = ("postgresql", "postgres", "postgresql+asyncpg")
_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}",  # first, so that the others wait as well
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = NORMAL",
    "PRAGMA foreign_keys = ON",
)


def parsed(url: str) -> URL:
    """Read a database address; the folder of an SQLite file exists afterwards.

    Whatever driver it names, the drivers that are installed here are meant.
    """
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: a port that is no number
        raise BadInputError(
            "the store's address is not a database URL such as sqlite:///store.db",
            "存储地址不是有效的数据库地址，正确写法如 sqlite:///store.db",
        ) from None
    if address.drivername in _POSTGRESQL:
        return postgresql_address(address)
    if address.drivername not in _SQLITE:
        name = shown(address.drivername, 40)
        raise BadInputError(
            f"the store's address names {name}; write sqlite:///… or postgresql://…",
            f"存储地址的类型是 {name}，应为 sqlite:///… 或 postgresql://…",
        )
    _make_folder(address)
    return address


def prepare_sqlite(engine: Engine) -> None:
    """Set the pragmas on every connection, and let us say how a transaction begins.

    The driver of Python 3.11 begins too late (not before DDL or SELECT) and never IMMEDIATE. A
    transaction that reads first and writes later fails at once when another one wrote in between.
    """

    @event.listens_for(engine, "connect")
    def _pragmas(connection: Any, _record: object) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in _PRAGMAS:
            _execute(cursor, pragma)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get("accord_alone"):
            writes = options.get("accord_writes")
            connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _execute(cursor: Any, pragma: str) -> None:
    """Set one pragma, waiting for others who set it.

    SQLite turns a new file to WAL or answers "locked" at once, whatever the busy timeout is.
    """
    ends = time.monotonic() + BUSY_MILLISECONDS / 1000
    while True:
        try:
            cursor.execute(pragma)
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > ends:
                raise
            time.sleep(0.01)
        else:
            return


def _make_folder(address: URL) -> None:
    if not address.database or address.database == ":memory:":
        raise BadInputError("the store needs a file, not memory", "存储必须是文件，不能放在内存中")
    folder = Path(address.database).parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInputError(
            f"cannot make the store's folder {folder}: {error.strerror}",
            f"无法创建存储目录「{folder}」：{error.strerror}",
        ) from None
