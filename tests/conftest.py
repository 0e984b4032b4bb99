from collections.abc import Iterator

import pytest

from store.migrating import migrate
from tests.postgresql import MIGRATED, SHARED, Postgresql, postgresql


@pytest.fixture(scope="session")
def server() -> Iterator[Postgresql]:
    """A PostgreSQL with one empty store, made by the real migration, for tests to copy."""
    with postgresql() as running:
        running.execute(f"CREATE DATABASE {MIGRATED}")
        migrate(running.url(MIGRATED))
        running.execute(f"CREATE DATABASE {SHARED} TEMPLATE {MIGRATED} STRATEGY FILE_COPY")
        yield running
