"""An import of people may lose somebody to a charter, or leave them fewer hours than are promised.

Each open collaboration that it concerns hears of it.
"""

import contextlib
import datetime as dt
from collections.abc import Mapping
from pathlib import Path

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.client import Client
from temporalio.service import RPCError

from activities.double_booking import booked_beside
from activities.ground import Ground
from activities.succeeding import losses
from api.connection import RPC
from api.sending import new_id
from domain.double_booking import DoubleBooked
from domain.promises import members_of, promises_of
from domain.text import Frozen
from store import collaborations, promises
from workflows.names import collaboration_id


class Missed(Frozen):
    """Who is lost to an open collaboration; `told`: it has heard, and puts it before people.

    `double_booked`: who is promised twice since, or by other hours than before, and `settled`: who
    no longer is. One that could not be told finds out when it next evaluates or enters a stage.
    """

    collaboration: str
    accounts: tuple[str, ...]
    told: bool
    double_booked: tuple[str, ...] = ()
    settled: tuple[str, ...] = ()


Booked = Mapping[str, tuple[DoubleBooked, ...]]
"""By open collaboration."""


async def missed(
    engine: AsyncEngine, scope: str, before: Booked | None = None
) -> tuple[Missed, ...]:
    """Return the open collaborations of a scope, '' for all, to which somebody is lost today.

    `before`: who was promised twice before the import; where that has changed is told as well.
    """
    found = []
    today = dt.datetime.now(dt.UTC).date()
    after = {} if before is None else await booked_everywhere(engine, scope)
    for row in await collaborations.collaborations(engine):
        if row.closed_at is None and scope in ("", row.id):
            lost = await losses(Ground(engine=engine, root=Path()), row.id, today)
            was, now = (before or {}).get(row.id, ()), after.get(row.id, ())
            new = tuple(one.account for one in now if one not in was)
            booked = {one.account for one in now}
            settled = tuple(one.account for one in was if one.account not in booked)
            if lost.accounts or new or settled:
                one = Missed(collaboration=row.id, accounts=lost.accounts, told=False)
                found.append(one.model_copy(update={"double_booked": new, "settled": settled}))
    return tuple(found)


async def booked_everywhere(engine: AsyncEngine, scope: str) -> Booked:
    """Return who is promised twice in each open collaboration of a scope, '' for all."""
    every = await promises.open_charters(engine)
    asked = promises_of(every)
    found: dict[str, tuple[DoubleBooked, ...]] = {}
    for charter in every:
        own = charter.collaboration
        if scope in ("", own):
            others = {
                account: left
                for account in members_of(charter)
                if (left := tuple(p for p in asked[account] if p.collaboration != own))
            }
            found[own] = await booked_beside(engine, charter, others)
    return found


async def tell(client: Client, found: tuple[Missed, ...]) -> tuple[Missed, ...]:
    """Signal each of them; say which have heard."""
    key, told = new_id("import"), []
    for one in found:
        handle = client.get_workflow_handle(collaboration_id(one.collaboration))
        with contextlib.suppress(RPCError):
            await handle.signal("people_changed", key, rpc_timeout=RPC)
            told.append(one.collaboration)
    return tuple(one.model_copy(update={"told": one.collaboration in told}) for one in found)
