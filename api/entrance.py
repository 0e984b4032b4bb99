"""Where people sign in with a password: their cookies, and what slows guessing."""

import dataclasses
import datetime as dt
import secrets
from collections.abc import Callable
from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from api.hashing import Passwords, digest
from api.throttle import Throttle
from store.sessions import LONGEST, REMEMBERED

_SESSION, _DEVICE = "accord_session", "accord_browser"
_BYTES = 32


@dataclasses.dataclass(frozen=True)
class Cookie:
    """Two secrets of a browser: who is signed in now, and that it was here before."""

    session: str
    device: str


@dataclasses.dataclass(frozen=True)
class Entrance:
    """The way in. `public` is the address that people use, where something stands in front.

    `secure`: people come by HTTPS, here or at what stands in front. `proxied`: what stands in front
    says by X-Forwarded-For from where somebody comes.
    """

    public: str | None = None
    secure: bool = False
    proxied: bool = False
    passwords: Passwords = dataclasses.field(default_factory=Passwords)
    throttle: Throttle = dataclasses.field(default_factory=Throttle)
    now: Callable[[], dt.datetime] = lambda: dt.datetime.now(dt.UTC)

    def session(self, request: Request) -> str | None:
        """Return what the session is kept under, if a browser sent one."""
        return self._hash(request, _SESSION)

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
        self._set(response, _SESSION, cookie.session, LONGEST, "lax")
        self._set(response, _DEVICE, cookie.device, LONGEST + REMEMBERED, "strict")

    def take(self, response: Response) -> None:
        """Have the browser forget the session."""
        self._set(response, _SESSION, "", dt.timedelta(), "lax")

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
