"""The keys that a provider publishes: found by discovery, kept, and looked at again.

Whoever sends tokens can name any key. So the provider is asked at most once a minute, and once for
all who wait.
"""

import asyncio
import logging
import time
from collections.abc import Callable
from typing import Any

import httpx2
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, JWKRegistry, OKPKey, RSAKey

from api.oidc_asking import MOST_BYTES as MOST_BYTES
from api.oidc_asking import WHOLE, document
from api.oidc_settings import is_safe
from domain.errors import BadInputError
from domain.problems import shown

Key = RSAKey | ECKey | OKPKey
FRESH = 3600.0
"""Seconds after which the keys are looked at again, so that withdrawn ones go."""
KEPT = 24 * 3600.0
"""Seconds for which known keys go on without the provider."""
PAUSE = 60.0
"""Seconds between two looks because of a key that is not known."""
RETRY = 10.0
"""Seconds until a provider that did not answer is asked again."""
_MOST_KEYS = 100
_LEAST_RSA = 2048
DISCOVERY = "/.well-known/openid-configuration"


class ProviderAwayError(Exception):
    """The provider does not answer, so nobody can say whether a token is good."""


class PublishedKeys:
    """The provider's keys by their `kid`; those without one stand under None."""

    def __init__(
        self,
        issuer: str,
        client: Callable[[], httpx2.AsyncClient] = httpx2.AsyncClient,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._issuer, self._client, self._clock = issuer, client, clock
        self._keys: list[tuple[str | None, Key]] = []
        self._document: dict[str, Any] = {}
        self._read_at: float | None = None
        self._asked_at: float | None = None
        self._turn = asyncio.Lock()

    async def find(self, kid: str | None) -> list[Key]:
        """Return the keys that may have signed: of this `kid`, or all where a token names none.

        Raises:
            ProviderAwayError: it cannot be known now.
        """
        await self._keep_fresh()
        found = self._known(kid)
        if not found and self._may_ask(PAUSE):
            await self._ask()
            found = self._known(kid)
        if not found and self._failed:
            raise ProviderAwayError
        return found

    async def document(self) -> dict[str, Any]:
        """Return what the provider says of itself, as old as the keys are.

        Raises:
            ProviderAwayError: it cannot be known now.
        """
        await self._keep_fresh()
        if not self._document:
            raise ProviderAwayError
        return self._document

    def client(self) -> httpx2.AsyncClient:
        """Return what asks the provider."""
        return self._client()

    def _known(self, kid: str | None) -> list[Key]:
        return [key for name, key in self._keys if kid is None or name == kid]

    @property
    def _failed(self) -> bool:
        """Say whether the last look came to nothing."""
        return self._read_at is None or self._read_at != self._asked_at

    async def _keep_fresh(self) -> None:
        """Look again after an hour; without an answer, go on with what is known for a day."""
        now = self._clock()
        age = None if self._read_at is None else now - self._read_at
        if (age is None or age >= FRESH) and self._may_ask(RETRY):
            await self._ask()
        if self._read_at is None or self._clock() - self._read_at >= KEPT:
            self._keys, self._document = [], {}

    def _may_ask(self, pause: float) -> bool:
        if self._asked_at is None:
            return True
        wait = RETRY if self._failed else pause
        return self._clock() - self._asked_at >= wait

    async def _ask(self) -> None:
        """Fetch the keys; of several who come at once, one does and the others wait for it."""
        before = self._asked_at
        async with self._turn:
            if self._asked_at != before:
                return
            now = self._clock()
            try:
                async with asyncio.timeout(WHOLE), self._client() as client:
                    told, keys = await self._fetched(client)
            except (httpx2.HTTPError, httpx2.InvalidURL, BadInputError, TimeoutError) as error:
                self._asked_at = now
                why = shown(error, 300) or type(error).__name__
                logging.getLogger(__name__).warning("keys of %s: %s", self._issuer, why)
                return
            self._document, self._keys = told, keys
            self._read_at = self._asked_at = now

    async def _fetched(
        self, client: httpx2.AsyncClient
    ) -> tuple[dict[str, Any], list[tuple[str | None, Key]]]:
        found = await document(client, self._issuer.rstrip("/") + DISCOVERY)
        if found.get("issuer") != self._issuer:
            told = shown(found.get("issuer"))
            raise BadInputError(f"its discovery document is of “{told}”", f"发现文档属于「{told}」")
        place = found.get("jwks_uri")
        if not isinstance(place, str) or not is_safe(place):
            told = shown(place)
            raise BadInputError(
                f"“{told}” is no safe place for keys", f"「{told}」不能作为密钥地址"
            )
        listed = (await document(client, place)).get("keys")
        given = listed[:_MOST_KEYS] if isinstance(listed, list) else []
        return found, [(kid, key) for one in given for kid, key in _usable(one)]


def _usable(given: Any) -> list[tuple[str | None, Key]]:
    """Return a published key if it can check signatures: a shared secret never can."""
    if not isinstance(given, dict) or given.get("kty") not in ("RSA", "EC", "OKP"):
        return []
    if given.get("use", "sig") != "sig" or "verify" not in given.get("key_ops", ["verify"]):
        return []
    if given["kty"] == "RSA" and _bits(given.get("n")) < _LEAST_RSA:
        return []
    public = {name: value for name, value in given.items() if name not in ("key_ops", "use")}
    try:
        key = JWKRegistry.import_key(public)
    except (JoseError, ValueError, TypeError, KeyError, AttributeError):
        return []
    if not isinstance(key, Key):
        return []
    kid = given.get("kid")
    return [(kid if isinstance(kid, str) else None, key)]


def _bits(modulus: Any) -> int:
    """Return the length of an RSA key by its modulus in base64url."""
    return len(str(modulus).rstrip("=")) * 6
