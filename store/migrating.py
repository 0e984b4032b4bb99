"""Bring the tables of a store up to date with Alembic, from any folder, without alembic.ini."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from domain.errors import BadInputError
from store.address import parsed, prepare_sqlite

FOLDER = Path(__file__).parent / "migrations"


def migrate(url: str, revision: str = "head") -> None:
    """Bring the store at `url` up to `revision`; does nothing when it is there already.

    Two processes may do so at once: the second waits (up to 10 s), then finds nothing to
    do. Blocks; call it before the event loop runs, or in a thread. Raises BadInputError with the
    reason.
    """
    _run(url, revision, down=False)


def undo(url: str, revision: str = "base") -> None:
    """Take the store back to an earlier `revision`; what its tables held is lost."""
    _run(url, revision, down=True)


def _run(url: str, revision: str, *, down: bool) -> None:
    address = parsed(url)
    engine = _engine(address)
    try:
        _alembic(engine, revision, down=down)
    except (CommandError, DatabaseError) as error:
        raise _unusable(address, error) from error
    finally:
        engine.dispose()


def _engine(address: URL) -> Engine:
    if address.get_backend_name() != "sqlite":
        return create_engine(address, poolclass=NullPool)
    engine = create_engine(address.set(drivername="sqlite"), poolclass=NullPool)
    prepare_sqlite(engine)
    return engine


def _alembic(engine: Engine, revision: str, *, down: bool) -> None:
    """Read the version and change the tables inside one writing transaction."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    with engine.execution_options(accord_writes=True).begin() as connection:
        config.attributes["connection"] = connection
        (command.downgrade if down else command.upgrade)(config, revision)


def _unusable(address: URL, error: CommandError | DatabaseError) -> BadInputError:
    place = address.render_as_string(hide_password=True)
    why = str(error.orig) if isinstance(error, DatabaseError) else str(error)
    return BadInputError(
        f"the store {place} cannot be used: {why}", f"存储「{place}」无法使用：{why}"
    )
