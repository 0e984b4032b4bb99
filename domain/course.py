"""The course of an approval: back to a step, withdrawn, terminated, urged on, copied to others."""

import datetime as dt

from domain.changes import remembered
from domain.command import Command
from domain.refusals import Refusal, refusal
from domain.signing import ApprovalState, waiting

MOST_ROLLBACKS = 5
URGE_EVERY = dt.timedelta(hours=4)
"""How long after one reminder by a person the next may be sent."""


def may_roll_back(state: ApprovalState, command: Command) -> Refusal | None:
    """Say whether the named step is done and may be asked again, and why is said."""
    if not command.comment.strip():
        return refusal("no_reason", state)
    if state.rollbacks >= MOST_ROLLBACKS:
        return refusal("too_many_rollbacks", state, str(MOST_ROLLBACKS))
    if command.step not in finished(state):
        return refusal("not_finished", state, ", ".join(finished(state)) or "—")
    return None


def rolled_back(state: ApprovalState, command: Command) -> ApprovalState:
    """Ask a finished step again (退回至节点).

    `rerun` also asks all steps behind it again; `return` jumps back to the step that it came
    from as soon as the one step has signed again, since the others keep their signatures. Whoever
    signed an earlier step as well is asked again too: their yes there does not count here.
    """
    keys = [step.key for step in state.steps]
    if command.step not in finished(state):
        return state
    target = keys.index(command.step or "")
    void = {command.step} if command.then == "return" else set(keys[target:])
    return remembered(state).model_copy(
        update={
            "step": target,
            "rollbacks": state.rollbacks + 1,
            "renewed": tuple(dict.fromkeys((*state.renewed, command.step or ""))),
            "signatures": tuple(s for s in state.signatures if s.step not in void),
            "rejections": tuple(r for r in state.rejections if r.step not in void),
        }
    )


def finished(state: ApprovalState) -> tuple[str, ...]:
    """Return the keys of the steps that are done."""
    return tuple(step.key for step in state.steps[: state.step])


def may_withdraw(state: ApprovalState, command: Command) -> Refusal | None:
    """Only whose words the whole is takes it back."""
    return None if command.actor == state.initiator else refusal("not_initiator", state)


def may_terminate(state: ApprovalState, command: Command) -> Refusal | None:
    """Only a steward ends it for everybody, and says why."""
    if command.actor not in state.stewards:
        return refusal("not_steward", state, command.actor or "")
    return None if command.comment.strip() else refusal("no_reason", state)


def may_remind(state: ApprovalState, command: Command, now: dt.datetime) -> Refusal | None:
    """Say whether whoever is still asked may be reminded now (催办)."""
    if command.actor not in involved(state):
        return refusal("not_involved", state, command.actor or "")
    if not waiting(state):
        return refusal("nobody_waits", state)
    if state.urged_at and now < state.urged_at + URGE_EVERY:
        left = state.urged_at + URGE_EVERY - now
        return refusal("too_soon", state, str(-(-int(left.total_seconds()) // 60)))
    return None


def may_copy(state: ApprovalState, command: Command) -> Refusal | None:
    """Say whether these people may be told of it (抄送); nobody is told twice."""
    if command.actor not in involved(state):
        return refusal("not_involved", state, command.actor or "")
    if not command.to:
        return refusal("no_person", state)
    unknown = next((one for one in command.to if state.contact(one) is None), None)
    if unknown is not None:
        return refusal("unknown_person", state, unknown)
    return refusal("copied_already", state) if set(command.to) <= set(state.copied) else None


def copied(state: ApprovalState, command: Command) -> ApprovalState:
    """Remember who is told; each person once."""
    return state.model_copy(update={"copied": tuple(dict.fromkeys((*state.copied, *command.to)))})


def involved(state: ApprovalState) -> frozenset[str]:
    """Return who may urge and copy: the initiator, the stewards, authors, whoever is asked."""
    asked = frozenset(account for step in state.steps for account in step.involved)
    own = {state.initiator} if state.initiator else set()
    return asked | own | set(state.stewards) | set(state.authors.values())
