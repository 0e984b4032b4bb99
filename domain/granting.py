"""Permissions for one collaboration: who may give which to whom, and what a given one is worth.

They add to what the table allows by roles and relations, for the actions listed here and no other:
who decides is said by the policies of the decision core alone. Whoever audits takes no part.
"""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, AwareDatetime, Field

from domain.bearer import SERVICE
from domain.errors import WrongValueError
from domain.permissions import NAMES, RELATIONS, allowed
from domain.problems import shown
from domain.refusals import Refusal
from domain.text import Account, Bilingual, Frozen, Line

Granted = Literal["read", "audit", "speak", "evaluate", "import", "steer"]
GRANTED: tuple[Granted, ...] = get_args(Granted)
"""What can be given at all; each lets its holder read as well."""
APART: frozenset[Granted] = frozenset({"speak", "evaluate", "import", "steer"})
"""What is to take part, and so no auditor's."""
BY_ADMIN: frozenset[Granted] = frozenset({"read", "audit"})
"""What an administrator gives, who neither sponsors nor leads: reading, which changes nothing."""
LONGEST = dt.timedelta(days=3660)
State = Literal["standing", "expired", "withdrawn", "refused"]


def _each_once(actions: tuple[Granted, ...]) -> tuple[Granted, ...]:
    if len(set(actions)) < len(actions):
        raise WrongValueError("names something twice", "有重复的权限")
    return tuple(one for one in GRANTED if one in actions)


class Grant(Frozen):
    """What somebody is to be allowed: all of `actions`, until then, or until it is withdrawn."""

    account: Account
    actions: Annotated[
        tuple[Granted, ...], Field(min_length=1, max_length=6), AfterValidator(_each_once)
    ]
    until: AwareDatetime | None = None
    reason: Line | None = None


class Permission(Frozen):
    """One action that one account may do in one collaboration; or, with `refused`, may not.

    `by` is who gave it, or tried to. It is never deleted: what was withdrawn or refused stays.
    """

    id: str
    collaboration: str
    account: str
    action: Granted
    reason: str | None = None
    by: str
    verified: bool
    surface: str
    at: dt.datetime
    until: dt.datetime | None = None
    withdrawn_by: str | None = None
    withdrawn_at: dt.datetime | None = None
    refused: str | None = None


def state_of(permission: Permission, now: dt.datetime) -> State:
    """Return what a permission has come to."""
    if permission.refused:
        return "refused"
    if permission.withdrawn_at:
        return "withdrawn"
    return "expired" if permission.until and permission.until <= now else "standing"


class Giver(Frozen):
    """Who gives: their account, and the roles and relations that they hold here."""

    account: str
    holds: frozenset[str]
    is_service: bool = False


class Receiver(Frozen):
    """Who is to receive: their roles and relations, and the permissions they have here already.

    Of roles, only those are known that were given here; a provider's are seen at sign-in, and
    `counted` looks again.
    """

    account: str
    holds: frozenset[str] = frozenset()
    granted: frozenset[Granted] = frozenset()


def refusal(grant: Grant, giver: Giver, receiver: Receiver) -> Refusal | None:
    """Say why this may not be given; None means that it may. Nothing else lets it through."""
    if giver.is_service or not allowed("permit", giver.holds):
        return _refused("forbidden", grant, giver)
    if giver.account == grant.account:
        return _refused("own_permission", grant, giver)
    if grant.account.startswith(SERVICE):
        return _refused("for_programs", grant, giver)
    beyond = [one for one in grant.actions if not _may_pass_on(one, giver.holds)]
    if beyond:
        return _refused("beyond_own", grant, giver, beyond)
    return _joined(grant, giver, receiver)


def counted(granted: frozenset[Granted], held: frozenset[str]) -> frozenset[Granted]:
    """Return what these permissions are worth to somebody who now holds these roles and relations.

    Duties that must stay apart may meet after they were given: by a role of the sign-in, or because
    an auditor was made a member. Then the permission is worth nothing while that lasts.
    """
    worth = granted
    if granted & APART and ("auditor" in held or "audit" in granted):
        worth -= APART
    if "audit" in granted and (granted & APART or held & frozenset(RELATIONS)):
        worth -= {"audit"}
    return worth | {"read"} if granted else frozenset()


def until_refused(until: dt.datetime | None, now: dt.datetime) -> Bilingual | None:
    """Say what is wrong with the end of a permission."""
    if until is None or now < until <= now + LONGEST:
        return None
    if until <= now:
        return Bilingual(en="until: this time has passed", zh="until：该时间已过")
    return Bilingual(en="until: at most ten years from now", zh="until：最长为十年")


def _may_pass_on(action: Granted, holds: frozenset[str]) -> bool:
    """Say whether they may give it: what they hold themselves, as sponsor or lead."""
    own = holds & {"sponsor", "lead"}
    if own:
        return allowed(action, own)
    return action in BY_ADMIN and allowed(action, holds)


def _joined(grant: Grant, giver: Giver, receiver: Receiver) -> Refusal | None:
    """Refuse what would make one person audit a collaboration and take part in it."""
    after = receiver.granted | frozenset(grant.actions)
    if "audit" in grant.actions and (after & APART or receiver.holds & frozenset(RELATIONS)):
        return _refused("takes_part", grant, giver)
    audits = "audit" in receiver.granted or "auditor" in receiver.holds
    if audits and frozenset(grant.actions) & APART:
        return _refused("audits", grant, giver)
    return None


def _refused(code: str, grant: Grant, giver: Giver, beyond: Sequence[Granted] = ()) -> Refusal:
    who = shown(grant.account)
    names = [NAMES[one] for one in beyond]
    sentences = {
        "forbidden": _forbidden(giver),
        "own_permission": Bilingual(
            en="nobody gives a permission to themselves; ask the sponsor or the lead's head",
            zh="任何人不能为自己授权；请由分管领导或牵头部门负责人授予",
        ),
        "for_programs": Bilingual(
            en=f"{who} is a service account: what it may do is said where it is made",
            zh=f"{who} 是服务账号，其权限在创建时写明",
        ),
        "beyond_own": Bilingual(
            en=f"{shown(giver.account)} may not let others {' or '.join(n.en for n in names)}: "
            "nobody gives more than is theirs to give",
            zh=f"{shown(giver.account)} 无权授予他人{'、'.join(n.zh for n in names)}的权限："
            "只能授予自己有权授予的",
        ),
        "takes_part": Bilingual(
            en=f"{who} takes part in this collaboration, or would: whoever audits it takes no part",
            zh=f"{who} 参与或将参与该协作：审计者不得参与所审计的协作",
        ),
        "audits": Bilingual(
            en=f"{who} audits this collaboration: whoever audits it takes no part in it",
            zh=f"{who} 是该协作的审计者：审计者不得参与所审计的协作",
        ),
    }
    return Refusal(code=code, sentence=sentences[code])


def _forbidden(giver: Giver) -> Bilingual:
    name = NAMES["permit"]
    who = shown(giver.account)
    return Bilingual(en=f"{who} may not {name.en}", zh=f"{who} 无权{name.zh}")
