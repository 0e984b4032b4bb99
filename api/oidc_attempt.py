"""One sign-in at the provider that a browser has begun, as its own cookie holds it.

Nothing is kept here until the browser comes back, so nobody can fill it up or push others out. All
that the provider is given is derived from a seed which only this browser has.
"""

import base64
import binascii
import dataclasses
import hashlib
import hmac
import secrets

SECONDS = 600
"""How long somebody may take at the provider."""
_SEED_BYTES = 32
_MOST_PLACE = 1000


@dataclasses.dataclass(frozen=True)
class Attempt:
    """Begun at `made`, to go on to `place`. The state is a MAC over both: no other cookie fits."""

    seed: str
    made: int
    place: str

    @property
    def state(self) -> str:
        """Return what the browser brings back: it is this browser that began."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """Return what the ID token must repeat: it was made for this sign-in."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """Return what only we can show with the code (RFC 7636)."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        """Return the verifier's hash, which the provider is shown beforehand."""
        return _text(hashlib.sha256(self.verifier.encode()).digest())

    @property
    def cookie(self) -> str:
        """Return it as the browser keeps it."""
        return f"{self.seed}.{self.made}.{_text(self.place.encode())}"

    def _derived(self, what: str) -> str:
        said = f"{what}\n{self.made}\n{self.place}".encode()
        return _text(hmac.digest(self.seed.encode(), said, "sha256"))


def begun(place: str, now: float) -> Attempt:
    """Return a new one."""
    return Attempt(secrets.token_urlsafe(_SEED_BYTES), int(now), place)


def kept(cookie: str | None, now: float) -> Attempt | None:
    """Return what a cookie holds; None when there is none, or it is too old."""
    seed, _, rest = (cookie or "").partition(".")
    made, _, place = rest.partition(".")
    if len(seed) < _SEED_BYTES or not (made.isascii() and made.isdecimal()) or len(made) > 12:
        return None
    if not 0 <= now - int(made) + 1 <= SECONDS or len(place) > 2 * _MOST_PLACE:
        return None
    try:
        told = base64.b64decode(place + "=" * (-len(place) % 4), b"-_", validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return Attempt(seed, int(made), told)


def _text(given: bytes) -> str:
    return base64.urlsafe_b64encode(given).decode().rstrip("=")
