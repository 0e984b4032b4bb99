"""What happens to a suggestion without a person's command: published, reminded, expired, …

Each function is total and returns the new state; what has ended stays as it ended. Silence never
approves.
"""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from domain.entries import recorded
from domain.facts import Contact
from domain.policy import Policy
from domain.signing import (
    ENDED,
    ApprovalState,
    Status,
    advanced,
    complete,
    seconded,
    standing,
)
from domain.suggestion import Suggestion


def clock(state: ApprovalState, now: dt.datetime) -> dict[str, Any]:
    """Return the fields that start the deadline anew: each new text gives people full time."""
    return {
        "waiting_since": now,
        "remind_at": now + state.remind_after,
        "due_at": now + state.decide_within,
        "reminded": False,
        "paused_at": now if state.paused_at else None,
    }


def published(
    state: ApprovalState,
    suggestion: Suggestion,
    policy: Policy,
    people: tuple[Contact, ...],
    targets: Mapping[str, tuple[str, ...]],
    now: dt.datetime,
) -> ApprovalState:
    """Put a new revision before people. Signatures on items that read the same stay."""
    if state.status != "drafting" or suggestion.revision <= state.revision:
        return state
    before = {item.id: item.fingerprint for item in state.items}
    same = {i.id for i in suggestion.items if before.get(i.id) == i.fingerprint}
    authors = {item: author for item, author in state.authors.items() if item in same}
    if author := suggestion.provenance.author:
        authors |= {item.id: author for item in suggestion.items if item.id not in same}
    return _asking(
        state.model_copy(
            update={
                "suggestion": suggestion,
                "status": "pending",
                "steps": policy.steps,
                "step": 0,
                "seconds": policy.seconds,
                "heads": policy.heads,
                "authors": authors,
                "people": people,
                "targets": dict(targets),
                **clock(state, now),
            }
        )
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
    return state.model_copy(update={"paused_at": now})


def resumed(state: ApprovalState, now: dt.datetime) -> ApprovalState:
    """Let the deadline run on with the time that was left."""
    if state.status in ENDED or not state.paused_at:
        return state
    lost = now - state.paused_at
    shift = {
        name: at + lost
        for name, at in (("remind_at", state.remind_at), ("due_at", state.due_at))
        if at is not None
    }
    return state.model_copy(update={"paused_at": None, **shift})


AT_ONCE = dt.timedelta(milliseconds=1)
"""The shortest timer: one that is due already."""


def next_alarm(state: ApprovalState) -> dt.datetime | None:
    """Return when a reminder or the deadline is next due; None while nothing runs."""
    if state.status != "pending" or state.paused_at:
        return None
    return state.due_at if state.reminded else state.remind_at


def without_recorded(state: ApprovalState, count: int) -> ApprovalState:
    """Drop the first `count` entries: the ledger holds them now."""
    return state.model_copy(update={"unrecorded": state.unrecorded[count:]})


def _ended(state: ApprovalState, status: Status, verb: str, now: dt.datetime) -> ApprovalState:
    if state.status in ENDED:
        return state
    shown = tuple(item.fingerprint for item in state.items)
    ended = state.model_copy(update={"status": status})
    return recorded(ended, now, key=verb, verb=verb, fingerprints=shown)
