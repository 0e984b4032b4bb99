"""Whether this process lives, and whether it can do anything."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse
from temporalio.service import RPCError

from api.footing import On
from api.watching import Measured
from domain.text import Frozen
from store.engine import reading

router = APIRouter(tags=["health · 运行状态"])
_PATIENCE = 3.0


class Alive(Frozen):
    """This process answers."""

    ok: Literal[True] = True


class Ready(Frozen):
    """What this process stands on, part by part."""

    ok: bool
    store: bool
    engine: bool


@router.get("/healthz")
async def healthz() -> Alive:
    """Answer."""
    return Alive()


@router.get("/readyz", responses={503: {"model": Ready}})
async def readyz(on: On, response: Response) -> Ready:
    """Say whether store and engine answer; 503 when one does not."""
    store, engine = await asyncio.gather(_store(on), _engine(on))
    if not (store and engine):
        response.status_code = 503
    return Ready(ok=store and engine, store=store, engine=engine)


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request) -> Response:
    """Return what Prometheus scrapes: how many requests, how they ended, how long they took.

    By route and status; there is no name, no id and no text in it.
    """
    measured: Measured = request.app.state.measured
    return Response(measured.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)


async def _store(on: On) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE), reading(on.store) as connection:
            await connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, OSError, TimeoutError):
        return False
    return True


async def _engine(on: On) -> bool:
    try:
        async with asyncio.timeout(_PATIENCE):
            return await on.connection.client.service_client.check_health()
    except (RPCError, RuntimeError, TimeoutError):
        return False
