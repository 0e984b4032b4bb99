"""Tokens for whoever tests what they allow; nobody signed them."""

import base64
import json
from typing import Any

from domain.signing import ApprovalState
from tests.approvals import NOW

JTI = "an-id-of-its-own"


def said(state: ApprovalState, account: str, **claims: Any) -> dict[str, Any]:
    """Return the claims of a good token for this person on the text as it stands."""
    text = state.suggestion.fingerprint if state.suggestion else "0" * 64
    now = int(NOW.timestamp())
    good = {"iss": "accord", "sub": account, "sug": state.id, "rev": state.revision or 1}
    good |= {"fpr": text[:12], "iat": now, "exp": now + 600, "jti": JTI}
    return {name: value for name, value in (good | claims).items() if value is not None}


def written(claims: Any) -> str:
    """Return these claims in the form of a token."""
    middle = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return f"e30.{middle}.c2ln"


def token(state: ApprovalState, account: str, **claims: Any) -> str:
    """Return a token for this person, with some claims changed, or left out by None."""
    return written(said(state, account, **claims))
