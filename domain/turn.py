"""Whose turn it is, and until when: worked out where calendars can be read, kept in the state."""

import datetime as dt

from pydantic import Field

from domain.asking import Approver, Colleague
from domain.entries import recorded
from domain.signing import ApprovalState, in_step
from domain.text import Frozen


class Turn(Frozen):
    """The rungs of one wait, who decides for whoever is away, and when to look again.

    `deputies` are by the account of who is away; `again_at` is when somebody next leaves or is
    back.
    """

    remind_at: dt.datetime
    escalate_at: dt.datetime
    due_at: dt.datetime
    deputies: dict[str, Colleague] = Field(default_factory=dict)
    again_at: dt.datetime | None = None


def accounts(state: ApprovalState) -> tuple[str, ...]:
    """Return everybody who is asked in this step or a later one."""
    steps = state.steps[state.step :]
    return tuple(dict.fromkeys(a.account for step in steps for a in step.approvers))


def turned(state: ApprovalState, turn: Turn, now: dt.datetime) -> ApprovalState:
    """Let deputies sign too, and start the deadline if it has not been told yet.

    Nobody gets a second say in a step, and no initiator one on their own words.
    """
    if state.status != "pending":
        return state
    changed: dict[str, object] = {"again_at": turn.again_at}
    if state.untimed:
        remind = turn.remind_at
        changed |= {
            "untimed": False,
            "remind_at": remind,
            "escalate_at": max(remind, turn.escalate_at),
            "due_at": max(remind, turn.escalate_at, turn.due_at),
        }
    came: list[str] = []
    after = state.model_copy(update=changed)
    for index in range(state.step, len(state.steps)):
        after = _deputized(after, index, turn, came)
    if not came:
        return after
    shown = tuple(item.fingerprint for item in after.items)
    key = f"deputy:r{after.revision}:{len(after.signatures)}:{now.isoformat()}"
    said = ", ".join(dict.fromkeys(came))
    return recorded(after, now, key=key, verb="deputy", fingerprints=shown, comment=said)


def _deputized(state: ApprovalState, index: int, turn: Turn, came: list[str]) -> ApprovalState:
    for place in state.steps[index].approvers:
        deputy = turn.deputies.get(place.account)
        if deputy is None or deputy.account in _barred(state, index, place):
            continue
        wider = place.model_copy(update={"stand_ins": (*place.stand_ins, deputy)})
        state = in_step(state, index, state.steps[index].replaced(place.account, wider))
        came.append(f"{deputy.account} ({place.account})")
    return state


def _barred(state: ApprovalState, index: int, place: Approver) -> set[str | None]:
    authors = {who for item, who in state.authors.items() if place.signs(item)}
    return {*state.steps[index].involved, *authors, state.initiator}
