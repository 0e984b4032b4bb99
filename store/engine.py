"""Open the store and close it, and the two ways to work in it."""

import contextlib
import weakref
from collections.abc import AsyncIterator

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from store.address import parsed, prepare_sqlite
from store.postgresql import postgresql_engine
from store.sqlite_connection import in_one_turn

_ALONE = weakref.WeakKeyDictionary[AsyncEngine, AsyncEngine]()
_LOOKING = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def open_store(url: str) -> AsyncEngine:
    """Open the store at an address such as ``sqlite:////srv/accord/store.db`` or ``postgresql://…``.

    The folder of an SQLite file is made. Raises BadInputError on an address it cannot use.
    """
    address = parsed(url)
    if address.get_backend_name() != "sqlite":
        return postgresql_engine(address)
    # Few connections: SQLite has one writer, and many waiting ones starve one another.
    engine = create_async_engine(
        address.set(drivername="sqlite+aiosqlite"), pool_size=4, max_overflow=0, pool_timeout=60
    )
    in_one_turn(engine.sync_engine)
    prepare_sqlite(engine.sync_engine)
    return engine


async def close(engine: AsyncEngine) -> None:
    """Give every connection back."""
    await engine.dispose()


@contextlib.asynccontextmanager
async def writing(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One transaction that writes; nobody else writes to an SQLite store meanwhile."""
    async with engine.execution_options(accord_writes=True).begin() as connection:
        yield connection


@contextlib.asynccontextmanager
async def reading(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """One consistent view to read from, whatever others write meanwhile."""
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(**_LOOKING)
    async with engine.connect() as connection:
        yield connection


@contextlib.asynccontextmanager
async def one_statement(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Execute a single statement, which is a transaction of its own.

    SQLite needs no BEGIN for it: that spares turns of the connection's thread, and a statement
    that writes waits for its turn just as one after BEGIN IMMEDIATE does.
    """
    async with _alone(engine).begin() as connection:
        yield connection


@contextlib.asynccontextmanager
async def one_look(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    """Execute a single statement that reads: there is nothing to commit, which takes a turn too."""
    async with _alone(engine).connect() as connection:
        yield connection


def _alone(engine: AsyncEngine) -> AsyncEngine:
    """Return the engine for statements that are transactions of their own; it is made once."""
    return _ALONE.get(engine) or _ALONE.setdefault(
        engine, engine.execution_options(accord_alone=True)
    )
