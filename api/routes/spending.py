"""Spending: reported by whoever takes part, and listed with what was granted and is left."""

from fastapi import APIRouter, Request, Response

from api import supporting
from api.callers import require
from api.footing import Asks, On
from api.inputs import CollaborationId
from api.route import Once, update_id
from api.supporting import Spending, SpendingReported
from domain.spending import Spent

router = APIRouter(
    prefix="/v1/collaborations/{id}/spending",
    tags=["collaborations · 协作"],
    route_class=Once,
)


@router.get("")
async def listed(id: CollaborationId, on: On, asks: Asks) -> Spending:
    """List what was reported as spent, and what was granted, is spent and is left."""
    await require(on.store, asks, "read", id)
    return await supporting.listed(on.store, id)


@router.post("", status_code=201, responses={200: {"model": SpendingReported}})
async def report(
    id: CollaborationId, spent: Spent, on: On, asks: Asks, request: Request, response: Response
) -> SpendingReported:
    """Report hours or money that were spent beyond the hours of the team."""
    told = await supporting.report(on.store, asks, id, spent, update_id(request, asks.account))
    response.headers["location"] = f"/v1/collaborations/{id}/spending"
    if not told.new:
        response.status_code = 200
    return told
