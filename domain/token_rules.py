"""Whether a decision token lets this command through; the signature is checked elsewhere."""

import datetime as dt

from domain.command import Command
from domain.refusals import Refusal, refusal
from domain.signing import ApprovalState
from domain.token import LEEWAY, LONGEST, Claims, claims


def refused(state: ApprovalState, command: Command, now: dt.datetime) -> Refusal | None:
    """Say why the command's token does not let it through; None means that it does.

    Without a token there is nothing to say here: whether one is needed is the worker's setting.
    """
    if command.token is None:
        return None
    told = claims(command.token)
    if told is None:
        return refusal("token_claims", state)
    return (
        _meant(state, command, told) or _timely(state, told, now) or _unused(state, command, told)
    )


def _meant(state: ApprovalState, command: Command, told: Claims) -> Refusal | None:
    """Is it for this suggestion, this person, this text and this verb?"""
    if told.sug != state.id:
        return refusal("token_suggestion", state, told.sug)
    if told.sub != command.actor:
        return refusal("token_person", state, told.sub)
    if told.rev != (command.revision or state.revision) or not _same_text(state, command, told):
        return refusal("token_text", state, str(told.rev))
    if told.verbs is not None and command.verb not in told.verbs:
        return refusal("token_verb", state, ", ".join(told.verbs))
    return None


def _same_text(state: ApprovalState, command: Command, told: Claims) -> bool:
    current = state.suggestion.fingerprint if state.suggestion else ""
    named = (command.fingerprint or "", current if told.rev == state.revision else "")
    return all(told.fpr.startswith(one) or one.startswith(told.fpr) for one in named)


def _timely(state: ApprovalState, told: Claims, now: dt.datetime) -> Refusal | None:
    at = now.timestamp()
    if told.iat > at + LEEWAY:
        return refusal("token_early", state)
    if told.exp - told.iat > LONGEST:
        return refusal("token_long", state)
    return refusal("token_expired", state) if at >= told.exp else None


def _unused(state: ApprovalState, command: Command, told: Claims) -> Refusal | None:
    """A token decides once. The same decision sent again is the same decision."""
    used_by = state.tokens.get(told.jti)
    return refusal("token_used", state) if used_by not in (None, command.decision_id) else None


def used(state: ApprovalState, command: Command) -> ApprovalState:
    """Note the id of the command's token, so that no other decision can use it.

    The signature is not looked at again: keys come and go, and a replay must do the same. A token
    that is here was good when the validator let it through.
    """
    told = claims(command.token) if command.token else None
    if told is None:
        return state
    return state.model_copy(update={"tokens": state.tokens | {told.jti: command.decision_id}})
