"""Sending an update and a query, bounded in time; every outcome is one sentence."""

import asyncio
import datetime as dt
import json
import logging
import uuid
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel
from sqlalchemy.exc import SQLAlchemyError
from temporalio.client import (
    WorkflowExecutionStatus,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
    WorkflowUpdateRPCTimeoutOrCancelledError,
)
from temporalio.exceptions import ApplicationError
from temporalio.service import RPCError, RPCStatusCode

from activities.ground import Ground
from activities.refusals import keep_refusal
from api.connection import RPC, Connection, store_error
from api.remembering import remembered
from domain.errors import BadInputError, RefusedError, UnknownError
from domain.problems import shown
from domain.text import Bilingual
from workflows.options import ANEW

PATIENCE = 10.0
"""Seconds that a person waits for a worker to take what they sent."""
VIEW_PATIENCE = 5.0
"""Seconds that a person waits for a worker to tell a workflow's state."""

_SILENT = (
    RPCStatusCode.DEADLINE_EXCEEDED,
    RPCStatusCode.CANCELLED,
    RPCStatusCode.FAILED_PRECONDITION,
    RPCStatusCode.UNAVAILABLE,
)
ABORTED = "aborted by closing workflow"
"""What the server says of an update whose run ended before it was taken."""
AGAIN = 0.05
"""Seconds until such an update is sent again, to the run that goes on."""
State = TypeVar("State", bound=BaseModel)


def new_id(door: str = "cli") -> str:
    """Return an id for one thing that a person sends; the same id again counts once."""
    return f"{door}-{uuid.uuid4().hex[:16]}"


async def view(connection: Connection, workflow_id: str, state: type[State]) -> State | None:
    """Return a workflow's state, or None when no worker tells it in time.

    Raises:
        RPCError: the server does not know the workflow, or cannot be reached.
    """
    handle = connection.client.get_workflow_handle(workflow_id)
    try:
        async with asyncio.timeout(VIEW_PATIENCE):
            told: State = await handle.query("view", result_type=state, rpc_timeout=RPC)
            return told
    except (TimeoutError, WorkflowQueryFailedError):
        return None
    except RPCError as error:
        if error.status in _SILENT:
            return None
        raise


async def send(
    connection: Connection, workflow_id: str, update: str, given: dict[str, Any], update_id: str
) -> Any:
    """Send one update and return its result.

    Raises:
        RefusedError: it was refused, or nobody has taken it yet; then the same id may be sent
            again. A refusal that no worker saw goes to the ledger from here.
        BadInputError: there is no such workflow, or what is sent is no text.
    """
    _must_be_text(given)
    handle: WorkflowHandle[Any, Any] = connection.client.get_workflow_handle(workflow_id)
    try:
        async with asyncio.timeout(PATIENCE):
            return await _taken(handle, update, given, update_id)
    except (TimeoutError, WorkflowUpdateRPCTimeoutOrCancelledError):
        raise not_yet(update_id, connection.surface) from None
    except WorkflowUpdateFailedError as error:
        raise _refused(error.cause, update_id) from None
    except RPCError as error:
        if error.status in _SILENT:
            raise not_yet(update_id, connection.surface) from None
        if error.status is not RPCStatusCode.NOT_FOUND and ABORTED not in str(error):
            raise
        absent = await absence(connection, workflow_id)
        await keep_attempt(connection, workflow_id, update_id, update, given, absent.sentence)
        raise absent from None


def _must_be_text(given: dict[str, Any]) -> None:
    """Refuse bytes of another encoding than the terminal's, which stand in for nothing in JSON."""
    try:
        json.dumps(given, ensure_ascii=False, default=str).encode()
    except UnicodeEncodeError:
        raise BadInputError(
            "something of this is not valid text; a terminal must be set to UTF-8",
            "其中含有无法识别的文字；终端编码应设为 UTF-8",
        ) from None


async def _taken(
    handle: WorkflowHandle[Any, Any], update: str, given: dict[str, Any], update_id: str
) -> Any:
    """Send it; where its run ended meanwhile, to the run that goes on, under the same id.

    A long history begins anew (continue-as-new), and aborts what reached it too late. Where
    nothing goes on, the server would answer the same again and again.
    """
    while True:
        try:
            return await handle.execute_update(update, given, id=update_id)
        except RPCError as error:
            if ABORTED not in str(error) or not await runs(handle):
                raise
        except WorkflowUpdateFailedError as error:
            if getattr(error.cause, "type", None) != ANEW or not await runs(handle):
                raise
        await asyncio.sleep(AGAIN)


async def runs(handle: WorkflowHandle[Any, Any]) -> bool:
    """Say whether a workflow runs, in whichever of its runs."""
    now = await handle.describe(rpc_timeout=RPC)
    return now.status is WorkflowExecutionStatus.RUNNING


DOORS = {
    "api": Bilingual(
        en="send the same again with its Idempotency-Key",
        zh="请稍后用相同的 Idempotency-Key 重新发送",
    ),
    "page": Bilingual(
        en="open this page again in a minute, it shows whether it counted",
        zh="请稍后重新打开此页面，查看是否已生效",
    ),
}
"""Doors that are no command line, and how people who came by them find out what came of it."""


def not_yet(update_id: str, surface: str) -> RefusedError:
    """Return the refusal of what nobody has accepted: it may still be, and counts once then."""
    again = DOORS.get(surface) or Bilingual(
        en=f"run the same again with --decision-id {update_id}",
        zh=f"请稍后用相同命令重试，并加上 --decision-id {update_id}",
    )
    return RefusedError(
        Bilingual(
            en=f"Not yet: nobody has accepted it, for no worker answers; {again.en}",
            zh=f"尚未生效：没有工作进程响应，无人受理；{again.zh}",
        ),
        code="not_yet",
        decision_id=update_id,
    )


def _refused(cause: BaseException, update_id: str) -> RefusedError:
    """Return the refusal in both languages, if the worker gave both."""
    details = cause.details if isinstance(cause, ApplicationError) else ()
    told = details[0] if details and isinstance(details[0], dict) else {}
    plain = str(getattr(cause, "message", cause))
    sentence = Bilingual(en=str(told.get("en") or plain), zh=str(told.get("zh") or plain))
    code = str(told.get("code") or getattr(cause, "type", None) or "refused").lower()
    return RefusedError(sentence, code=code, decision_id=update_id)


async def absence(connection: Connection, workflow_id: str) -> BadInputError:
    """Say whether a workflow that takes no update has ended, or was never there.

    The store remembers for longer than the server: what can still be read is not said to be none.
    """
    what = shown(workflow_id.partition(":")[2] or workflow_id, 200)
    if not await exists(connection, workflow_id) and not await remembered(connection, workflow_id):
        return UnknownError(what)
    return RefusedError(
        Bilingual(
            en=f"{what} has ended; nothing more can be decided on it",
            zh=f"{what} 已结束，不能再作决定",
        ),
        code="ended",
    )


async def keep_attempt(
    connection: Connection,
    workflow_id: str,
    update_id: str,
    update: str,
    given: dict[str, Any],
    sentence: Bilingual,
) -> None:
    """Keep an attempt that never reached a worker in the ledger, where the store is known."""
    if connection.store is None:
        return
    try:
        await keep_refusal(
            Ground(engine=connection.store, root=Path(), signer=connection.signer),
            workflow_id=workflow_id,
            update_id=update_id,
            update=update,
            given={"surface": connection.surface} | given,
            sentence=sentence.both,
            at=dt.datetime.now(dt.UTC),
        )
    except (SQLAlchemyError, BadInputError) as error:  # the refusal is what the person came for
        told = store_error(error) if isinstance(error, SQLAlchemyError) else error
        logging.getLogger(__name__).error("a refused attempt was not kept: %s", told.sentence.both)


async def exists(connection: Connection, workflow_id: str) -> bool:
    """Say whether the server knows this workflow, running or ended."""
    try:
        await connection.client.get_workflow_handle(workflow_id).describe(rpc_timeout=RPC)
    except RPCError as error:
        if error.status is not RPCStatusCode.NOT_FOUND:
            raise
        return False
    return True
