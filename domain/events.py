"""What happens to a suggestion without a person's command: published, reminded, expired, …

Each function is total and returns the new state; what has ended stays as it ended. Silence never
approves.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from domain.changes import remembered
from domain.directory import Contact
from domain.entries import recorded
from domain.policy import Policy
from domain.questions import going_on, mooted, stopped
from domain.signing import (
    ENDED,
    ApprovalState,
    Status,
    Step,
    advanced,
    complete,
    in_step,
    scope,
    seconded,
    standing,
    waiting,
)
from domain.suggestion import Item, Suggestion


def clock(state: ApprovalState, now: dt.datetime) -> dict[str, Any]:
    """Return the fields that start the deadline anew: each new text gives people full time."""
    return {
        "waiting_since": now,
        "remind_at": now + state.remind_after,
        "escalate_at": now + (state.remind_after + 2 * state.decide_within) / 3,
        "due_at": now + state.decide_within,
        "untimed": True,
        "reminded": False,
        "escalated": False,
        "stopped_at": now if state.paused_at or state.open_questions else None,
    }


def published(
    state: ApprovalState,
    suggestion: Suggestion,
    policy: Policy,
    people: tuple[Contact, ...],
    targets: Mapping[str, tuple[str, ...]],
    now: dt.datetime,
    rows: tuple[Item, ...] = (),
) -> ApprovalState:
    """Put a new revision before people. Signatures on items that read the same stay."""
    if state.status != "drafting" or suggestion.revision <= state.revision:
        return state
    before = {item.id: item.fingerprint for item in state.items}
    same = {i.id for i in suggestion.items if before.get(i.id) == i.fingerprint}
    authors = {item: author for item, author in state.authors.items() if item in same}
    if author := suggestion.provenance.author:
        authors |= {item.id: author for item in suggestion.items if item.id not in same}
    state = mooted(state, now)
    asked = remembered(state).model_copy(
        update={
            "suggestion": suggestion,
            "status": "pending",
            "steps": numbered(policy.steps),
            "step": 0,
            "dedup": policy.dedup,
            "seconds": policy.seconds,
            "heads": policy.heads,
            "ladders": policy.ladders,
            "stewards": policy.stewards,
            "initiator": suggestion.provenance.author,
            "rejections": (),
            "renewed": (),
            "authors": authors,
            "people": people,
            "targets": dict(targets),
            "rows": rows,
            **clock(state, now),
        }
    )
    return _asking(asked)


def numbered(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Return the steps with their keys: 1, 2, 3, …"""
    return tuple(
        step.model_copy(update={"key": f"{number}"}) for number, step in enumerate(steps, 1)
    )


def _asking(state: ApprovalState) -> ApprovalState:
    """Keep the signatures that still count; should they suffice, ask everybody again.

    Only a person's decision approves. It would take a redraft with the same words and fewer
    approvers for nothing to be left to decide.
    """
    asked = seconded(state)
    kept = asked.model_copy(update={"signatures": standing(asked)})
    reached = advanced(kept)
    if not complete(reached):
        return reached
    own = tuple(s for s in kept.signatures if kept.authors.get(s.item) == s.actor)
    return kept.model_copy(update={"signatures": own})


def reminded(state: ApprovalState) -> ApprovalState:
    """Note that the people who are still asked were reminded."""
    return state.model_copy(update={"reminded": True}) if state.status == "pending" else state


def escalated(state: ApprovalState, now: dt.datetime) -> ApprovalState:
    """Let the next person up the ladder sign instead of each who stays silent (升级上报).

    Nobody gets a second say, and no initiator one on their own words. Silence still decides
    nothing.
    """
    if state.status != "pending" or not state.current:
        return state
    came: list[str] = []
    for silent in waiting(state):
        place = next(a for a in state.current.approvers if silent.account in a.involved)
        authors = {state.authors.get(item.id) for item in scope(state, place)}
        taken = {*state.current.involved, *authors, state.initiator}
        above = next(
            (c for c in state.ladders.get(place.account, ()) if c.account not in taken), None
        )
        if above:
            place = place.model_copy(update={"stand_ins": (*place.stand_ins, above)})
            step = state.current.replaced(place.account, place)
            state = in_step(state, state.step, step)
            came.append(above.account)
    said = ", ".join(came)
    shown = tuple(item.fingerprint for item in state.items)
    state = state.model_copy(update={"escalated": True})
    if not came:
        return state
    key = f"escalate:r{state.revision}:{state.rollbacks}"
    return recorded(state, now, key=key, verb="escalate", fingerprints=shown, comment=said)


def expired(state: ApprovalState, now: dt.datetime) -> ApprovalState:
    """End without a decision: neither approved nor rejected. Only what is asked can expire."""
    return _ended(state, "expired", "expire", now) if state.status == "pending" else state


def withdrawn(state: ApprovalState, now: dt.datetime) -> ApprovalState:
    """End because the collaboration closed."""
    return _ended(state, "withdrawn", "withdraw", now)


def impossible(state: ApprovalState, sentence: str) -> ApprovalState:
    """End because nothing can be drafted from the evidence; `sentence` says why."""
    if state.status in ENDED:
        return state
    return state.model_copy(update={"status": "impossible", "sentence": sentence})


def paused(state: ApprovalState, now: dt.datetime) -> ApprovalState:
    """Stop the deadline; decisions still count."""
    if state.status in ENDED or state.paused_at:
        return state
    return stopped(state.model_copy(update={"paused_at": now}), now)


def resumed(state: ApprovalState, now: dt.datetime) -> ApprovalState:
    """Let the deadline run on with the time that was left, unless a question still holds it."""
    if state.status in ENDED or not state.paused_at:
        return state
    return going_on(state.model_copy(update={"paused_at": None}), now)


AT_ONCE = dt.timedelta(milliseconds=1)
"""The shortest timer: one that is due already."""


def next_alarm(state: ApprovalState) -> dt.datetime | None:
    """Return when a rung or somebody's turn is next due; None while nothing runs."""
    if state.status != "pending" or state.stopped_at:
        return None
    if not state.reminded:
        rung = state.remind_at
    else:
        rung = state.due_at if state.escalated else state.escalate_at
    return min(rung, state.again_at) if rung and state.again_at else rung


def to_be_turned(state: ApprovalState, now: dt.datetime) -> bool:
    """Say whether calendars and absences must be read: for new times, or somebody's turn."""
    due = state.again_at is not None and state.again_at <= now
    return state.status == "pending" and (state.untimed or due)


def without_recorded(state: ApprovalState, count: int) -> ApprovalState:
    """Drop the first `count` entries: the ledger holds them now."""
    return state.model_copy(update={"unrecorded": state.unrecorded[count:]})


def _ended(state: ApprovalState, status: Status, verb: str, now: dt.datetime) -> ApprovalState:
    if state.status in ENDED:
        return state
    shown = tuple(item.fingerprint for item in state.items)
    ended = state.model_copy(update={"status": status})
    return recorded(ended, now, key=verb, verb=verb, fingerprints=shown)
