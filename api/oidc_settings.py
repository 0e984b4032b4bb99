"""The ACCORD_OIDC_… variables: whose tokens count, what they say of somebody, and as
whom the pages sign people in there.
"""

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from domain.bearer import Client, Expected
from domain.errors import BadInputError
from domain.permissions import ROLES, Role
from domain.problems import shown
from workflows.identity import is_loopback

ISSUER, AUDIENCE, CLIENTS = "ACCORD_OIDC_ISSUER", "ACCORD_OIDC_AUDIENCE", "ACCORD_OIDC_CLIENTS"
ACCOUNT_CLAIM, ROLES_CLAIM = "ACCORD_OIDC_ACCOUNT_CLAIM", "ACCORD_OIDC_ROLES_CLAIM"
GRANTED = "ACCORD_OIDC_ROLES"
CLIENT_ID, SCOPES = "ACCORD_OIDC_CLIENT_ID", "ACCORD_OIDC_SCOPES"
SECRET, SECRET_FILE = "ACCORD_OIDC_CLIENT_SECRET", "ACCORD_OIDC_CLIENT_SECRET_FILE"
_MOST_SECRET = 4096
_DEFAULTS = {ACCOUNT_CLAIM: "preferred_username", ROLES_CLAIM: "roles"}


def expected(environ: Mapping[str, str]) -> Expected | None:
    """Return what tokens must say; None where no provider is named.

    Raises:
        BadInputError: a variable cannot be used, or one is missing.
    """
    rest = (AUDIENCE, CLIENTS, GRANTED, CLIENT_ID)
    set_ = {name: environ.get(name, "").strip() for name in (ISSUER, *rest)}
    if not set_[ISSUER]:
        _require_none(environ, rest, ISSUER)
        return None
    named = issuer(set_[ISSUER])
    audiences = set_[AUDIENCE] or set_[CLIENT_ID]
    if not audiences:
        raise BadInputError(
            f"{AUDIENCE}: say for whom the provider makes its tokens, such as accord",
            f"{AUDIENCE}：请写明令牌签发给哪个服务，如 accord",
        )
    claims = {name: environ.get(name, "").strip() or usual for name, usual in _DEFAULTS.items()}
    return Expected(
        issuer=named,
        audiences=tuple(_listed(audiences)),
        account_claim=claims[ACCOUNT_CLAIM],
        roles_claim=claims[ROLES_CLAIM],
        roles=dict(_granted(one) for one in _listed(set_[GRANTED])),
        clients=tuple(_listed(set_[CLIENTS])),
    )


def client(environ: Mapping[str, str]) -> Client | None:
    """Return what the provider knows Accord's pages as; None where they do not lead to it.

    Raises:
        BadInputError: a variable cannot be used, or one is missing.
    """
    id = environ.get(CLIENT_ID, "").strip()
    if not id:
        _require_none(environ, (SECRET, SECRET_FILE, SCOPES), CLIENT_ID)
        return None
    usual = "openid profile email" if _account_claim(environ) == "email" else "openid profile"
    scopes = environ.get(SCOPES, "").split() or usual.split()
    if "openid" not in scopes:
        raise BadInputError(f"{SCOPES}: openid must be among them", f"{SCOPES}：必须包含 openid")
    for name, text in ((CLIENT_ID, id), (SCOPES, " ".join(scopes))):
        if not (text.isascii() and text.isprintable()):
            raise BadInputError(
                f"{name}: “{shown(text)}” is not plain ASCII",
                f"{name}：「{shown(text)}」应为 ASCII 字符",
            )
    return Client(id, _secret(environ), " ".join(scopes))


def _account_claim(environ: Mapping[str, str]) -> str:
    return environ.get(ACCOUNT_CLAIM, "").strip() or _DEFAULTS[ACCOUNT_CLAIM]


def _secret(environ: Mapping[str, str]) -> str | None:
    """Return the client's secret, from the environment or a file; it is never repeated."""
    given, file = environ.get(SECRET, "").strip(), environ.get(SECRET_FILE, "").strip()
    if given and file:
        raise BadInputError(
            f"{SECRET} and {SECRET_FILE} are both set; one will do",
            f"{SECRET} 与 {SECRET_FILE} 只需设置一个",
        )
    if not file:
        return given or None
    try:
        read = Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeError, ValueError):
        read = ""
    if not read or len(read) > _MOST_SECRET or "\n" in read:
        raise BadInputError(
            f"{SECRET_FILE}: {shown(file)} cannot be read as one line",
            f"{SECRET_FILE}：无法从 {shown(file)} 读取单行内容",
        )
    return read


def _require_none(environ: Mapping[str, str], names: tuple[str, ...], without: str) -> None:
    """Refuse a variable that does nothing because another is missing."""
    stray = next((name for name in names if environ.get(name, "").strip()), None)
    if stray:
        raise BadInputError(
            f"{stray} is set, but {without} is not", f"已设置 {stray}，但未设置 {without}"
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
