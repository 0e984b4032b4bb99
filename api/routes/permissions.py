"""Permissions for one collaboration: given, listed with their whole history, and withdrawn."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from api import permitting
from api.callers import require
from api.footing import Asks, On
from api.inputs import CollaborationId
from api.paging import cursor, place
from api.permitting import Permissions, PermissionsGiven, PermissionWithdrawn
from api.route import Once
from domain.granting import Grant

router = APIRouter(
    prefix="/v1/collaborations/{id}/permissions",
    tags=["permissions · 授权"],
    route_class=Once,
)
PermissionId = Annotated[str, Path(pattern=r"^pm_[0-9a-f]{24}$", examples=[f"pm_{'0' * 24}"])]


@router.get("")
async def listed(
    id: CollaborationId,
    on: On,
    asks: Asks,
    standing: Annotated[bool, Query(description="only what counts now")] = False,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(alias="cursor", max_length=300)] = None,
) -> Permissions:
    """List what was given, to whom, by whom and until when; with what was withdrawn or refused."""
    await require(on.store, asks, "audit", id)
    before = place(after) if after else None
    found = await permitting.listed(on.store, id, limit + 1, before, standing)
    last = found[limit - 1] if len(found) > limit else None
    return Permissions(
        collaboration=id,
        permissions=tuple(found[:limit]),
        next=cursor(last.at, last.id) if last else None,
    )


@router.post("", status_code=201, responses={200: {"model": PermissionsGiven}})
async def give(
    id: CollaborationId, grant: Grant, on: On, asks: Asks, response: Response
) -> PermissionsGiven:
    """Let somebody do more in this collaboration; what they may already is given no second time."""
    told = await permitting.give(on.store, asks, id, grant, "api")
    response.headers["location"] = f"/v1/collaborations/{id}/permissions"
    if not told.new:
        response.status_code = 200
    return told


@router.delete("/{permission}")
async def withdraw(
    id: CollaborationId, permission: PermissionId, on: On, asks: Asks
) -> PermissionWithdrawn:
    """Withdraw a permission: it is worth nothing at once, and stays in the list."""
    return await permitting.withdraw(on.store, asks, id, permission)
