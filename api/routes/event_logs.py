"""Event logs that were imported: which there are, where they came from, and deleting one."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query

from api.callers import Caller, readable, require
from api.event_logs import EventLogSeen, forget_log, see_logs
from api.footing import Asks, Footing, On
from api.paging import cursor, place
from api.route import Once
from domain.permissions import Action
from domain.text import ID_PATTERN, Frozen

router = APIRouter(prefix="/v1/imports/event-logs", tags=["company · 公司"], route_class=Once)
LogPath = Annotated[str, Path(pattern=ID_PATTERN, examples=["tickets"])]
OfOne = Annotated[
    str | None,
    Query(pattern=ID_PATTERN, description="whose they are; else the company's"),
]


class EventLogs(Frozen):
    """A page of event logs, the newest first; `next` is the cursor of the page behind."""

    ok: Literal[True] = True
    event_logs: tuple[EventLogSeen, ...]
    next: str | None = None


async def _require(on: Footing, asks: Caller, collaboration: str | None) -> None:
    """Let whoever may import them."""
    action: Action = "import_company" if collaboration is None else "import"
    await require(on.store, asks, action, collaboration)


@router.get("")
async def listed(
    on: On,
    asks: Asks,
    collaboration: OfOne = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    after: Annotated[str | None, Query(alias="cursor", max_length=300)] = None,
) -> EventLogs:
    """List the event logs of a collaboration or, without one, of the company."""
    await _require(on, asks, collaboration)
    before = place(after) if after else None
    seen = await readable(on.store, asks)
    found = await see_logs(on.store, collaboration or "", seen, limit + 1, before)
    last = found[limit - 1] if len(found) > limit else None
    return EventLogs(
        event_logs=tuple(found[:limit]), next=cursor(last.at, last.name) if last else None
    )


@router.delete("/{name}", status_code=204)
async def forget(name: LogPath, on: On, asks: Asks, collaboration: OfOne = None) -> None:
    """Delete an event log with its events, unless a collaboration that goes on names it.

    What was computed from it stays, with its suggestions and its fingerprint.
    """
    await _require(on, asks, collaboration)
    await forget_log(on.store, collaboration or "", name, await readable(on.store, asks))
