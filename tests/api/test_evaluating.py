"""What has begun under a key is not begun again, whoever still remembers it."""

import dataclasses
from typing import cast

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.api.workflowservice.v1 import PatchScheduleRequest
from temporalio.client import Client
from temporalio.service import RPCError, RPCStatusCode

from api.connection import Connection
from api.evaluating import trigger
from store.evaluations import keep_evaluation
from tests.store.samples import LATER, NOW

HOME, RUN = "collaboration:onboarding", "evaluation:onboarding-2026-03-02T09:30:00Z"


@dataclasses.dataclass
class Knowing:
    """An engine that knows these workflows, and keeps what is asked of a schedule."""

    known: tuple[str, ...]
    asked: list[PatchScheduleRequest] = dataclasses.field(default_factory=list)
    handle: str = ""
    namespace = identity = "accord"

    def get_workflow_handle(self, id: str) -> "Knowing":
        return dataclasses.replace(self, handle=id)

    async def describe(self, **_: object) -> None:
        if self.handle not in self.known:
            raise RPCError("none", RPCStatusCode.NOT_FOUND, b"")

    @property
    def workflow_service(self) -> "Knowing":
        return self

    async def patch_schedule(self, request: PatchScheduleRequest, **_: object) -> None:
        self.asked.append(request)


def _on(client: Knowing, engine: AsyncEngine) -> Connection:
    return Connection(cast(Client, client), "x:7233", None, engine)


@pytest.mark.parametrize("who", ["engine", "store", "nobody"])
async def test_only_what_nobody_remembers_is_begun(engine: AsyncEngine, who: str) -> None:
    client = Knowing((HOME, RUN) if who == "engine" else (HOME,))
    if who == "store":
        await keep_evaluation(engine, "onboarding", RUN, "no change", "facts:1", "key", NOW)
    await trigger(_on(client, engine), "onboarding", NOW)
    assert len(client.asked) == (1 if who == "nobody" else 0)


async def test_at_any_other_time_it_is_another_run_and_the_same_again_is_the_same(
    engine: AsyncEngine,
) -> None:
    client = Knowing((HOME, RUN))
    for at in (LATER, LATER, None):
        await trigger(_on(client, engine), "onboarding", at)
    first, again, unkeyed = client.asked
    assert first == again
    assert first.patch.trigger_immediately.scheduled_time.ToDatetime() == LATER.replace(tzinfo=None)
    assert first.request_id != unkeyed.request_id
    assert first.schedule_id == "evaluation:onboarding"
