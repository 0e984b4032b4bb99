"""Whether this process lives, and whether it can do anything."""

import asyncio
from typing import Literal

from fastapi import APIRouter, Response
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from temporalio.service import RPCError

from api.footing import On
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
