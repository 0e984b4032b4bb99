"""Bring the tables of a store up to date with Alembic, from any folder, without alembic.ini."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Connection, create_engine, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from domain.errors import BadInputError
from domain.problems import shown
from store.address import parsed, prepare_sqlite
from store.postgresql import UnreachableError, alone_now, postgresql_engine, why

_WAIT = "60s"
FOLDER = Path(__file__).parent / "migrations"


def migrate(url: str, revision: str = "head") -> None:
    """Bring the store at `url` up to `revision`; does nothing when it is there already.

    Two processes may do so at once: the second waits (up to 10 s on SQLite, 60 s on PostgreSQL),
    then finds nothing to do. Blocks; call it before the event loop runs, or in a thread. Raises
    BadInputError with the reason.
    """
    _run(url, revision, down=False)


def undo(url: str, revision: str = "base") -> None:
    """Take the store back to an earlier `revision`; what its tables held is lost."""
    _run(url, revision, down=True)


def _run(url: str, revision: str, *, down: bool) -> None:
    address = parsed(url)
    try:
        if address.get_backend_name() == "sqlite":
            _on_sqlite(address, revision, down)
        else:
            with ThreadPoolExecutor(1) as thread:  # a loop may be running in this one
                thread.submit(asyncio.run, _on_postgresql(address, revision, down)).result()
    except UnreachableError as error:
        raise BadInputError(error.sentence.en, error.sentence.zh) from error
    except (CommandError, SQLAlchemyError) as error:
        raise _unusable(address, error) from error


def _on_sqlite(address: URL, revision: str, down: bool) -> None:
    engine = create_engine(address.set(drivername="sqlite"), poolclass=NullPool)
    prepare_sqlite(engine)
    try:
        with engine.execution_options(accord_writes=True).begin() as connection:
            _alembic(connection, revision, down)
    finally:
        engine.dispose()


async def _on_postgresql(address: URL, revision: str, down: bool) -> None:
    engine = postgresql_engine(address, pooled=False)
    try:
        async with engine.begin() as connection:
            await connection.execute(text(f"SET LOCAL lock_timeout = '{_WAIT}'"))
            await connection.run_sync(_alembic, revision, down)
    finally:
        await engine.dispose()


def _alembic(connection: Connection, revision: str, down: bool) -> None:
    """Read the version and change the tables inside one writing transaction, alone."""
    alone_now(connection, "migrating")
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    (command.downgrade if down else command.upgrade)(config, revision)


def _unusable(address: URL, error: CommandError | SQLAlchemyError) -> BadInputError:
    place = shown(address.set(query={}).render_as_string(hide_password=True), 300)
    said = why(error) if isinstance(error, SQLAlchemyError) else str(error)
    return BadInputError(
        f"the store {place} cannot be used: {said}", f"存储「{place}」无法使用：{said}"
    )
