import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.ext.asyncio import AsyncEngine

from store.engine import close, open_store
from store.migrating import migrate
from tests.postgresql import Postgresql, database, emptied, own_server

# No time is asserted here, and so neither is how long an example may take on a busy machine. The
# mutation run has a profile of its own (`tests/quick_properties.py`).
if settings.get_current_profile_name() == "default":
    settings.register_profile(
        "untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow]
    )
    settings.load_profile("untimed")


@pytest.fixture(scope="session")
def server() -> Postgresql:
    """A PostgreSQL with one empty store, made by the real migration, for tests to copy."""
    return own_server()


@pytest.fixture(scope="session")
def migrated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One empty store, made by the real migration, for tests to copy."""
    file = tmp_path_factory.mktemp("migrated") / "store.db"
    migrate(f"sqlite:///{file}")
    return file


@pytest.fixture(params=["sqlite", "postgresql"])
def database_sort(request: pytest.FixtureRequest) -> str:
    """Which database a test's store is on; what asks for one runs on each."""
    return str(request.param)


@pytest.fixture
def url(request: pytest.FixtureRequest, database_sort: str) -> str:
    """The address of an empty store for this test."""
    if database_sort == "sqlite":
        return str(request.getfixturevalue("sqlite_url"))
    return emptied(request.getfixturevalue("server"))


@pytest.fixture
def sqlite_url(migrated: Path, tmp_path: Path) -> str:
    """The address of an empty SQLite store."""
    return f"sqlite:///{shutil.copy(migrated, tmp_path / 'store.db')}"


@pytest.fixture
def new_url(request: pytest.FixtureRequest, database_sort: str, tmp_path: Path) -> Iterator[str]:
    """The address of a store in which there is no table yet, of this test's own."""
    if database_sort == "sqlite":
        yield f"sqlite:///{tmp_path / 'new.db'}"
        return
    server: Postgresql = request.getfixturevalue("server")
    with database(server, "template0") as made:
        yield made


@pytest.fixture
async def engine(url: str) -> AsyncIterator[AsyncEngine]:
    """That store, open."""
    opened = open_store(url)
    yield opened
    await close(opened)
