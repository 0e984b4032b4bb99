"""What the claims of a provider's token must say before somebody is who it names.

Pure: the signature was checked before. Every rule refuses; what is missing is never guessed.
"""

import dataclasses
import hmac
import math
from collections.abc import Mapping
from typing import Any

from domain.permissions import Role
from domain.problems import shown
from domain.text import Bilingual, is_account

LEEWAY = 60
"""Seconds by which clocks may differ."""
TYPES = ("", "jwt", "at+jwt", "application/at+jwt")
"""What a token may call itself: an ID token or an access token, and not, say, a logout token."""
ID_TYPES = ("", "jwt")
"""What an ID token may call itself."""
SERVICE = "sa@"
"""How the names of service accounts begin; no person is called so."""


@dataclasses.dataclass(frozen=True)
class Expected:
    """Whose tokens count, for whom, and which claims say who and what somebody is.

    `clients` are the applications that may ask for a token with several audiences.
    """

    issuer: str
    audiences: tuple[str, ...]
    account_claim: str = "preferred_username"
    roles_claim: str = "roles"
    roles: Mapping[str, Role] = dataclasses.field(default_factory=dict)
    clients: tuple[str, ...] = ()


@dataclasses.dataclass(frozen=True)
class Client:
    """What the provider knows Accord's pages as."""

    id: str
    secret: str | None = dataclasses.field(default=None, repr=False)
    scopes: str = "openid profile"


@dataclasses.dataclass(frozen=True)
class Proven:
    """Who somebody is by their token."""

    account: str
    roles: frozenset[Role]


@dataclasses.dataclass(frozen=True)
class Fault:
    """Why a token does not count."""

    code: str
    sentence: Bilingual


FAULTS = {
    "bearer_forged": Bilingual(
        en="the token is not signed by the provider", zh="令牌并非由身份提供方签署"
    ),
    "bearer_key": Bilingual(
        en="the token is signed with a key that the provider does not publish",
        zh="令牌所用密钥不在身份提供方公布之列",
    ),
    "bearer_algorithm": Bilingual(
        en="the token is signed in a way that is not accepted", zh="令牌的签名算法不被接受"
    ),
    "bearer_type": Bilingual(
        en="this sort of token does not say who asks; send an access token or an ID token",
        zh="此类令牌不能证明身份，请使用访问令牌或 ID 令牌",
    ),
    "bearer_issuer": Bilingual(en="the token is of another issuer", zh="令牌由其他签发方签发"),
    "bearer_audience": Bilingual(
        en="the token was made for another service", zh="令牌并非签发给本服务"
    ),
    "bearer_client": Bilingual(
        en="the token was given to an application that is not known here",
        zh="令牌签发给了未在此登记的应用",
    ),
    "bearer_expired": Bilingual(en="the token has expired", zh="令牌已过期"),
    "bearer_early": Bilingual(
        en="the token is not valid yet; look at the clocks", zh="令牌尚未生效，请检查系统时钟"
    ),
    "bearer_times": Bilingual(
        en="the token does not say from when until when it is valid",
        zh="令牌未写明签发时间与失效时间",
    ),
    "id_nonce": Bilingual(
        en="the provider answered for another sign-in than the one that was begun here",
        zh="身份提供方的答复与在此发起的登录不符",
    ),
    "bearer_program": Bilingual(
        en="this token is a program's; programs use a service account of Accord",
        zh="这是程序的令牌；程序请使用合议的服务账号",
    ),
}


def proven(claims: Mapping[str, Any], expected: Expected, now: float) -> Proven | Fault:
    """Return who somebody is by these claims, or why they do not say it."""
    code = (
        _foreign(claims, expected)
        or _untimely(claims, now)
        or ("bearer_program" if _is_program(claims) else None)
    )
    if code:
        return Fault(code, FAULTS[code])
    account = claims.get(expected.account_claim)
    if not isinstance(account, str) or not is_account(account) or account.startswith(SERVICE):
        return _nameless(expected.account_claim, "holds no account", "不是可用的账号")
    if expected.account_claim == "email" and claims.get("email_verified") is not True:
        return _nameless("email_verified", "is not true", "不为 true")
    return Proven(account, _roles(claims, expected))


def id_fault(claims: Mapping[str, Any], client: str, nonce: str) -> Fault | None:
    """Return why these claims do not answer this sign-in of this client (OpenID Connect, 3.1.3.7).

    It asks more than `proven` does: who had the token made, also where it has one audience.
    """
    if claims.get("azp", client) != client:
        return Fault("bearer_client", FAULTS["bearer_client"])
    given = claims.get("nonce")
    same = isinstance(given, str) and hmac.compare_digest(
        given.encode("utf-8", "surrogatepass"), nonce.encode()
    )
    return None if same else Fault("id_nonce", FAULTS["id_nonce"])


def _foreign(claims: Mapping[str, Any], expected: Expected) -> str | None:
    if claims.get("iss") != expected.issuer:
        return "bearer_issuer"
    given = claims.get("aud")
    audiences = [given] if isinstance(given, str) else given
    if not isinstance(audiences, list) or not all(isinstance(one, str) for one in audiences):
        return "bearer_audience"
    if not set(audiences) & set(expected.audiences):
        return "bearer_audience"
    known = {*expected.audiences, *expected.clients}
    if len(set(audiences)) > 1 and claims.get("azp", claims.get("client_id")) not in known:
        return "bearer_client"
    return None


def _untimely(claims: Mapping[str, Any], now: float) -> str | None:
    made, ends = _time(claims.get("iat")), _time(claims.get("exp"))
    begins = _time(claims.get("nbf", 0))
    if made is None or ends is None or begins is None:
        return "bearer_times"
    if now >= ends + LEEWAY:
        return "bearer_expired"
    if max(made, begins) > now + LEEWAY:
        return "bearer_early"
    return None


def _time(value: Any) -> float | None:
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if number and math.isfinite(value) else None


def _is_program(claims: Mapping[str, Any]) -> bool:
    """Say whether nobody signed in for it (RFC 9068, 2.2), as Entra ID and Auth0 say it too."""
    client = claims.get("client_id", claims.get("azp"))
    return (
        (client is not None and claims.get("sub") == client)
        or claims.get("idtyp") == "app"
        or claims.get("gty") == "client-credentials"
    )


def _nameless(claim: str, en: str, zh: str) -> Fault:
    name = shown(claim)
    return Fault(
        "bearer_account",
        Bilingual(en=f"the token's claim {name} {en}", zh=f"令牌的声明 {name} {zh}"),
    )


def _roles(claims: Mapping[str, Any], expected: Expected) -> frozenset[Role]:
    found = _claim(claims, expected.roles_claim)
    names = [found] if isinstance(found, str) else found if isinstance(found, list) else []
    given = [expected.roles.get(name) for name in names if isinstance(name, str)]
    return frozenset(role for role in given if role)


def _claim(claims: Mapping[str, Any], name: str) -> Any:
    """Return a claim by its name, or by its path as in Keycloak's `realm_access.roles`."""
    if name in claims:
        return claims[name]
    found: Any = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
