"""Nothing that somebody types in the Temporal UI may wedge or fail a workflow.

Refused attempts leave no trace in a history, so they are queued here, in the worker's process,
for a worker task that writes them to the ledger.
"""

import dataclasses
import queue
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Protocol, runtime_checkable

from temporalio import workflow
from temporalio.api.common.v1 import Payload
from temporalio.api.failure.v1 import Failure
from temporalio.contrib.pydantic import PydanticPayloadConverter, pydantic_data_converter
from temporalio.converter import DefaultFailureConverter, PayloadConverter
from temporalio.exceptions import ApplicationError, FailureError
from temporalio.worker import (
    ExecuteWorkflowInput,
    HandleQueryInput,
    HandleSignalInput,
    HandleUpdateInput,
    Interceptor,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)

from domain.text import Bilingual
from workflows.identity import NOBODY, Identity, asking
from workflows.names import COLLABORATION
from workflows.options import ANEW, QUIET
from workflows.unknown import refuse_unknown_updates, sent

METADATA = "__temporal_workflow_metadata"
"""The query by which the Temporal UI asks for the current details."""
AGAIN = Bilingual(
    en="its history began anew just as that came: send it again",
    zh="收到时历史记录恰好重新开始：请再发送一次",
)
_PASS = (FailureError, workflow.NondeterminismError, workflow.ReadOnlyContextError)


@dataclasses.dataclass(frozen=True)
class RefusedAttempt:
    """One update that a validator refused."""

    workflow_id: str
    update_id: str
    update: str
    given: Any
    sentence: str
    at: datetime
    collaboration: str | None


Refused = queue.SimpleQueue[RefusedAttempt]


@runtime_checkable
class Detailed(Protocol):
    """A workflow that shows its state in the Temporal UI."""

    def current_details(self, site: str | None) -> str:
        """Return the state as the Markdown that the Temporal UI shows.

        `site` is where people reach the API, if that is known.
        """


class _Tolerant(WorkflowInboundInterceptor):
    identity: Identity = NOBODY
    refused: Refused
    site: str | None = None
    goes_on = False

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        """Run the workflow, which from its first step on refuses updates that it does not have."""
        refuse_unknown_updates()
        try:
            return await super().execute_workflow(input)
        except workflow.ContinueAsNewError:
            self.goes_on = True
            raise

    async def handle_query(self, input: HandleQueryInput) -> Any:
        """Answer a query; the current details are rendered only when somebody looks at them.

        They are a page of text: rendered at every change, they made each decision wait.
        """
        answer = await super().handle_query(input)
        if input.query == METADATA:
            offered = answer.definition.update_definitions
            named = [update for update in offered if update.name]  # not the one for all others
            del offered[:]
            offered.extend(named)
            shown = workflow.instance()
            if isinstance(shown, Detailed):
                answer.current_details = shown.current_details(self.site)
        return answer

    async def handle_signal(self, input: HandleSignalInput) -> None:
        try:
            await super().handle_signal(input)
        except _PASS:
            raise
        except Exception as error:  # a signal that fails would fail the task for ever
            workflow.logger.error("signal %s dropped: %r", input.signal, error)

    def handle_update_validator(self, input: HandleUpdateInput) -> None:
        """Refuse what the workflow refuses, and all that comes once another run goes on.

        A history may begin anew in the task that brings an update: what it took then would be lost.
        """
        try:
            if self.goes_on:
                raise _again()
            with asking(self.identity):
                super().handle_update_validator(input)
        except workflow.ReadOnlyContextError:
            raise
        except Exception as error:
            _note(self.refused, input, error)
            if isinstance(error, FailureError):
                raise
            raise ApplicationError(
                f"{input.update}: cannot be read · 无法读取", type="BadInput", non_retryable=True
            ) from error

    async def handle_update_handler(self, input: HandleUpdateInput) -> Any:
        try:
            return await super().handle_update_handler(input)
        except _PASS:
            raise
        except Exception as error:
            workflow.logger.error("update %s failed: %r", input.update, error)
            raise ApplicationError(
                f"{input.update}: cannot be done · 无法执行", type="BadInput", non_retryable=True
            ) from error


def _again() -> ApplicationError:
    told = {"code": "again", **AGAIN.model_dump()}
    return ApplicationError(AGAIN.both, told, type=ANEW, non_retryable=True)


def _note(refused: Refused, input: HandleUpdateInput, error: Exception) -> None:
    attempt = RefusedAttempt(
        workflow_id=workflow.info().workflow_id,
        update_id=input.id,
        update=input.update,
        given=sent(input.args),
        # Of an ApplicationError, str() would put the type before the sentence.
        sentence=error.message if isinstance(error, ApplicationError) else str(error),
        at=workflow.now(),
        collaboration=workflow.info().typed_search_attributes.get(COLLABORATION),
    )
    with workflow.unsafe.sandbox_unrestricted():
        refused.put(attempt)


class Tolerant(Interceptor):
    """Turns bad signals into a log line and bad updates into a clean refusal.

    `identity` is what the validators ask about who decides; `refused` holds what they refused
    until it is written down, apart from what other workers of the same process refuse. `site` is
    where people reach the API: only pages that are looked at name it, never a history.
    """

    def __init__(self, identity: Identity = NOBODY, site: str | None = None) -> None:
        self._identity, self._site = identity, site
        self.refused: Refused = queue.SimpleQueue()

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        """Return the interceptor of each workflow run."""
        own = {"identity": self._identity, "refused": self.refused, "site": self._site}
        return type("_Identifying", (_Tolerant,), own)


_PLAIN = PydanticPayloadConverter()


class QuietFailures(DefaultFailureConverter):
    """Shows a sentence meant for people without a stack trace and without its cause."""

    def to_failure(
        self, exception: BaseException, payload_converter: PayloadConverter, failure: Failure
    ) -> None:
        """Convert an exception; keep only the message of a quiet one."""
        super().to_failure(exception, payload_converter, failure)
        if failure.application_failure_info.type in QUIET:
            failure.stack_trace = ""
            failure.ClearField("cause")

    def from_failure(self, failure: Failure, payload_converter: PayloadConverter) -> BaseException:
        """Convert a failure; its details are several values, and none of them from a person."""
        return super().from_failure(failure, _PLAIN)


@dataclasses.dataclass(frozen=True)
class Unreadable:
    """Stands for input that is no value at all, so that it is refused like any other rubbish."""


class TolerantPayloads(PydanticPayloadConverter):
    """Never fails on what a person sent: a failing task would leave the workflow stuck.

    Wherever people send something, it is one value of type `Any`; all else is typed.
    """

    def from_payloads(
        self, payloads: Sequence[Payload], type_hints: list[type[Any]] | None = None
    ) -> list[Any]:
        """Convert payloads; unreadable or surplus ones of no known type become `Unreadable`."""
        sent_by_people = not type_hints or type_hints == [Any]
        if sent_by_people and len(payloads) > 1:
            return [Unreadable()]
        try:
            return super().from_payloads(payloads, type_hints)
        except Exception:
            if sent_by_people:
                return [Unreadable()]
            raise


data_converter = dataclasses.replace(
    pydantic_data_converter,
    payload_converter_class=TolerantPayloads,
    failure_converter_class=QuietFailures,
)
