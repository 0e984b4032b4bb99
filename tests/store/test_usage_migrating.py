import importlib
import io
import sqlite3
from pathlib import Path

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from domain.usage import Attempt
from store.beginning import Used, used
from store.engine import close, open_store
from store.migrating import migrate, undo
from store.tables import metadata
from store.usage import attempts
from tests.store.samples import NOW

COSTS = "store.migrations.versions.r0002_model_cost"
EARLIER = (
    "INSERT INTO model_usage (key, collaboration, suggestion, prompt, model, host, at, outcome, "
    "tokens_in, tokens_out, seconds) VALUES (?, 'c', 'c:goals:1', 'goals', 'm', 'h', ?, ?, ?, ?, ?)"
)


def first_store(tmp_path: Path) -> str:
    """A store of the first revision in which calls were made already."""
    url = f"sqlite:///{tmp_path}/earlier.db"
    migrate(url, "0001")
    with sqlite3.connect(tmp_path / "earlier.db") as connection:
        connection.execute(EARLIER, ("1", "2026-03-02 09:00:00.000000", "ok", 100, 20, 1.5))
        connection.execute(EARLIER, ("2", "2026-03-02 09:01:00.000000", None, 0, 0, None))
    connection.close()
    return url


async def test_calls_from_before_are_there_and_cost_an_unknown_amount(tmp_path: Path) -> None:
    url = first_store(tmp_path)
    migrate(url)
    engine = open_store(url)
    try:
        told: dict[str, object] = {"prompt": "goals", "model": "m", "host": "h"}
        assert await attempts(engine) == [
            Attempt.model_validate(
                told | {"outcome": "ok", "tokens_in": 100, "tokens_out": 20, "seconds": 1.5}
            ),
            Attempt.model_validate(
                told | {"outcome": None, "tokens_in": 0, "tokens_out": 0, "seconds": None}
            ),
        ]
        assert await used(engine, "c", NOW) == Used(120, 120)
    finally:
        await close(engine)


def test_one_revision_back_the_calls_are_still_there(tmp_path: Path) -> None:
    url = first_store(tmp_path)
    migrate(url)
    undo(url, "0001")
    with sqlite3.connect(tmp_path / "earlier.db") as connection:
        assert connection.execute("SELECT key, tokens_in FROM model_usage").fetchall() == [
            ("1", 100),
            ("2", 0),
        ]
    connection.close()
    migrate(url)
    engine = create_engine(url, poolclass=NullPool)
    with engine.connect() as connected:
        assert compare_metadata(MigrationContext.configure(connected), metadata) == []


def test_it_is_valid_for_postgresql() -> None:
    text = io.StringIO()
    options = {"as_sql": True, "output_buffer": text}
    context = MigrationContext.configure(dialect_name="postgresql", opts=options)
    with Operations.context(context):
        importlib.import_module(COSTS).upgrade()
        importlib.import_module(COSTS).downgrade()
    assert "ADD COLUMN estimated BOOLEAN DEFAULT false NOT NULL" in text.getvalue()
    assert text.getvalue().count("CREATE INDEX") == text.getvalue().count("DROP INDEX") == 3
