"""What a request stands on: the engine, the store, who tells callers apart, and the token key."""

import dataclasses
from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.tokens import SigningKey
from api.callers import Authenticate, Caller
from api.connection import Connection
from api.entrance import Entrance
from workflows.settings import Settings


@dataclasses.dataclass(frozen=True)
class Footing:
    """One API process. `key` signs decision tokens; None where workers believe bare names.

    `entrance` is where people sign in with a password. `alone`: nobody but this machine comes here,
    by the port or by what stands in front; only then is anything shown to whoever shows nothing.
    """

    connection: Connection
    settings: Settings
    authenticate: Authenticate
    key: Callable[[], SigningKey] | None = None
    entrance: Entrance = dataclasses.field(default_factory=Entrance)
    alone: bool = False

    @property
    def store(self) -> AsyncEngine:
        """Return the store: the API does not run without one."""
        return self.connection.needed_store()


def footing(request: Request) -> Footing:
    """Return what this API stands on."""
    found: Footing = request.app.state.footing
    return found


async def caller(request: Request) -> Caller:
    """Return who asks. Raises UnauthenticatedError."""
    known = getattr(request.state, "caller", None)
    if known is None:
        known = request.state.caller = await footing(request).authenticate(request)
    found: Caller = known
    return found


async def _footing(request: Request) -> Footing:
    """Return the same without a thread, in which FastAPI asks whatever is not async."""
    return footing(request)


On = Annotated[Footing, Depends(_footing)]
Asks = Annotated[Caller, Depends(caller)]
