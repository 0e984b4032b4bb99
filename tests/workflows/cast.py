"""The people of a test: they look at what is pending and decide, as people do."""

import asyncio
import dataclasses
import uuid
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.client import WorkflowUpdateFailedError
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from domain.collaboration import CollaborationState, Started
from domain.signing import ApprovalState, waiting
from domain.suggestion import Kind
from tests.workflows.place import Handle, Place
from workflows.names import collaboration_id, round_id
from workflows.options import ANEW

Found = TypeVar("Found")
PATIENCE = 90.0
"""Seconds until a test gives up waiting; far more than anything here takes."""


async def until(
    look: Callable[[], Awaitable[Found | None]], what: str, patience: float = PATIENCE
) -> Found:
    """Look again and again until there is something, and return it.

    A question that a busy machine did not answer in time is asked again.
    """
    ends = asyncio.get_running_loop().time() + patience
    while asyncio.get_running_loop().time() < ends:
        try:
            if found := await look():
                return found
        except RPCError as error:
            if error.status is not RPCStatusCode.CANCELLED or "Timeout expired" not in str(error):
                raise
        await asyncio.sleep(0.05)
    raise AssertionError(f"waited in vain for {what}")


async def resent(handle: Handle, update: str, given: dict[str, Any], id: str | None = None) -> str:
    """Send an update as our API does: again while it is not taken just now.

    A worker that has only just started on a busy machine takes none yet, and a history that begins
    anew as it comes refuses it.
    """
    id = id or str(uuid.uuid4())

    async def answer() -> tuple[str] | None:
        try:
            said: str = await handle.execute_update(update, given, id=id)
        except WorkflowUpdateFailedError as error:
            if getattr(error.cause, "type", None) != ANEW:
                raise
            return None
        except RPCError as error:
            not_now = error.status is RPCStatusCode.FAILED_PRECONDITION
            if not (not_now or "unexpected workflow task failure" in str(error)):
                raise
            return None
        return (said,)

    return (await until(answer, f"an answer to {update}"))[0]


@dataclasses.dataclass(frozen=True)
class Shown:
    """One suggestion as somebody saw it."""

    handle: Handle
    state: ApprovalState

    @property
    def bound(self) -> dict[str, Any]:
        """Return what binds a decision to this text."""
        suggestion = self.state.suggestion
        assert suggestion is not None
        return {"revision": suggestion.revision, "fingerprint": suggestion.fingerprint[:12]}

    @property
    def asked(self) -> list[str]:
        """Return the accounts that are still waited for."""
        return [approver.account for approver in waiting(self.state)]

    @property
    def everybody(self) -> set[str]:
        """Return the accounts that are asked in any step."""
        return {a.account for step in self.state.steps for a in step.approvers}

    async def send(self, verb: str, actor: str, id: str | None = None, **more: Any) -> str:
        """Send one decision by the update of its verb."""
        return await resent(self.handle, verb, {"actor": actor, **self.bound, **more}, id)

    async def send_once(self, verb: str, actor: str, id: str | None = None, **more: Any) -> str:
        """Send it as the Temporal command does: whatever comes of it."""
        given = {"actor": actor, **self.bound, **more}
        said: str = await self.handle.execute_update(verb, given, id=id)
        return said

    async def again(self) -> "Shown":
        """Look at it again."""
        return Shown(self.handle, await self.handle.query("view", result_type=ApprovalState))

    async def events(self) -> list[str]:
        """Return what its history consists of: the type of each event, in order."""
        history = await self.handle.fetch_history()
        names = [EventType.Name(event.event_type) for event in history.events]
        return [name.removeprefix("EVENT_TYPE_") for name in names]

    async def settled(self) -> None:
        """Wait until whoever is asked was told, and the deadline runs."""

        async def look() -> bool:
            return "TIMER_STARTED" in await self.events()

        await until(look, "the timer of the deadline")

    async def all_approve(self) -> None:
        """Let whoever is asked approve, step by step, until nobody is."""
        now = await self.again()
        while now.asked:
            await now.send("approve", now.asked[0])
            now = await now.again()


class Story:
    """One collaboration, and what people do to it."""

    def __init__(self, at: Place, handle: Handle, id: str) -> None:
        self.at, self.handle, self.id = at, handle, id

    async def send(self, update: str, given: dict[str, Any]) -> str:
        """Send it an update."""
        return await resent(self.handle, update, given)

    async def state(self) -> CollaborationState:
        state: CollaborationState = await self.handle.query("view", result_type=CollaborationState)
        return state

    async def shown(self, kind: Kind, number: int = 1) -> Shown:
        """Return a suggestion as it stands."""
        handle = self.at.suggestion(f"{self.id}:{kind}:{number}")
        return await Shown(handle, None).again()  # type: ignore[arg-type]

    async def pending(self, kind: Kind, number: int = 1, revision: int = 1) -> Shown:
        """Wait until this revision of a suggestion is put before people."""

        async def look() -> Shown | None:
            state = await self.state()
            if f"{self.id}:{kind}:{number}" not in [s.id for s in state.suggestions]:
                return None
            try:
                found = await self.shown(kind, number)
            except RPCError as error:  # it is noted before it is started
                if error.status is RPCStatusCode.NOT_FOUND:
                    return None
                raise
            ready = found.state.status == "pending" and found.state.revision == revision
            return found if ready else None

        return await until(look, f"{kind} {number} r{revision} of {self.id}")

    async def approve(self, kind: Kind, number: int = 1, revision: int = 1) -> Shown:
        """Let everybody who is asked approve, step by step; return the suggestion as it was."""
        found = await self.pending(kind, number, revision)
        await found.all_approve()
        return found

    async def when(self, true: Callable[[CollaborationState], Any], what: str) -> Any:
        """Wait until something is true of the collaboration; return its state."""

        async def look() -> CollaborationState | None:
            state = await self.state()
            return state if true(state) else None

        return await until(look, what)

    async def ended(self, kind: Kind, number: int = 1) -> Started:
        """Wait until the collaboration has taken in how a suggestion ended."""
        id = f"{self.id}:{kind}:{number}"

        def one(state: CollaborationState) -> list[Started]:
            return [s for s in state.suggestions if s.id == id and s.state != "pending"]

        return one(await self.when(one, f"the end of {id}"))[0]

    async def end_round(self) -> None:
        """End the feedback round, as its sponsor may."""
        state = await self.when(lambda s: s.round_started, "the feedback round")
        handle = self.at.client.get_workflow_handle(round_id(self.id, 1))
        await handle.execute_update("end_round", {"actor": state.steering[0]})

    async def close(self) -> dict[str, Any]:
        """Close it by its sponsor and return the result."""
        steering = (await self.state()).steering
        await self.send("close", {"actor": steering[0], "comment": "done"})
        result: dict[str, Any] = await self.handle.result()
        return result


async def begin(at: Place, brief: dict[str, Any]) -> Story:
    """Start a collaboration as `accord start` does."""
    id = brief["id"]
    handle = await at.client.start_workflow(
        "CollaborationWorkflow", brief, id=collaboration_id(id), task_queue=at.queue
    )
    return Story(at, handle, id)


async def refusal(update: Awaitable[Any]) -> ApplicationError:
    """Return the error with which an update was refused."""
    with pytest.raises(WorkflowUpdateFailedError) as raised:
        await update
    assert isinstance(raised.value.cause, ApplicationError)
    return raised.value.cause
