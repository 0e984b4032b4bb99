"""Attacks with tokens: none, somebody else's, one for something else, one that nobody signed."""

import base64
import hashlib
import hmac
import json
from typing import Any

from activities.tokens import ALGORITHM, DECISION, LOGIN, SigningKey
from tests.attacks.attack import Attack, Scene, Sent, typed

_WEEKS = 30 * 24 * 3600


def _bearing(scene: Scene, token: object) -> Sent:
    """Return an approval by somebody who is asked, as a stranger would send it."""
    sent = typed("approve", scene.asked, scene.need, token=token)
    return Sent(scene.stranger, sent.workflow, sent.update, sent.text)


def _own(scene: Scene, account: str, verb: str = "approve", **given: Any) -> Sent:
    """Return what somebody sends with a token that is theirs and good."""
    token = scene.key.decision(scene.need, account)
    return typed(verb, account, scene.need, token=token, **given)


def _good(scene: Scene, **changed: Any) -> str:
    """Return a token for who is asked, on the text as it stands, but for what is changed."""
    text = scene.need.suggestion
    assert text is not None
    claims = {"sub": scene.asked, "sug": scene.need.id, "rev": text.revision}
    claims |= {"fpr": text.fingerprint[:16]} | changed
    return scene.key.signed(claims, DECISION, 600)


def _parts(token: str) -> list[str]:
    return token.split(".")


def _coded(said: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def _headed(scene: Scene, **changed: Any) -> str:
    """Return a good token under another header."""
    head = {"alg": ALGORITHM, "kid": scene.key.kid, "typ": DECISION} | changed
    return ".".join([_coded(head), *_parts(_good(scene))[1:]])


def _signed_with_the_public_key(scene: Scene) -> str:
    """Return a token that is good where a public key is taken for a shared secret."""
    head = _coded({"alg": "HS256", "kid": scene.key.kid, "typ": DECISION})
    said = f"{head}.{_parts(_good(scene))[1]}"
    mark = hmac.new(scene.public, said.encode(), hashlib.sha256).digest()
    return f"{said}.{base64.urlsafe_b64encode(mark).decode().rstrip('=')}"


def _altered(scene: Scene) -> str:
    """Return a stranger's own good token, with another name written into it."""
    head, _, mark = _parts(scene.key.decision(scene.need, scene.stranger))
    return ".".join([head, _parts(_good(scene))[1], mark])


def _by(key: SigningKey, scene: Scene) -> str:
    return key.decision(scene.need, scene.asked)


_NOT_ASKED = "is not asked about"

ON_TOKENS = tuple(
    Attack(name, sends, says, _NOT_ASKED, mode="token")
    for name, sends, says in (
        (
            "a bare name where a token is asked for",
            lambda s: typed("approve", s.stranger, s.need, actor=s.asked),
            "sign in to decide",
        ),
        (
            "null for a token",
            lambda s: _bearing(s, None),
            "sign in to decide",
        ),
        (
            "a token that is used for the second time",
            lambda s: Sent(
                s.stranger,
                f"suggestion:{s.need.id}",
                "approve",
                json.dumps({"token": s.used_token}),
            ),
            "used for another decision already",
        ),
        (
            "a token signed with a key of the forger's own under our key's name",
            lambda s: _bearing(s, _by(s.forger, s)),
            "not signed by the key that it names",
        ),
        (
            "a token signed with a key that nobody knows",
            lambda s: _bearing(s, _by(s.unknown, s)),
            "a key that is not accepted here",
        ),
        (
            "a token whose claims were changed since",
            lambda s: _bearing(s, _altered(s)),
            "not signed by the key that it names",
        ),
        (
            "a token with alg none",
            lambda s: _bearing(s, _headed(s, alg="none")),
            "not signed by the key that it names",
        ),
        (
            "a token with alg none and nothing for a signature",
            lambda s: _bearing(s, ".".join([*_parts(_headed(s, alg="none"))[:2], ""])),
            "is not a decision token",
        ),
        (
            "a token signed with the public key as a shared secret",
            lambda s: _bearing(s, _signed_with_the_public_key(s)),
            "not signed by the key that it names",
        ),
        (
            "a token that names a file for its key",
            lambda s: _bearing(s, _headed(s, kid="../../k1")),
            "a key that is not accepted here",
        ),
        (
            "a token that is meant for signing in",
            lambda s: _bearing(s, s.key.signed({"sub": s.asked}, LOGIN, 600)),
            "not signed by the key that it names",
        ),
        (
            "a token that has expired",
            lambda s: _bearing(s, s.key.decision(s.need, s.asked, seconds=-1)),
            "the token has expired",
        ),
        (
            "a token that is good for a month",
            lambda s: _bearing(s, s.key.decision(s.need, s.asked, seconds=_WEEKS)),
            "good for more than seven days",
        ),
        (
            "a token for another suggestion",
            lambda s: _bearing(s, _good(s, sug=s.idea.id)),
            "the token is for",
        ),
        (
            "a token for the text before the edit",
            lambda s: _bearing(s, s.key.decision(s.old, s.asked)),
            "the token is for another text",
        ),
        (
            "a token for another text of the same revision",
            lambda s: _bearing(s, _good(s, fpr="0" * 16)),
            "the token is for another text",
        ),
        (
            "a token for another verb",
            lambda s: _bearing(s, s.key.decision(s.need, s.asked, ("comment",))),
            "the token allows only: comment",
        ),
        (
            "a token of another person",
            lambda s: _bearing(s, s.key.decision(s.need, s.other)),
            "nobody else can use it",
        ),
        (
            "a stranger's own good token under the name of who is asked",
            lambda s: _bearing(s, s.key.decision(s.need, s.stranger)),
            "nobody else can use it",
        ),
        ("a token that is a list", lambda s: _bearing(s, [_good(s)]), "is not a decision token"),
        (
            "a token of a hundred thousand characters",
            lambda s: _bearing(s, _good(s) + "A" * 100_000),
            "is not a decision token",
        ),
        (
            "a good token of somebody who is not asked",
            lambda s: _own(s, s.stranger),
            _NOT_ASKED,
        ),
    )
) + (
    Attack(
        "a good token of the editor for their own words",
        lambda s: _own(s, s.editor),
        "you have signed this text already",
        mode="token",
    ),
    Attack(
        "a second good token of who has approved",
        lambda s: _own(s, s.signer, "reject", comment="after all"),
        "you have signed this text already",
        mode="token",
    ),
)
