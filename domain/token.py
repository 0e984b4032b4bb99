"""A decision token: who may decide on which text, until when. What it says, not who signed it.

Claims are read from the token as it stands; whether its signature is good is for whoever holds the
public keys, in the validator. Read twice, in validator and handler, they are the same.
"""

import base64
import binascii
import json
import re
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, ValidationError

from domain.errors import WrongValueError
from domain.text import Account, Frozen

ISSUER = "accord"
LONGEST = 7 * 24 * 3600
"""Seconds that a token may be good for: about as long as a suggestion waits for a decision."""
LEEWAY = 60
"""Seconds that the clock of whoever made the token may be ahead of ours."""
MOST_CHARACTERS = 2_000

_FORM = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")


def _token(given: Any) -> Any:
    """Refuse what is no token without repeating it: a refusal is kept, and shown to others."""
    if given is None or (
        isinstance(given, str) and len(given) <= MOST_CHARACTERS and _FORM.fullmatch(given)
    ):
        return given
    raise WrongValueError("is not a decision token", "不是决定令牌")


Token = Annotated[str | None, BeforeValidator(_token)]


class Claims(Frozen):
    """What a decision token says; anything else in it makes it another sort of token.

    `rev` and `fpr` are the revision, and the start of its fingerprint, that its holder was shown;
    without `verbs` any decision is meant. `jti` lets it be used once.
    """

    iss: Literal["accord"]
    sub: Account
    sug: str = Field(min_length=1, max_length=200)
    rev: int = Field(strict=True, ge=1, le=2**31 - 1)
    fpr: str = Field(pattern=r"^[0-9a-f]{12,64}$")
    verbs: tuple[Annotated[str, Field(pattern=r"^[a-z_]{1,32}$")], ...] | None = Field(
        default=None, min_length=1, max_length=20
    )
    iat: int = Field(strict=True, ge=0, le=2**40)
    exp: int = Field(strict=True, ge=0, le=2**40)
    jti: str = Field(pattern=r"^[A-Za-z0-9_-]{16,64}$")


def payload(token: str) -> dict[str, Any]:
    """Return what a token says, whoever signed it; an empty object when it cannot be read."""
    if len(token) > MOST_CHARACTERS or not _FORM.fullmatch(token):
        return {}
    middle = token.split(".")[1]
    try:
        said = json.loads(base64.b64decode(middle + "=" * (-len(middle) % 4), altchars=b"-_"))
    except (binascii.Error, ValueError, RecursionError):
        return {}
    return said if isinstance(said, dict) else {}


def claims(token: str) -> Claims | None:
    """Return a token's claims; None when one is missing, malformed or unknown."""
    try:
        return Claims.model_validate(payload(token))
    except ValidationError:
        return None


def filled(given: dict[str, Any]) -> dict[str, Any]:
    """Fill in what was left out and the token says: who decides, on which text."""
    token = given.get("token")
    told = claims(token) if isinstance(token, str) else None
    if told is None:
        return given
    said = {"actor": told.sub, "revision": told.rev, "fingerprint": told.fpr}
    return given | {name: value for name, value in said.items() if given.get(name) is None}


def without(given: Any) -> Any:
    """Return what was sent without its token, and with what the token says of itself."""
    if isinstance(given, str) and '"token"' in given:
        try:
            given = json.loads(given)
        except (ValueError, RecursionError):
            return None  # it was refused as no JSON; nothing else of it would be kept
    if not isinstance(given, dict) or "token" not in given:
        return given
    return {name: value for name, value in filled(given).items() if name != "token"}
