"""The demo's people ask and act through the HTTP API, as any other system would."""

import contextlib
import dataclasses
import secrets
from collections.abc import AsyncIterator
from typing import Any

import httpx2

from api.app import app
from api.callers import named_only
from api.connection import Connection
from api.footing import Footing
from cli.serving import listening, served, server
from domain.collaboration import CollaborationState
from domain.errors import RefusedError, UnknownError
from domain.signing import ApprovalState
from domain.text import Bilingual
from workflows.settings import Settings

_PATIENCE = 60.0


@dataclasses.dataclass
class Asking:
    """The API at `url`, asked in the name of one person or another."""

    url: str
    client: httpx2.AsyncClient

    async def __call__(
        self, method: str, path: str, account: str, body: dict[str, Any] | None = None
    ) -> dict[str, Any]:
        """Send one request, and the same again under its key while nobody has taken it.

        Raises:
            UnknownError: there is nothing at this address yet.
            RefusedError: with the problem's sentence.
        """
        headers = {"accord-as": account}
        if method == "POST":
            headers["idempotency-key"] = secrets.token_urlsafe(16)
        for _ in range(5):
            answer = await self.client.request(method, path, headers=headers, json=body)
            if answer.status_code != 503:
                break
        told: dict[str, Any] = answer.json()
        if answer.status_code == 404:
            raise UnknownError(path)
        if answer.status_code >= 400:
            said = str(told["detail"])
            raise RefusedError(Bilingual(en=said, zh=said), code=told["code"])
        return told

    async def collaboration(self, id: str, account: str) -> CollaborationState | None:
        """Return how a collaboration stands; None while it is only just being started."""
        with contextlib.suppress(UnknownError):
            told = await self("GET", f"/v1/collaborations/{id}", account)
            return CollaborationState.model_validate(told["state"]) if told["state"] else None
        return None

    async def suggestion(self, id: str, account: str) -> ApprovalState | None:
        """Return how a suggestion stands; None while it is only just being started."""
        with contextlib.suppress(UnknownError):
            told = await self("GET", f"/v1/suggestions/{id}", account)
            return ApprovalState.model_validate(told["state"]) if told["state"] else None
        return None


@contextlib.asynccontextmanager
async def asking(footing: Footing, language: str) -> AsyncIterator[Asking]:
    """Serve the API on a free port of loopback, and ask it there."""
    with listening("127.0.0.1", 0) as plug:
        async with served(server(app(footing)), plug):
            url = f"http://127.0.0.1:{plug.getsockname()[1]}"
            async with httpx2.AsyncClient(
                base_url=url,
                trust_env=False,
                timeout=_PATIENCE,
                headers={"accept-language": language},
            ) as client:
                yield Asking(url, client)


def footing_of(connection: Connection, settings: Settings) -> Footing:
    """Return what the demo's API stands on: names are believed, on loopback."""
    return Footing(connection, settings, named_only, alone=True)
