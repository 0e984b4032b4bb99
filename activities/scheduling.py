"""The evaluation schedule of a collaboration, kept by the Temporal server."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from temporalio import activity
from temporalio.client import (
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleAlreadyRunningError,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleSpec,
)
from temporalio.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError, RPCStatusCode

from activities.requests import ScheduleRequest

_COLLABORATION = SearchAttributeKey.for_keyword("AccordCollaboration")


class Scheduling:
    """Sets, pauses, resumes and removes the schedule `evaluation:<collaboration>`."""

    def __init__(self, client: Client, queue: str) -> None:
        self._client, self._queue = client, queue

    @activity.defn
    async def set_schedule(self, request: ScheduleRequest) -> None:
        """Start evaluations at the brief's interval; what was missed for a day is caught up."""
        about = TypedSearchAttributes([SearchAttributePair(_COLLABORATION, request.collaboration)])
        schedule = Schedule(
            action=ScheduleActionStartWorkflow(
                "EvaluationWorkflow",
                request.collaboration,
                id=_id(request.collaboration),
                task_queue=self._queue,
                typed_search_attributes=about,
            ),
            spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=request.every)]),
            policy=SchedulePolicy(
                overlap=ScheduleOverlapPolicy.SKIP, catchup_window=dt.timedelta(days=1)
            ),
        )
        try:
            await self._client.create_schedule(
                _id(request.collaboration), schedule, search_attributes=about
            )
        except ScheduleAlreadyRunningError:
            activity.logger.info("schedule of %s is there already", request.collaboration)

    @activity.defn
    async def pause_schedule(self, collaboration: str) -> None:
        """Pause: no evaluation starts until it is resumed."""
        with _unless_gone():
            await self._client.get_schedule_handle(_id(collaboration)).pause(note="paused · 已暂停")

    @activity.defn
    async def resume_schedule(self, collaboration: str) -> None:
        """Let evaluations start again."""
        schedule = self._client.get_schedule_handle(_id(collaboration))
        with _unless_gone():
            await schedule.unpause(note="resumed · 已恢复")

    @activity.defn
    async def remove_schedule(self, collaboration: str) -> None:
        """Remove the schedule; one that is gone already is fine."""
        with _unless_gone():
            await self._client.get_schedule_handle(_id(collaboration)).delete()


@contextmanager
def _unless_gone() -> Iterator[None]:
    """Let it be when somebody has deleted the schedule: trying for ever would block closing."""
    try:
        yield
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise


def _id(collaboration: str) -> str:
    return f"evaluation:{collaboration}"
