import asyncio
import datetime as dt
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Connection, MetaData, func, insert, inspect, select

from domain.errors import BadInputError
from store.address import parsed
from store.migrating import FOLDER, migrate, undo
from store.tables import metadata
from tests.postgresql import PASSWORD, Postgresql, database
from tests.store.behind import difference, execute, within

REVISIONS = [r.revision for r in ScriptDirectory(str(FOLDER)).walk_revisions()][::-1]
VALUES = {str: "x", int: 1, float: 1.5, bool: True, dt.date: dt.date(2026, 3, 2)}
MOMENT = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)


@pytest.fixture
def url(new_url: str) -> str:
    """The address of a store whose tables this test may change."""
    migrate(new_url)
    return new_url


def look(url: str) -> tuple[set[str], list[Any]]:
    return within(url, lambda found: set(inspect(found).get_table_names())), within(url, difference)


def value(column: "Column[Any]") -> object:
    kind = column.type.python_type
    return MOMENT if kind is dt.datetime else VALUES[kind]


def fill(connection: Connection) -> None:
    """Put a row into every table as it is now, unless it has one."""
    for table in tables(connection):
        if not connection.execute(select(func.count()).select_from(table)).scalar_one():
            connection.execute(insert(table).values({c.name: value(c) for c in table.columns}))


def counts(connection: Connection) -> dict[str, int]:
    counted = ((t, select(func.count()).select_from(t)) for t in tables(connection))
    return {table.name: connection.execute(count).scalar_one() for table, count in counted}


def tables(connection: Connection) -> list[Any]:
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name != "alembic_version"]


def test_the_migrations_make_exactly_the_tables_of_the_code(url: str) -> None:
    assert look(url) == ({*metadata.tables, "alembic_version"}, [])


def test_the_comparison_sees_a_missing_column(url: str) -> None:
    execute(url, "ALTER TABLE outbox DROP COLUMN subject")
    assert look(url)[1] != []


def test_down_to_nothing_and_up_again(url: str) -> None:
    undo(url)
    assert look(url)[0] == {"alembic_version"}
    migrate(url)
    assert look(url) == ({*metadata.tables, "alembic_version"}, [])


@pytest.mark.parametrize("place", range(1, len(REVISIONS)), ids=REVISIONS[1:])
def test_every_revision_keeps_the_rows_up_and_down(new_url: str, place: int) -> None:
    earlier, later = REVISIONS[place - 1], REVISIONS[place]
    migrate(new_url, earlier)
    within(new_url, fill)
    before = within(new_url, counts)
    migrate(new_url, later)
    above = within(new_url, counts)
    assert {name: above[name] for name in before} == before == dict.fromkeys(before, 1)
    within(new_url, fill)
    undo(new_url, earlier)
    assert within(new_url, counts) == before
    migrate(new_url)
    assert look(new_url)[1] == []


def test_every_table_full_goes_down_to_nothing_and_up_again(url: str) -> None:
    within(url, fill)
    undo(url)
    migrate(url)
    assert within(url, counts) == dict.fromkeys(metadata.tables, 0)


def test_migrating_again_keeps_what_is_there(url: str) -> None:
    execute(url, "INSERT INTO facts VALUES ('r', 'need', '{}')")
    migrate(url)
    assert execute(url, "SELECT reference FROM facts") == [("r",)]


def test_it_works_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    migrate("sqlite:///relative/store.db")
    assert look("sqlite:///relative/store.db")[1] == []


async def test_it_works_beside_a_running_loop(new_url: str) -> None:
    migrate(new_url)
    assert look(new_url)[1] == []


def test_many_may_migrate_a_new_store_at_once(new_url: str) -> None:
    for _ in range(3):
        with ThreadPoolExecutor(4) as threads:
            list(threads.map(migrate, [new_url] * 4))
        assert look(new_url)[1] == []
        undo(new_url)
        execute(new_url, "DROP TABLE alembic_version")


def test_it_waits_for_a_writer(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    writer = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN EXCLUSIVE")
    started = time.monotonic()
    threading.Timer(0.3, writer.execute, ["COMMIT"]).start()
    migrate(f"sqlite:///{file}")
    assert time.monotonic() - started >= 0.25
    writer.close()
    assert look(f"sqlite:///{file}")[1] == []


def test_a_failing_migration_leaves_nothing_half_made(new_url: str) -> None:
    execute(new_url, "CREATE TABLE suggestions (id TEXT)")  # the last table that 0001 makes
    with pytest.raises(BadInputError, match="suggestions.* already exists"):
        migrate(new_url)
    assert look(new_url)[0] == {"suggestions"}


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" * 2000)
    with pytest.raises(BadInputError, match=r"photo\.jpg.*not a database") as refusal:
        migrate(f"sqlite:///{file}")
    assert "无法使用" in refusal.value.within("zh")


def test_a_store_of_a_newer_accord_is_refused_and_left_alone(url: str) -> None:
    execute(url, "UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(BadInputError, match="9999"):
        migrate(url)
    assert look(url)[1] == []


@pytest.mark.parametrize(
    ("change", "en", "zh"),
    [
        ({"password": "wr0ng-word"}, "wrong user or password", "用户名或口令不正确"),
        ({"database": "nowhere"}, "there is no such database", "没有这个数据库"),
        ({"port": 1}, "no server answers there", "没有服务器应答"),
        ({"host": "nowhere.invalid"}, "no server answers there", "没有服务器应答"),
        ({"query": {"colour": "s3cret/word"}}, "unknown parameter", "无法识别的参数"),
        ({"query": {"sslmode": "require"}}, "SSL", "SSL"),
    ],
)
def test_a_server_that_lets_nobody_in_is_named_without_the_password(
    server: Postgresql, change: dict[str, Any], en: str, zh: str
) -> None:
    address = parsed(server.url("migrated")).set(**change)
    with pytest.raises(BadInputError) as refusal:
        migrate(address.render_as_string(hide_password=False))
    said = refusal.value.sentence
    assert en in said.en
    assert zh in said.zh
    assert str(address.host) in said.en
    assert not [word for word in (PASSWORD, "wr0ng-word") if word in said.both]


def test_the_scheme_of_other_tools_is_understood(server: Postgresql) -> None:
    for scheme in ("postgres", "postgresql", "postgresql+asyncpg"):
        url = server.url("migrated").replace("postgresql", scheme, 1) + "?sslmode=disable"
        migrate(url)
        assert look(url)[1] == []


async def test_of_two_migrations_on_postgresql_one_waits(server: Postgresql) -> None:
    with database(server) as url:
        await asyncio.to_thread(undo, url)
        holding = await asyncpg.connect(url)
        transaction = holding.transaction()
        await transaction.start()
        await holding.execute("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        both = [asyncio.create_task(asyncio.to_thread(migrate, url)) for _ in range(2)]
        waits = "SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'"
        while await holding.fetchval(waits) == 0:  # noqa: ASYNC110 - only the server knows
            await asyncio.sleep(0.01)
        await transaction.rollback()
        await holding.close()
        await asyncio.gather(*both)
        assert look(url)[1] == []
