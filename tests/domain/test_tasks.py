"""What each person's task is shown as, beside the hard cases."""

from domain.policy import Policy
from domain.signing import ApprovalState, Step, waiting
from domain.tasks import tasks
from tests.approvals import asks, change, does, drafting, put, suggestion


def in_steps(*groups: tuple[str, ...]) -> ApprovalState:
    steps = tuple(Step(mode="all", approvers=tuple(asks(one) for one in each)) for each in groups)
    return put(drafting(), suggestion(), Policy(steps=steps))


def shown(state: ApprovalState) -> list[tuple[str, str, str]]:
    return [(task.step, task.account, task.state) for task in tasks(state)]


def test_an_editor_has_approved_in_the_step_that_the_edit_goes_back_from() -> None:
    state = does(in_steps(("ana",), ("bo", "cy"), ("dee",)), "approve", "ana")
    state = does(state, "edit", "bo", changes=change("role:1", deliverable="all contracts"))
    assert [one.account for one in waiting(state)] == ["ana"]
    assert shown(state) == [
        ("1", "ana", "pending"),
        ("2", "bo", "approved"),
        ("2", "cy", "waiting"),
        ("3", "dee", "waiting"),
    ]
