"""Who asks: what the API knows of a caller, and whether they may."""

import dataclasses
import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Literal

from sqlalchemy.ext.asyncio import AsyncEngine
from starlette.requests import Request

from domain.brief import Brief
from domain.charter import Charter
from domain.errors import BadInputError, RefusedError, UnknownError
from domain.granting import Granted, counted
from domain.items import Liaison, Member
from domain.permissions import NAMES, Action, Role, allowed
from domain.problems import shown
from domain.text import Bilingual, is_account
from store import permissions
from store.standing import Standing, standing, standings

Via = Literal["open", "oidc", "session", "service", "link"]
OPEN_ROLES: frozenset[Role] = frozenset({"admin", "starter", "auditor"})
"""Of whoever is believed in `open` mode, which is for one's own machine."""


@dataclasses.dataclass(frozen=True)
class Caller:
    """Who asks. `via` says how they showed it: in `open` mode a name is believed.

    `scopes` are what a service account may do; None for a person. `collaborations` are the only
    ones that it knows of; None is all. `csrf` is what a page's forms must repeat, for whoever has
    a session.
    """

    account: str
    via: Via
    roles: frozenset[Role] = frozenset()
    scopes: frozenset[str] | None = None
    csrf: str | None = None
    collaborations: frozenset[str] | None = None

    def knows(self, collaboration: str | None) -> bool:
        """Say whether this collaboration, or None for the company, is within reach at all."""
        return self.collaborations is None or collaboration in self.collaborations

    @property
    def verified(self) -> bool:
        """Say whether it was proved who asks."""
        return self.via != "open"


Authenticate = Callable[[Request], Awaitable[Caller]]
"""Tells who asks. Raises UnauthenticatedError."""


class UnauthenticatedError(BadInputError):
    """Nobody has shown who asks; `code` says what was wrong with what they showed."""

    def __init__(self, en: str, zh: str, code: str = "unauthenticated") -> None:
        super().__init__(en, zh)
        self.code = code


class ForbiddenError(RefusedError):
    """Whoever asks may not."""

    def __init__(self, action: Action, account: str) -> None:
        name = NAMES[action]
        said = Bilingual(
            en=f"{shown(account)} may not {name.en}", zh=f"{shown(account)} 无权{name.zh}"
        )
        super().__init__(said, code="forbidden", action=action)


async def named_only(request: Request) -> Caller:
    """Believe the name in the header `Accord-As`: `open` mode, which is for loopback only.

    Raises:
        UnauthenticatedError: there is no such name.
    """
    account = request.headers.get("accord-as", "")
    if not is_account(account):
        raise UnauthenticatedError(
            "say who you are by the header Accord-As: your account",
            "请用请求头 Accord-As 写明您的账号",
        )
    return Caller(account, "open", OPEN_ROLES)


async def held(engine: AsyncEngine, caller: Caller, collaboration: str) -> frozenset[str]:
    """Return the roles and relations of a caller to one collaboration.

    Raises:
        UnknownError: nobody knows the collaboration.
    """
    stands = await standing(engine, collaboration, caller.account)
    if stands is None:
        raise UnknownError(collaboration)
    return _holds(caller, stands)


def _holds(caller: Caller, stands: Standing) -> frozenset[str]:
    found: set[str] = set(caller.roles)
    if stands.sponsor == caller.account:
        found.add("sponsor")
    if stands.department in stands.departments:
        found.add("member")
        if stands.is_head:
            found |= {"head", "lead"} if stands.department == stands.lead else {"head"}
    elif stands.charter and caller.account in _team(stands.charter):
        found.add("member")
    if stands.is_asked:
        found.add("asked")
    return frozenset(found)


async def require(
    engine: AsyncEngine,
    caller: Caller,
    action: Action,
    collaboration: str | None = None,
    by_permission: bool = True,
) -> None:
    """Let the caller do this, in one collaboration if it is about one; by a permission unless not.

    Raises:
        ForbiddenError: they may not.
        UnknownError: nobody knows the collaboration, or the caller may not even know of it.
    """
    if collaboration is None:
        known = caller.knows(None)
        if not known or not allowed(action, frozenset(caller.roles), caller.scopes):
            raise ForbiddenError(action, caller.account)
        return
    if not caller.knows(collaboration):
        raise UnknownError(collaboration)
    holds = await held(engine, caller, collaboration)
    if allowed(action, holds, caller.scopes):
        return
    given = await permitted(engine, caller, collaboration, holds)
    if by_permission and action in given:
        return
    if not allowed("read", holds, caller.scopes) and "read" not in given:
        raise UnknownError(collaboration)
    raise ForbiddenError(action, caller.account)


async def may(engine: AsyncEngine, caller: Caller, action: Action, collaboration: str) -> bool:
    """Say whether the caller may do this in a collaboration that they know of."""
    try:
        await require(engine, caller, action, collaboration)
    except ForbiddenError:
        return False
    return True


async def permitted(
    engine: AsyncEngine, caller: Caller, collaboration: str, holds: frozenset[str]
) -> frozenset[Granted]:
    """Return what a caller may by permissions for this collaboration, as they count just now.

    What a program may do is said where it is made, and nothing is added to it here.
    """
    if caller.scopes is not None:
        return frozenset()
    given = await permissions.granted(
        engine, collaboration, caller.account, dt.datetime.now(dt.UTC)
    )
    # In `open` mode everybody has every role, so that nobody could take part by permission.
    return counted(given, holds if caller.verified else holds - caller.roles)


def require_start(caller: Caller, brief: Brief) -> None:
    """Let the caller start this: as its sponsor, or as somebody who starts for others.

    Raises:
        ForbiddenError: they may not.
    """
    sponsors = ["sponsor"] if caller.account == brief.sponsor else []
    holds = frozenset({*caller.roles, *sponsors})
    if not caller.knows(brief.id) or not allowed("start", holds, caller.scopes):
        raise ForbiddenError("start", caller.account)


async def readable(engine: AsyncEngine, caller: Caller) -> list[str] | None:
    """Return the collaborations that the caller may read; None for all of them."""
    found = await readable_by_standing(engine, caller)
    if found is None:
        return None
    return sorted({*found, *await readable_by_permission(engine, caller)})


async def readable_by_standing(engine: AsyncEngine, caller: Caller) -> list[str] | None:
    """Return those that the caller may read by what they are to them; None for all of them."""
    if allowed("read", frozenset(caller.roles), caller.scopes):
        return None if caller.collaborations is None else sorted(caller.collaborations)
    every = (await standings(engine, caller.account)).items()
    return [id for id, stands in every if allowed("read", _holds(caller, stands), caller.scopes)]


async def readable_by_permission(engine: AsyncEngine, caller: Caller) -> list[str]:
    """Return those that the caller may read because somebody has let them: each lets them read."""
    if caller.scopes is not None:
        return []
    now = dt.datetime.now(dt.UTC)
    return sorted(await permissions.granted_anywhere(engine, caller.account, now))


def _team(charter: str) -> list[str]:
    """Return the accounts of the approved team."""
    items = Charter.model_validate_json(charter).team
    return [i.body.account for i in items if isinstance(i.body, Member | Liaison)]
