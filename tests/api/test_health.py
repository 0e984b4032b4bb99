"""Whether the API lives and can do anything; without a worker everything can still be read."""

import dataclasses
import datetime as dt
from collections.abc import Awaitable, Callable
from functools import partial
from pathlib import Path
from typing import Any, cast

import httpx2
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.taskqueue.v1 import PollerInfo
from temporalio.api.workflowservice.v1 import DescribeTaskQueueRequest, DescribeTaskQueueResponse
from temporalio.client import Client

from api.app import app
from api.callers import named_only
from api.connection import Connection
from api.footing import Footing
from tests.api.away import alone, asking
from tests.api.calling import Api
from tests.workflows.cast import until
from tests.workflows.place import NAMESPACE
from worker import Settings


@dataclasses.dataclass
class Remembering:
    """An engine that lives, and remembers a worker that polled so long ago."""

    ago: dt.timedelta
    asked: list[DescribeTaskQueueRequest] = dataclasses.field(default_factory=list)
    namespace = NAMESPACE

    @property
    def workflow_service(self) -> "Remembering":
        return self

    service_client = workflow_service

    async def check_health(self) -> bool:
        return True

    async def describe_task_queue(
        self, request: DescribeTaskQueueRequest, **limit: dt.timedelta
    ) -> DescribeTaskQueueResponse:
        assert limit["timeout"] <= dt.timedelta(seconds=5), "a probe that hangs is no probe"
        self.asked.append(request)
        seen = PollerInfo()
        seen.last_access_time.FromDatetime(dt.datetime.now(dt.UTC) - self.ago)
        return DescribeTaskQueueResponse(pollers=[seen])


async def _ready(client: Any, store: AsyncEngine, queue: str = "accord") -> httpx2.Response:
    connection = Connection(cast(Client, client), "x:7233", None, store, surface="api")
    settings = Settings("unused", Path(), queue=queue)
    async with asking(app(Footing(connection, settings, named_only))) as calls:
        return await calls.get("/readyz")


async def _comes_to_say(ask: Callable[[], Awaitable[httpx2.Response]], *, worker: bool) -> bool:
    """Ask until all else answers too: a probe gives up in seconds, which a busy machine takes."""
    wanted = {"ok": True, "store": True, "engine": True, "worker": worker}

    async def says() -> bool:
        answer = await ask()
        return bool((answer.status_code, answer.json()) == (200, wanted))

    return await until(says, str(wanted))


async def test_with_all_that_it_stands_on_it_is_ready(calls: Api) -> None:
    assert await _comes_to_say(lambda: calls("GET", "/readyz"), worker=True)


async def test_where_no_worker_polls_it_says_so_and_goes_on_serving_readers(calls: Api) -> None:
    ask = partial(_ready, calls.at.client, calls.at.engine, "a-queue-that-nobody-polls")
    assert await _comes_to_say(ask, worker=False)


@pytest.mark.parametrize(("seconds", "polls"), [(5, True), (65, True), (240, False)])
async def test_a_worker_that_has_gone_is_remembered_by_the_engine_and_not_by_us(
    engine: AsyncEngine, seconds: int, polls: bool
) -> None:
    gone = Remembering(dt.timedelta(seconds=seconds))
    answer = await _ready(gone, engine)
    assert (answer.status_code, answer.json()["worker"]) == (200, polls)
    assert [one.task_queue.name for one in gone.asked] == ["accord"]


async def test_without_an_engine_nobody_knows_of_workers_and_it_is_not_ready(
    engine: AsyncEngine,
) -> None:
    async with asking(alone(engine)) as client:
        answer = await client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json() == {"ok": False, "store": True, "engine": False, "worker": None}
