"""What somebody who is lost was asked for goes to others, by the rules of a transfer (转交)."""

import datetime as dt
from collections.abc import Sequence

from domain import reassigning
from domain.command import Command
from domain.entries import recorded
from domain.signing import ENDED, ApprovalState, has_signed, scope


def departed(state: ApprovalState, account: str) -> ApprovalState:
    """Note that somebody who is asked may be lost: whether they are is looked up."""
    asked = {place.account for step in state.steps for place in step.approvers}
    if state.status in ENDED or account not in asked or account in state.departed:
        return state
    return state.model_copy(update={"departed": (*state.departed, account)})


def handed_on(
    state: ApprovalState, lost: str, instead: Sequence[str], now: dt.datetime
) -> ApprovalState:
    """Put the first of `instead` who may come in each place that a lost person has not signed.

    A place for which nobody may come stays: its silence climbs the ladder as any other does.
    """
    left = tuple(one for one in state.departed if one != lost)
    state = state.model_copy(update={"departed": left}) if lost in state.departed else state
    if state.status in ENDED or state.suggestion is None:
        return state
    came: list[str] = []
    for index in range(state.step, len(state.steps)):
        at = state.model_copy(update={"step": index})
        place = at.approver(lost)
        if place is None or place.account != lost:
            continue
        if scope(at, place) and has_signed(at, place, index):
            continue
        for one in instead:
            command = Command(
                verb="transfer", actor=lost, to=(one,), decision_id=f"lost:{lost}", surface="accord"
            )
            if reassigning.may_transfer(at, command) is None:
                moved = reassigning.transferred(at, command)
                state = moved.model_copy(update={"step": state.step})
                came.append(one)
                break
    if not came:
        return state
    said = f"{lost} → {', '.join(dict.fromkeys(came))}"
    shown = tuple(item.fingerprint for item in state.items)
    key = f"lost:{lost}:r{state.revision}:{state.rollbacks}"
    return recorded(state, now, key=key, verb="hand_on", fingerprints=shown, comment=said)
