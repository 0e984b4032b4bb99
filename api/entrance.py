"""Where people sign in: their cookies, what slows guessing, and which other ways in there are."""

import dataclasses
import datetime as dt
import secrets
from collections.abc import Callable
from typing import Literal, get_args

from starlette.requests import Request
from starlette.responses import Response

from api.hashing import Passwords, digest
from api.oidc_attempt import SECONDS
from api.oidc_code import RelyingParty
from api.throttle import Throttle
from domain.permissions import Role
from store.sessions import LONGEST, REMEMBERED, WORKING_DAY

_SESSION, _DEVICE, _ATTEMPT = "accord_session", "accord_browser", "accord_company"
_BYTES = 32
By = Literal["password", "provider", "name"]
"""How somebody signed in: proved here, proved at the company's provider, or named only."""


@dataclasses.dataclass(frozen=True)
class Cookie:
    """Two secrets of a browser: who is signed in now, and that it was here before.

    Without `device` it is known from elsewhere, for a working day.
    """

    session: str
    device: str | None = None


@dataclasses.dataclass(frozen=True)
class Held:
    """The session that a browser has: under which id it is kept, and how it came about.

    `by` and `roles` stand in the cookie itself. Its hash is the id, so changed ones are of none.
    """

    id: str
    by: By
    roles: frozenset[Role] = frozenset()


@dataclasses.dataclass(frozen=True)
class Entrance:
    """The way in. `public` is the address that people use, where something stands in front.

    `secure`: people come by HTTPS, here or at what stands in front. `proxied`: what stands in front
    says by X-Forwarded-For from where somebody comes. `party` leads to the company's provider.
    `open`: whoever is on this machine may name themselves anybody.
    """

    public: str | None = None
    secure: bool = False
    proxied: bool = False
    passwords: Passwords = dataclasses.field(default_factory=Passwords)
    throttle: Throttle = dataclasses.field(default_factory=Throttle)
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)
    party: RelyingParty | None = None
    open: bool = False

    def session(self, request: Request) -> Held | None:
        """Return the session that a browser sent, if its way in is still one."""
        value = request.cookies.get(self._name(_SESSION))
        found = _held(value) if value else None
        if found is None or (found.by == "provider" and self.party is None):
            return None
        return None if found.by == "name" and not self.open else found

    def device(self, request: Request) -> str | None:
        """Return what the browser is kept under, if it has been here before."""
        return self._hash(request, _DEVICE)

    def address(self, request: Request) -> str:
        """Return from where somebody comes."""
        if self.proxied:
            # The last one was added by what stands in front; those before it anybody can write.
            last = request.headers.get("x-forwarded-for", "").rpartition(",")[2].strip()
            if last:
                return last
        return request.client.host if request.client else ""

    def give(self, response: Response, cookie: Cookie) -> None:
        """Let the browser keep both secrets.

        SameSite is Lax: a link in a message opens a page as whoever is signed in. Strict would
        keep the cookie back there, and ask people for their password at every message. What a GET
        shows changes nothing, and a POST needs the form's own token and comes from here.
        """
        lasts = LONGEST if cookie.device else WORKING_DAY
        self._set(response, _SESSION, cookie.session, lasts, "lax")
        if cookie.device:
            self._set(response, _DEVICE, cookie.device, LONGEST + REMEMBERED, "strict")

    def take(self, response: Response) -> None:
        """Have the browser forget the session."""
        self._set(response, _SESSION, "", dt.timedelta(), "lax")

    def attempt(self, request: Request) -> str | None:
        """Return the sign-in at the provider that this browser has begun."""
        return request.cookies.get(self._name(_ATTEMPT))

    def begin(self, response: Response, attempt: str) -> None:
        """Let the browser keep it: Lax, since it comes back from the provider's pages."""
        self._set(response, _ATTEMPT, attempt, dt.timedelta(seconds=SECONDS), "lax")

    def over(self, response: Response) -> None:
        """Have the browser forget it."""
        self._set(response, _ATTEMPT, "", dt.timedelta(), "lax")

    def _set(
        self,
        response: Response,
        name: str,
        value: str,
        age: dt.timedelta,
        site: Literal["lax", "strict"],
    ) -> None:
        response.set_cookie(
            self._name(name),
            value,
            max_age=int(age.total_seconds()),
            httponly=True,
            samesite=site,
            secure=self.secure,
        )

    def _name(self, name: str) -> str:
        """Return the cookie's name; by HTTPS one that no other host and no plain HTTP can set."""
        return f"__Host-{name}" if self.secure else f"{name}_api"

    def _hash(self, request: Request, name: str) -> str | None:
        value = request.cookies.get(self._name(name))
        return digest(value) if value else None


def secret() -> str:
    """Return 256 random bits."""
    return secrets.token_urlsafe(_BYTES)


def guest_cookie(by: By, roles: frozenset[Role] = frozenset()) -> Cookie:
    """Return the cookie of whoever has no password here: it says how they came, and as what."""
    return Cookie(".".join((secret(), by, *sorted(roles))))


def _held(value: str) -> Held | None:
    """Read a session's cookie; None for what is none of ours."""
    _, *said = value.split(".")
    by = next((one for one in get_args(By) if said and one == said[0]), None)
    if said and by is None:
        return None
    roles = frozenset(one for one in get_args(Role) if one in said[1:])
    return Held(digest(value), by or "password", roles)
