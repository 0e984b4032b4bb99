"""Tokens of an OpenID Connect provider: signature, claims, and so who asks."""

import dataclasses
import time
import warnings
from collections.abc import Callable
from typing import Any

from joserfc import jws, jwt
from joserfc.errors import ExpiredTokenError, JoseError, SecurityWarning
from joserfc.jwk import ECKey, OKPKey, RSAKey

from api.callers import Caller, UnauthenticatedError
from api.oidc_keys import Key, ProviderAwayError, PublishedKeys
from api.problems import ProblemError
from domain.bearer import (
    FAULTS,
    ID_TYPES,
    LEEWAY,
    TYPES,
    Expected,
    Fault,
    Proven,
    id_fault,
    proven,
)
from domain.text import Bilingual

_RSA, _EC, _OKP = RSAKey, ECKey, OKPKey
ALGORITHMS: dict[str, tuple[type[Key], str | None]] = {
    **{f"{name}{size}": (_RSA, None) for name in ("RS", "PS") for size in (256, 384, 512)},
    "ES256": (_EC, "P-256"),
    "ES384": (_EC, "P-384"),
    "ES512": (_EC, "P-521"),
    "EdDSA": (_OKP, "Ed25519"),
    "Ed25519": (_OKP, "Ed25519"),
}
"""What a token may be signed with, and by which sort of key: never `none`, never a shared secret.

The key decides as much as the token does: a public key is never taken for a secret.
"""
_MOST = 16 * 1024
AWAY = Bilingual(
    en="the identity provider does not answer, so nobody can be recognised; ask again later",
    zh="身份提供方无响应，暂时无法确认身份，请稍后重试",
)


class Provider:
    """Whoever's tokens are believed here."""

    def __init__(
        self,
        expected: Expected,
        keys: PublishedKeys | None = None,
        now: Callable[[], float] = time.time,
    ) -> None:
        self._expected, self._now = expected, now
        self.keys = keys or PublishedKeys(expected.issuer)

    @property
    def expected(self) -> Expected:
        """Return what its tokens must say."""
        return self._expected

    async def caller(self, token: str) -> Caller:
        """Return who asks with this token.

        Raises:
            UnauthenticatedError: it does not count, and why.
            ProblemError: 503, the provider must be asked first and does not answer.
        """
        claims = await self._signed(token, TYPES)
        told = self._proven(claims, self._expected)
        return Caller(told.account, "oidc", told.roles)

    async def identified(self, token: str, client: str, nonce: str) -> Proven:
        """Return whom an ID token names that this client was given for this sign-in.

        Raises:
            UnauthenticatedError: it does not count, and why.
            ProblemError: 503, the provider must be asked first and does not answer.
        """
        claims = await self._signed(token, ID_TYPES)
        if fault := id_fault(claims, client, nonce):
            raise _refused(fault)
        return self._proven(
            claims, dataclasses.replace(self._expected, audiences=(client,), clients=())
        )

    async def _signed(self, token: str, types: tuple[str, ...]) -> dict[str, Any]:
        """Return the claims of a token of one of these sorts, under the provider's signature."""
        header = _header(token, types)
        try:
            keys = await self.keys.find(header.get("kid"))
        except ProviderAwayError:
            raise ProblemError(503, "provider_away", AWAY) from None
        return _claims(token, header["alg"], keys)

    def _proven(self, claims: dict[str, Any], expected: Expected) -> Proven:
        told = proven(claims, expected, self._now())
        if isinstance(told, Fault):
            raise _refused(told)
        self._check_again(claims)
        return told

    def _check_again(self, claims: dict[str, Any]) -> None:
        """Have the library look at the times too: its `decode` alone accepts what has expired."""
        now = int(self._now())
        try:
            jwt.JWTClaimsRegistry(now=now, leeway=LEEWAY + 1).validate(claims)
        except ExpiredTokenError:
            raise _fault("bearer_expired") from None
        except JoseError:
            raise _fault("bearer_times") from None


def _header(token: str, types: tuple[str, ...]) -> dict[str, Any]:
    """Return the header of a token that is of a sort, and signed in a way, that is accepted."""
    if len(token) > _MOST or not token.isascii():
        raise _fault("bearer_forged")
    try:
        header = jws.extract_compact(token.encode(), registry=_registry()).headers()
    except (JoseError, ValueError, TypeError, AttributeError, RecursionError):
        raise _fault("bearer_forged") from None
    kid = header.get("kid")
    if "crit" in header or not (kid is None or isinstance(kid, str)):
        raise _fault("bearer_forged")
    if str(header.get("typ", "")).lower() not in types:
        raise _fault("bearer_type")
    algorithm = header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise _fault("bearer_algorithm")
    return dict(header)


def _claims(token: str, algorithm: str, keys: list[Key]) -> dict[str, Any]:
    """Return the claims under a signature of one of the keys."""
    fitting = [key for key in keys if _fits(key, algorithm)]
    if not fitting:
        raise _fault("bearer_algorithm" if keys else "bearer_key")
    for key in fitting:
        try:
            with warnings.catch_warnings():  # providers go on calling Ed25519 by its old name
                warnings.simplefilter("ignore", SecurityWarning)
                return jwt.decode(token, key, [algorithm], _registry(algorithm)).claims
        except (JoseError, ValueError, TypeError, RecursionError):
            continue
    raise _fault("bearer_forged")


def _fits(key: Key, algorithm: str) -> bool:
    sort, curve = ALGORITHMS[algorithm]
    if not isinstance(key, sort) or (curve and getattr(key, "curve_name", None) != curve):
        return False
    return (key.alg or algorithm) in (algorithm, *_same(algorithm))


def _same(algorithm: str) -> tuple[str, ...]:
    return ("EdDSA", "Ed25519") if algorithm in ("EdDSA", "Ed25519") else ()


def _registry(*algorithms: str) -> jws.JWSRegistry:
    """Return what reads a token: longer headers than usual pass, with fields of the provider's."""
    registry = jws.JWSRegistry(algorithms=algorithms or None, strict_check_header=False)
    registry.max_header_length = 8 * 1024
    return registry


def _fault(code: str) -> UnauthenticatedError:
    return _refused(Fault(code, FAULTS[code]))


def _refused(fault: Fault) -> UnauthenticatedError:
    return UnauthenticatedError(fault.sentence.en, fault.sentence.zh, fault.code)
