"""Giving permissions for one collaboration, and withdrawing them: asked of the rules, and kept."""

import datetime as dt
from typing import get_args

from sqlalchemy.ext.asyncio import AsyncEngine

from api.callers import Caller, ForbiddenError, held, require
from api.documents import Ok
from domain.bearer import SERVICE
from domain.errors import BadInputError, RefusedError, UnknownError
from domain.granting import Giver, Grant, Permission, Receiver, State, state_of, until_refused
from domain.permissions import Role
from domain.problems import shown
from domain.refusals import Refusal
from domain.text import Frozen
from store import accounts, permissions
from store.people import is_listed
from store.permissions import Asked


class PermissionSeen(Permission):
    """A permission, and what it has come to."""

    state: State


class PermissionsGiven(Frozen):
    """What somebody may now; `new` counts what they had not been given before."""

    ok: Ok = True
    collaboration: str
    new: int
    permissions: tuple[PermissionSeen, ...]


class PermissionWithdrawn(Frozen):
    """A permission that has ended, by whom and when."""

    ok: Ok = True
    permission: PermissionSeen


class Permissions(Frozen):
    """A page of permissions, the newest first; `next` is the cursor of the page behind."""

    ok: Ok = True
    collaboration: str
    permissions: tuple[PermissionSeen, ...]
    next: str | None = None


async def give(
    store: AsyncEngine, caller: Caller, collaboration: str, grant: Grant, surface: str
) -> PermissionsGiven:
    """Let somebody do all that is asked for, or nothing. What is refused is kept, with who tried.

    Raises:
        UnknownError: nobody knows the collaboration, or the caller may not even know of it.
        RefusedError: by the rules; what is given already until another time is “held”.
        BadInputError: nobody is called so, or the time cannot be used.
    """
    asked = Asked(collaboration, grant, _now(), caller.verified, surface)
    giver = await _giver(store, caller, asked)
    if wrong := until_refused(grant.until, asked.at):
        raise BadInputError(wrong.en, wrong.zh)
    receiver = await _receiver(store, collaboration, grant.account)
    told = await permissions.grant(store, asked, giver, receiver)
    if isinstance(told, Refusal):
        raise RefusedError(told.sentence, code=told.code)
    found, new = told
    seen = tuple(_seen(one, asked.at) for one in found)
    return PermissionsGiven(collaboration=collaboration, new=new, permissions=seen)


async def withdraw(
    store: AsyncEngine, caller: Caller, collaboration: str, id: str
) -> PermissionWithdrawn:
    """End a permission at once; one that was withdrawn before stays as it was.

    Raises:
        UnknownError: there is none, or the caller may not even know of the collaboration.
        ForbiddenError: it is not theirs to withdraw.
    """
    await require(store, caller, "permit", collaboration)
    now = _now()
    ended = await permissions.withdraw(store, collaboration, id, caller.account, now)
    if ended is None:
        raise UnknownError(id)
    return PermissionWithdrawn(permission=_seen(ended, now))


async def steering_by(store: AsyncEngine, account: str, collaboration: str) -> dict[str, str]:
    """Return the permission that somebody may steer by, for the worker to look at as well.

    Whoever may by what they are needs none, and the worker then looks at none.
    """
    found = await permissions.permission_for(store, collaboration, account, "steer", _now())
    return {"permission": found.id} if found else {}


async def listed(
    store: AsyncEngine,
    collaboration: str,
    limit: int,
    before: tuple[dt.datetime, str] | None = None,
    standing: bool = False,
) -> list[PermissionSeen]:
    """Return what was given, withdrawn and refused, the newest first; or only what stands."""
    now = _now()
    found = await permissions.permissions(
        store, collaboration, limit, before, now if standing else None
    )
    return [_seen(one, now) for one in found]


async def _giver(store: AsyncEngine, caller: Caller, asked: Asked) -> Giver:
    """Return what the caller is here. Raises ForbiddenError, and keeps who tried."""
    try:
        await require(store, caller, "permit", asked.collaboration)
    except ForbiddenError as error:
        giver = Giver(account=caller.account, holds=frozenset())
        await permissions.keep_refused(store, asked, giver, error.document["code"])
        raise
    holds = await held(store, caller, asked.collaboration)
    return Giver(account=caller.account, holds=holds, is_service=caller.scopes is not None)


async def _receiver(store: AsyncEngine, collaboration: str, account: str) -> Receiver:
    """Return what somebody is here, as far as it is known before they sign in."""
    if account.startswith(SERVICE):
        return Receiver(account=account)
    roles = await _roles(store, account)
    if roles is None and not await is_listed(store, account):
        name = shown(account)
        raise BadInputError(
            f"account: no directory here lists {name}, and nobody signs in so",
            f"account：人员名录中没有 {name}，也没有该登录账号",
        )
    known = Caller(account, "session", roles or frozenset())
    return Receiver(account=account, holds=await held(store, known, collaboration))


async def named(store: AsyncEngine, account: str) -> Caller:
    """Return who asks at a command line, by name, with the roles that they were given here."""
    return Caller(account, "open", await _roles(store, account) or frozenset())


async def _roles(store: AsyncEngine, account: str) -> frozenset[Role] | None:
    """Return the roles that somebody was given here; None where nobody signs in so."""
    known = await accounts.account(store, account)
    if known is None or known.revoked_at is not None:
        return None
    return frozenset(one for one in get_args(Role) if one in known.roles)


def _seen(permission: Permission, now: dt.datetime) -> PermissionSeen:
    return PermissionSeen(**dict(permission), state=state_of(permission, now))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
