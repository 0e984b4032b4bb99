"""Signing in: with a password, by an invitation that sets one, or known from elsewhere."""

import dataclasses
import logging

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from api.entrance import By, Cookie, Entrance, guest_cookie, secret
from api.hashing import digest
from api.throttle import guesses
from domain.bearer import SERVICE
from domain.passwords import MOST, normal, unfit
from domain.permissions import Role
from domain.problems import shown
from domain.text import Bilingual, is_account
from store import accounts, invites, sessions


@dataclasses.dataclass(frozen=True)
class Wait:
    """Too many have failed: nothing was looked at."""

    seconds: float


async def sign_in(
    store: AsyncEngine, entrance: Entrance, request: Request, account: str, password: str
) -> Cookie | Wait | None:
    """Return a new session's cookie; None when account and password do not fit.

    Whether somebody has the account shows neither in the answer nor in the time that it takes.
    """
    now, device = entrance.now(), entrance.device(request)
    usable = is_account(account) and len(normal(password)) <= MOST
    named = account if usable else ""
    if device and not await sessions.known_device(store, named, device, now):
        device = None
    counted = guesses(named, entrance.address(request), device)
    if seconds := entrance.throttle.begin(counted):
        _note("slowed", account, entrance.address(request))
        return Wait(seconds)
    row = await accounts.account(store, named)
    kept = row.password if row and row.revoked_at is None else None
    if not await entrance.passwords.fits(password[:MOST], kept) or kept is None or not usable:
        _note("refused", account, entrance.address(request))
        return None
    entrance.throttle.succeeded(counted)
    if entrance.passwords.outdated(kept):
        await accounts.rehash(store, named, kept, await entrance.passwords.hashed(password))
    return await _opened(store, entrance, named)


async def invited(store: AsyncEngine, entrance: Entrance, link: str) -> str | None:
    """Return whom a link invites; to look changes nothing."""
    found = await invites.invitation(store, digest(link))
    return found.account if found and found.open(entrance.now()) else None


async def accept(
    store: AsyncEngine, entrance: Entrance, link: str, account: str, password: str
) -> Cookie | Bilingual | None:
    """Set the password that a link was made for, and sign in; None when the link is used up.

    A password that will not do leaves the link as it was.
    """
    if fault := unfit(password, account):
        return fault
    hashed = await entrance.passwords.hashed(password)
    named = await invites.accept(store, digest(link), hashed, entrance.now())
    return None if named is None else await _opened(store, entrance, named)


async def sign_out(store: AsyncEngine, entrance: Entrance, request: Request) -> None:
    """End this browser's session."""
    if known := entrance.session(request):
        await sessions.close_session(store, known.id, entrance.now())


async def admitted(
    store: AsyncEngine,
    entrance: Entrance,
    request: Request,
    account: str,
    by: By,
    roles: frozenset[Role] = frozenset(),
) -> Cookie:
    """Open a session for whoever is known from elsewhere; what this browser had before ends."""
    await sign_out(store, entrance, request)
    cookie = guest_cookie(by, roles)
    now = entrance.now()
    await sessions.open_guest_session(store, digest(cookie.session), account, secret(), now)
    return cookie


def can_be_invited(account: str) -> bool:
    """Say whether a person can be called so; service accounts have names of their own."""
    return is_account(account) and not account.startswith(SERVICE)


def _note(what: str, account: str, address: str) -> None:
    """Say in the log who was guessed at from where; never what was typed as a password."""
    where, who = shown(address), shown(account)
    logging.getLogger(__name__).warning("sign-in %s: %s from %s", what, who, where)


async def _opened(store: AsyncEngine, entrance: Entrance, account: str) -> Cookie | None:
    session, device = secret(), secret()
    made = await sessions.open_session(
        store, digest(session), account, secret(), digest(device), entrance.now()
    )
    return Cookie(session, device) if made else None
