"""How a command reaches the engine and the store, and what it says when it cannot."""

import asyncio
import contextlib
import dataclasses
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.workflowservice.v1 import DescribeNamespaceRequest
from temporalio.client import Client
from temporalio.envconfig import ClientConfig
from temporalio.service import RPCError, RPCStatusCode

from api.connection import RPC, Connection, store_error
from cli.engine import noted_engine
from domain.errors import BadInputError
from domain.ledger_signing import Signer
from domain.problems import shown
from store.engine import close, open_store
from store.ledger_key import held_key
from store.migrating import migrate
from traces import traces
from workflows.names import NAMESPACE
from workflows.settings import Settings, connect

CONNECT_SECONDS = 6.0
FAREWELL = 1.0
"""Seconds that a person waits for the traces of a command to be sent."""
Answer = TypeVar("Answer")


def home() -> Path:
    """Return the folder of engine and store: ``ACCORD_HOME``, else ``.accord``."""
    return Path(os.environ.get("ACCORD_HOME") or ".accord").absolute()


def configured_address() -> str | None:
    """Return the address that ``TEMPORAL_ADDRESS`` or a Temporal profile names.

    Raises:
        BadInputError: the profile cannot be read.
    """
    try:
        return ClientConfig.load_client_connect_config().get("target_host") or None
    except (RuntimeError, ValueError, OSError) as error:
        why = shown(error, 300)
        raise BadInputError(
            f"the Temporal profile cannot be used: {why}", f"Temporal 配置无法使用：{why}"
        ) from None


def noted() -> dict[str, str] | None:
    """Return what `accord up` noted about the engine of this home, whether it runs or not."""
    return noted_engine(home())


async def connection() -> Connection:
    """Connect to the configured server, else to the engine of this home.

    Raises:
        BadInputError: none is running, or it does not answer within seconds.
    """
    address, engine = configured_address(), noted()
    if address is None and engine is None:
        raise BadInputError(
            "no engine is running here: `accord up`", "此处没有运行引擎：请先运行 `accord up`"
        )
    if address is None and engine:
        opened = connect(target_host=engine["address"], tls=False, namespace=NAMESPACE)
        return Connection(await _within(opened, engine["address"]), engine["address"], _ui(engine))
    beside = engine if engine and engine["address"] == address else None
    client = await _within(connect(), address or "")
    await _require_namespace(client, address or "")
    return Connection(client, address or "", _ui(beside, address))


def reached(work: Callable[[Connection], Awaitable[Answer]]) -> Answer:
    """Connect, do `work`, and return what it returns.

    Raises:
        BadInputError: also when the engine stops answering half-way.
    """

    async def body() -> Answer:
        opened = await connection()
        async with remembered() as store:
            known = dataclasses.replace(opened, store=store, signer=_signer())
            try:
                return await work(known)
            except RPCError as error:
                raise _unanswered(known.address, error) from error

    with traces(os.environ, FAREWELL):
        return asyncio.run(body())


def in_store(work: Callable[[AsyncEngine], Awaitable[Answer]]) -> Answer:
    """Bring the store of this home up to date, do `work` in it, and return what it returns.

    Raises:
        BadInputError: it cannot be opened or written.
    """
    address = Settings.from_environment(os.environ).store
    migrate(address)

    async def body() -> Answer:
        engine = open_store(address)
        try:
            return await work(engine)
        except SQLAlchemyError as error:
            raise store_error(error) from error
        finally:
            await close(engine)

    return asyncio.run(body())


def store_address() -> str | None:
    """Return the address of the store, if this machine knows one."""
    settings = Settings.from_environment(os.environ)
    known = os.environ.get("ACCORD_STORE") or (home() / "accord.db").exists()
    return settings.store if known else None


@contextlib.asynccontextmanager
async def remembered() -> AsyncIterator[AsyncEngine | None]:
    """Open the store; None when this machine knows none.

    Raises:
        BadInputError: it cannot be opened or read.
    """
    address = store_address()
    if address is None:
        yield None
        return
    engine = open_store(address)
    try:
        yield engine
    except SQLAlchemyError as error:
        raise store_error(error) from error
    finally:
        await close(engine)


def _signer() -> Signer | None:
    """Return the ledger's key if it can be read here; a broken one is no reason to keep nothing."""
    settings = Settings.from_environment(os.environ)
    with contextlib.suppress(BadInputError):
        return held_key(settings.home, settings.ledger_key)
    return None


@contextlib.asynccontextmanager
async def needed_store() -> AsyncIterator[AsyncEngine]:
    """Open the store.

    Raises:
        BadInputError: this machine knows none, or it cannot be used.
    """
    async with remembered() as engine:
        if engine is None:
            raise BadInputError(
                f"there is no store in {home()}; set ACCORD_HOME or ACCORD_STORE",
                f"{home()} 中没有存储；请设置 ACCORD_HOME 或 ACCORD_STORE",
            )
        yield engine


async def _within(opening: Awaitable[Client], address: str) -> Client:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            return await opening
    except (TimeoutError, RPCError, RuntimeError, ValueError) as error:
        raise _unanswered(address, error) from error


async def _require_namespace(client: Client, address: str) -> None:
    """Refuse a server without our namespace: there, everything would seem unknown."""
    wanted = DescribeNamespaceRequest(namespace=client.namespace)
    try:
        await client.workflow_service.describe_namespace(wanted, timeout=RPC)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            return  # not everybody may ask
        where, name = shown(address, 200), shown(client.namespace)
        raise BadInputError(
            f"the server at {where} has no namespace {name}; set TEMPORAL_NAMESPACE",
            f"服务器 {where} 上没有命名空间 {name}；请设置 TEMPORAL_NAMESPACE",
        ) from None


def _unanswered(address: str, error: Exception) -> BadInputError:
    silent = (RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.CANCELLED)
    where = shown(address, 200)
    if isinstance(error, RPCError) and error.status not in silent:
        why = shown(error.message, 300)
        return BadInputError(
            f"the engine at {where} refused: {why}", f"引擎 {where} 拒绝了请求：{why}"
        )
    return BadInputError(
        f"the engine at {where} does not answer; is `accord up` still running?",
        f"引擎 {where} 没有响应；`accord up` 还在运行吗？",
    )


def _ui(engine: dict[str, str] | None, address: str | None = None) -> str | None:
    if named := os.environ.get("ACCORD_UI"):
        return named.rstrip("/")
    if engine:
        return engine.get("ui")
    cloud = address is not None and ".tmprl.cloud" in address
    return "https://cloud.temporal.io" if cloud else None
