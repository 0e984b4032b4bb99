"""What each decision makes of a suggestion, once the rules have let it through."""

import datetime as dt
from collections.abc import Callable, Iterable

from domain import course, questions, reassigning, releasing
from domain.changes import remembered
from domain.command import Command, Verb
from domain.editing import edited, reworded
from domain.errors import BadInputError
from domain.events import clock
from domain.signing import (
    ApprovalState,
    Rejection,
    Remark,
    Signature,
    Status,
    Step,
    advanced,
    complete,
    scope,
    standing,
    unreachable,
)
from domain.suggestion import Asked
from domain.wording import VERB_NAMES


def _approved(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    actor = command.actor or ""
    if state.current and state.current.delegated(actor):
        return _opined(state, command, now)
    return _signed(state, command, now, [state.current] if state.current else [])


def _edit(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    """Make the new revision; the editor stands for it in every step up to the one reached."""
    after = questions.mooted(_edited(state, command, now), now)
    return _signed(after, command, now, after.steps[: state.step + 1])


def _changes(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    refused = releasing.refused_by(state, command)
    wish = Asked(by=command.actor or "", text=command.comment, refused=refused)
    place = state.approver(wish.by)
    read = remembered(state, wish.by, scope(state, place) if place else ())
    after = read.model_copy(update={"status": "drafting", "asked": (*state.asked, wish)})
    return questions.mooted(after, now)


def _redraft(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    changed = {"status": "drafting", "redrafts": state.redrafts + 1}
    return questions.mooted(state.model_copy(update=changed), now)


def _rejected(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    """End it; in a step by ratio only when enough can no longer say yes, or by a veto."""
    actor, step = command.actor or "", state.current
    if step is None or step.delegated(actor):
        return _opined(state, command, now)
    if step.mode != "ratio" or actor in step.veto:
        return _ended(state, "rejected", (actor,))
    reads = state.suggestion.fingerprint if state.suggestion else ""
    said = Rejection(step=step.key, actor=actor, fingerprint=reads)
    after = state.model_copy(update={"rejections": (*state.rejections, said)})
    if not unreachable(after):
        return after
    against = [one.actor for one in after.rejections if one.step == step.key]
    return _ended(after, "rejected", tuple(dict.fromkeys(against)))


def _opined(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    """Keep a delegate's opinion as a remark, and give the place back."""
    said = VERB_NAMES[command.verb].within(state.language)
    text = f"{said}：{command.comment}" if state.language == "zh" else f"{said}: {command.comment}"
    after = _remarked(state, command.actor or "", text if command.comment else said, now)
    return reassigning.returned(after, command.actor or "")


def _remarked(state: ApprovalState, by: str, text: str, now: dt.datetime) -> ApprovalState:
    remark = Remark(by=by, text=text, at=now)
    return state.model_copy(update={"remarks": (*state.remarks, remark)})


def _rolled_back(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    after = course.rolled_back(state, command)
    after = _remarked(after, command.actor or "", command.comment, now)
    return after.model_copy(update=clock(after, now))


def _removed(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    """Leave somebody out; the others may have signed everything already."""
    return _settled(reassigning.removed(state, command))


EFFECTS: dict[Verb, Callable[[ApprovalState, Command, dt.datetime], ApprovalState]] = {
    "approve": _approved,
    "edit": _edit,
    "request_changes": _changes,
    "redraft": _redraft,
    "reject": _rejected,
    "ask": questions.asked,
    "answer": questions.answered,
    "transfer": lambda state, command, now: reassigning.transferred(state, command),
    "delegate": lambda state, command, now: reassigning.delegated(state, command),
    "add_approver": lambda state, command, now: reassigning.added(state, command),
    "remove_approver": _removed,
    "roll_back": _rolled_back,
    "withdraw": lambda state, command, now: _ended(state, "withdrawn", (command.actor or "",)),
    "terminate": lambda state, command, now: _ended(state, "terminated", (command.actor or "",)),
    "remind": lambda state, command, now: state.model_copy(update={"urged_at": now}),
    "cc": lambda state, command, now: course.copied(state, command),
    "comment": lambda state, command, now: _remarked(
        state, command.actor or "", command.comment, now
    ),
}
"""By verb: all of them are total, and never refuse."""


def _edited(state: ApprovalState, command: Command, now: dt.datetime) -> ApprovalState:
    try:
        revised = edited(state, command, now)
    except BadInputError:  # the rules of edits grew stricter since it was let through
        return state
    return reworded(state, revised, command.actor or "", now)


def _signed(
    state: ApprovalState, command: Command, now: dt.datetime, steps: Iterable[Step]
) -> ApprovalState:
    """Sign the actor's scope in these steps; go on, or end, when nothing is missing."""
    actor = command.actor or ""
    signed = tuple(
        Signature(
            item=item.id,
            fingerprint=item.fingerprint,
            actor=actor,
            step=step.key,
            decision=command.decision_id,
            revision=state.revision,
            surface=command.surface,
            verified=command.token is not None,
            at=now,
        )
        for step in steps
        if (place := step.holder(actor))
        for item in scope(state, place)
    )
    anew = {(one.item, one.actor, one.step) for one in signed}
    others = tuple(s for s in state.signatures if (s.item, s.actor, s.step) not in anew)
    return _settled(state.model_copy(update={"signatures": (*others, *signed)}))


def _settled(state: ApprovalState) -> ApprovalState:
    """Go on to the step that still needs somebody, or end when none does."""
    state = advanced(state)
    if state.status != "pending" or not complete(state):
        return state
    return _ended(state, "approved", tuple(dict.fromkeys(s.actor for s in standing(state))))


def _ended(state: ApprovalState, status: Status, by: tuple[str, ...]) -> ApprovalState:
    return state.model_copy(update={"status": status, "decided_by": by})
