import importlib
import io
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Connection, create_engine, inspect
from sqlalchemy.pool import NullPool

from domain.errors import BadInputError
from store.migrating import FOLDER, migrate, undo
from store.tables import metadata

VERSIONS = FOLDER / "versions"


def difference(connection: Connection) -> object:
    return compare_metadata(MigrationContext.configure(connection), metadata)


def look(url: str) -> tuple[set[str], object]:
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connection:
        return set(inspect(connection).get_table_names()), difference(connection)


def test_the_migrations_make_exactly_the_tables_of_the_code(url: str) -> None:
    assert look(url) == ({*metadata.tables, "alembic_version"}, [])


def test_the_comparison_sees_a_missing_column(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("ALTER TABLE outbox DROP COLUMN subject")
    connection.close()
    assert look(url)[1] != []


def test_down_to_nothing_and_up_again(url: str) -> None:
    undo(url)
    assert look(url)[0] == {"alembic_version"}
    migrate(url)
    assert look(url) == ({*metadata.tables, "alembic_version"}, [])


def test_migrating_again_keeps_what_is_there(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("INSERT INTO facts VALUES ('r', 'need', '{}')")
    connection.close()
    migrate(url)
    with sqlite3.connect(tmp_path / "store.db") as connection:
        assert connection.execute("SELECT reference FROM facts").fetchall() == [("r",)]
    connection.close()


def test_it_works_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    migrate("sqlite:///relative/store.db")
    assert look("sqlite:///relative/store.db")[1] == []


def test_many_may_migrate_a_new_store_at_once(tmp_path: Path) -> None:
    urls = [f"sqlite:///{tmp_path}/{number}.db" for number in range(5)]
    with ThreadPoolExecutor(4) as threads:
        for url in urls:
            list(threads.map(migrate, [url] * 4))
    assert [look(url)[1] for url in urls] == [[]] * 5


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


def test_a_failing_migration_leaves_nothing_half_made(tmp_path: Path) -> None:
    file = tmp_path / "store.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE suggestions (id TEXT)")  # the last table to be made
    connection.close()
    with pytest.raises(BadInputError, match="suggestions already exists"):
        migrate(f"sqlite:///{file}")
    assert look(f"sqlite:///{file}")[0] == {"suggestions"}


def test_a_file_that_is_no_store_is_named(tmp_path: Path) -> None:
    file = tmp_path / "photo.jpg"
    file.write_bytes(b"\xff\xd8\xff\xe0" * 2000)
    with pytest.raises(BadInputError, match=r"photo\.jpg.*not a database") as refusal:
        migrate(f"sqlite:///{file}")
    assert "无法使用" in refusal.value.within("zh")


def test_a_store_of_a_newer_accord_is_refused_and_left_alone(url: str, tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "store.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(BadInputError, match="9999"):
        migrate(url)
    assert look(url)[1] == []


def test_the_migrations_are_valid_for_postgresql() -> None:
    text = io.StringIO()
    options = {"as_sql": True, "output_buffer": text}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options)
    with Operations.context(context):
        for file in sorted(VERSIONS.glob("r0*.py")):
            importlib.import_module(f"store.migrations.versions.{file.stem}").upgrade()
    assert text.getvalue().count("CREATE TABLE") == len(metadata.tables)
    assert "TIMESTAMP WITH TIME ZONE" in text.getvalue()
    assert "number SERIAL NOT NULL" in text.getvalue()
