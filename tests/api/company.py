"""A house whose pages lead to a company's provider, and browsers that follow where they are led."""

import contextlib
import dataclasses
import datetime as dt
import functools
import shutil
import ssl
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx2
from argon2 import PasswordHasher
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client as Engine

from api.app import app
from api.callers import named_only
from api.connection import Connection
from api.entrance import Entrance
from api.footing import Footing
from api.hashing import Passwords
from api.identity import authenticator
from api.oidc import Provider as Believed
from api.oidc_code import RelyingParty
from api.oidc_keys import PublishedKeys
from api.routes.company_account import BACK
from domain.bearer import Client, Expected
from store.engine import close, open_store
from store.migrating import migrate
from tests.api.code_provider import CodeProvider
from tests.api.provider import AUDIENCE, CLIENT, NOW
from tests.store.samples import NOW as TODAY
from worker import Settings

CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
SITE = "https://accord.test"
ROLES = {"accord-audit": "auditor", "accord-admins": "admin"}
_NO_CA = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Nothing here speaks TLS, and to read every authority for each client takes long."""
ADMINS = "/v1/webhooks"
"""What only an admin reads."""


@dataclasses.dataclass
class Company:
    """The API under test, the provider, and the clocks: of sessions, and of sign-ins."""

    store: AsyncEngine
    provider: CodeProvider
    today: list[dt.datetime]
    now: list[float]
    entrance: Entrance

    @property
    def footing(self) -> Footing:
        """Return what the application stands on, as the way in is now."""
        believed = Believed(_expected(self.provider), _keys(self.provider), lambda: self.now[0])
        authenticate = authenticator(self.store, self.entrance, believed, self.entrance.open)
        connection = Connection(cast(Engine, None), "x", None, self.store, surface="api")
        settings = Settings("unused", Path())
        return Footing(connection, settings, authenticate, None, self.entrance)

    @property
    def app(self) -> FastAPI:
        """Return the application on this footing."""
        found = _application()
        found.state.footing = self.footing
        return found

    def party(self, client: Client | None = None) -> RelyingParty:
        """Return what leads to the provider, with a memory and keys of its own."""
        believed = Believed(_expected(self.provider), _keys(self.provider), lambda: self.now[0])
        known = client or Client(CLIENT)
        return RelyingParty(believed, known, SITE + BACK, lambda: self.now[0])

    def change(self, **changes: Any) -> None:
        """Change the way in, for browsers that are opened from now on."""
        self.entrance = dataclasses.replace(self.entrance, **changes)

    @contextlib.asynccontextmanager
    async def browser(self, site: str = SITE) -> AsyncIterator[httpx2.AsyncClient]:
        """Open a browser: it follows redirects from the site to the provider and back."""
        here = httpx2.ASGITransport(app=self.app, raise_app_exceptions=False)
        async with httpx2.AsyncClient(
            mounts={site: here},
            base_url=site,
            headers={"origin": site, "accept-language": "en"},
            trust_env=False,
            verify=_NO_CA,
            follow_redirects=True,
        ) as client:
            yield client


def _expected(provider: CodeProvider) -> Expected:
    return Expected(provider.issuer, (AUDIENCE,), roles=ROLES)  # type: ignore[arg-type]


def _keys(provider: CodeProvider) -> PublishedKeys:
    return PublishedKeys(
        provider.issuer, lambda: httpx2.AsyncClient(trust_env=False, verify=_NO_CA)
    )


@functools.cache
def _application() -> FastAPI:
    """Return one application for all: to put one together takes longer than most tests here."""
    nowhere = Footing(cast(Connection, None), cast(Settings, None), named_only)
    return app(nowhere)


@functools.cache
def _migrated() -> Path:
    """Return an empty store: to migrate one for each test would take longer than the tests."""
    made = Path(tempfile.mkdtemp()) / "empty.db"
    migrate(f"sqlite:///{made}")
    return made


@contextlib.asynccontextmanager
async def company(folder: Path, provider: CodeProvider) -> AsyncIterator[Company]:
    """Build it, with a store of its own."""
    shutil.copy(_migrated(), folder / "store.db")
    url = f"sqlite:///{folder / 'store.db'}"
    store, today, now = open_store(url), [TODAY], [NOW]
    entrance = Entrance(public=SITE, secure=True, passwords=Passwords(CHEAP), now=lambda: today[0])
    made = Company(store, provider, today, now, entrance)
    made.change(party=made.party())
    yield made
    await close(store)


async def is_in(browser: httpx2.AsyncClient) -> bool:
    """Say whether somebody is signed in with this browser."""
    return (await browser.get("/v1/schemas/brief")).status_code == 200


async def led(browser: httpx2.AsyncClient, place: str = "/") -> httpx2.URL:
    """Begin a sign-in, let the provider say yes, and return where it sends the browser back to."""
    begun = await browser.get("/sign-in/company", params={"next": place}, follow_redirects=False)
    back = await browser.get(begun.headers["location"], follow_redirects=False)
    return httpx2.URL(back.headers["location"])
