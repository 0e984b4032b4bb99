"""Whether this process lives, and whether it can do anything."""

import asyncio
import datetime as dt
from typing import Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from pydantic import Field
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import PlainTextResponse
from temporalio.api.enums.v1 import TaskQueueType
from temporalio.api.taskqueue.v1 import TaskQueue
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest
from temporalio.service import RPCError

from api.callers import require
from api.footing import Footing, On, caller
from api.identity import names_this_machine
from api.watching import Measured
from domain.text import Frozen
from store.engine import reading

router = APIRouter(tags=["health · 运行状态"])
_PATIENCE = 3.0
_LATELY = dt.timedelta(seconds=90)
"""A worker that waits asks anew within a minute; the engine remembers one that has gone longer."""
_PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
"""What proxies add to a request."""


class Alive(Frozen):
    """This process answers."""

    ok: Literal[True] = True


class Ready(Frozen):
    """What this process stands on, part by part; `ok` is about store and engine alone.

    `worker` says whether any polls lately; null while the engine does not tell.
    """

    ok: bool
    store: bool
    engine: bool
    worker: bool | None = Field(description="no reason for 503: everything can still be read")


@router.get("/healthz")
async def healthz() -> Alive:
    """Answer."""
    return Alive()


@router.get("/readyz", responses={503: {"model": Ready}})
async def readyz(on: On, response: Response) -> Ready:
    """Say whether store and engine answer, with 503 when one does not; and whether a worker polls.

    No worker is no reason to send people elsewhere, where there is none either: they can still read
    everything, and what needs a worker answers 503 itself, with how to ask again.
    """
    store, engine, worker = await asyncio.gather(_store(on), _engine(on), _worker(on))
    if not (store and engine):
        response.status_code = 503
    return Ready(ok=store and engine, store=store, engine=engine, worker=worker)


@router.get(
    "/metrics",
    response_class=PlainTextResponse,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
async def metrics(request: Request, on: On) -> Response:
    """Return what Prometheus scrapes: how many requests, how they ended, how long they took.

    By route and status; there is no name, no id and no text in it. On the machine itself it is open
    to any; from elsewhere it takes a service account made with `watch`, or an administrator or
    auditor.
    """
    if not _beside(on, request):
        await require(on.store, await caller(request), "watch")
    measured: Measured = request.app.state.measured
    return Response(measured.text(), media_type=CONTENT_TYPE_PLAIN_0_0_4)


def _beside(on: Footing, request: Request) -> bool:
    """Say whether this is asked on this very machine, which alone comes here.

    What something in front has passed on comes from elsewhere, whether the settings know of it or
    not; and so does a page of another site that had its own name found here.
    """
    passed_on = any(name in request.headers for name in _PASSED_ON)
    return on.alone and not passed_on and names_this_machine(request)


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


async def _worker(on: On) -> bool | None:
    """Say whether a worker asked for work of ours lately."""
    client = on.connection.client
    try:
        asked = DescribeTaskQueueRequest(
            namespace=client.namespace,
            task_queue=TaskQueue(name=on.settings.queue),
            task_queue_type=TaskQueueType.TASK_QUEUE_TYPE_WORKFLOW,
        )
        limit = dt.timedelta(seconds=_PATIENCE)
        told = await client.workflow_service.describe_task_queue(asked, timeout=limit)
    except (RPCError, RuntimeError, TimeoutError):
        return None
    since = dt.datetime.now(dt.UTC) - _LATELY
    return any(one.last_access_time.ToDatetime(dt.UTC) > since for one in told.pollers)
