"""A statement goes to the connection's thread once, and what is cut short leaves nothing begun."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import aiosqlite
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from store.engine import close, one_statement, open_store, reading, writing

ONE = text("INSERT INTO t VALUES (:a) RETURNING a")
ALL = text("SELECT a FROM t ORDER BY a")


@pytest.fixture
async def engine(tmp_path: Path) -> AsyncIterator[AsyncEngine]:
    opened = open_store(f"sqlite:///{tmp_path / 'turns.db'}")
    async with writing(opened) as connection:
        await connection.execute(text("CREATE TABLE t (a INTEGER PRIMARY KEY)"))
    yield opened
    await close(opened)


@pytest.fixture
def turns(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What was handed to the threads of connections."""
    handed: list[object] = []
    execute = aiosqlite.Connection._execute

    async def noted(self: aiosqlite.Connection, fn: Any, *args: Any, **kwargs: Any) -> Any:
        handed.append(fn)
        return await execute(self, fn, *args, **kwargs)  # type: ignore[no-untyped-call]

    monkeypatch.setattr(aiosqlite.Connection, "_execute", noted)
    return handed


async def test_a_statement_of_its_own_is_one_turn(engine: AsyncEngine, turns: list[object]) -> None:
    async with one_statement(engine) as connection:
        assert (await connection.execute(ONE, {"a": 1})).scalar_one() == 1
    assert len(turns) == 1
    async with one_statement(engine) as connection:
        assert (await connection.execute(ALL)).scalars().all() == [1]
    assert len(turns) == 2


async def test_a_transaction_is_its_statements_and_its_two_ends(
    engine: AsyncEngine, turns: list[object]
) -> None:
    async with writing(engine) as connection:
        await connection.execute(text("INSERT INTO t VALUES (:a)"), [{"a": 1}, {"a": 2}])
        assert (await connection.execute(text("DELETE FROM t WHERE a > 1"))).rowcount == 1
    assert len(turns) == 4


async def test_what_a_statement_refuses_is_rolled_back_with_what_came_before(
    engine: AsyncEngine,
) -> None:
    async def twice() -> None:
        async with writing(engine) as connection:
            await connection.execute(ONE, {"a": 1})
            await connection.execute(ONE, {"a": 1})

    with pytest.raises(IntegrityError):
        await twice()
    async with reading(engine) as connection:
        assert (await connection.execute(ALL)).scalars().all() == []


@pytest.mark.parametrize("seconds", [0, 0.02, 0.2])
async def test_a_writer_that_is_cut_short_while_it_waits_keeps_nobody_from_writing(
    engine: AsyncEngine, seconds: float
) -> None:
    async def add(number: int) -> None:
        async with writing(engine) as connection:
            await connection.execute(ONE, {"a": number})

    async with writing(engine) as first:
        await first.execute(ONE, {"a": 1})
        waiting = asyncio.create_task(add(2))
        await asyncio.sleep(seconds)
        waiting.cancel()
    (told,) = await asyncio.gather(waiting, return_exceptions=True)
    assert isinstance(told, asyncio.CancelledError)
    for number in range(3, 12):  # more often than there are connections
        await add(number)
    async with reading(engine) as connection:
        found = (await connection.execute(ALL)).scalars().all()
    assert found == [1, *range(3, 12)]
