"""Collaborations: started, listed, read and steered."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from api import evaluating, reporting, steering
from api.callers import may, readable, require, require_start
from api.documents import (
    CollaborationDocument,
    CollaborationListed,
    Collaborations,
    CollaborationStarted,
    Evaluating,
    LedgerDocument,
    Steered,
)
from api.first_line import first_line
from api.footing import Asks, Footing, On
from api.inputs import CollaborationId, Interval, Reason, Redraft
from api.paging import cursor, place
from api.permitting import steering_by
from api.problems import ProblemError
from api.reporting import CharterDocument, Report
from api.route import Once, asked_at, update_id
from api.seeing import see
from api.sending import send, view
from api.starting import TakenError, begin
from domain.brief import Brief
from domain.collaboration import CollaborationState
from domain.text import Bilingual
from store import collaborations, ledger
from workflows.names import collaboration_id, evaluation_id

router = APIRouter(prefix="/v1/collaborations", tags=["collaborations · 协作"], route_class=Once)
_NOT_OPENED = Bilingual(
    en="Not yet: it was begun, and no worker has opened it; ask again",
    zh="尚未生效：协作已启动，但还没有工作进程处理；请稍后重试",
)


@router.post("", status_code=201, responses={200: {"model": CollaborationStarted}})
async def start(brief: Brief, on: On, asks: Asks, response: Response) -> CollaborationStarted:
    """Start a collaboration under the brief's own id; the same brief again starts nothing anew."""
    require_start(asks, brief)
    try:
        opened = await begin(on.connection, brief)
    except TakenError:
        earlier = await _brief(on, brief.id)
        if earlier is None:
            raise ProblemError(503, "not_yet", _NOT_OPENED) from None
        if earlier != brief:
            raise ProblemError(409, "taken", _taken(brief.id)) from None
        opened = True
        response.status_code = 200
    response.headers["location"] = f"/v1/collaborations/{brief.id}"
    return CollaborationStarted(
        id=brief.id,
        workflow_id=collaboration_id(brief.id),
        title=brief.title,
        opened=opened,
        ui=on.connection.page(collaboration_id(brief.id)),
    )


def _taken(id: str) -> Bilingual:
    return Bilingual(
        en=f"id: there is a collaboration {id} already, from another brief; choose another id",
        zh=f"id：编号 {id} 已用于另一份立项申请，请换一个编号",
    )


async def _brief(on: Footing, id: str) -> Brief | None:
    """Return the brief that a collaboration was begun with; None while no worker tells it."""
    if kept := await collaborations.brief(on.store, id):
        return kept
    state = await view(on.connection, collaboration_id(id), CollaborationState)
    return state.brief if state else None


@router.get("")
async def listed(
    on: On,
    asks: Asks,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(alias="cursor", max_length=300)] = None,
) -> Collaborations:
    """List the collaborations that you may read, the newest first."""
    seen = await readable(on.store, asks)
    before = place(after) if after else None
    rows = await collaborations.page(on.store, limit + 1, before, seen)
    last = rows[limit - 1] if len(rows) > limit else None
    names = list(CollaborationListed.model_fields)
    return Collaborations(
        collaborations=tuple(
            CollaborationListed.model_validate({name: getattr(row, name) for name in names})
            for row in rows[:limit]
        ),
        next=cursor(last.started_at, last.id) if last else None,
    )


@router.get("/{id}")
async def collaboration(id: CollaborationId, on: On, asks: Asks) -> CollaborationDocument:
    """Tell how a collaboration stands: the first line says who is waited for."""
    await require(on.store, asks, "read", id)
    seen = await see(on.connection, id)
    said = first_line(seen, on.connection.surface)
    told = {"first_line": said, "ui": on.connection.page(collaboration_id(id))}
    return CollaborationDocument.model_validate(dict(seen) | told)


async def _steer(
    on: Footing, asks: Asks, request: Request, id: str, update: str, reason: Reason | None
) -> Steered:
    await require(on.store, asks, "steer", id)
    ours = update_id(request, asks.account)
    given: dict[str, Any] = {"actor": asks.account, "comment": reason.comment if reason else ""}
    given |= await steering_by(on.store, asks.account, id)
    result = await send(on.connection, collaboration_id(id), update, given, ours)
    return Steered(collaboration=id, result=result, decision_id=ours)


@router.post("/{id}/close")
async def close(
    id: CollaborationId, on: On, asks: Asks, request: Request, reason: Reason | None = None
) -> Steered:
    """Close a collaboration; what is pending is withdrawn."""
    return await _steer(on, asks, request, id, "close", reason)


@router.post("/{id}/pause")
async def pause(
    id: CollaborationId, on: On, asks: Asks, request: Request, reason: Reason | None = None
) -> Steered:
    """Stop deadlines and evaluations; decisions still count."""
    return await _steer(on, asks, request, id, "pause", reason)


@router.post("/{id}/resume")
async def resume(
    id: CollaborationId, on: On, asks: Asks, request: Request, reason: Reason | None = None
) -> Steered:
    """Let deadlines and evaluations go on with the time that was left."""
    return await _steer(on, asks, request, id, "resume", reason)


@router.post("/{id}/redrafts")
async def redraft(
    id: CollaborationId, wanted: Redraft, on: On, asks: Asks, request: Request
) -> Steered:
    """Have what is parked or pending drafted anew."""
    await require(on.store, asks, "decide", id)
    ours = update_id(request, asks.account)
    given = {"actor": asks.account, "comment": wanted.comment}
    result = await steering.redraft(on.connection, id, wanted.kind, given, ours, None)
    return Steered(collaboration=id, result=result, decision_id=ours)


@router.post("/{id}/evaluations", status_code=202)
async def evaluate(id: CollaborationId, on: On, asks: Asks, request: Request) -> Evaluating:
    """Have the measures read now."""
    await require(on.store, asks, "evaluate", id)
    await evaluating.trigger(on.connection, id, asked_at(request))
    return Evaluating(collaboration=id, schedule=evaluation_id(id))


@router.put("/{id}/schedule")
async def schedule(id: CollaborationId, interval: Interval, on: On, asks: Asks) -> Evaluating:
    """Say how often the measures are read."""
    await require(on.store, asks, "evaluate", id)
    await evaluating.reschedule(on.connection, id, interval.every)
    return Evaluating(collaboration=id, schedule=evaluation_id(id), every=interval.every)


@router.get("/{id}/charter")
async def charter(
    id: CollaborationId,
    on: On,
    asks: Asks,
    revision: Annotated[int | None, Query(ge=1, le=2**31 - 1)] = None,
) -> CharterDocument:
    """Return the charter, the newest revision unless another is asked for."""
    await require(on.store, asks, "read", id)
    return await reporting.charter(on.store, id, revision)


@router.get("/{id}/report")
async def report(id: CollaborationId, on: On, asks: Asks) -> Report:
    """Sum a collaboration up: its charter, how people decided, evaluations, what the model cost."""
    await require(on.store, asks, "read", id)
    return await reporting.report(on.store, id, await may(on.store, asks, "audit", id))


@router.get("/{id}/ledger")
async def rows(id: CollaborationId, on: On, asks: Asks) -> LedgerDocument:
    """Return every decision and every refused attempt, in order."""
    await require(on.store, asks, "audit", id)
    return LedgerDocument(collaboration=id, rows=tuple(await ledger.rows(on.store, id)))
