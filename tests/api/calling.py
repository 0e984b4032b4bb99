"""Calling the API as somebody: in this process, by the same ASGI application that is served."""

import contextlib
import dataclasses
from collections.abc import AsyncIterator, Mapping
from typing import Any

import httpx2
from starlette.requests import Request

from activities.tokens import SigningKey
from api.app import app
from api.callers import Authenticate, Caller, named_only
from api.connection import Connection
from api.footing import Footing
from tests.workflows.cast import Story
from tests.workflows.place import Place, brief
from worker import Settings
from workflows.names import collaboration_id


@dataclasses.dataclass(frozen=True)
class Api:
    """An API under test, and the place behind it."""

    at: Place
    client: httpx2.AsyncClient

    async def __call__(
        self,
        method: str,
        path: str,
        who: str | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        **more: Any,
    ) -> httpx2.Response:
        """Send one request as somebody, from a browser that remembers nothing of others."""
        self.client.cookies.clear()
        sent = dict(headers or {}) | ({"accord-as": who} if who else {})
        if body is not None:
            more["json"] = body
        return await self.client.request(method, path, headers=sent, **more)

    async def start(self, language: Any = "en", **changes: Any) -> Story:
        """Start the example's collaboration as its sponsor."""
        wanted = brief(language, **changes)
        answer = await self("POST", "/v1/collaborations", wanted["sponsor"], wanted)
        assert answer.status_code == 201, answer.text
        handle = self.at.client.get_workflow_handle(collaboration_id(wanted["id"]))
        return Story(self.at, handle, wanted["id"])


async def proved(request: Request) -> Caller:
    """Take the name as if its owner had proved it: only then does the API sign tokens."""
    return dataclasses.replace(await named_only(request), via="session")


@contextlib.asynccontextmanager
async def api(
    at: Place, authenticate: Authenticate = named_only, key: SigningKey | None = None
) -> AsyncIterator[Api]:
    """Serve the API on this place."""
    connection = Connection(at.client, at.address, at.ui, at.engine, surface="api")
    settings = Settings("unused", at.data, home=at.home)
    stood = Footing(connection, settings, authenticate, (lambda: key) if key else None)
    transport = httpx2.ASGITransport(app=app(stood), raise_app_exceptions=False)
    async with httpx2.AsyncClient(transport=transport, base_url="http://api.test") as client:
        yield Api(at, client)
