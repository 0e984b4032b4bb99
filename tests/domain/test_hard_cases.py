"""The hard cases of enterprise approval, each under its own sentence."""

import datetime as dt
from typing import Any

import pytest

from domain import approval, events
from domain.asking import Colleague
from domain.policy import Policy
from domain.signing import ApprovalState, Step, standing, waiting
from domain.tasks import TaskState, tasks
from tests.approvals import (
    NOW,
    WHY,
    ask,
    asks,
    change,
    does,
    drafting,
    pending,
    policy,
    put,
    refused,
    role,
    suggestion,
)

DAY = dt.timedelta(days=1)
EDIT: dict[str, Any] = {"changes": change("role:1", deliverable="all contracts")}


def asked(state: ApprovalState) -> list[str]:
    return [approver.account for approver in waiting(state)]


def states(state: ApprovalState) -> dict[str, TaskState]:
    return {task.account: task.state for task in tasks(state)}


def in_steps(*groups: tuple[str, ...], **more: Any) -> ApprovalState:
    steps = tuple(Step(mode="all", approvers=tuple(asks(one) for one in each)) for each in groups)
    return put(drafting(), suggestion(), Policy(steps=steps, **more))


# people


@pytest.mark.parametrize("mode", ["all", "any", "sequence"])
def test_transfer_to_someone_already_in_the_step(mode: Any) -> None:
    state = pending("ana", "bo", mode=mode)
    assert refused(state, "transfer", "ana", to="bo") == "asked_already"
    asking = does(pending("ana", "bo"), "delegate", "bo", to="cy")
    assert refused(asking, "transfer", "ana", to="cy") == "asked_already"


def test_add_sign_by_the_person_it_was_transferred_to() -> None:
    state = does(pending("ana", "bo"), "transfer", "ana", to="cy")
    state = does(state, "add_approver", "cy", to="dee", place="parallel")
    assert states(state) == {
        "ana": "transferred",
        "cy": "pending",
        "dee": "pending",
        "bo": "pending",
    }
    assert refused(state, "remove_approver", "ana", to="dee") == "not_added"
    assert asked(does(state, "remove_approver", "cy", to="dee")) == ["cy", "bo"]


def test_a_transfer_after_an_add_sign_keeps_who_was_added() -> None:
    state = does(pending("ana"), "add_approver", "ana", to="cy", place="parallel")
    state = does(state, "transfer", "ana", to="bo")
    assert asked(state) == ["bo", "cy"]
    state = does(state, "transfer", "cy", to="dee")
    assert asked(does(state, "remove_approver", "ana", to="dee")) == ["bo"]


def test_rollback_while_a_parallel_branch_is_open() -> None:
    state = does(in_steps(("ana",), ("bo", "cy")), "approve", "ana")
    state = does(state, "add_approver", "cy", to="dee", place="parallel")
    state = does(state, "approve", "bo")
    assert asked(state) == ["cy", "dee"]
    back = does(state, "roll_back", "cy", step=1)
    assert (asked(back), standing(back)) == (["ana"], ())
    for other in ("bo", "cy", "dee"):
        assert refused(back, "approve", other) == "not_asked"
    assert asked(does(back, "approve", "ana")) == ["bo", "cy", "dee"]


def test_a_question_that_is_open_does_not_outlive_the_rollback_of_who_asked_it() -> None:
    state = does(in_steps(("ana",), ("bo",)), "approve", "ana")
    state = does(does(state, "ask", "bo", to="cy"), "roll_back", "bo", step=1, now=NOW + DAY)
    assert (state.open_questions, state.stopped_at) == ((), None)
    assert state.due_at == NOW + DAY + state.decide_within


def test_approver_leaves_the_company_midway() -> None:
    above = Colleague(account="cy", name="Cy Moor", why=WHY)
    state = does(in_steps(("ana", "bo"), ladders={"ana": (above,)}), "approve", "bo")
    state = events.escalated(state, NOW + 4 * DAY)
    assert state.status == "pending"
    ended = does(state, "approve", "cy")
    assert (ended.status, ended.decided_by) == ("approved", ("bo", "cy"))
    assert states(ended) == {"ana": "done", "cy": "approved", "bo": "approved"}


def test_where_nobody_stands_above_who_left_it_expires_and_is_not_approved() -> None:
    state = events.escalated(does(pending("ana", "bo"), "approve", "bo"), NOW)
    assert asked(state) == ["ana"]
    ended = events.expired(state, NOW + 5 * DAY)
    assert (ended.status, ended.decided_by) == ("expired", ())
    assert states(ended) == {"ana": "done", "bo": "approved"}


def test_initiator_is_in_the_or_list() -> None:
    state = pending("ana", "dee", mode="any", kind="idea", author="dee")
    assert refused(state, "approve", "dee") == "own_words"
    ended = does(state, "approve", "ana")
    assert (ended.status, ended.decided_by) == ("approved", ("ana",))
    assert states(ended) == {"ana": "approved", "dee": "done"}


def test_no_stand_in_comes_up_who_wrote_it_or_has_a_say_already() -> None:
    ladder = tuple(Colleague(account=one, name=one, why=WHY) for one in ("dee", "bo", "cy"))
    one = suggestion(author="dee")
    asking = policy("ana", "bo", ladders={"ana": ladder})
    state = events.escalated(put(drafting(), one, asking), NOW)
    assert [c.account for c in state.steps[0].approvers[0].stand_ins] == ["cy"]
    edited = does(put(drafting(), suggestion(), policy("ana", "bo", "cy")), "edit", "bo", **EDIT)
    climbing = edited.model_copy(update={"ladders": {"ana": ladder[1:2]}})
    assert events.escalated(climbing, NOW).steps == edited.steps


def test_dedup_after_a_rollback() -> None:
    state = does(in_steps(("ana",), ("ana", "bo"), ("cy",)), "approve", "ana")
    assert asked(state) == ["bo"]
    state = does(state, "approve", "bo")
    back = does(state, "roll_back", "cy", step=2)
    assert asked(back) == ["ana", "bo"]
    assert asked(does(does(back, "approve", "ana"), "approve", "bo")) == ["cy"]


def test_a_yes_counts_again_only_as_the_policy_says_and_on_the_same_text() -> None:
    groups = ("ana",), ("bo",), ("ana",)
    for dedup, last in (("none", ["ana"]), ("consecutive", ["ana"]), ("once", [])):
        state = does(in_steps(*groups, dedup=dedup), "approve", "ana")
        assert asked(does(state, "approve", "bo")) == last
    for dedup, second in (("none", ["ana"]), ("consecutive", ["cy"]), ("once", ["cy"])):
        state = does(in_steps(("ana",), ("ana",), ("cy",), dedup=dedup), "approve", "ana")
        assert asked(state) == second
    state = does(does(in_steps(("ana",), ("ana", "bo")), "approve", "ana"), "edit", "bo", **EDIT)
    assert (state.step, asked(state)) == (0, ["ana"])


def test_a_delegate_of_a_delegate() -> None:
    state = does(does(pending("ana"), "delegate", "ana", to="bo"), "delegate", "bo", to="cy")
    for back in ("bo", "ana"):
        state = does(state, "approve", asked(state)[0])
        assert (asked(state), state.signatures) == ([back], ())
    for again in ("ana", "bo"):
        twice = does(does(pending("ana"), "delegate", "ana", to="bo"), "delegate", "bo", to="cy")
        assert refused(twice, "delegate", "cy", to=again) == "asked_already"


def test_delegate_who_is_the_requester() -> None:
    state = pending("ana", kind="idea", author="dee")
    for verb, more in (
        ("delegate", {}),
        ("transfer", {}),
        ("add_approver", {"place": "before"}),
        ("add_approver", {"place": "parallel"}),
    ):
        assert refused(state, verb, "ana", to="dee", **more) == "initiator_cannot"
    onward = does(state, "delegate", "ana", to="bo")
    assert refused(onward, "delegate", "bo", to="dee") == "initiator_cannot"


# texts


def test_approve_then_edit_by_another_person_then_approve_again() -> None:
    state = does(pending("ana", "bo"), "approve", "ana")
    old = ask(state, "approve", "ana", id="late")
    state = does(state, "edit", "bo", **EDIT)
    stale = approval.decide(state, old, NOW)
    assert stale
    assert stale.code == "stale"
    assert {s.item for s in standing(state) if s.actor == "ana"} == {"role:2", "role:3"}
    ended = does(state, "approve", "ana")
    assert (ended.status, ended.decided_by) == ("approved", ("bo", "ana"))


def test_two_pending_requests_and_one_answer() -> None:
    roles = pending("ana")
    other = put(drafting(), suggestion((role("other", "bo"),)), policy("ana"))
    answer = ask(roles, "approve", "ana")
    wrong = approval.decide(other, answer, NOW)
    assert wrong
    assert wrong.code == "other_text"
    assert approval.decide(roles, answer, NOW) is None


def test_two_open_questions_and_one_answer() -> None:
    state = does(does(pending("ana", "bo"), "ask", "ana", to="cy"), "ask", "bo", to="cy")
    assert refused(state, "answer", "cy") == "which_question"
    assert refused(state, "answer", "dee", question="q1") == "no_open_question"
    state = does(state, "answer", "cy", question="q2", comment="the second")
    assert [one.answer for one in state.questions] == [None, "the second"]


def test_early_answer_before_the_request_is_published() -> None:
    early = ask(drafting(), "approve", "ana", revision=1, fingerprint=suggestion().fingerprint)
    found = approval.decide(drafting(), early, NOW)
    assert found
    assert found.code == "drafting"
    again = does(pending("ana"), "request_changes", "ana")
    ahead = refused(again, "approve", "ana", revision=2, fingerprint="0" * 8)
    assert ahead == "drafting"
    assert put(drafting(), suggestion(), policy("ana")).signatures == ()


def test_an_answer_for_a_revision_to_come_opens_nothing() -> None:
    assert refused(pending("ana"), "approve", "ana", revision=2) == "stale"


# time and order


def test_withdraw_racing_the_last_approve() -> None:
    state = pending("ana", kind="idea", author="dee")
    approved, withdrawn = ask(state, "approve", "ana"), ask(state, "withdraw", "dee")
    for first, second, status in (
        (approved, withdrawn, "approved"),
        (withdrawn, approved, "withdrawn"),
    ):
        assert approval.decide(state, first, NOW) is None
        ended = approval.apply(state, first, NOW)
        late = approval.decide(ended, second, NOW)
        assert late
        assert (ended.status, late.code) == (status, "ended")


def test_timeout_in_the_same_instant_as_an_approval() -> None:
    state = pending("ana")
    assert state.due_at
    approved = does(state, "approve", "ana", now=state.due_at)
    assert events.expired(approved, state.due_at) == approved
    expired = events.expired(state, state.due_at)
    assert (expired.status, refused(expired, "approve", "ana")) == ("expired", "ended")


def test_the_same_callback_twice() -> None:
    state = pending("ana", "bo")
    callback = ask(state, "approve", "ana", id="callback-1")
    once = approval.apply(state, callback, NOW)
    assert approval.decide(once, callback, NOW + DAY) is None
    twice = approval.apply(once, callback, NOW + DAY)
    assert (twice, len(twice.unrecorded)) == (once, 1)


def test_two_decisions_with_the_same_id_and_different_content() -> None:
    state = does(pending("ana", "bo"), "approve", "ana", id="d1")
    for verb, actor in (("reject", "ana"), ("approve", "bo"), ("comment", "cy")):
        assert refused(state, verb, actor, id="d1") == "id_used"
    ended = does(state, "reject", "bo")
    assert refused(ended, "reject", "ana", id="d1") == "id_used"


def test_a_ratio_that_can_no_longer_be_reached() -> None:
    state = does(pending("ana", "bo", "cy", "dee", mode="ratio", percent=75), "reject", "ana")
    assert (state.status, asked(state)) == ("pending", ["bo", "cy", "dee"])
    state = does(does(state, "approve", "cy"), "reject", "bo")
    assert (state.status, state.decided_by) == ("rejected", ("ana", "bo"))
    assert refused(state, "approve", "dee") == "ended"


@pytest.mark.parametrize(
    "verb",
    ["approve", "reject", "ask", "delegate", "transfer", "add_approver", "remind", "cc", "comment"],
)
def test_decision_after_close(verb: str) -> None:
    state = events.withdrawn(does(pending("ana", "bo"), "approve", "ana"), NOW)
    more: dict[str, Any] = {"to": "cy"} if verb in ("delegate", "transfer", "cc", "ask") else {}
    more |= {"to": "cy", "place": "before"} if verb == "add_approver" else {}
    assert refused(state, verb, "bo", **more) == "ended"


# what Temporal is needed for has its part here, and the rest in tests/workflows


def test_all_workers_down_past_the_deadline_and_the_first_to_come_back_decides() -> None:
    state = pending("ana")
    assert state.due_at
    late = state.due_at + 3 * DAY
    alarm = events.next_alarm(state)
    assert alarm
    assert alarm < late
    assert does(state, "approve", "ana", now=late).status == "approved"
    assert events.expired(state, late).status == "expired"


def test_continue_as_new_between_request_and_decision() -> None:
    state = does(pending("ana", "bo", mode="sequence"), "approve", "ana", id="d1")
    state = does(does(state, "ask", "bo", to="cy"), "delegate", "bo", to="dee")
    carried = ApprovalState.model_validate_json(state.model_dump_json())
    assert carried == state
    assert tasks(carried) == tasks(state)
    assert refused(carried, "reject", "ana", id="d1") == "id_used"
    decision = ask(state, "approve", "bo")
    assert approval.decide(carried, decision, NOW) is None
    assert approval.apply(carried, decision, NOW) == approval.apply(state, decision, NOW)
