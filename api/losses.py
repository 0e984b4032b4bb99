"""An import of people may lose somebody to a charter: each open collaboration hears of it."""

import contextlib
import datetime as dt
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.service import RPCError

from activities.ground import Ground
from activities.succeeding import losses
from api.connection import RPC
from api.sending import new_id
from domain.text import Frozen
from store import collaborations
from workflows.names import collaboration_id


class Missed(Frozen):
    """Who is lost to an open collaboration; `told`: it has heard, and puts it before people.

    One that could not be told finds out when it next evaluates or enters a stage.
    """

    collaboration: str
    accounts: tuple[str, ...]
    told: bool


async def missed(engine: AsyncEngine, scope: str) -> tuple[Missed, ...]:
    """Return the open collaborations of a scope, '' for all, to which somebody is lost today."""
    found = []
    today = dt.datetime.now(dt.UTC).date()
    for row in await collaborations.collaborations(engine):
        if row.closed_at is None and scope in ("", row.id):
            lost = await losses(Ground(engine=engine, root=Path()), row.id, today)
            if lost.accounts:
                found.append(Missed(collaboration=row.id, accounts=lost.accounts, told=False))
    return tuple(found)


async def tell(client: Client, found: tuple[Missed, ...]) -> tuple[Missed, ...]:
    """Signal each of them; say which have heard."""
    key, told = new_id("import"), []
    for one in found:
        handle = client.get_workflow_handle(collaboration_id(one.collaboration))
        with contextlib.suppress(RPCError):
            await handle.signal("people_changed", key, rpc_timeout=RPC)
            told.append(one.collaboration)
    return tuple(one.model_copy(update={"told": one.collaboration in told}) for one in found)
