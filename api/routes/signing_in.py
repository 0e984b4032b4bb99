"""The pages where people sign in; looked at by anybody, and no part of the described API."""

from typing import Annotated

from fastapi import APIRouter, Path, Request
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from api import signing_in
from api.entrance import Cookie
from api.footing import Footing, On
from api.forms import read_form, require_csrf
from api.identity import require_this_machine, signed_in
from api.pages import signing_in as pages
from api.pages.language import Lang, chosen, kept
from api.routes.company_account import HEADERS, leave, start
from api.routes.own import HOME, Next, own
from api.signing_in import Wait
from domain.text import Bilingual
from store.accounts import anybody
from store.people import named

router = APIRouter(include_in_schema=False)
Link = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
_MOST_PEOPLE = 200


@router.get("/sign-in")
async def show_sign_in(on: On, request: Request, next: Next = "", lang: Lang = None) -> Response:
    """Offer every way in; whoever is signed in goes on, and where there is one way, it begins."""
    if on.entrance.open:
        require_this_machine(request)
    place = own(next)
    if await signed_in(on.store, on.entrance, request):
        return RedirectResponse(place, 303, {"cache-control": "no-store"})
    ways = await _ways(on, place)
    if on.entrance.party and not ways.password and ways.people is None:
        return kept(RedirectResponse(start(on.entrance, place), 303, HEADERS), lang)
    return kept(pages.sign_in(chosen(request, lang), place, ways), lang)


async def _ways(on: Footing, place: str) -> pages.Ways:
    """Return how people get in here: with a password only where somebody has one, or must."""
    entrance = on.entrance
    people = await named(on.store, _MOST_PEOPLE) if entrance.open else None
    company = start(entrance, place) if entrance.party else None
    alone = company is None and people is None
    return pages.Ways(company, alone or await anybody(on.store), people)


@router.post("/sign-in")
async def sign_in(on: On, request: Request) -> Response:
    """Sign in with account and password."""
    form, language = await read_form(request, on.entrance.public), chosen(request)
    account, place = form.get("account", "").strip(), own(form.get("next", ""))
    password = form.get("password", "")
    found = await signing_in.sign_in(on.store, on.entrance, request, account, password)
    if isinstance(found, Wait):
        slowed = pages.wait(found.seconds)
        answer = pages.sign_in(language, place, await _ways(on, place), account, slowed, 429)
        answer.headers["retry-after"] = str(int(found.seconds) + 1)
        return answer
    if found is None:
        ways = await _ways(on, place)
        return pages.sign_in(language, place, ways, account, pages.WRONG, 403)
    return _let_in(on, found, place)


@router.post("/sign-in/as")
async def name_oneself(on: On, request: Request) -> Response:
    """Go on as whomever somebody on this machine says that they are: open mode, unverified."""
    if not on.entrance.open:
        raise HTTPException(404)
    require_this_machine(request)
    form, language = await read_form(request, on.entrance.public), chosen(request)
    account, place = form.get("account", "").strip(), own(form.get("next", ""))
    if not signing_in.can_be_invited(account):
        ways = await _ways(on, place)
        return pages.sign_in(language, place, ways, wrong=pages.NO_ACCOUNT, status=422)
    return _let_in(
        on, await signing_in.admitted(on.store, on.entrance, request, account, "name"), place
    )


@router.get("/sign-out")
async def show_sign_out(on: On, request: Request, lang: Lang = None) -> Response:
    """Show who is signed in, with the button that ends it."""
    found, language = await signed_in(on.store, on.entrance, request), chosen(request, lang)
    if found is None:
        return kept(pages.told(language, pages.NOBODY, "/sign-out", 200), lang)
    return kept(pages.signed_in(language, found.account, found.verified, found.csrf or ""), lang)


@router.post("/sign-out")
async def sign_out(on: On, request: Request) -> Response:
    """End the session of this browser."""
    form = await read_form(request, on.entrance.public)
    if found := await signed_in(on.store, on.entrance, request):
        require_csrf(found, form.get("csrf"))
    end = await leave(on.entrance, request)
    await signing_in.sign_out(on.store, on.entrance, request)
    answer = pages.signed_out(chosen(request), end)
    on.entrance.take(answer)
    return answer


@router.get("/invite/{link}")
async def show_invitation(link: Link, on: On, request: Request, lang: Lang = None) -> Response:
    """Ask for a password; mail scanners may look as often as they like."""
    account, language = await signing_in.invited(on.store, on.entrance, link), chosen(request, lang)
    if account is None:
        return kept(pages.told(language, pages.BAD_LINK, f"/invite/{link}", 404), lang)
    return kept(pages.invitation(language, account, link), lang)


@router.post("/invite/{link}")
async def take_invitation(link: Link, on: On, request: Request) -> Response:
    """Set the password and sign in: the link is used up."""
    form, language = await read_form(request, on.entrance.public), chosen(request)
    account = await signing_in.invited(on.store, on.entrance, link)
    bad = pages.told(language, pages.BAD_LINK, f"/invite/{link}", 404)
    if account is None:
        return bad
    password = form.get("password", "")
    if password != form.get("again", ""):
        return pages.invitation(language, account, link, pages.DIFFERENT, 422)
    found = await signing_in.accept(on.store, on.entrance, link, account, password)
    if isinstance(found, Bilingual):
        return pages.invitation(language, account, link, found, 422)
    return _let_in(on, found, HOME) if found else bad


def _let_in(on: On, cookie: Cookie, place: str) -> Response:
    answer = RedirectResponse(place, 303, {"cache-control": "no-store"})
    on.entrance.give(answer, cookie)
    return answer
