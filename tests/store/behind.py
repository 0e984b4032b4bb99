"""What is done to a store behind Accord's back, on either database."""

from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from store.address import parsed
from store.tables import metadata
from tests.postgresql import in_thread


def within(url: str, work: Any) -> Any:
    """Do `work` with a plain connection, in a transaction, and return what it returns."""

    async def body() -> Any:
        address = parsed(url)
        if address.get_backend_name() == "sqlite":
            address = address.set(drivername="sqlite+aiosqlite")
        engine = create_async_engine(address, poolclass=NullPool)
        async with engine.begin() as connection:
            return await connection.run_sync(work)

    return in_thread(body())


def execute(url: str, *statements: str) -> list[tuple[Any, ...]]:
    """Execute statements, and return the rows of the last one if it has any."""

    def work(connection: Connection) -> list[tuple[Any, ...]]:
        found = [connection.execute(text(statement)) for statement in statements][-1]
        return [tuple(row) for row in found] if found.returns_rows else []

    rows: list[tuple[Any, ...]] = within(url, work)
    return rows


def difference(connection: Connection) -> list[Any]:
    """Return what distinguishes the tables that are there from those of the code."""
    return list(compare_metadata(MigrationContext.configure(connection), metadata))


def tamper(url: str, statement: str) -> None:
    """Change something that is there."""
    assert within(url, lambda connection: connection.execute(text(statement)).rowcount) >= 1
