"""The API on a store alone: its engine never answers, as when Temporal is down."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import cast

import httpx2
from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client

from api.app import app
from api.callers import Authenticate, named_only
from api.connection import Connection
from api.footing import Footing
from tests.api.test_authorisation import Away
from worker import Settings


def alone(engine: AsyncEngine, authenticate: Authenticate = named_only) -> FastAPI:
    """Return the application on this store."""
    connection = Connection(cast(Client, Away()), "away:7233", None, engine, surface="api")
    return app(Footing(connection, Settings("unused", Path()), authenticate))


@contextlib.asynccontextmanager
async def asking(served: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """Ask it as somebody whose name is believed."""
    transport = httpx2.ASGITransport(app=served, raise_app_exceptions=False)
    async with httpx2.AsyncClient(
        transport=transport, base_url="http://127.0.0.1", headers={"accord-as": "stella.ahmed"}
    ) as client:
        yield client
