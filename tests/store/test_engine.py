import asyncio
import datetime as dt
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import StatementError
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import BadInputError
from store.engine import close, one_statement, open_store, reading, writing
from store.outbox import announce, announcements
from store.postgresql import UnreachableError, alone
from tests.postgresql import Postgresql, emptied


async def pragma(engine: AsyncEngine, name: str) -> object:
    async with reading(engine) as connection:
        return (await connection.execute(text(f"PRAGMA {name}"))).scalar_one()


@pytest.mark.parametrize(
    ("name", "value"),
    [("journal_mode", "wal"), ("synchronous", 1), ("foreign_keys", 1), ("busy_timeout", 10_000)],
)
async def test_an_sqlite_store_opens_with_its_pragmas(
    sqlite_url: str, name: str, value: object
) -> None:
    engine = open_store(sqlite_url)
    assert await pragma(engine, name) == value
    await close(engine)


async def test_the_folder_of_a_store_is_made(tmp_path: Path) -> None:
    file = tmp_path / "合议 100%" / "deep" / "store.db"
    engine = open_store(f"sqlite:///{file}")
    assert await pragma(engine, "journal_mode") == "wal"
    await close(engine)
    assert file.exists()


@pytest.mark.parametrize(
    "given",
    [
        *("sqlite://", "sqlite:///:memory:", "store.db", "", "mysql://a:secret@h/x"),
        *("postgresql+psycopg2://a:secret@h/x", "postgresql://a:secret@h:port/x"),
    ],
)
def test_an_address_that_cannot_be_a_store_is_refused(given: str) -> None:
    with pytest.raises(BadInputError) as refusal:
        open_store(given)
    assert "存储" in refusal.value.within("zh")
    assert "secret" not in refusal.value.sentence.both


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "occupied").write_text("a file")
    with pytest.raises(BadInputError, match="occupied"):
        open_store(f"sqlite:///{tmp_path}/occupied/store.db")


async def test_a_writer_that_reads_first_waits_for_another_writer(engine: AsyncEngine) -> None:
    async def count_up() -> None:
        async with writing(engine) as connection:
            await alone(connection, "counting")
            found = await connection.execute(text("SELECT count(*) FROM facts"))
            number = found.scalar_one()
            await asyncio.sleep(0)
            await connection.execute(text(f"INSERT INTO facts VALUES ('{number}', 'need', '')"))

    await asyncio.gather(*(count_up() for _ in range(12)))
    async with reading(engine) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM facts"))).scalar_one() == 12


async def test_what_fails_midway_leaves_nothing(engine: AsyncEngine) -> None:
    async def fail_midway() -> None:
        async with writing(engine) as connection:
            await connection.execute(text("INSERT INTO facts VALUES ('r', 'need', '')"))
            raise RuntimeError("midway")

    with pytest.raises(RuntimeError, match="midway"):
        await fail_midway()
    async with reading(engine) as connection:
        assert (await connection.execute(text("SELECT count(*) FROM facts"))).scalar_one() == 0


async def test_a_time_comes_back_as_the_same_moment_in_utc(engine: AsyncEngine) -> None:
    shanghai = dt.timezone(dt.timedelta(hours=8))
    at = dt.datetime(2026, 3, 1, 7, 0, 0, 123456, tzinfo=shanghai)
    await announce(engine, "k", "onboarding", "alice", "s", "b", at)
    (kept,) = await announcements(engine, "onboarding")
    assert kept.at == at
    assert kept.at.isoformat() == "2026-02-28T23:00:00.123456+00:00"


async def test_a_time_without_a_zone_is_refused(engine: AsyncEngine) -> None:
    naive = dt.datetime(2026, 3, 1)  # noqa: DTZ001  the defect under test
    with pytest.raises(StatementError, match="without a zone"):
        await announce(engine, "k", "onboarding", "alice", "s", "b", naive)
    assert await announcements(engine, "onboarding") == []


async def test_a_view_stays_as_it_was_while_others_write(engine: AsyncEngine) -> None:
    count = text("SELECT count(*) FROM facts")
    async with reading(engine) as connection:
        assert (await connection.execute(count)).scalar_one() == 0
        async with writing(engine) as other:
            await other.execute(text("INSERT INTO facts VALUES ('r', 'need', '')"))
        assert (await connection.execute(count)).scalar_one() == 0
    async with reading(engine) as connection:
        assert (await connection.execute(count)).scalar_one() == 1


async def test_a_server_that_came_back_is_reached_again(server: Postgresql) -> None:
    engine = open_store(emptied(server))
    own = text("SELECT pg_backend_pid()")
    async with reading(engine) as connection:
        first = (await connection.execute(own)).scalar_one()
    ended = await asyncio.to_thread(server.execute, f"SELECT pg_terminate_backend({first})")
    assert ended == [(True,)]
    async with writing(engine) as connection:
        assert (await connection.execute(own)).scalar_one() != first
    await close(engine)


async def test_a_server_that_is_away_is_no_bad_input_so_that_activities_try_again() -> None:
    engine = open_store("postgresql://accord:s3cret@127.0.0.1:1/accord")
    for work in (reading, writing, one_statement):
        with pytest.raises(UnreachableError) as refusal:
            async with work(engine):
                pass
        assert "存储" in refusal.value.sentence.zh
        assert "s3cret" not in refusal.value.sentence.both
    await close(engine)
