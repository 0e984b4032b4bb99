"""Where somebody wanted to go before they signed in: an address of this site, and of no other."""

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import Query, Request
from starlette.responses import RedirectResponse

from api.callers import Caller, UnauthenticatedError
from api.footing import caller

HOME = "/"
_OWN = re.compile(r"/(?![/\\])[!-\[\]-~]{0,500}")
"""An address of this site: one slash, then nothing that a browser would read as another host."""
Next = Annotated[str, Query(max_length=1000)]


def own(address: str) -> str:
    """Return the address if it is one of this site, else where everybody starts."""
    return address if _OWN.fullmatch(address) else HOME


async def person_or_door(request: Request, place: str | None = None) -> Caller | RedirectResponse:
    """Return who has signed in, or the way to the door, and back to this place of the site."""
    try:
        return await caller(request)
    except UnauthenticatedError:
        back = quote(place or request.url.path, safe="/:")
        return RedirectResponse(f"/sign-in?next={back}", 303, {"cache-control": "no-store"})
