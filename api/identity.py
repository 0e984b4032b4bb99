"""Who asks: by a bearer token, else by a browser's session, else by name where that will do."""

import datetime as dt
from typing import get_args
from urllib.parse import urlsplit

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from api.callers import (
    OPEN_ROLES,
    Authenticate,
    Caller,
    UnauthenticatedError,
    Via,
    named_only,
)
from api.elsewhere import ELSEWHERE, from_elsewhere, from_here
from api.entrance import Entrance
from api.hashing import digest
from api.oidc import Provider
from api.problems import ProblemError
from domain.bearer import SERVICE
from domain.permissions import Role
from domain.text import Bilingual
from store import service_accounts, sessions
from workflows.identity import is_loopback

SECRET = "accord_sa_"
"""How the secrets of service accounts begin, so that one in a log or a repository is recognised."""
_READS = ("GET", "HEAD", "OPTIONS")
_REBOUND = Bilingual(
    en="open mode answers on this machine only: use http://127.0.0.1 or http://localhost",
    zh="开放模式仅供本机访问：请使用 http://127.0.0.1 或 http://localhost",
)


def authenticator(
    store: AsyncEngine,
    entrance: Entrance,
    provider: Provider | None = None,
    open: bool = False,
) -> Authenticate:
    """Return what tells who asks. With `open`, a bare name is believed where nothing else is shown.

    What is shown and wrong is refused: it never falls back to something weaker.
    """

    async def authenticate(request: Request) -> Caller:
        if open:
            require_this_machine(request)
        if request.method not in _READS and from_elsewhere(request, entrance.public):
            raise ProblemError(403, "elsewhere", ELSEWHERE)  # whoever added the credentials
        given = request.headers.getlist("authorization")
        if given:
            return await _bearer(store, provider, given, entrance.now())
        if found := await signed_in(store, entrance, request):
            return _from_here(request, entrance, found)
        if open:
            return await named_only(request)
        raise UnauthenticatedError(
            "sign in at /sign-in, or send a bearer token",
            "请在 /sign-in 登录，或发送 Bearer 令牌",
        )

    return authenticate


async def signed_in(store: AsyncEngine, entrance: Entrance, request: Request) -> Caller | None:
    """Return who is signed in with this browser; None for nobody."""
    held = entrance.session(request)
    if held is None:
        return None
    now = entrance.now()
    if held.by == "password":
        found = await sessions.session(store, held.id, now)
        roles: frozenset[Role] = frozenset(
            one for one in get_args(Role) if found and one in found.roles
        )
    else:
        found = await sessions.guest_session(store, held.id, now)
        roles = OPEN_ROLES if held.by == "name" else held.roles
    if found is None:
        return None
    via: Via = "open" if held.by == "name" else "session"
    return Caller(found.account, via, roles, csrf=found.csrf)


def _from_here(request: Request, entrance: Entrance, found: Caller) -> Caller:
    """Let a session read; what it changes must be sent by a page of this site."""
    if request.method not in _READS and not from_here(request, entrance.public):
        raise ProblemError(403, "elsewhere", ELSEWHERE)
    return found


async def _bearer(
    store: AsyncEngine, provider: Provider | None, given: list[str], now: dt.datetime
) -> Caller:
    scheme, _, token = given[0].partition(" ")
    token = token.strip()
    if len(given) > 1 or scheme.lower() != "bearer" or not token:
        raise UnauthenticatedError(
            "send one header Authorization: Bearer TOKEN",
            "请发送一个 Authorization: Bearer 令牌 请求头",
        )
    if token.startswith(SECRET):
        return await _service(store, token, now)
    if provider is None:
        raise UnauthenticatedError(
            "no identity provider is set here (ACCORD_OIDC_ISSUER)",
            "此处未设置身份提供方（ACCORD_OIDC_ISSUER）",
            "bearer_issuer",
        )
    return await provider.caller(token)


async def _service(store: AsyncEngine, token: str, now: dt.datetime) -> Caller:
    found = await service_accounts.service(store, digest(token), now)
    if found is None:
        raise UnauthenticatedError(
            "no service account has this secret, or it was revoked",
            "没有服务账号使用该密钥，或该账号已停用",
            "bearer_service",
        )
    within = None if found.collaborations is None else frozenset(found.collaborations)
    return Caller(
        SERVICE + found.name, "service", scopes=frozenset(found.may), collaborations=within
    )


def require_this_machine(request: Request) -> None:
    """Refuse names under which another site could have had itself found on this machine."""
    if not names_this_machine(request):
        raise ProblemError(403, "rebound", _REBOUND)


def names_this_machine(request: Request) -> bool:
    """Say whether somebody came by a name that this machine has for itself alone."""
    try:
        host = urlsplit(f"//{request.headers.get('host', '')}").hostname or ""
    except ValueError:
        host = ""
    return is_loopback(host)
