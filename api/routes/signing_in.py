"""The pages where people sign in; looked at by anybody, and no part of the described API."""

import re
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import RedirectResponse, Response

from api import signing_in
from api.entrance import Cookie
from api.footing import On
from api.forms import read_form, require_csrf
from api.identity import signed_in
from api.pages import signing_in as pages
from api.pages.language import Lang, chosen, kept
from api.signing_in import Wait
from domain.text import Bilingual

router = APIRouter(include_in_schema=False)
HOME = "/"
_OWN = re.compile(r"/(?![/\\])[!-\[\]-~]{0,500}")
"""An address of this site: one slash, then nothing that a browser would read as another host."""
Link = Annotated[str, Path(max_length=100, pattern=r"^[A-Za-z0-9_-]+$")]
Next = Annotated[str, Query(max_length=1000)]


def own(address: str) -> str:
    """Return the address if it is one of this site, else where everybody starts."""
    return address if _OWN.fullmatch(address) else HOME


@router.get("/sign-in")
async def show_sign_in(on: On, request: Request, next: Next = "", lang: Lang = None) -> Response:
    """Ask for account and password; whoever is signed in goes on."""
    place = own(next)
    if await signed_in(on.store, on.entrance, request):
        return RedirectResponse(place, 303, {"cache-control": "no-store"})
    return kept(pages.sign_in(chosen(request, lang), place), lang)


@router.post("/sign-in")
async def sign_in(on: On, request: Request) -> Response:
    """Sign in with account and password."""
    form, language = await read_form(request, on.entrance.public), chosen(request)
    account, place = form.get("account", "").strip(), own(form.get("next", ""))
    password = form.get("password", "")
    found = await signing_in.sign_in(on.store, on.entrance, request, account, password)
    if isinstance(found, Wait):
        answer = pages.sign_in(language, place, account, pages.wait(found.seconds), 429)
        answer.headers["retry-after"] = str(int(found.seconds) + 1)
        return answer
    if found is None:
        return pages.sign_in(language, place, account, pages.WRONG, 403)
    return _let_in(on, found, place)


@router.get("/sign-out")
async def show_sign_out(on: On, request: Request, lang: Lang = None) -> Response:
    """Show who is signed in, with the button that ends it."""
    found, language = await signed_in(on.store, on.entrance, request), chosen(request, lang)
    if found is None:
        return kept(pages.told(language, pages.NOBODY, "/sign-out", 200), lang)
    return kept(pages.signed_in(language, found.account, found.csrf or ""), lang)


@router.post("/sign-out")
async def sign_out(on: On, request: Request) -> Response:
    """End the session of this browser."""
    form = await read_form(request, on.entrance.public)
    if found := await signed_in(on.store, on.entrance, request):
        require_csrf(found, form.get("csrf"))
    await signing_in.sign_out(on.store, on.entrance, request)
    answer = pages.told(chosen(request), pages.SIGNED_OUT, "/sign-out", 200)
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
