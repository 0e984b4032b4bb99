"""A connection to SQLite that goes to its thread once for each statement.

aiosqlite goes there for the cursor, the statement, its rows and its close, and SQLAlchemy for an
end of a transaction that never began; each way there and back is a switch of threads.
"""

import contextlib
import sqlite3
from collections.abc import Iterable
from typing import Any, cast

import aiosqlite
from sqlalchemy import Engine, event


class OneTurn(aiosqlite.Connection):
    """A connection whose statements come back with their rows.

    One whose call was cut short, and may still be under way, SQLAlchemy never uses again.
    """

    def cursor(self) -> Any:
        """Return a cursor, which SQLAlchemy enters."""
        return _Cursor(self, cast(sqlite3.Cursor, None))  # it is made in the thread

    async def commit(self) -> None:
        """Commit, where something has begun."""
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back, where something has begun."""
        if self.in_transaction:
            await super().rollback()


class _Cursor(aiosqlite.Cursor):
    """A cursor that brings all its rows with it: nothing here streams."""

    _rows: list[Any]

    async def execute(self, sql: str, parameters: Iterable[Any] | None = None) -> "_Cursor":
        return await self._in_one_turn(sqlite3.Cursor.execute, sql, parameters or ())

    async def executemany(self, sql: str, parameters: Iterable[Iterable[Any]]) -> "_Cursor":
        return await self._in_one_turn(sqlite3.Cursor.executemany, sql, parameters)

    async def _in_one_turn(self, way: Any, sql: str, parameters: Any) -> "_Cursor":
        def turn() -> None:
            with contextlib.closing(self._conn._conn.cursor()) as cursor:
                way(cursor, sql, parameters)
                self._rows = cursor.fetchall() if cursor.description else []
            self._cursor = cursor  # closed, it still tells of its columns and counts

        await self._execute(turn)  # type: ignore[no-untyped-call]
        return self

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        return


def in_one_turn(engine: Engine) -> None:
    """Let an engine connect in this way."""

    @event.listens_for(engine, "do_connect")
    def _connect(_dialect: object, _record: object, _cargs: object, given: dict[str, Any]) -> None:
        given["async_creator_fn"] = _connection


def _connection(file: str, **options: Any) -> OneTurn:
    made = OneTurn(lambda: sqlite3.connect(file, **options), iter_chunk_size=64)
    made._thread.daemon = True  # else a process that is cut short would wait for it
    return made
