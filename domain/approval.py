"""What may happen to a suggestion: `decide` says whether, `apply` makes it so.

`decide` runs in the Update validator only (not on replay); `apply` runs in the handler, is total,
and never refuses. A change of `apply` is a change of the workflow, a change of `decide` is not.
"""

import datetime as dt

from domain.command import Command
from domain.editing import edited, reworded
from domain.entries import recorded
from domain.errors import BadInputError
from domain.refusals import Refusal, refusal
from domain.signing import (
    ENDED,
    MAX_COMMENT_CHARACTERS,
    MAX_COMMENTS,
    MAX_ROUNDS,
    ApprovalState,
    Approver,
    Remark,
    Signature,
    Status,
    advanced,
    alone,
    complete,
    has_signed,
    scope,
    standing,
    waiting,
)
from domain.suggestion import Asked
from domain.token import claims


def decide(state: ApprovalState, command: Command, now: dt.datetime) -> Refusal | None:
    """Say whether the command may be done now; None means that it may.

    A decision at the very deadline counts when it comes before the expiry: whatever the server
    ordered first wins, and after the other one the suggestion has ended.
    """
    if earlier := state.decided.get(command.decision_id):
        return None if earlier == command.content else refusal("id_used", state)
    if not command.actor:
        return refusal("no_actor", state)
    if state.status in ENDED:
        return refusal("ended", state)
    if command.changes and command.verb != "edit":
        return refusal("changes_without_edit", state)
    if command.verb == "comment":
        return _decide_comment(state, command)
    return (
        _decide_asked(state, command.actor)
        or _decide_current(state, command)
        or _decide_verb(state, command, now)
    )


def _decide_comment(state: ApprovalState, command: Command) -> Refusal | None:
    if not command.comment.strip():
        return refusal("no_comment", state)
    written = sum(len(remark.text) for remark in state.remarks) + len(command.comment)
    if len(state.remarks) >= MAX_COMMENTS or written > MAX_COMMENT_CHARACTERS:
        return refusal("too_many_comments", state)
    return None


def _decide_asked(state: ApprovalState, actor: str) -> Refusal | None:
    if state.status == "drafting":
        return refusal("drafting", state)
    approver = state.approver(actor)
    if approver is None:
        code = "own_words" if actor in state.authors.values() else "not_asked"
        return refusal(code, state, actor)
    own = [state.authors.get(item.id) == actor for item in scope(state, approver)]
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
    if command.verb in ("request_changes", "redraft") and state.rounds >= MAX_ROUNDS:
        return refusal("no_more_rounds", state)
    if command.verb == "redraft":
        return _decide_redraft(state)
    if command.verb == "edit":
        return _decide_edit(state, command, now)
    if command.verb == "approve" and state.suggestion and state.suggestion.errors:
        return refusal("has_errors", state, state.suggestion.errors[0].message)
    return None


def _decide_redraft(state: ApprovalState) -> Refusal | None:
    """A new draft is made from the evidence: what a person wrote into this one would be lost."""
    told = state.suggestion.provenance if state.suggestion else None
    if told and told.drafted_by == "person":
        return refusal("persons_words", state, told.author or "")
    return None


def _decide_edit(state: ApprovalState, command: Command, now: dt.datetime) -> Refusal | None:
    if not command.changes:
        return refusal("no_changes", state)
    try:
        revised = edited(state, command, now)
    except BadInputError as error:
        return refusal("bad_edit", state, error.sentence)
    if state.suggestion and revised.fingerprint == state.suggestion.fingerprint:
        return refusal("same_text", state)
    if revised.errors:
        return refusal("bad_edit", state, revised.errors[0].message)
    if alone(reworded(state, revised, command.actor or "", now)):
        return refusal("no_second", state)
    return None


def apply(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    """Do what `decide` let through. The same decision again changes nothing.

    Each command leaves one ledger entry. It names the text that the actor stands for: the revision
    that an edit makes, otherwise the revision that was decided on.
    """
    if command.decision_id in state.decided:
        return state
    actor, content = command.actor or "", command.content
    approver = state.approver(actor)
    after = state.model_copy(update={"decided": state.decided | {command.decision_id: content}})
    after = _used(after, command)
    match command.verb:
        case "approve":
            after = _signed(after, approver, command, now)
        case "edit":
            after = _signed(_edited(after, command, now), approver, command, now)
        case "request_changes":
            wish = Asked(by=actor, text=command.comment)
            after = after.model_copy(update={"status": "drafting", "asked": (*after.asked, wish)})
        case "redraft":
            changed = {"status": "drafting", "redrafts": after.redrafts + 1}
            after = after.model_copy(update=changed)
        case "reject":
            after = _ended(after, "rejected", (actor,))
        case "comment":
            remark = Remark(by=actor, text=command.comment, at=now)
            after = after.model_copy(update={"remarks": (*after.remarks, remark)})
    return _noted(after, command, now)


def _edited(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    try:
        revised = edited(state, command, now)
    except BadInputError:  # the rules of edits grew stricter since it was let through
        return state
    return reworded(state, revised, command.actor or "", now)


def _signed(
    state: ApprovalState, approver: Approver | None, command: Command, now: dt.datetime
) -> ApprovalState:
    """Sign the approver's scope; go on to the next step, or end, when nothing is missing."""
    if approver is None:
        return state
    signed = tuple(
        Signature(
            item=item.id,
            fingerprint=item.fingerprint,
            actor=approver.account,
            decision=command.decision_id,
            revision=state.revision,
            surface=command.surface,
            verified=command.token is not None,
            at=now,
        )
        for item in scope(state, approver)
    )
    anew = {(one.item, one.actor) for one in signed}
    others = tuple(s for s in state.signatures if (s.item, s.actor) not in anew)
    state = advanced(state.model_copy(update={"signatures": (*others, *signed)}))
    if not complete(state):
        return state
    return _ended(state, "approved", tuple(dict.fromkeys(s.actor for s in standing(state))))


def _used(state: ApprovalState, command: Command) -> ApprovalState:
    """Note the token's id, so that no other decision can use it.

    The signature is not looked at again: keys come and go, and a replay must do the same. A token
    that is here was good when the validator let it through.
    """
    told = claims(command.token) if command.token else None
    if told is None:
        return state
    return state.model_copy(update={"tokens": state.tokens | {told.jti: command.decision_id}})


def _ended(state: ApprovalState, status: Status, by: tuple[str, ...]) -> ApprovalState:
    return state.model_copy(update={"status": status, "decided_by": by})


def _noted(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    signed = tuple(s.fingerprint for s in state.signatures if s.decision == command.decision_id)
    return recorded(
        state,
        now,
        key=f"decision:{command.decision_id}",
        verb=command.verb,
        actor=command.actor,
        surface=command.surface,
        fingerprints=signed or tuple(item.fingerprint for item in state.items),
        comment=command.comment,
        verified=command.token is not None,
    )
