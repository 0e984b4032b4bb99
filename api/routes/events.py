"""What happens, as it happens: server-sent events, resumed by the id of the last one."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, HTTPException, Query, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.callers import Caller, may, readable_by_permission, readable_by_standing, require
from api.footing import Asks, Footing, On
from domain.errors import BadInputError, UnknownError
from domain.happening import Happening
from store.happenings import happenings, newest

router = APIRouter(prefix="/v1/events", tags=["events · 事件"])
LOOK = 0.5
"""Seconds between two looks at the store."""
_AT_ONCE = 200
_AGAIN = 20
"""After so many looks, what the caller may read is worked out again; permissions with each."""


async def _within(
    on: On,
    asks: Asks,
    collaboration: Annotated[str | None, Query(max_length=48)] = None,
) -> str | None:
    """Return the one collaboration to stream, before the answer begins: then it is too late."""
    if collaboration is not None:
        await require(on.store, asks, "read", collaboration)
    return collaboration


@router.get("", response_class=EventSourceResponse)
async def events(
    on: On,
    asks: Asks,
    request: Request,
    collaboration: Annotated[str | None, Depends(_within)],
    last_event_id: Annotated[str | None, Header()] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Stream what happens in the collaborations that you may read.

    Without `Last-Event-ID` it begins with what happens next. Of permissions that are given or
    withdrawn (`permission.`) only those hear who may read the list of them.
    """
    given = last_event_id or ""
    at = int(given) if given.isascii() and given.isdigit() and len(given) < 16 else None
    at = await newest(on.store) if at is None else at
    looks, by_standing = 0, [collaboration] if collaboration else None
    while not await request.is_disconnected():
        try:  # whoever was revoked meanwhile, or whose token has expired, hears no more
            if looks % _AGAIN == 0:
                asks = await on.authenticate(request)
                if collaboration is not None:
                    await require(on.store, asks, "read", collaboration)
                else:
                    by_standing = await readable_by_standing(on.store, asks)
                yield ServerSentEvent(comment="here")
            found = await _found(on, asks, at, collaboration, by_standing)
            audited = await _audited(on, asks, found)
        except (BadInputError, HTTPException):
            return
        looks += 1
        for one in found:
            at = one.number
            if one.is_audited and one.collaboration not in audited:
                continue
            body: dict[str, Any] = one.model_dump(mode="json")
            yield ServerSentEvent(data=body, event=one.type, id=str(one.number))
        if len(found) < _AT_ONCE:
            await asyncio.sleep(LOOK)


async def _found(
    on: Footing, asks: Caller, at: int, collaboration: str | None, by_standing: list[str] | None
) -> list[Happening]:
    """Return what happened that the caller may read just now. Raises BadInputError.

    A permission that was withdrawn is worth nothing at once.
    """
    seen = by_standing
    if collaboration is None and by_standing is not None:
        seen = [*by_standing, *await readable_by_permission(on.store, asks)]
    found = await happenings(on.store, at, _AT_ONCE, seen)
    if found and collaboration is not None:
        await require(on.store, asks, "read", collaboration)
    return found


async def _audited(on: Footing, asks: Caller, found: list[Happening]) -> frozenset[str]:
    """Return the collaborations, of those that it matters for, that the caller may audit just now.

    A collaboration that they may not even know of any more is none.
    """
    wanted = {one.collaboration for one in found if one.is_audited}
    audited = set()
    for collaboration in sorted(wanted):
        with contextlib.suppress(UnknownError):
            if await may(on.store, asks, "audit", collaboration):
                audited.add(collaboration)
    return frozenset(audited)
