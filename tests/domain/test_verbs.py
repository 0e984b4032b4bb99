"""The table of actions of an enterprise approval, row by row, each with its refusals."""

import datetime as dt
from typing import Any

import pytest

from domain import approval, events
from domain.asking import Approver, Colleague
from domain.course import MOST_ROLLBACKS, URGE_EVERY
from domain.directory import Contact
from domain.policy import Policy
from domain.questions import MOST_QUESTIONS
from domain.reassigning import MOST_APPROVERS
from domain.signing import ApprovalState, Step, standing, waiting
from domain.suggestion import Evidence
from domain.tasks import TaskState, tasks
from domain.text import Language
from tests.approvals import (
    EVIDENCE,
    NOW,
    ask,
    asks,
    change,
    does,
    drafting,
    pending,
    policy,
    put,
    refused,
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


def knowing(state: ApprovalState, *accounts: str) -> ApprovalState:
    """Return the state with more people in the directory of the collaboration."""
    more = tuple(Contact(account=one, name=one.title(), department="Ops") for one in accounts)
    return state.model_copy(update={"people": (*state.people, *more)})


# transfer


def test_a_transfer_hands_the_place_over_for_good() -> None:
    state = does(pending(asks("ana", ("role:1",)), "bo"), "transfer", "ana", to="cy")
    assert asked(state) == ["cy", "bo"]
    assert refused(state, "approve", "ana") == "not_asked"
    state = does(state, "approve", "cy")
    assert [(one.actor, one.item) for one in state.signatures] == [("cy", "role:1")]
    assert does(state, "approve", "bo").decided_by == ("cy", "bo")


def test_a_transfer_goes_to_one_person_who_is_known_and_has_no_say_yet() -> None:
    state = pending("ana", "bo", author="dee")
    assert refused(state, "transfer", "ana") == "one_person"
    assert refused(state, "transfer", "ana", to=["cy", "zoe"]) == "one_person"
    assert refused(state, "transfer", "ana", to="zoe") == "unknown_person"
    assert refused(state, "transfer", "ana", to="bo") == "asked_already"
    assert refused(state, "transfer", "ana", to="ana") == "asked_already"
    assert refused(state, "transfer", "ana", to="dee") == "initiator_cannot"
    assert refused(state, "transfer", "cy", to="dee") == "not_asked"


def test_who_signed_does_not_hand_the_signature_on() -> None:
    state = does(pending("ana", "bo"), "approve", "ana")
    assert refused(state, "transfer", "ana", to="cy") == "signed_already"


def test_words_of_an_editor_are_not_transferred_to_the_editor() -> None:
    state = does(in_steps(("ana",), ("bo", "cy")), "approve", "ana")
    state = does(state, "edit", "bo", **EDIT)
    assert asked(state) == ["ana"]
    assert refused(state, "transfer", "ana", to="bo") == "initiator_cannot"


# delegate


def test_a_delegation_comes_back_and_the_opinion_does_not_count() -> None:
    state = does(pending("ana"), "delegate", "ana", to="cy")
    assert asked(state) == ["cy"]
    for verb, word in (("approve", "approve"), ("reject", "reject: because")):
        back = does(state, verb, "cy")
        assert (back.status, back.signatures, asked(back)) == ("pending", (), ["ana"])
        assert [(one.by, one.text) for one in back.remarks] == [("cy", word)]
        assert does(back, "approve", "ana").decided_by == ("ana",)
        assert refused(back, "approve", "cy") == "not_asked"


@pytest.mark.parametrize(
    ("language", "comment", "said"),
    [
        ("en", "too dear", "reject: too dear"),
        ("zh", "太贵", "拒绝：太贵"),
    ],
)
def test_an_opinion_is_kept_in_the_language_of_the_suggestion(
    language: Language, comment: str, said: str
) -> None:
    state = does(pending("ana", language=language), "delegate", "ana", to="cy")
    back = does(state, "reject", "cy", comment=comment, now=NOW + DAY)
    assert [(one.by, one.text, one.at) for one in back.remarks] == [("cy", said, NOW + DAY)]
    (bare,) = does(state, "approve", "cy").remarks
    assert bare.text == {"en": "approve", "zh": "同意"}[language]


@pytest.mark.parametrize(
    ("verb", "more", "en", "zh"),
    [
        ("transfer", {}, "transferred by 安娜", "转交自 安娜"),
        ("delegate", {}, "asked by 安娜", "受托于 安娜"),
        ("add_approver", {"place": "parallel"}, "added by 安娜", "加签自 安娜"),
        ("add_approver", {"place": "before"}, "added by 安娜", "加签自 安娜"),
    ],
)
def test_whoever_comes_in_is_told_who_brought_them(
    verb: str, more: dict[str, Any], en: str, zh: str
) -> None:
    state = does(pending("ana"), verb, "ana", to="cy", **more)
    people: list[Approver | Colleague] = []
    for place in state.steps[0].approvers:
        people += [place, *place.delegates]
    (came,) = [one for one in people if one.account == "cy"]
    assert (came.name, came.why.en, came.why.zh) == ("Cy Moor", en, zh)


def test_whom_the_directory_no_longer_knows_is_named_as_the_step_or_their_account_says() -> None:
    state = pending("ana").model_copy(update={"people": ()})
    after = approval.apply(state, ask(state, "transfer", "ana", to="cy"), NOW)
    (place,) = after.steps[0].approvers
    assert (place.name, place.why.en) == ("cy", "transferred by 安娜")


def test_a_no_as_an_opinion_does_not_count_in_a_ratio_step_either() -> None:
    state = pending("ana", "bo", mode="ratio", percent=100, veto=("cy",))
    back = does(does(state, "delegate", "ana", to="cy"), "reject", "cy")
    assert (back.status, back.rejections, asked(back)) == ("pending", (), ["ana", "bo"])


@pytest.mark.parametrize("verb", ["edit", "request_changes", "redraft", "transfer", "roll_back"])
def test_a_delegate_gives_an_opinion_and_does_nothing_else(verb: str) -> None:
    state = does(pending("ana", "bo"), "delegate", "ana", to="cy")
    more = {"edit": EDIT, "transfer": {"to": "dee"}, "roll_back": {"step": "1"}}.get(verb, {})
    assert refused(state, verb, "cy", **more) == "opinion_only"


def test_a_delegate_decides_on_the_text_that_was_read() -> None:
    state = does(pending("ana"), "delegate", "ana", to="cy")
    assert refused(state, "approve", "cy", revision=2) == "stale"


def test_a_delegate_may_ask_another_and_the_opinions_come_back_one_by_one() -> None:
    state = does(does(pending("ana"), "delegate", "ana", to="bo"), "delegate", "bo", to="cy")
    assert states(state) == {"ana": "delegated", "bo": "delegated", "cy": "pending"}
    assert refused(state, "approve", "bo") == "not_asked"
    state = does(state, "approve", "cy")
    assert asked(state) == ["bo"]
    state = does(state, "approve", "bo")
    assert (asked(state), state.signatures) == (["ana"], ())


def test_a_chain_of_delegates_is_bounded() -> None:
    state = knowing(pending("ana"), "eve", "fay")
    for giver, taker in (("ana", "bo"), ("bo", "cy"), ("cy", "dee")):
        state = does(state, "delegate", giver, to=taker)
    assert refused(state, "delegate", "dee", to="eve") == "delegates"


def test_a_delegation_goes_to_one_known_person_who_has_no_say_and_is_not_the_author() -> None:
    state = does(pending("ana", "bo", author="dee"), "delegate", "ana", to="cy")
    assert refused(state, "delegate", "bo") == "one_person"
    assert refused(state, "delegate", "bo", to="zoe") == "unknown_person"
    for one in ("ana", "bo", "cy"):
        assert refused(state, "delegate", "bo", to=one) == "asked_already"
        assert refused(state, "delegate", "cy", to=one) == "asked_already"
    for giver in ("bo", "cy"):
        assert refused(state, "delegate", giver, to="dee") == "initiator_cannot"


def test_the_delegator_may_decide_meanwhile() -> None:
    state = does(pending("ana"), "delegate", "ana", to="cy")
    assert does(state, "approve", "ana").decided_by == ("ana",)
    assert does(state, "reject", "ana").status == "rejected"
    handed = does(state, "transfer", "ana", to="bo")
    assert states(handed) == {"ana": "transferred", "bo": "pending"}
    assert refused(handed, "approve", "cy") == "not_asked"


# add and remove approvers


def test_added_before_is_asked_first_and_then_the_step_again() -> None:
    state = does(pending("ana"), "add_approver", "ana", to=["bo", "cy"], place="before")
    assert states(state) == {"bo": "pending", "cy": "pending", "ana": "waiting"}
    assert refused(state, "approve", "ana") == "not_asked"
    state = does(does(state, "approve", "bo"), "approve", "cy")
    assert asked(state) == ["ana"]
    assert does(state, "approve", "ana").decided_by == ("bo", "cy", "ana")


def test_added_after_is_asked_when_the_step_is_done() -> None:
    state = does(in_steps(("ana",), ("bo",)), "add_approver", "ana", to="cy", place="after")
    assert states(state) == {"ana": "pending", "cy": "waiting", "bo": "waiting"}
    state = does(state, "approve", "ana")
    assert asked(state) == ["cy"]
    assert asked(does(state, "approve", "cy")) == ["bo"]


def test_added_in_parallel_is_asked_beside_the_others_in_the_mode_of_the_step() -> None:
    state = does(pending("ana"), "add_approver", "ana", to="cy", place="parallel")
    assert asked(state) == ["ana", "cy"]
    assert does(state, "approve", "ana").status == "pending"
    either = pending("ana", "bo", mode="any")
    either = does(either, "add_approver", "ana", to="cy", place="parallel")
    assert does(either, "approve", "cy").decided_by == ("cy",)


def test_added_approvers_decide_about_the_items_of_who_added_them() -> None:
    state = pending(asks("ana", ("role:1",)), "bo")
    state = does(state, "add_approver", "ana", to="cy", place="parallel")
    assert {one.item for one in does(state, "approve", "cy").signatures} == {"role:1"}


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_step_of_added_people_has_a_mode_of_its_own(place: str) -> None:
    def added(mode: str | None) -> ApprovalState:
        fields: dict[str, Any] = {"to": ["bo", "cy"], "place": place, "mode": mode}
        state = does(in_steps(("ana",), ("dee",)), "add_approver", "ana", **fields)
        return does(state, "approve", "ana") if place == "after" else state

    for mode in ("all", None):
        assert asked(added(mode)) == ["bo", "cy"]
        assert "cy" in asked(does(added(mode), "approve", "bo"))
    assert asked(added("any")) == ["bo", "cy"]
    assert "cy" not in asked(does(added("any"), "approve", "bo"))
    assert asked(added("sequence")) == ["bo"]
    assert asked(does(added("sequence"), "approve", "bo")) == ["cy"]


def test_who_is_added_is_known_and_has_no_say_yet_and_a_place() -> None:
    state = pending("ana", "bo", author="dee")
    assert refused(state, "add_approver", "ana", place="after") == "no_person"
    assert refused(state, "add_approver", "ana", to="cy") == "no_place"
    parallel = {"to": "cy", "place": "parallel", "mode": "any"}
    assert refused(state, "add_approver", "ana", **parallel) == "parallel_mode"
    for to, code in (
        (["zoe"], "unknown_person"),
        (["bo"], "asked_already"),
        (["cy", "cy"], "asked_already"),
        (["cy", "dee"], "initiator_cannot"),
    ):
        assert refused(state, "add_approver", "ana", to=to, place="before") == code


def test_each_added_step_has_a_key_of_its_own() -> None:
    state = does(pending("ana"), "add_approver", "ana", to="cy", place="after")
    state = does(state, "add_approver", "ana", to="bo", place="before")
    assert [step.key for step in state.steps] == ["+2", "1", "+1"]
    assert [step.added_by for step in state.steps] == ["ana", None, "ana"]
    state = does(does(state, "approve", "bo"), "approve", "ana")
    assert (state.status, asked(state)) == ("pending", ["cy"])
    beside = does(pending("ana"), "add_approver", "ana", to="cy", place="parallel")
    assert does(beside, "add_approver", "ana", to="bo", place="before").steps[0].key == "+1"


def test_who_was_asked_before_or_only_later_may_be_added_after() -> None:
    state = in_steps(("ana",), ("bo",), ("cy",), ("dee",))
    for to in ("cy", "dee"):
        after = does(state, "add_approver", "ana", to=to, place="after")
        assert [a.account for a in after.steps[1].approvers] == [to]
    second = does(state, "approve", "ana")
    again = does(second, "add_approver", "bo", to="ana", place="after")
    assert [a.account for a in again.steps[2].approvers] == ["ana"]


def test_who_is_asked_next_anyway_is_not_added_after() -> None:
    state = in_steps(("ana",), ("bo",))
    assert refused(state, "add_approver", "ana", to="bo", place="after") == "asked_already"
    assert does(state, "add_approver", "ana", to="bo", place="before").step == 0


def test_approvers_are_bounded() -> None:
    crowd = [asks("ana"), *(asks(f"person{number}") for number in range(MOST_APPROVERS - 2))]
    state = pending(*crowd)
    two: dict[str, Any] = {"to": ["cy", "dee"], "place": "parallel"}
    assert refused(state, "add_approver", "ana", **two) == "too_many_approvers"
    assert does(state, "add_approver", "ana", to="cy", place="parallel")


def test_who_added_before_or_after_transfers_no_more_but_who_added_in_parallel_does() -> None:
    for place, refusal in (("after", "added_then_transfer"), ("parallel", None)):
        state = does(pending("ana"), "add_approver", "ana", to="cy", place=place)
        if refusal:
            assert refused(state, "transfer", "ana", to="bo") == refusal
            state = does(state, "remove_approver", "ana", to="cy")
        assert "bo" in asked(does(state, "transfer", "ana", to="bo"))


def test_who_was_added_and_has_not_decided_is_removed_by_who_added_them_or_by_a_steward() -> None:
    state = pending("ana", "bo", stewards=("dee",))
    state = does(state, "add_approver", "ana", to="cy", place="parallel")
    for actor in ("ana", "dee"):
        assert states(does(state, "remove_approver", actor, to="cy"))["cy"] == "removed"
    assert refused(state, "remove_approver", "bo", to="cy") == "not_added"
    assert refused(state, "remove_approver", "dee", to="bo") == "not_added"
    assert refused(state, "remove_approver", "ana") == "one_person"
    signed = does(state, "approve", "cy")
    assert refused(signed, "remove_approver", "ana", to="cy") == "signed_by"


def test_removing_the_last_who_is_missing_approves_what_the_others_signed() -> None:
    state = does(pending("ana"), "add_approver", "ana", to="cy", place="parallel")
    state = does(state, "approve", "ana")
    assert asked(state) == ["cy"]
    ended = does(state, "remove_approver", "ana", to="cy")
    assert (ended.status, ended.decided_by) == ("approved", ("ana",))


def test_who_was_added_in_a_later_step_is_removed_from_that_step() -> None:
    state = does(in_steps(("ana",), ("bo",)), "approve", "ana")
    state = does(state, "add_approver", "bo", to=["cy", "dee"], place="parallel")
    state = does(state, "remove_approver", "bo", to="cy")
    assert [a.account for a in state.steps[0].approvers] == ["ana"]
    assert [a.account for a in state.steps[1].approvers] == ["bo", "dee"]
    (left,) = state.steps[1].left
    assert (left.account, left.name, left.how) == ("cy", "Cy Moor", "removed")


def test_whose_yes_still_stands_in_a_later_step_is_not_removed_from_it() -> None:
    state = does(in_steps(("ana",), ("bo",)), "add_approver", "ana", to="cy", place="after")
    state = does(does(state, "approve", "ana"), "approve", "cy")
    back = does(state, "roll_back", "bo", step=1, then="return")
    assert (back.step, [s.actor for s in standing(back)]) == (0, ["cy"] * 3)
    assert refused(back, "remove_approver", "ana", to="cy") == "signed_by"


@pytest.mark.parametrize(
    ("verb", "more"),
    [
        ("transfer", {"to": "dee"}),
        ("delegate", {"to": "dee"}),
        ("add_approver", {"to": "dee", "place": "parallel"}),
        ("remove_approver", {}),
        ("remove_approver", {"to": "bo"}),
    ],
)
def test_applied_by_somebody_without_a_place_it_moves_nobody(
    verb: str, more: dict[str, Any]
) -> None:
    state = pending("ana", "bo")
    after = approval.apply(state, ask(state, verb, "cy", **more), NOW)
    assert after.steps == state.steps
    assert [entry.verb for entry in after.unrecorded] == [verb]


def test_a_step_of_added_people_goes_with_the_last_of_them() -> None:
    state = does(pending("ana"), "add_approver", "ana", to="cy", place="before")
    state = does(state, "remove_approver", "ana", to="cy")
    assert (len(state.steps), asked(state)) == (1, ["ana"])


# roll back


def three() -> ApprovalState:
    state = in_steps(("ana",), ("bo",), ("cy",))
    return does(does(state, "approve", "ana"), "approve", "bo")


def test_a_rollback_runs_all_steps_from_there_again() -> None:
    for then in ("rerun", None):
        back = does(three(), "roll_back", "cy", step=1, then=then, now=NOW + DAY)
        assert (asked(back), back.remarks[-1].text) == (["ana"], "because")
        assert (back.remarks[-1].by, back.remarks[-1].at) == ("cy", NOW + DAY)
        assert back.due_at == NOW + DAY + back.decide_within
        back = does(back, "approve", "ana")
        assert asked(back) == ["bo"]
        assert asked(does(back, "approve", "bo")) == ["cy"]


def test_a_rollback_that_returns_comes_back_as_soon_as_the_one_step_signed() -> None:
    back = does(three(), "roll_back", "cy", step=1, then="return")
    assert asked(back) == ["ana"]
    again = does(back, "approve", "ana")
    assert asked(again) == ["cy"]
    assert does(again, "approve", "cy").decided_by == ("bo", "ana", "cy")


@pytest.mark.parametrize(("then", "kept"), [("rerun", []), ("return", ["bo"])])
def test_a_no_in_a_step_that_is_asked_again_is_dropped_and_one_elsewhere_stays(
    then: str, kept: list[str]
) -> None:
    ratio = Step(mode="ratio", percent=50, approvers=tuple(asks(a) for a in ("bo", "cy", "dee")))
    first = Step(mode="all", approvers=(asks("ana"),))
    state = put(drafting(), suggestion(), Policy(steps=(first, ratio)))
    state = does(does(state, "approve", "ana"), "reject", "bo")
    back = does(state, "roll_back", "cy", step=1, then=then)
    assert [one.actor for one in back.rejections] == kept
    again = does(back, "approve", "ana")
    assert asked(again) == [one for one in ("bo", "cy", "dee") if one not in kept]


def test_a_no_in_the_step_that_is_gone_back_to_is_dropped_too() -> None:
    ratio = Step(mode="ratio", percent=50, approvers=(asks("ana"), asks("bo")))
    last = Step(mode="all", approvers=(asks("cy"),))
    state = put(drafting(), suggestion(), Policy(steps=(ratio, last)))
    state = does(does(state, "reject", "ana"), "approve", "bo")
    back = does(state, "roll_back", "cy", step=1, then="return")
    assert (back.rejections, asked(back)) == ((), ["ana", "bo"])


def test_one_goes_back_to_a_finished_step_only_and_says_why() -> None:
    for number in ("3", "9", None):
        assert refused(three(), "roll_back", "cy", step=number) == "not_finished"
    assert refused(three(), "roll_back", "cy", step=1, comment=" ") == "no_reason"
    assert refused(three(), "roll_back", "ana", step=1) == "not_asked"


def test_whoever_names_a_step_that_is_not_finished_is_told_which_are() -> None:
    for state, finished in ((three(), "1, 2"), (in_steps(("cy",), ("bo",)), "—")):
        told = approval.decide(state, ask(state, "roll_back", "cy", step=3), NOW)
        assert told
        assert told.sentence.en.endswith(f"one can go back to: {finished}")
        assert told.sentence.zh.endswith(f"可退回的环节：{finished}")


def test_rollbacks_are_bounded() -> None:
    state = three()
    for _ in range(MOST_ROLLBACKS):
        state = does(does(state, "roll_back", "cy", step=2), "approve", "bo")
    assert refused(state, "roll_back", "cy", step=2) == "too_many_rollbacks"
    assert does(state, "approve", "cy").status == "approved"


# withdraw and terminate


def test_only_the_initiator_withdraws() -> None:
    state = pending("bo", kind="idea", author="dee", stewards=("ana",))
    for other in ("bo", "ana", "cy"):
        assert refused(state, "withdraw", other) == "not_initiator"
    ended = does(state, "withdraw", "dee")
    assert (ended.status, ended.decided_by) == ("withdrawn", ("dee",))
    assert refused(pending("bo"), "withdraw", "dee") == "not_initiator"


def test_only_a_steward_terminates_and_says_why() -> None:
    state = pending("bo", kind="idea", author="dee", stewards=("ana",))
    for other in ("bo", "dee", "cy"):
        assert refused(state, "terminate", other) == "not_steward"
    assert refused(state, "terminate", "ana", comment="") == "no_reason"
    ended = does(state, "terminate", "ana")
    assert (ended.status, ended.decided_by) == ("terminated", ("ana",))
    assert ended.unrecorded[-1].comment == "because"


# remind, copy


def test_people_are_reminded_by_hand_now_and_then_only() -> None:
    state = does(pending("ana", "bo", author="dee"), "remind", "dee")
    assert (state.urged_at, state.status, state.due_at) == (NOW, "pending", pending().due_at)
    assert refused(state, "remind", "ana") == "too_soon"
    soon = ask(state, "remind", "ana")
    nearly = approval.decide(state, soon, NOW + URGE_EVERY - dt.timedelta(seconds=1))
    assert nearly
    assert "1 minutes" in nearly.sentence.en
    again = does(state, "remind", "ana", now=NOW + URGE_EVERY)
    assert again.urged_at == NOW + URGE_EVERY


def test_whoever_reminds_too_soon_is_told_how_many_minutes_are_left() -> None:
    state = does(pending("ana", author="dee"), "remind", "dee", now=NOW)
    for passed, left in ((0, 240), (1, 240), (59, 240), (60, 239), (239 * 60, 1)):
        now = NOW + dt.timedelta(seconds=passed)
        told = approval.decide(state, ask(state, "remind", "ana", id="again"), now)
        assert told
        assert told.sentence.en.endswith(f"try again in {left} minutes")
        assert f"请 {left} 分钟后再试" in told.sentence.zh


def test_only_who_has_a_part_in_it_reminds_and_only_while_somebody_waits() -> None:
    assert refused(pending("ana", "bo"), "remind", "cy") == "not_involved"
    state = does(pending("ana", "bo"), "request_changes", "ana")
    assert refused(state, "remind", "bo") == "nobody_waits"


def test_people_are_copied_once_and_have_no_say() -> None:
    state = does(pending("ana", "bo"), "cc", "ana", to=["cy", "cy"])
    assert state.copied == ("cy",)
    assert refused(state, "cc", "bo", to="cy") == "copied_already"
    state = does(state, "cc", "bo", to=["cy", "dee"])
    assert state.copied == ("cy", "dee")
    assert (asked(state), refused(state, "approve", "cy")) == (["ana", "bo"], "not_asked")


def test_copies_are_sent_by_who_has_a_part_to_known_people() -> None:
    assert refused(pending("ana"), "cc", "cy", to="dee") == "not_involved"
    assert refused(pending("ana"), "cc", "ana") == "no_person"
    assert refused(pending("ana"), "cc", "ana", to=["cy", "zoe"]) == "unknown_person"


# questions


def test_a_question_to_a_person_stops_the_deadline_until_it_is_answered() -> None:
    before = pending("ana", "bo")
    assert before.due_at
    state = does(before, "ask", "ana", to="cy", now=NOW + DAY)
    assert (state.stopped_at, events.next_alarm(state)) == (NOW + DAY, None)
    state = does(state, "answer", "cy", now=NOW + 3 * DAY, comment="by noon")
    assert (state.questions[0].answer, state.stopped_at) == ("by noon", None)
    assert state.questions[0].answered_at == NOW + 3 * DAY
    assert state.due_at == before.due_at + 2 * DAY
    assert before.remind_at
    assert events.next_alarm(state) == before.remind_at + 2 * DAY


def test_of_two_questions_the_last_answer_lets_the_deadline_run_on() -> None:
    state = does(pending("ana", "bo"), "ask", "ana", to="cy")
    state = does(does(state, "ask", "bo", to="dee"), "answer", "cy", now=NOW + DAY)
    assert state.stopped_at == NOW
    state = does(state, "answer", "dee", now=NOW + 2 * DAY)
    assert state.stopped_at is None
    assert state.due_at == NOW + 2 * DAY + state.decide_within


def test_a_question_to_the_evidence_is_answered_at_once_and_stops_nothing() -> None:
    ways: tuple[dict[str, Any], ...] = ({"item": "role:1"}, {"comment": "how many hand-overs?"})
    for fields in ways:
        state = does(pending("ana"), "ask", "ana", **fields)
        assert state.questions[0].answer == "hand-overs: 412 (event:1, events.csv)"
        assert (state.stopped_at, state.open_questions) == (None, ())


def test_a_question_to_a_person_is_theirs_even_where_the_evidence_could_answer() -> None:
    state = does(pending("ana"), "ask", "ana", to="cy", comment="how many hand-overs?")
    (question,) = state.open_questions
    assert (question.to, question.item) == ("cy", None)
    assert (question.answer, question.answered_at) == (None, None)
    (told,) = does(pending("ana"), "ask", "ana", item="role:1").questions
    assert (told.to, told.item) == (None, "role:1")


def test_of_several_facts_the_answer_has_one_a_line() -> None:
    facts = (*EVIDENCE, Evidence(id="event:2", label="cases", value="80", source="events.csv"))
    state = put(drafting(), suggestion(evidence=facts), policy("ana"))
    state = does(state, "ask", "ana", comment="event:1 and the CASES?", now=NOW + DAY)
    (question,) = state.questions
    assert question.answer == (
        "hand-overs: 412 (event:1, events.csv)\ncases: 80 (event:2, events.csv)"
    )
    assert (question.by, question.answered_at) == ("ana", NOW + DAY)


def test_a_question_has_a_text_and_one_who_can_answer_it() -> None:
    state = pending("ana", "bo")
    assert refused(state, "ask", "ana", to="cy", comment=" ") == "no_question"
    assert refused(state, "ask", "ana", to=["cy", "dee"]) == "one_person"
    assert refused(state, "ask", "ana", to="zoe") == "unknown_person"
    assert refused(state, "ask", "ana", to="ana") == "asked_oneself"
    assert refused(state, "ask", "ana", to="cy", item="role:1") == "item_or_person"
    assert refused(state, "ask", "ana", comment="why?") == "no_evidence"
    assert refused(state, "ask", "ana", item="role:9") == "no_evidence"
    assert refused(state, "ask", "cy", to="ana") == "not_asked"


def test_questions_are_bounded() -> None:
    state = pending("ana")
    for _ in range(MOST_QUESTIONS):
        state = does(state, "ask", "ana", to="cy")
    assert refused(state, "ask", "ana", to="cy") == "too_many_questions"


def test_of_several_questions_the_named_one_is_answered() -> None:
    state = does(pending("ana", "bo"), "ask", "ana", to="cy")
    state = does(does(state, "ask", "bo", to="cy"), "ask", "bo", to="dee")
    told = approval.decide(state, ask(state, "answer", "cy"), NOW)
    assert told
    assert told.sentence.en.endswith('"question": q1, q2')
    for named, answers in (("q1", ["first", None, None]), ("q2", [None, "first", None])):
        after = does(state, "answer", "cy", question=named, comment="first")
        assert [one.answer for one in after.questions] == answers
    for strange in ("q3", "q9"):
        assert refused(state, "answer", "cy", question=strange) == "no_open_question"


def test_only_who_was_asked_answers_and_says_something() -> None:
    state = does(pending("ana", "bo"), "ask", "ana", to="cy")
    assert refused(state, "answer", "dee") == "no_open_question"
    assert refused(state, "answer", "cy", comment=" ") == "no_answer"
    answered = does(state, "answer", "cy")
    assert refused(answered, "answer", "cy") == "no_open_question"


def test_who_asked_and_decides_waits_for_no_answer_any_more() -> None:
    state = does(pending("ana", "bo"), "ask", "ana", to="cy")
    other = does(state, "approve", "bo", now=NOW + DAY)
    assert other.stopped_at == NOW
    own = does(state, "approve", "ana", now=NOW + DAY)
    assert (own.stopped_at, own.open_questions) == (None, ())
    assert refused(own, "answer", "cy") == "no_open_question"


@pytest.mark.parametrize("verb", ["request_changes", "redraft"])
def test_a_new_draft_waits_for_no_answer_and_gets_the_time_back(verb: str) -> None:
    before = does(pending("ana", "bo"), "ask", "bo", to="cy")
    after = does(before, verb, "ana", now=NOW + DAY)
    assert (after.status, after.open_questions, after.stopped_at) == ("drafting", (), None)
    assert after.due_at == NOW + DAY + before.decide_within


def test_an_edit_waits_for_no_answer_and_has_its_full_time() -> None:
    before = does(pending("ana", "bo"), "ask", "bo", to="cy")
    after = does(before, "edit", "ana", now=NOW + DAY, **EDIT)
    assert (after.open_questions, after.stopped_at) == ((), None)
    assert after.due_at == NOW + DAY + before.decide_within
    assert after.suggestion
    assert after.suggestion.made_at == NOW + DAY


def test_a_delegate_may_ask_before_giving_an_opinion() -> None:
    state = does(pending("ana"), "delegate", "ana", to="bo")
    state = does(does(state, "ask", "bo", to="cy"), "answer", "cy")
    assert asked(state) == ["bo"]


# comment


def test_anybody_comments_and_nothing_follows_from_it() -> None:
    before = pending("ana", "bo")
    after = does(before, "comment", "zoe", comment="@ana look")
    assert tasks(after) == tasks(before)
    assert (after.due_at, after.signatures) == (before.due_at, before.signatures)


# what a verb has no use for


@pytest.mark.parametrize(
    ("verb", "fields"),
    [
        ("approve", {"to": "cy"}),
        ("approve", {"step": 1}),
        ("transfer", {"to": "cy", "place": "after"}),
        ("delegate", {"to": "cy", "mode": "any"}),
        ("reject", {"then": "return"}),
        ("comment", {"item": "role:1"}),
        ("ask", {"to": "cy", "question": "q1"}),
    ],
)
def test_a_field_that_the_verb_has_no_use_for_is_refused(verb: str, fields: dict[str, Any]) -> None:
    assert refused(pending("ana"), verb, "ana", **fields) == "field_unused"
