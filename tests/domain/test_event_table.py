"""The table of events of an enterprise approval, row by row: what becomes of each task."""

import math
from typing import Any

import pytest

from domain import events
from domain.asking import Colleague
from domain.policy import Policy
from domain.signing import ApprovalState, Step, complete, unreachable
from domain.tasks import TaskState, tasks
from tests.approvals import (
    NOW,
    WHY,
    asks,
    change,
    does,
    drafting,
    pending,
    put,
    refused,
    suggestion,
)

EDIT: dict[str, Any] = {"changes": change("role:1", deliverable="all contracts")}
CROWD = tuple(asks(f"person{number}") for number in range(25))


def shown(state: ApprovalState) -> list[tuple[str, str, TaskState]]:
    return [(task.step, task.account, task.state) for task in tasks(state)]


def states(state: ApprovalState) -> dict[str, TaskState]:
    return {task.account: task.state for task in tasks(state)}


def in_steps(*steps: Step, **more: Any) -> ApprovalState:
    return put(drafting(), suggestion(), Policy(steps=steps, **more))


def step(*accounts: str, mode: Any = "all", **more: Any) -> Step:
    return Step(mode=mode, approvers=tuple(asks(one) for one in accounts), **more)


# AND


def test_in_an_all_step_one_approves_and_the_others_stay_pending() -> None:
    state = does(pending("ana", "bo", "cy"), "approve", "ana")
    assert states(state) == {"ana": "approved", "bo": "pending", "cy": "pending"}
    assert state.status == "pending"


def test_in_an_all_step_one_rejects_and_the_rest_are_done() -> None:
    state = does(does(pending("ana", "bo", "cy"), "approve", "ana"), "reject", "bo")
    assert states(state) == {"ana": "approved", "bo": "rejected", "cy": "done"}
    assert (state.status, state.decided_by) == ("rejected", ("bo",))


def test_after_a_reject_no_later_step_is_asked_any_more() -> None:
    state = does(in_steps(step("ana"), step("bo")), "reject", "ana")
    assert shown(state) == [("1", "ana", "rejected"), ("2", "bo", "done")]
    assert refused(state, "approve", "bo") == "ended"


# OR


def test_in_an_any_step_the_first_approves_the_rest_are_done_and_the_next_step_is_pending() -> None:
    state = does(in_steps(step("ana", "bo", mode="any"), step("cy")), "approve", "bo")
    assert shown(state) == [("1", "ana", "done"), ("1", "bo", "approved"), ("2", "cy", "pending")]


def test_in_an_any_step_a_reject_ends_it_and_the_rest_are_done() -> None:
    state = does(pending("ana", "bo", mode="any"), "reject", "bo")
    assert states(state) == {"ana": "done", "bo": "rejected"}
    assert state.status == "rejected"


# transfer, withdraw, roll back


def test_a_transfer_closes_the_task_as_transferred_and_opens_one_for_the_target() -> None:
    state = does(pending("ana", "bo"), "transfer", "ana", to="cy")
    assert states(state) == {"ana": "transferred", "cy": "pending", "bo": "pending"}


def test_a_withdrawal_closes_every_task_as_done() -> None:
    state = does(in_steps(step("ana", "bo"), step("cy")), "comment", "ana")
    written = state.model_copy(update={"initiator": "dee"})
    gone = does(written, "withdraw", "dee")
    assert gone.status == "withdrawn"
    assert set(states(gone).values()) == {"done"}


def test_a_rollback_makes_the_target_step_pending_and_what_follows_waits() -> None:
    state = does(in_steps(step("ana"), step("bo"), step("cy")), "approve", "ana")
    state = does(state, "approve", "bo")
    back = does(state, "roll_back", "cy", step="1")
    assert shown(back) == [("1", "ana", "pending"), ("2", "bo", "waiting"), ("3", "cy", "waiting")]
    assert (back.status, back.signatures) == ("pending", ())


def test_a_rollback_to_the_middle_leaves_what_is_before_it_approved() -> None:
    state = does(
        does(in_steps(step("ana"), step("bo"), step("cy")), "approve", "ana"), "approve", "bo"
    )
    back = does(state, "roll_back", "cy", step="2")
    assert shown(back) == [("1", "ana", "approved"), ("2", "bo", "pending"), ("3", "cy", "waiting")]


# SEQUENTIAL


def test_in_a_sequence_the_next_is_asked_only_after_the_one_before_approved() -> None:
    state = pending("ana", "bo", "cy", mode="sequence")
    assert states(state) == {"ana": "pending", "bo": "waiting", "cy": "waiting"}
    assert refused(state, "approve", "bo") == "not_your_turn"
    state = does(state, "approve", "ana")
    assert states(state) == {"ana": "approved", "bo": "pending", "cy": "waiting"}
    assert refused(state, "approve", "cy") == "not_your_turn"
    state = does(does(state, "approve", "bo"), "approve", "cy")
    assert (state.status, state.decided_by) == ("approved", ("ana", "bo", "cy"))


def test_in_a_sequence_a_reject_ends_the_step_for_those_who_were_not_asked_yet() -> None:
    state = does(pending("ana", "bo", "cy", mode="sequence"), "reject", "ana")
    assert states(state) == {"ana": "rejected", "bo": "done", "cy": "done"}


# ratio


def test_a_ratio_is_counted_in_whole_people_without_fractions() -> None:
    assert math.ceil(0.28 * 25) == 8
    state = pending(*CROWD, mode="ratio", percent=28)
    for number in range(6):
        state = does(state, "approve", f"person{number}")
    assert (state.status, complete(state)) == ("pending", False)
    assert does(state, "approve", "person6").status == "approved"


@pytest.mark.parametrize(
    ("members", "percent", "needed"),
    [(25, 28, 7), (3, 60, 2), (3, 67, 3), (5, 60, 3), (4, 1, 1), (4, 100, 4), (10, 29, 3)],
)
def test_a_ratio_step_needs_its_share_rounded_up(members: int, percent: int, needed: int) -> None:
    assert Step(mode="ratio", percent=percent, approvers=CROWD[:members]).needed == needed


def test_a_ratio_that_is_reached_closes_the_others_as_done() -> None:
    state = does(pending("ana", "bo", "cy", mode="ratio", percent=60), "approve", "ana")
    assert states(state) == {"ana": "approved", "bo": "pending", "cy": "pending"}
    state = does(state, "approve", "cy")
    assert (state.status, states(state)["bo"]) == ("approved", "done")


def test_a_no_in_a_ratio_step_counts_and_the_others_go_on() -> None:
    state = does(pending("ana", "bo", "cy", mode="ratio", percent=60), "reject", "ana")
    assert states(state) == {"ana": "rejected", "bo": "pending", "cy": "pending"}
    assert refused(state, "approve", "ana") == "signed_already"
    state = does(does(state, "approve", "bo"), "approve", "cy")
    assert (state.status, state.decided_by) == ("approved", ("bo", "cy"))
    assert states(state)["ana"] == "rejected"


def test_a_ratio_that_can_no_longer_be_reached_is_rejected_at_once() -> None:
    state = does(pending("ana", "bo", "cy", mode="ratio", percent=60), "reject", "ana")
    assert not unreachable(state)
    state = does(state, "reject", "bo")
    assert (state.status, state.decided_by) == ("rejected", ("ana", "bo"))
    assert states(state) == {"ana": "rejected", "bo": "rejected", "cy": "done"}


def test_a_no_does_not_count_against_a_text_that_was_edited_since() -> None:
    state = does(pending("ana", "bo", "cy", mode="ratio", percent=60), "reject", "ana")
    state = does(state, "edit", "bo", **EDIT)
    assert states(state) == {"ana": "pending", "bo": "approved", "cy": "pending"}
    assert does(state, "reject", "cy").status == "pending"


def test_one_with_a_veto_ends_a_ratio_step_alone() -> None:
    state = pending("ana", "bo", "cy", mode="ratio", percent=30, veto=("bo",))
    assert does(state, "reject", "ana").status == "pending"
    ended = does(state, "reject", "bo")
    assert (ended.status, ended.decided_by) == ("rejected", ("bo",))
    assert states(ended) == {"ana": "done", "bo": "rejected", "cy": "done"}


# what is done is not approved


def test_whoever_was_not_heard_is_never_shown_as_approved() -> None:
    half = does(in_steps(step("ana", "bo"), step("cy")), "approve", "ana")
    ends = (
        events.expired(half, NOW),
        events.withdrawn(half, NOW),
        does(half, "reject", "bo"),
        does(half.model_copy(update={"stewards": ("dee",)}), "terminate", "dee"),
    )
    for ended in ends:
        found = states(ended)
        assert found.pop("ana") == "approved"
        assert "approved" not in found.values()
        assert "pending" not in found.values()


def test_while_it_is_redrafted_nobody_is_pending() -> None:
    state = does(pending("ana", "bo"), "request_changes", "ana")
    assert states(state) == {"ana": "waiting", "bo": "waiting"}
    assert tasks(drafting()) == ()


def test_an_edit_makes_approved_tasks_pending_again() -> None:
    state = does(does(pending("ana", "bo"), "approve", "ana"), "edit", "bo", **EDIT)
    assert states(state) == {"ana": "pending", "bo": "approved"}


def test_a_yes_that_counts_in_the_next_step_too_is_shown_there_once_it_is_reached() -> None:
    state = in_steps(step("ana", "bo"), step("ana", "cy"))
    state = does(state, "approve", "ana")
    assert shown(state)[2:] == [("2", "ana", "waiting"), ("2", "cy", "waiting")]
    state = does(state, "approve", "bo")
    assert shown(state)[2:] == [("2", "ana", "approved"), ("2", "cy", "pending")]


def test_of_a_place_and_its_stand_in_only_who_signed_is_shown_as_approved() -> None:
    above = Colleague(account="cy", name="Cy Moor", why=WHY)
    state = in_steps(step("ana", "bo"), ladders={"ana": (above,)})
    state = events.escalated(state, NOW)
    assert states(state) == {"ana": "pending", "cy": "pending", "bo": "pending"}
    assert states(does(state, "approve", "cy")) == {
        "ana": "done",
        "cy": "approved",
        "bo": "pending",
    }
    assert states(does(state, "reject", "cy")) == {"ana": "done", "cy": "rejected", "bo": "done"}


def test_a_delegate_is_pending_while_the_delegator_waits_and_done_when_it_ends() -> None:
    state = does(pending("ana", "bo"), "delegate", "ana", to="cy")
    assert states(state) == {"ana": "delegated", "cy": "pending", "bo": "pending"}
    assert states(does(state, "reject", "bo")) == {"ana": "done", "cy": "done", "bo": "rejected"}
    assert states(does(state, "approve", "cy")) == {"ana": "pending", "bo": "pending"}


def test_somebody_who_was_removed_is_shown_as_removed() -> None:
    state = does(pending("ana", "bo"), "add_approver", "ana", to="cy", place="parallel")
    state = does(state, "remove_approver", "ana", to="cy")
    assert states(state) == {"cy": "removed", "ana": "pending", "bo": "pending"}
