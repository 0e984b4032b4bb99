"""What may happen to a suggestion: `decide` says whether, `apply` makes it so.

`decide` runs in the Update validator only (not on replay); `apply` runs in the handler, is total,
and never refuses. A change of `apply` is a change of the workflow, a change of `decide` is not.
"""

import datetime as dt

from domain.command import Command
from domain.editing import edited
from domain.errors import BadInputError
from domain.events import clock
from domain.ledger import Entry
from domain.refusals import Refusal, refusal
from domain.signing import (
    ENDED,
    MAX_COMMENTS,
    MAX_ROUNDS,
    ApprovalState,
    Remark,
    Signature,
    Status,
    complete,
    has_signed,
    scope,
    waiting,
)
from domain.suggestion import Asked, Item
from domain.wording import VERB_NAMES


def decide(state: ApprovalState, command: Command, now: dt.datetime) -> Refusal | None:
    """Say whether the command may be done now; None means that it may."""
    if earlier := state.decided.get(command.decision_id):
        return None if earlier == command.content else refusal("id_used", state)
    if not command.actor:
        return refusal("no_actor", state)
    if state.status in ENDED:
        return refusal("ended", state)
    if command.verb == "comment":
        return _decide_comment(state, command)
    return (
        _decide_asked(state, command)
        or _decide_current(state, command)
        or _decide_verb(state, command, now)
    )


def _decide_comment(state: ApprovalState, command: Command) -> Refusal | None:
    if not command.comment.strip():
        return refusal("no_comment", state)
    if len(state.remarks) >= MAX_COMMENTS:
        return refusal("too_many_comments", state)
    return None


def _decide_asked(state: ApprovalState, command: Command) -> Refusal | None:
    if state.status == "drafting":
        return refusal("drafting", state)
    approver = state.approver(command.actor or "")
    if approver is None:
        return refusal("not_asked", state, command.actor or "")
    own = [state.authors.get(item.id) == command.actor for item in scope(state, approver)]
    if own and all(own) and not has_signed(state, approver):
        return refusal("own_words", state)
    return None


def _decide_current(state: ApprovalState, command: Command) -> Refusal | None:
    if command.revision is None or command.fingerprint is None:
        return refusal("unbound", state)
    if command.revision != state.revision:
        return refusal("stale", state, str(command.revision))
    if state.suggestion and not state.suggestion.fingerprint.startswith(command.fingerprint):
        return refusal("other_text", state)
    return None


def _decide_verb(state: ApprovalState, command: Command, now: dt.datetime) -> Refusal | None:
    if command.actor not in [approver.account for approver in waiting(state)]:
        return refusal("signed_already", state)
    if command.verb in ("reject", "request_changes") and not command.comment.strip():
        return refusal("no_reason", state)
    if command.verb == "request_changes" and len(state.asked) >= MAX_ROUNDS:
        return refusal("no_more_rounds", state)
    if command.verb == "edit":
        return _decide_edit(state, command, now)
    if command.changes:
        return refusal("changes_without_edit", state)
    if command.verb == "approve" and state.suggestion and state.suggestion.errors:
        return refusal("has_errors", state, state.suggestion.errors[0].message)
    return None


def _decide_edit(state: ApprovalState, command: Command, now: dt.datetime) -> Refusal | None:
    if not command.changes:
        return refusal("no_changes", state)
    try:
        revised = edited(state, command, now)
    except BadInputError as error:
        return refusal("bad_edit", state, error.within(state.language))
    if revised.fingerprint == (state.suggestion and state.suggestion.fingerprint):
        return refusal("same_text", state)
    if revised.errors:
        return refusal("bad_edit", state, revised.errors[0].message)
    if not _second(state, command.actor or ""):
        return refusal("no_second", state)
    return None


def apply(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    """Do what `decide` let through. The same decision again changes nothing."""
    if command.decision_id in state.decided:
        return state
    known = state.model_copy(
        update={"decided": state.decided | {command.decision_id: command.content}}
    )
    match command.verb:
        case "approve":
            changed = _finished(_signed(known, command, now), command)
        case "edit":
            changed = _finished(_signed(_edited(known, command, now), command, now), command)
        case "request_changes":
            changed = _sent_back(known, command)
        case "reject":
            changed = _ended(known, "rejected", command)
        case "comment":
            remark = Remark(by=command.actor or "", text=command.comment, at=now)
            changed = known.model_copy(update={"remarks": (*known.remarks, remark)})
    return _recorded(changed, command, now, shown=state.items)


def _signed(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    approver = state.approver(command.actor or "")
    if approver is None:
        return state
    signatures = tuple(
        Signature(
            item=item.id,
            fingerprint=item.fingerprint,
            actor=approver.account,
            decision=command.decision_id,
            revision=state.revision,
            surface=command.surface,
            verified=False,
            at=now,
        )
        for item in scope(state, approver)
    )
    return state.model_copy(update={"signatures": (*state.signatures, *signatures)})


def _edited(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    """Make the editor's revision; see that somebody else signs the editor's words."""
    actor = command.actor or ""
    revised = edited(state, command, now)
    before = {item.id: item.fingerprint for item in state.items}
    changed = [item.id for item in revised.items if before.get(item.id) != item.fingerprint]
    steps = state.steps
    if state.current and not any(a.account != actor for a in state.current.approvers):
        second = [a for a in state.seconds if a.account != actor][:1]
        step = state.current.model_copy(update={"approvers": (*state.current.approvers, *second)})
        steps = (*steps[: state.step], step, *steps[state.step + 1 :])
    return state.model_copy(
        update={
            "suggestion": revised,
            "authors": state.authors | dict.fromkeys(changed, actor),
            "steps": steps,
            **clock(state, now),
        }
    )


def _second(state: ApprovalState, actor: str) -> bool:
    approvers = state.current.approvers if state.current else ()
    return any(a.account != actor for a in (*approvers, *state.seconds))


def _finished(state: ApprovalState, command: Command) -> ApprovalState:
    if not complete(state):
        return state
    if state.step + 1 < len(state.steps):
        return state.model_copy(update={"step": state.step + 1})
    return _ended(state, "approved", command)


def _sent_back(state: ApprovalState, command: Command) -> ApprovalState:
    wish = Asked(by=command.actor or "", text=command.comment)
    return state.model_copy(update={"status": "drafting", "asked": (*state.asked, wish)})


def _ended(state: ApprovalState, status: Status, command: Command) -> ApprovalState:
    signed = dict.fromkeys(s.actor for s in state.signatures if _still_holds(state.items, s))
    by = tuple(dict.fromkeys([*signed, command.actor or ""])) if status == "approved" else None
    decided_by = by if by is not None else (command.actor or "",)
    return state.model_copy(update={"status": status, "decided_by": decided_by})


def _still_holds(items: tuple[Item, ...], signature: Signature) -> bool:
    return any(i.id == signature.item and i.fingerprint == signature.fingerprint for i in items)


def _recorded(
    state: ApprovalState, command: Command, now: dt.datetime, shown: tuple[Item, ...]
) -> ApprovalState:
    signed = [s.fingerprint for s in state.signatures if s.decision == command.decision_id]
    entry = Entry(
        collaboration=state.collaboration,
        suggestion=state.id,
        key=f"{state.id}:{command.decision_id}",
        verb=command.verb,
        result="recorded",
        actor=command.actor,
        verified=False,
        surface=command.surface,
        revision=state.revision,
        fingerprints=tuple(signed) or tuple(item.fingerprint for item in shown),
        comment=command.comment,
        reason="",
        at=now,
    )
    name = VERB_NAMES[command.verb].within(state.language)
    return state.model_copy(
        update={
            "unrecorded": (*state.unrecorded, entry),
            "last_recorded": f"{command.actor}: {name} (r{state.revision})",
        }
    )
