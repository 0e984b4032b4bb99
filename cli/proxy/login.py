"""Signing in at the proxy: a link that works once, and a session that lasts a working day.

Whatever fetches a link first, such as a mail scanner, only sees a page: a person's POST uses it up.
"""

import dataclasses
import os
import secrets
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from activities.tokens import LOGIN, PublicKeys
from cli.proxy.guard import Text
from domain.text import Account, Bilingual, Frozen
from domain.token import LEEWAY, payload

SESSION_SECONDS = 8 * 3600
LONGEST_LINK = 3600
_MOST_SESSIONS = 10_000
_MOST_SEEN = 2_000

BAD_LINK = Bilingual(
    en="this link is not valid; ask for a new one",
    zh="链接无效，请索取新的登录链接",
)
OLD_LINK = Bilingual(en="this link has expired; ask for a new one", zh="链接已过期，请索取新链接")
USED_LINK = Bilingual(
    en="this link was used already; ask for a new one, and say so if it was not you",
    zh="链接已被使用，请索取新链接；如非本人使用，请告知管理员",
)


class LoginClaims(Frozen):
    """What a login link says: who, and until when."""

    iss: Literal["accord"]
    sub: Account
    iat: int = Field(strict=True, ge=0, le=2**40)
    exp: int = Field(strict=True, ge=0, le=2**40)
    jti: str = Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")


@dataclasses.dataclass
class Session:
    """One signed-in person, and which texts their pages have shown."""

    account: str
    ends: float
    seen: dict[str, frozenset[Text]] = dataclasses.field(default_factory=dict)

    def saw(self, suggestion: str, text: Text) -> None:
        """Note that a page showed this text."""
        if len(self.seen) < _MOST_SEEN or suggestion in self.seen:
            self.seen[suggestion] = self.seen.get(suggestion, frozenset()) | {text}


class Doorkeeper:
    """Who is signed in. Sessions live in this process; links that were used, in files."""

    def __init__(
        self, keys: PublicKeys, used: Path, clock: Callable[[], float] = time.time
    ) -> None:
        self._keys, self._used, self._clock = keys, used, clock
        self._sessions: dict[str, Session] = {}

    def session(self, cookie: str | None) -> Session | None:
        """Return the session of a cookie while it lasts."""
        found = self._sessions.get(cookie or "")
        return found if found and found.ends > self._clock() else None

    def leave(self, cookie: str | None) -> None:
        """End a session."""
        self._sessions.pop(cookie or "", None)

    def admitted(self, link: str) -> str | Bilingual:
        """Return whom a link would sign in, or why it does not; the link stays as it is."""
        told = self._read(link)
        if isinstance(told, Bilingual):
            return told
        return USED_LINK if (self._used / told.jti).exists() else told.sub

    def enter(self, link: str) -> str | Bilingual:
        """Use the link up and return the cookie of a new session, or why there is none."""
        told = self._read(link)
        if isinstance(told, Bilingual):
            return told
        self._used.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._forget()
        try:  # of two who come at once, one makes the file
            os.close(os.open(self._used / told.jti, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        except FileExistsError:
            return USED_LINK
        return self._opened(told.sub)

    def admit(self, account: str) -> str:
        """Return the cookie of a new session of whoever has proved elsewhere who they are."""
        self._used.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._forget()
        return self._opened(account)

    def _opened(self, account: str) -> str:
        cookie = secrets.token_urlsafe(32)
        self._sessions[cookie] = Session(account, self._clock() + SESSION_SECONDS)
        return cookie

    def _read(self, link: str) -> LoginClaims | Bilingual:
        self._keys.refresh()
        if self._keys.fault(link, LOGIN):
            return BAD_LINK
        try:
            told = LoginClaims.model_validate(payload(link))
        except ValidationError:
            return BAD_LINK
        if told.iat > self._clock() + LEEWAY or told.exp - told.iat > LONGEST_LINK:
            return BAD_LINK
        return OLD_LINK if self._clock() >= told.exp else told

    def _forget(self) -> None:
        """Drop what cannot matter any more: sessions that ended, links that would have expired."""
        now = self._clock()
        kept = sorted(self._sessions.items(), key=lambda one: one[1].ends)[-_MOST_SESSIONS:]
        self._sessions = {cookie: one for cookie, one in kept if one.ends > now}
        for file in self._used.iterdir():
            if file.stat().st_mtime < now - 2 * LONGEST_LINK:
                file.unlink(missing_ok=True)
