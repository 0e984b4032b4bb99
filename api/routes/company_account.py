"""Signing in with a company account: to the provider, and back from it."""

from urllib.parse import quote

from fastapi import APIRouter, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api.entrance import Entrance
from api.footing import On
from api.identity import require_this_machine
from api.oidc_code import RelyingParty, SignInError
from api.pages.language import chosen
from api.pages.signing_in import failed
from api.routes.own import Next, own
from api.signing_in import admitted

router = APIRouter(include_in_schema=False)
START, BACK = "/sign-in/company", "/sign-in/company/callback"
HEADERS = {"cache-control": "no-store", "referrer-policy": "no-referrer"}


def start(entrance: Entrance, place: str) -> str:
    """Return where it begins: always under the address to which the provider sends people back.

    Under another name of this site the browser would not show there what it has kept.
    """
    return f"{entrance.public or ''}{START}?next={quote(place, safe='/:')}"


@router.get(START)
async def begin(on: On, request: Request, next: Next = "") -> Response:
    """Send the browser to the provider; to look at this changes nothing but its own cookie."""
    try:
        address, attempt = await _party(on.entrance, request).begin(own(next))
    except SignInError as error:
        return _failed(on.entrance, request, error)
    answer = RedirectResponse(address, 303, HEADERS)
    on.entrance.begin(answer, attempt)
    return answer


@router.get(BACK)
async def come_back(on: On, request: Request) -> Response:
    """Let in whoever the provider has named to this very browser."""
    party = _party(on.entrance, request)
    try:
        found = await party.finish(on.entrance.attempt(request), request.query_params.multi_items())
    except SignInError as error:
        refused = _failed(on.entrance, request, error)
        if error.spent:
            on.entrance.over(refused)
        return refused
    who = found.person
    cookie = await admitted(on.store, on.entrance, request, who.account, "provider", who.roles)
    answer = RedirectResponse(own(found.place), 303, HEADERS)
    on.entrance.give(answer, cookie)
    on.entrance.over(answer)
    return answer


async def leave(entrance: Entrance, request: Request) -> str | None:
    """Return where to sign out of the company account too, for whoever came with one."""
    held = entrance.session(request)
    if held is None or held.by != "provider" or entrance.party is None:
        return None
    return await entrance.party.end(f"{entrance.public}/sign-out")


def _party(entrance: Entrance, request: Request) -> RelyingParty:
    if entrance.open:
        require_this_machine(request)
    if entrance.party is None:
        raise HTTPException(404)
    return entrance.party


def _failed(entrance: Entrance, request: Request, error: SignInError) -> Response:
    back = f"{entrance.public or ''}/sign-in"
    return failed(chosen(request), error.sentence, back, error.status)
