"""What each person's task is in each step: asked, decided, handed on, or closed without them."""

from typing import Literal

from domain.asking import Approver, Colleague, Step
from domain.signing import ENDED, ApprovalState, counted, has_signed, scope, waiting
from domain.text import Frozen

TaskState = Literal[
    "waiting",
    "pending",
    "approved",
    "rejected",
    "transferred",
    "removed",
    "delegated",
    "done",
]
"""`waiting` is not asked yet; `delegated` waits for an opinion; `done` was closed without a
decision of this person, and is never shown as approved."""


class Task(Frozen):
    """One person's part in one step."""

    step: str
    account: str
    name: str
    state: TaskState


def tasks(state: ApprovalState) -> tuple[Task, ...]:
    """Return the tasks of all steps in order; in each step who left it comes first."""
    return tuple(task for index in range(len(state.steps)) for task in _tasks_of_step(state, index))


def _tasks_of_step(state: ApprovalState, index: int) -> tuple[Task, ...]:
    step = state.steps[index]
    left = [Task(step=step.key, account=o.account, name=o.name, state=o.how) for o in step.left]
    return (*left, *(task for one in step.approvers for task in _tasks_of(state, index, one)))


def _tasks_of(state: ApprovalState, index: int, place: Approver) -> list[Task]:
    """Return the task of the place, of each who may sign instead, and of each delegate."""
    step = state.steps[index]
    decided = {one: said for one in place.accounts if (said := _said(state, index, place, one))}
    open_now = not decided and index == state.step and _asked(state, place)
    undecided: TaskState = "pending" if open_now else _closed(state, index, bool(decided))
    handed: TaskState = "delegated" if open_now else undecided
    found: list[Task] = []
    people: tuple[Approver | Colleague, ...] = (place, *place.stand_ins)
    for one in people:
        held = handed if place.delegates and one is place else undecided
        found.append(_task(step, one, decided.get(one.account, held)))
    for asked in place.delegates:
        found.append(_task(step, asked, undecided if asked is place.delegates[-1] else handed))
    return found


def _task(step: Step, one: Approver | Colleague, state: TaskState) -> Task:
    return Task(step=step.key, account=one.account, name=one.name, state=state)


def _said(state: ApprovalState, index: int, place: Approver, account: str) -> TaskState | None:
    """Return what this person decided in the step on the text as it reads now, if they did."""
    step = state.steps[index]
    reads = state.suggestion.fingerprint if state.suggestion else ""
    ended_it = state.status == "rejected" and index == state.step and account in state.decided_by
    if ended_it or any(
        (one.step, one.actor, one.fingerprint) == (step.key, account, reads)
        for one in state.rejections
    ):
        return "rejected"
    if not scope(state, place) or not has_signed(state, place, index):
        return None
    signed = {(s.actor, s.step) for s in counted(state, index)}
    here = (account, step.key) in signed
    before = index <= state.step and any(actor == account for actor, _ in signed)
    return "approved" if here or before else None


def _asked(state: ApprovalState, place: Approver) -> bool:
    asked = place.delegates[-1].account if place.delegates else place.account
    return any(one.account == asked for one in waiting(state))


def _closed(state: ApprovalState, index: int, decided: bool) -> TaskState:
    """Return the state of whoever is not asked: no longer, or not yet."""
    over = state.status in ENDED or index < state.step or decided
    return "done" if over else "waiting"
