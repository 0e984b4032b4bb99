"""Who may steer a collaboration, ask for a new draft, or bring something before it. Pure."""

from typing import TypeVar

from pydantic import BaseModel

from domain.collaboration import CollaborationState, Steer, SteerPermitted, SteerRedraft
from domain.conflict import Conflict
from domain.text import Bilingual
from domain.wording import KIND_NAMES

MAX_ARRIVALS = 100

CONFLICT_WANTED = Bilingual(en="issue, parties and options", zh=" issue、parties 和 options")
IDEA_WANTED = Bilingual(en="title, text and author", zh=" title、text 和 author")
DEPARTURE_WANTED = Bilingual(en="actor and account", zh=" actor 和 account")
Sent = TypeVar("Sent", bound=BaseModel)


def may_steer(state: CollaborationState, steer: Steer) -> Bilingual | None:
    """Say why this person may not close, pause, resume or redraft; None means that they may."""
    if state.closing:
        return Bilingual(en="this collaboration is closing already", zh="该协作正在结束")
    if steer.actor in state.steering:
        return None
    who = ", ".join(state.steering)
    return Bilingual(
        en=f"{steer.actor} may not do this; it is for the sponsor or the lead's head: {who}",
        zh=f"{steer.actor} 无权进行此操作；须由分管领导或牵头部门负责人操作：{who}",
    )


def may_steer_or_claim(state: CollaborationState, steer: SteerPermitted) -> Bilingual | None:
    """Say the same, but let a permission that is named through: the store tells what it is worth.

    A validator cannot look it up, so whoever steers by one is asked again by the handler.
    """
    if steer.permission is None or state.closing:
        return may_steer(state, steer)
    return None


def may_redraft(state: CollaborationState, steer: SteerRedraft) -> Bilingual | None:
    """Say why this kind cannot be drafted anew now; None means that it can."""
    if refused := may_steer(state, steer):
        return refused
    if (state.parked is None or state.parked.kind != steer.kind) and not asks_again(state, steer):
        return Bilingual(
            en=f"{steer.kind} is not parked; only a parked kind can be drafted anew",
            zh=f"{KIND_NAMES[steer.kind].zh}并未停滞；只有停滞的事项才能重新起草",
        )
    return None


def asks_again(state: CollaborationState, steer: SteerRedraft) -> bool:
    """Say whether this asks the sponsor what they stand for outside of the stage that does.

    Once more, at any time after they accepted: what was granted holds until they accept the new
    one. Or for the first time, where the brief skips both stages that would have asked.
    """
    asked = "resource" in state.approved or {"identify", "team"} <= set(state.brief.skip)
    underway = state.pending_of("resource") or any(a.again for a in state.arrivals)
    return steer.kind == "resource" and asked and not underway


def may_add(state: CollaborationState) -> Bilingual | None:
    """Say why nothing can be added any more; None means that it can."""
    if state.closing:
        return Bilingual(en="this collaboration is closing", zh="该协作正在结束")
    if len(state.arrivals) >= MAX_ARRIVALS:
        return Bilingual(en="too much is waiting; try again later", zh="待处理事项过多，请稍后再试")
    return None


def may_raise(state: CollaborationState, conflict: Conflict) -> Bilingual | None:
    """Say why this conflict cannot be raised here; None means that it can."""
    if refused := may_add(state):
        return refused
    if not conflict.raised_by:
        return Bilingual(
            en='say who raises it: "raised_by": "your account"',
            zh='请写明由谁提出："raised_by": "您的账号"',
        )
    if len(set(conflict.parties)) < len(conflict.parties):
        return Bilingual(en="parties: a department stands twice", zh="parties：有部门重复出现")
    strangers = [p for p in conflict.parties if p not in state.brief.departments]
    if strangers:
        return Bilingual(
            en=f"parties: {strangers[0]} does not take part in this collaboration",
            zh=f"parties：{strangers[0]}未参加本协作",
        )
    return None
