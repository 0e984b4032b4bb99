"""Attacks on whom a department releases: only its head may say so, of its own people.

They need a team, which waits for the heads of its members. So they are tried on a scene of their
own, whose `need` is that team.
"""

from typing import Any

from domain.signing import scope
from tests.attacks.attack import Attack, Scene, Sent, typed

_NOT_YOURS = "you do not sign this person's release"


def _pair(scene: Scene) -> tuple[str, str]:
    """Return a head, and the item of somebody else whom they release."""
    return next(
        (head.account, item.id)
        for head in scene.need.steps[0].approvers
        for item in scope(scene.need, head)
        if item.id.startswith("member:") and item.id != f"member:{head.account}"
    )


def _member(scene: Scene) -> str:
    return _pair(scene)[1]


def _other(scene: Scene) -> str:
    """Return the head of another department."""
    own = _pair(scene)[0]
    return next(one.account for one in scene.need.steps[0].approvers if one.account != own)


def _back(scene: Scene, by: str, verb: str, **more: Any) -> Sent:
    """Have somebody keep that member back."""
    return typed(verb, by, scene.need, comment="we need them", item=_member(scene), **more)


ON_RELEASES = (
    Attack(
        "a head keeps back somebody of another department",
        lambda s: _back(s, _other(s), "request_changes"),
        _NOT_YOURS,
    ),
    Attack(
        "a head rejects a team for somebody of another department",
        lambda s: _back(s, _other(s), "reject"),
        _NOT_YOURS,
    ),
    Attack(
        "a colleague keeps somebody back",
        lambda s: _back(s, s.stranger, "request_changes"),
        "is not asked about",
    ),
    Attack(
        "a colleague releases the people of a department",
        lambda s: typed("approve", s.stranger, s.need),
        "is not asked about",
    ),
    Attack(
        "a member of the team releases themselves",
        lambda s: typed("approve", _member(s).partition(":")[2], s.need),
        "is not asked about",
    ),
    Attack(
        "the sponsor releases people in the place of their heads",
        lambda s: typed("approve", s.ended.steps[0].approvers[0].account, s.need),
        "is not asked about",
    ),
)
