"""Permissions as a workflow needs them: what was claimed is looked up in the store."""

import datetime as dt

from temporalio import activity
from temporalio.exceptions import ApplicationError

from activities.ground import Ground
from activities.refusals import keep_refusal
from activities.requests import SteeringRequest
from domain.granting import counted
from domain.problems import shown
from domain.text import Bilingual
from store import permissions


class Permitting:
    """Lets people steer whom a permission lets, as it stands at this moment."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground

    @activity.defn
    async def require_steering(self, request: SteeringRequest) -> None:
        """Refuse whoever has no such permission, or no longer; the ledger keeps that they tried."""
        now, engine = dt.datetime.now(dt.UTC), self._ground.engine
        where = request.collaboration, request.account
        found = await permissions.permission_for(engine, *where, "steer", now)
        worth = counted(await permissions.granted(engine, *where, now), frozenset())
        if found is not None and found.id == request.permission and "steer" in worth:
            return
        who, which = shown(request.account), shown(request.permission)
        said = Bilingual(
            en=f"{who} may not do this: the permission {which} lets them no more, or never did",
            zh=f"{who} 无权进行此操作：权限 {which} 已失效或不属于该账号",
        )
        await self._keep(request, said, now)
        raise ApplicationError(
            said.within(request.language),
            {"code": "refused", **said.model_dump()},
            type="Refused",
            non_retryable=True,
        )

    async def _keep(self, request: SteeringRequest, said: Bilingual, now: dt.datetime) -> None:
        given = {"actor": request.account, "comment": request.comment}
        await keep_refusal(
            self._ground,
            workflow_id=request.workflow,
            update_id=request.update_id,
            update=request.update,
            given=given | {"permission": request.permission},
            sentence=said.both,
            at=now,
            collaboration=request.collaboration,
        )
