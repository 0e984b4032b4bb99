"""Reach a PostgreSQL server, take a lock there, and say in one sentence why it cannot be used."""

import hashlib
from collections.abc import Sequence
from typing import Any

import asyncpg
from sqlalchemy import URL, Connection, Engine, event, func, select
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, NullPool

from domain.problems import shown
from domain.text import Bilingual

DRIVER = "postgresql+asyncpg"
CONNECT_SECONDS = 10.0
_UNANSWERED = Bilingual(en="no server answers there", zh="该地址没有服务器应答")
_WHY: tuple[tuple[type[BaseException], Bilingual], ...] = (
    (OSError, _UNANSWERED),  # also TimeoutError, and a host that has no address
    (
        asyncpg.InvalidAuthorizationSpecificationError,  # also a wrong password
        Bilingual(en="wrong user or password", zh="用户名或口令不正确"),
    ),
    (
        asyncpg.InvalidCatalogNameError,
        Bilingual(en="there is no such database; create it first", zh="没有这个数据库，请先创建"),
    ),
    (
        TypeError,  # what the driver says of a parameter that it does not know
        Bilingual(en="its address has an unknown parameter", zh="地址中有无法识别的参数"),
    ),
)


class UnreachableError(SQLAlchemyError):
    """The server cannot be reached or lets nobody in; `sentence` names it without the password."""

    def __init__(self, sentence: Bilingual) -> None:
        super().__init__(sentence.en)
        self.sentence = sentence


def postgresql_address(address: URL) -> URL:
    """Return the address for the driver that is installed; libpq's `sslmode` is understood."""
    modes = address.normalized_query.get("sslmode")
    if modes:
        address = address.difference_update_query(["sslmode"]).update_query_dict({"ssl": modes[0]})
    return address.set(drivername=DRIVER)


def postgresql_engine(address: URL, pooled: bool = True) -> AsyncEngine:
    """Return an engine whose failures to connect are an UnreachableError."""
    pool: dict[str, Any] = {"pool_size": 10, "pool_timeout": 60, "pool_pre_ping": True}
    engine = create_async_engine(
        address,
        connect_args={"timeout": CONNECT_SECONDS},
        **(pool if pooled else {"poolclass": NullPool}),
    )
    _say_why_unreachable(engine.sync_engine)
    return engine


async def alone(connection: AsyncConnection, name: str) -> None:
    """Let no other transaction that names the same go on before this one ends.

    SQLite has one writer anyway. On PostgreSQL take it first, before anything is read.
    """
    if connection.dialect.name == "postgresql":
        await connection.execute(_lock(name))


def alone_now(connection: Connection, name: str) -> None:
    """Do what `alone` does, where a connection is synchronous."""
    if connection.dialect.name == "postgresql":
        connection.execute(_lock(name))


def why(error: SQLAlchemyError) -> str:
    """Return what a database said, without the class names that drivers put before it."""
    cause: BaseException = getattr(error, "orig", None) or error
    while isinstance(error, DBAPIError) and cause.__cause__ is not None:
        cause = cause.__cause__
    return shown(cause, 200)


def _lock(name: str) -> Any:
    digest = hashlib.blake2b(f"accord:{name}".encode(), digest_size=8).digest()
    return select(func.pg_advisory_xact_lock(int.from_bytes(digest, signed=True)))


def _say_why_unreachable(engine: Engine) -> None:
    @event.listens_for(engine, "do_connect")
    def _connect(
        dialect: Dialect, _record: ConnectionPoolEntry, given: Sequence[Any], named: dict[str, Any]
    ) -> object:
        try:
            return dialect.connect(*given, **named)
        except Exception as error:
            raise UnreachableError(_unusable(engine.url, error)) from error


def _unusable(address: URL, error: Exception) -> Bilingual:
    place = shown(address.set(query={}).render_as_string(hide_password=True), 300)
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    said = shown(cause, 200)
    found = next((words for kind, words in _WHY if isinstance(cause, kind)), None)
    if found is None or "SSL" in said:  # a server without TLS, or with a wrong certificate
        found = Bilingual(en=said, zh=said)
    return Bilingual(
        en=f"the store {place} cannot be used: {found.en}",
        zh=f"存储「{place}」无法使用：{found.zh}",
    )
