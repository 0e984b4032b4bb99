"""A collaboration on a store alone, and its permissions given, withdrawn and heard of over HTTP."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any, Protocol, cast

import httpx2
from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request
from temporalio.client import Client

from api.app import app
from api.callers import Authenticate, Caller, UnauthenticatedError
from api.connection import Connection
from api.footing import Footing
from domain.charter import Charter
from domain.permissions import Role
from store.charters import keep_charter
from store.collaborations import keep_collaboration
from store.listings import keep_listing
from store.people import COMPANY, keep_directory
from store.suggestions import keep_suggestion
from tests.api.test_authorisation import DIRECTORY, ID, LISTING, NEED, Away
from tests.store.samples import NOW, brief, suggestion
from worker import Settings

HERE = f"/v1/collaborations/{ID}"
PERMISSIONS = f"{HERE}/permissions"
SPONSOR, LEAD, HEAD, MEMBER = "zhao.min", "li.na", "wang.fa", "chen.yu"
STRANGER, OTHER = "sun.li", "qian.duo"
ROLES: dict[str, frozenset[Role]] = {
    "ad.min": frozenset({"admin"}),
    "au.di": frozenset({"auditor"}),
}


class Ask(Protocol):
    """Sends one request as somebody."""

    async def __call__(
        self, method: str, path: str, who: str, body: Any = None, /, **headers: str
    ) -> httpx2.Response: ...


def somebody(account: str) -> Caller:
    """Return who has signed in under this account."""
    return Caller(account, "session", ROLES.get(account, frozenset()))


async def named(request: Request) -> Caller:
    """Tell who asks as if they had signed in."""
    account = request.headers.get("x-who")
    if account is None:
        raise UnauthenticatedError("nobody", "无人")
    return somebody(account)


async def filled(engine: AsyncEngine) -> AsyncEngine:
    """Let a collaboration stand in the store, with one suggestion that waits."""
    await keep_collaboration(engine, brief(), NOW)
    await keep_directory(engine, COMPANY, DIRECTORY)
    charter = Charter(collaboration=ID, title="x", language="zh")
    await keep_charter(engine, ID, 1, charter.model_dump_json(), "f", NEED, NOW)
    await keep_suggestion(engine, ID, suggestion())
    await wait(engine, NEED)
    return engine


async def wait(engine: AsyncEngine, id: str) -> None:
    """Let a suggestion wait for the head of the legal department."""
    waits = LISTING.model_copy(update={"suggestion": id, "approvers": (HEAD,)})
    await keep_listing(engine, waits, NOW)


def footing(store: AsyncEngine, authenticate: Authenticate = named) -> Footing:
    """Return what an API on this store stands on."""
    connection = Connection(cast(Client, Away()), "away:7233", None, store, surface="api")
    return Footing(connection, Settings("unused", cast(Any, None)), authenticate)


@contextlib.asynccontextmanager
async def asking(store: AsyncEngine) -> AsyncIterator[Ask]:
    """Serve the API on this store until the block ends."""
    transport = httpx2.ASGITransport(app=app(footing(store)), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:

        async def send(
            method: str, path: str, who: str, body: Any = None, /, **headers: str
        ) -> httpx2.Response:
            sent = {name.replace("_", "-"): value for name, value in headers.items()}
            more = {} if body is None else {"json": body}
            return await client.request(method, path, headers={"x-who": who} | sent, **more)

        yield send


async def give(ask: Ask, account: str, *actions: str, by: str = SPONSOR, **more: Any) -> list[str]:
    """Give a permission, and return the ids of what was given."""
    told = await ask("POST", PERMISSIONS, by, {"account": account, "actions": actions, **more})
    assert told.status_code in (200, 201), told.text
    return [one["id"] for one in told.json()["permissions"]]
