"""The ACCORD_OIDC_… variables: whose tokens count, and what they say of somebody."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from domain.bearer import Expected
from domain.errors import BadInputError
from domain.permissions import ROLES, Role
from domain.problems import shown
from workflows.identity import is_loopback

ISSUER, AUDIENCE, CLIENTS = "ACCORD_OIDC_ISSUER", "ACCORD_OIDC_AUDIENCE", "ACCORD_OIDC_CLIENTS"
ACCOUNT_CLAIM, ROLES_CLAIM = "ACCORD_OIDC_ACCOUNT_CLAIM", "ACCORD_OIDC_ROLES_CLAIM"
GRANTED = "ACCORD_OIDC_ROLES"
_DEFAULTS = {ACCOUNT_CLAIM: "preferred_username", ROLES_CLAIM: "roles"}


def expected(environ: Mapping[str, str]) -> Expected | None:
    """Return what tokens must say; None where no provider is named.

    Raises:
        BadInputError: a variable cannot be used, or one is missing.
    """
    set_ = {name: environ.get(name, "").strip() for name in (ISSUER, AUDIENCE, CLIENTS, GRANTED)}
    if not set_[ISSUER]:
        stray = next((name for name in (AUDIENCE, CLIENTS, GRANTED) if set_[name]), None)
        if stray:
            raise BadInputError(
                f"{stray} is set, but {ISSUER} is not", f"已设置 {stray}，但未设置 {ISSUER}"
            )
        return None
    named = issuer(set_[ISSUER])
    if not set_[AUDIENCE]:
        raise BadInputError(
            f"{AUDIENCE}: say for whom the provider makes its tokens, such as accord",
            f"{AUDIENCE}：请写明令牌签发给哪个服务，如 accord",
        )
    claims = {name: environ.get(name, "").strip() or usual for name, usual in _DEFAULTS.items()}
    return Expected(
        issuer=named,
        audiences=tuple(_listed(set_[AUDIENCE])),
        account_claim=claims[ACCOUNT_CLAIM],
        roles_claim=claims[ROLES_CLAIM],
        roles=dict(_granted(one) for one in _listed(set_[GRANTED])),
        clients=tuple(_listed(set_[CLIENTS])),
    )


def issuer(text: str) -> str:
    """Return the issuer, exactly as its tokens name it. Raises BadInputError."""
    if not is_safe(text) or urlsplit(text).query or urlsplit(text).fragment:
        raise BadInputError(
            f"{ISSUER}: “{shown(text)}” is not an address such as https://login.example.com",
            f"{ISSUER}：「{shown(text)}」应为 https://login.example.com 这样的地址",
        )
    return text


def is_safe(address: object) -> bool:
    """Say whether keys may be fetched there: by HTTPS, or on this machine."""
    try:
        place = urlsplit(address) if isinstance(address, str) else None
        host = place.hostname if place else None
    except ValueError:
        return False
    if place is None or not host or place.username or place.password:
        return False
    return place.scheme == "https" or (place.scheme == "http" and is_loopback(host))


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _granted(text: str) -> tuple[str, Role]:
    """Read one `value=role`: the value of the claim, then what it stands for here."""
    value, _, name = text.rpartition("=")
    role = next((one for one in ROLES if one == name.strip()), None)
    if not value.strip() or role is None:
        known = ", ".join(ROLES)
        raise BadInputError(
            f"{GRANTED}: “{shown(text)}” is not VALUE=ROLE; roles are {known}",
            f"{GRANTED}：「{shown(text)}」应为 声明值=角色，角色为 {known}",
        )
    return value.strip(), role
