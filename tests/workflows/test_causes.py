"""What a request causes is known by its id in every workflow; rubbish in headers is none."""

import asyncio
from typing import Any

import pytest
from structlog.contextvars import bound_contextvars
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    SignalWorkflowInput,
    StartWorkflowUpdateInput,
    WorkflowUpdateHandle,
)
from temporalio.common import SearchAttributeKey
from temporalio.converter import PayloadConverter
from temporalio.service import RPCError, RPCStatusCode

from activities.causes import HEADER, TRACE, Cause, cause_in, collaboration_of, request_id
from tests.workflows.cast import Shown, begin, until
from tests.workflows.place import Handle, Place, brief
from tests.workflows.replaying import replayer
from workflows.names import collaboration_id, round_id

PROBLEMS = SearchAttributeKey.for_keyword_list("TemporalReportedProblems")
EARLY = ["identify", "team", "goals"]
PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"


async def _begun(at: Place, id: str, **changes: Any) -> Shown:
    with bound_contextvars(request_id=id):
        story = await begin(at, brief("en", skip=EARLY, **changes))
    return await story.pending("cadence")


async def _sent(shown: Shown, id: str | None, verb: str, **more: Any) -> None:
    asked = (await shown.again()).asked[0]
    with bound_contextvars(**({"request_id": id} if id else {})):
        await shown.send(verb, asked, **more)


def _passed_on(event: HistoryEvent) -> tuple[str, str | None] | None:
    if event.HasField("activity_task_scheduled_event_attributes"):
        activity = event.activity_task_scheduled_event_attributes
        return activity.activity_type.name, request_id(activity.header.fields)
    if event.HasField("start_child_workflow_execution_initiated_event_attributes"):
        child = event.start_child_workflow_execution_initiated_event_attributes
        return child.workflow_type.name, request_id(child.header.fields)
    return None


async def _history(handle: Handle) -> list[tuple[str, str | None]]:
    """Return what a workflow started, each with the id of the request that caused it."""
    history = await handle.fetch_history()
    return [told for event in history.events if (told := _passed_on(event))]


async def _done(handle: Handle, name: str, times: int) -> list[tuple[str, str | None]]:
    async def often() -> list[tuple[str, str | None]] | None:
        try:
            history = await _history(handle)
        except RPCError as error:  # asked for by its parent, the server has not started it yet
            if error.status is not RPCStatusCode.NOT_FOUND:
                raise
            return None
        found = [one for one in history if one[0] == name]
        return found if len(found) >= times else None

    return await until(often, f"{name} for the {times}th time")


async def test_each_request_is_passed_on_to_what_it_causes_and_to_nothing_else(at: Place) -> None:
    shown = await _begun(at, "start-0001")
    await _sent(shown, "comment-0001", "comment", comment="Hm.")
    await _done(shown.handle, "conclude", 1)
    await _sent(shown, None, "comment", comment="As the Temporal UI sends it.")
    await _done(shown.handle, "conclude", 2)
    await _sent(shown, "approve-0001", "approve")
    assert await shown.handle.result() == "approved"
    told = await _history(shown.handle)
    assert ("draft_cadence", "start-0001") in told
    assert [one for one in told if one[0] == "conclude"] == [
        ("conclude", "comment-0001"),
        ("conclude", None),
        ("conclude", "approve-0001"),
    ]
    home = at.client.get_workflow_handle(collaboration_id(shown.state.collaboration))
    assert await _done(home, "FeedbackRoundWorkflow", 1) == [
        ("FeedbackRoundWorkflow", "approve-0001")
    ]
    assert (await _history(home))[0] == ("open_collaboration", "start-0001")
    asked = at.client.get_workflow_handle(round_id(shown.state.collaboration, 1))
    assert ("invite", "approve-0001") in await _done(asked, "invite", 1)
    for handle in (shown.handle, home):
        await replayer().replay_workflow(await handle.fetch_history())


async def test_what_came_while_something_was_recorded_is_recorded_as_its_own(
    at: Place, gate: asyncio.Event
) -> None:
    gate.set()
    shown = await _begun(at, "start-0002")
    await shown.settled()
    gate.clear()
    await _sent(shown, "comment-0002", "comment", comment="One.")
    await _done(shown.handle, "conclude", 1)
    await _sent(shown, "comment-0003", "comment", comment="Two.")
    gate.set()
    assert await _done(shown.handle, "conclude", 2) == [
        ("conclude", "comment-0002"),
        ("conclude", "comment-0003"),
    ]


async def test_what_a_timer_sets_off_is_nobody_s_request_but_the_start_s(at: Place) -> None:
    deadlines = {"remind": "PT5S", "decide": "PT900S"}
    shown = await _begun(at, "start-0004", deadlines=deadlines)
    await _done(shown.handle, "tell", 1)
    await _sent(shown, "comment-0004", "comment", comment="Before the reminder.")
    told = await _done(shown.handle, "tell", 2)
    assert ("conclude", "comment-0004") in await _history(shown.handle)
    assert told[-1] == ("tell", "start-0004")


RUBBISH: list[dict[str, Payload]] = [
    {HEADER: Payload(metadata={"encoding": b"json/plain"}, data=b"[1,")},
    {HEADER: Payload(metadata={"encoding": b"json/plain"}, data=b'"\xff\xfe12345678"')},
    {HEADER: Payload(metadata={"encoding": b"unheard/of"}, data=b"\x00")},
    {HEADER: PayloadConverter.default.to_payload({"id": "request-0001"})},
    {HEADER: PayloadConverter.default.to_payload("x" * 65)},
    {HEADER: PayloadConverter.default.to_payload('a"b\n{"event":"forged"}')},
    {TRACE: Payload(metadata={"encoding": b"json/plain"}, data=b"[" * 100_000)},
    {TRACE: PayloadConverter.default.to_payload("text")},
    {TRACE: PayloadConverter.default.to_payload({"traceparent": 5})},
    {TRACE: PayloadConverter.default.to_payload({"traceparent": f"{PARENT}\nforged"})},
    {TRACE: PayloadConverter.default.to_payload({"tracestate": "a=b"})},
]


@pytest.mark.parametrize("headers", RUBBISH, ids=range(len(RUBBISH)))
def test_a_header_that_says_nothing_is_no_cause(headers: dict[str, Payload]) -> None:
    assert cause_in(headers) == Cause()


class Stranger(Interceptor):
    """Sends everything with headers of their own."""

    def __init__(self, headers: dict[str, Payload]) -> None:
        self.headers = headers

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        stranger = self

        class Sending(OutboundInterceptor):
            async def signal_workflow(self, input: SignalWorkflowInput) -> None:
                input.headers = stranger.headers
                await super().signal_workflow(input)

            async def start_workflow_update(
                self, input: StartWorkflowUpdateInput
            ) -> WorkflowUpdateHandle[Any]:
                input.headers = stranger.headers
                return await super().start_workflow_update(input)

        return Sending(next)


async def test_rubbish_in_headers_wedges_nothing(at: Place) -> None:
    shown = await _begun(at, "start-0005")
    home = collaboration_id(shown.state.collaboration)
    for headers in RUBBISH:
        config = at.client.config() | {"interceptors": [Stranger(headers)]}
        client = Client(**config)
        await client.get_workflow_handle(home).signal("outcome")
        sent = {"actor": shown.asked[0], "comment": "Hm.", **shown.bound}
        await client.get_workflow_handle(shown.handle.id).execute_update("comment", sent)
    await _sent(shown, "approve-0005", "approve")
    assert await shown.handle.result() == "approved"
    told = [one for one in await _history(shown.handle) if one[0] == "conclude"]
    assert set(told) == {("conclude", None), ("conclude", "approve-0005")}
    for handle in (shown.handle, at.client.get_workflow_handle(home)):
        described = await handle.describe()
        assert not described.typed_search_attributes.get(PROBLEMS)


def test_a_cause_is_read_as_it_was_passed_on() -> None:
    cause = Cause("request-0001", {"traceparent": PARENT, "tracestate": "a=b"})
    assert cause_in(cause.headers()) == cause
    more = {"traceparent": PARENT, "baggage": "user=me"}
    assert cause_in({TRACE: PayloadConverter.default.to_payload(more)}).trace == {
        "traceparent": PARENT
    }


@pytest.mark.parametrize(
    ("workflow", "collaboration"),
    [
        ("collaboration:x-1", "x-1"),
        ("suggestion:x-1:goals:2", "x-1"),
        ("evaluation:x-1-2026-11-30T09:00:00Z", "x-1"),
        ("other", "other"),
    ],
)
def test_the_collaboration_is_told_by_the_id_of_its_workflow(
    workflow: str, collaboration: str
) -> None:
    assert collaboration_of(workflow) == collaboration
