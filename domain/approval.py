"""What may happen to a suggestion: `decide` says whether, `apply` makes it so.

`decide` runs in the Update validator only (not on replay); `apply` runs in the handler, is total,
and never refuses. A change of `apply` is a change of the workflow, a change of `decide` is not.

What `apply` makes of each verb stands in `domain.effects`.
"""

import datetime as dt
from collections.abc import Callable

from domain import course, questions, reassigning, releasing, token_rules
from domain.command import BOUND, Command, Verb, unused
from domain.editing import edited, reworded
from domain.effects import EFFECTS
from domain.entries import recorded
from domain.errors import BadInputError
from domain.refusals import Refusal, refusal
from domain.signing import (
    ENDED,
    MAX_COMMENT_CHARACTERS,
    MAX_COMMENTS,
    MAX_ROUNDS,
    ApprovalState,
    alone,
    has_rejected,
    has_signed,
    scope,
    waiting,
)

OPINIONS: tuple[Verb, ...] = ("approve", "reject", "ask", "delegate")
"""What a delegate may do: say what they think, or have somebody else say it."""

PLACED: tuple[Verb, ...] = (
    "approve",
    "edit",
    "request_changes",
    "redraft",
    "reject",
    "ask",
    "transfer",
    "delegate",
    "add_approver",
    "roll_back",
)
"""What only somebody does who is asked now and has not signed; the other verbs are open wider."""


def names_text(verb: str) -> bool:
    """Say whether a decision of this verb is one on the text, and so must name it."""
    return verb in BOUND


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
    if field := unused(command):
        code = "changes_without_edit" if field == "changes" else "field_unused"
        return refusal(code, state, field)
    if command.verb not in PLACED:
        return _decide_open(state, command, now)
    return (
        _decide_asked(state, command.actor)
        or _decide_current(state, command)
        or _decide_turn(state, command)
        or _decide_verb(state, command, now)
    )


def _decide_open(state: ApprovalState, command: Command, now: dt.datetime) -> Refusal | None:
    match command.verb:
        case "answer":
            return questions.may_answer(state, command)
        case "remove_approver":
            return reassigning.may_remove(state, command)
        case "withdraw":
            return course.may_withdraw(state, command)
        case "terminate":
            return course.may_terminate(state, command)
        case "remind":
            return course.may_remind(state, command, now)
        case "cc":
            return course.may_copy(state, command)
        case _:
            return _decide_comment(state, command)


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
    if state.current and state.current.delegated(actor):
        return None
    approver = state.approver(actor)
    if approver is None:
        code = "own_words" if actor in state.authors.values() else "not_asked"
        return refusal(code, state, actor)
    own = [state.authors.get(item.id) == actor for item in scope(state, approver)]
    if own and all(own) and not has_signed(state, approver):
        return refusal("own_words", state)
    return None


def _decide_current(state: ApprovalState, command: Command) -> Refusal | None:
    """Refuse what is about another text; what is about people need not name one."""
    bound = command.revision is not None and command.fingerprint is not None
    if not bound and command.verb in BOUND:
        return refusal("unbound", state)
    if command.revision not in (None, state.revision):
        return refusal("stale", state, str(command.revision))
    seen = command.fingerprint or ""
    if state.suggestion and not state.suggestion.fingerprint.startswith(seen):
        return refusal("other_text", state)
    return None


def _decide_turn(state: ApprovalState, command: Command) -> Refusal | None:
    """Refuse who has decided already, whose turn it is not yet, and more than an opinion.

    Whoever asked for an opinion need not wait for it, but asks one person at a time.
    """
    actor = command.actor or ""
    if state.current and state.current.delegated(actor):
        allowed = command.verb in OPINIONS
        return None if allowed else refusal("opinion_only", state)
    place, step = state.approver(actor), state.current
    if not place or not step or has_signed(state, place) or has_rejected(state, step, place):
        return refusal("signed_already", state)
    now_asked = {account for one in waiting(state) for account in one.involved}
    asked_twice = place.delegates and command.verb == "delegate"
    if now_asked.isdisjoint(place.involved) or asked_twice:
        return refusal("not_your_turn", state)
    return None


def _decide_verb(state: ApprovalState, command: Command, now: dt.datetime) -> Refusal | None:
    if command.verb in ("reject", "request_changes") and not command.comment.strip():
        return refusal("no_reason", state)
    if command.verb in ("request_changes", "redraft") and state.rounds >= MAX_ROUNDS:
        return refusal("no_more_rounds", state)
    if command.verb == "edit":
        return _decide_edit(state, command, now)
    return _MAY[command.verb](state, command) if command.verb in _MAY else None


def _decide_approve(state: ApprovalState, command: Command) -> Refusal | None:
    errors = state.suggestion.errors if state.suggestion else ()
    return refusal("has_errors", state, errors[0].message) if errors else None


def _decide_redraft(state: ApprovalState, command: Command) -> Refusal | None:
    """A new draft is made from the evidence: what a person wrote into this one would be lost."""
    told = state.suggestion.provenance if state.suggestion else None
    if told and told.drafted_by == "person":
        return refusal("persons_words", state, told.author or "")
    return None


_MAY: dict[Verb, Callable[[ApprovalState, Command], Refusal | None]] = {
    "approve": _decide_approve,
    "redraft": _decide_redraft,
    "reject": releasing.may_refuse,
    "request_changes": releasing.may_refuse,
    "ask": questions.may_ask,
    "transfer": reassigning.may_transfer,
    "delegate": reassigning.may_delegate,
    "add_approver": reassigning.may_add,
    "roll_back": course.may_roll_back,
}


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
    known = state.decided | {command.decision_id: command.content}
    begun = token_rules.used(state.model_copy(update={"decided": known}), command)
    after = releasing.noted(begun, EFFECTS[command.verb](begun, command, now), command)
    if command.verb in PLACED and command.verb != "ask":
        after = questions.mooted(after, now, by=command.actor)
    if after.status in ENDED and after.status != "approved":
        # Whoever hears of the end, or looks later, reads why, in the words of who ended it.
        after = after.model_copy(update={"sentence": command.comment})
    return _noted(after, command, now)


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
