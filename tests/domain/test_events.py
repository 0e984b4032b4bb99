import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from domain import events
from domain.asking import Colleague
from domain.policy import Policy
from domain.signing import ENDED, ApprovalState, Status, Step, waiting
from tests.approvals import (
    NOW,
    WHY,
    asks,
    brief,
    change,
    does,
    drafting,
    pending,
    policy,
    put,
    role,
    suggestion,
)

DAY = dt.timedelta(days=1)
SECOND = dt.timedelta(seconds=1)
EVENTS: tuple[Callable[[ApprovalState], ApprovalState], ...] = (
    events.reminded,
    lambda state: events.expired(state, NOW),
    lambda state: events.withdrawn(state, NOW),
    lambda state: events.impossible(state, "nothing"),
    lambda state: events.paused(state, NOW),
    lambda state: events.resumed(state, NOW + DAY),
    lambda state: put(state, suggestion(revision=9), policy("cy")),
)


def test_published_starts_the_clock() -> None:
    state = pending()
    assert state.waiting_since == NOW
    assert state.remind_at == NOW + state.remind_after
    assert state.due_at == NOW + state.decide_within
    assert state.untimed


def test_a_new_text_gives_people_full_time_once_more() -> None:
    late = events.escalated(events.reminded(pending()), NOW + 4 * DAY)
    timed = late.model_copy(update={"untimed": False})
    edit: dict[str, Any] = {"changes": change("role:1", deliverable="all contracts")}
    after = does(timed, "edit", "ana", now=NOW + 4 * DAY, **edit)
    assert (after.reminded, after.escalated, after.untimed) == (False, False, True)
    assert events.next_alarm(after) == NOW + 4 * DAY + after.remind_after
    again = put(does(timed, "request_changes", "ana"), suggestion(revision=2), policy("ana"))
    assert (again.reminded, again.escalated, again.untimed) == (False, False, True)


def test_where_a_brief_names_no_deadlines_people_have_days() -> None:
    deadlines = brief().deadlines
    assert deadlines.remind >= 2 * DAY
    assert deadlines.decide >= 5 * DAY


@pytest.mark.parametrize("drafted_by", ["model", "rules"])
def test_whoever_drafted_it_and_whatever_it_says_people_are_asked(drafted_by: str) -> None:
    words = "no risk; needs no approval; approved"
    one = suggestion((role(words, "bo", "ana"), role("invoices", "ana", "bo")))
    told = one.provenance.model_copy(update={"drafted_by": drafted_by})
    state = put(drafting(), one.model_copy(update={"provenance": told}), policy("ana", "bo"))
    assert state.status == "pending"
    assert [approver.account for approver in waiting(state)] == ["ana", "bo"]


def test_first_a_reminder_is_due_then_the_escalation_and_then_the_end() -> None:
    state = pending()
    assert events.next_alarm(state) == state.remind_at == NOW + 2 * DAY
    state = events.reminded(state)
    assert events.next_alarm(state) == state.escalate_at == NOW + 4 * DAY
    state = events.escalated(state, NOW + 4 * DAY)
    assert events.next_alarm(state) == state.due_at == NOW + 5 * DAY


def test_calendars_are_read_for_a_new_deadline_and_when_somebody_leaves_or_is_back() -> None:
    untimed = pending()
    assert events.to_be_turned(untimed, NOW)
    timed = untimed.model_copy(update={"untimed": False})
    assert not events.to_be_turned(timed, NOW)
    again = timed.model_copy(update={"again_at": NOW + DAY})
    assert not events.to_be_turned(again, NOW + DAY - SECOND)
    assert events.to_be_turned(again, NOW + DAY)
    assert events.to_be_turned(again, NOW + DAY + SECOND)
    for state in (drafting(), does(untimed, "reject", "ana")):
        due = state.model_copy(update={"untimed": True, "again_at": NOW})
        assert not events.to_be_turned(due, NOW)


def test_nothing_is_due_while_it_is_drafted_or_has_ended() -> None:
    assert events.next_alarm(drafting()) is None
    assert events.next_alarm(does(pending(), "reject", "ana")) is None
    assert events.next_alarm(does(pending(), "request_changes", "ana")) is None


def test_expired_is_not_rejected_and_nobody_decided_it() -> None:
    state = events.expired(does(pending(), "approve", "ana"), NOW + DAY)
    assert (state.status, state.decided_by) == ("expired", ())
    entry = state.unrecorded[-1]
    assert (entry.verb, entry.actor, entry.revision, entry.surface) == (
        "expire",
        None,
        1,
        "accord",
    )
    assert entry.fingerprints == tuple(item.fingerprint for item in state.items)
    assert entry.at == NOW + DAY
    assert state.last_recorded == "expired (r1)"


def test_what_is_being_drafted_does_not_expire_and_is_not_reminded() -> None:
    state = does(pending(), "request_changes", "ana")
    assert events.expired(state, NOW) == state
    assert events.reminded(state) == state


def test_withdrawn_while_drafting_ends_it_and_a_late_draft_changes_nothing() -> None:
    state = events.withdrawn(drafting(), NOW)
    assert state.status == "withdrawn"
    assert state.unrecorded[-1].revision is None
    assert put(state, suggestion(), policy("ana")) == state


def test_impossible_says_why() -> None:
    state = events.impossible(drafting(), "the log is empty")
    assert (state.status, state.sentence) == ("impossible", "the log is empty")


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize("event", EVENTS)
def test_what_has_ended_stays_as_it_ended(
    status: Status, event: Callable[[ApprovalState], ApprovalState]
) -> None:
    for paused_at in (None, NOW):
        state = pending().model_copy(update={"status": status, "paused_at": paused_at})
        assert event(state) == state


def test_a_pause_stops_the_clock_and_gives_the_time_back() -> None:
    state = pending()
    assert state.due_at
    assert state.remind_at
    halted = events.paused(state, NOW + DAY)
    assert events.next_alarm(halted) is None
    again = events.resumed(halted, NOW + 10 * DAY)
    assert (again.remind_at, again.due_at) == (state.remind_at + 9 * DAY, state.due_at + 9 * DAY)
    assert again.paused_at is None


def test_a_second_pause_and_a_second_resume_change_nothing() -> None:
    halted = events.paused(pending(), NOW + DAY)
    assert events.paused(halted, NOW + 5 * DAY) == halted
    again = events.resumed(halted, NOW + 5 * DAY)
    assert events.resumed(again, NOW + 9 * DAY) == again


def test_a_pause_after_the_reminder_moves_the_end() -> None:
    state = events.reminded(pending())
    assert state.due_at
    again = events.resumed(events.paused(state, NOW + 3 * DAY), NOW + 4 * DAY)
    assert again.reminded
    assert events.next_alarm(again) == NOW + 5 * DAY
    assert again.due_at == state.due_at + DAY


def test_decisions_count_while_it_is_paused() -> None:
    halted = events.paused(pending("ana"), NOW)
    assert does(halted, "approve", "ana", now=NOW + 30 * DAY).status == "approved"


def test_an_edit_while_paused_has_its_full_time_after_the_pause() -> None:
    halted = events.paused(pending(), NOW + DAY)
    edit = change("role:1", deliverable="all contracts")
    state = does(halted, "edit", "ana", now=NOW + 3 * DAY, changes=edit)
    assert events.next_alarm(state) is None
    again = events.resumed(state, NOW + 7 * DAY)
    assert again.due_at == NOW + 7 * DAY + state.decide_within


def test_what_is_published_while_paused_has_its_full_time_after_the_pause() -> None:
    halted = events.paused(drafting(), NOW)
    state = put(halted, suggestion(), policy("ana"), NOW + 2 * DAY)
    assert events.next_alarm(state) is None
    again = events.resumed(state, NOW + 9 * DAY)
    assert again.due_at == NOW + 9 * DAY + state.decide_within
    assert again.remind_at == NOW + 9 * DAY + state.remind_after


def test_what_was_recorded_is_dropped_and_what_came_since_stays() -> None:
    state = does(does(pending(), "comment", "cy", id="a"), "comment", "cy", id="b")
    (left,) = events.without_recorded(state, 1).unrecorded
    assert left.key.endswith(":b")


def test_a_draft_brings_its_people_along() -> None:
    asked = policy("ana", seconds=("bo",), heads=("cy",))
    state = put(drafting(), suggestion(author="dee"), asked)
    assert state.seconds == (asks("bo"),)
    assert state.heads == {"Ops": asks("cy")}
    assert state.authors == dict.fromkeys(["role:1", "role:2", "role:3"], "dee")
    assert {person.account for person in state.people} == {"ana", "bo", "cy", "dee"}
    assert state.initiator == "dee"


def test_a_new_draft_begins_without_what_was_said_to_the_last_one() -> None:
    ratio = Step(mode="ratio", percent=50, approvers=(asks("ana"), asks("bo"), asks("cy")))
    both = Policy(steps=(ratio, Step(mode="all", approvers=(asks("dee"),))))
    state = does(put(drafting(), suggestion(), both), "reject", "ana")
    state = does(does(state, "approve", "bo"), "approve", "cy")
    back = does(state, "roll_back", "dee", step=1, then="rerun")
    no = does(back, "reject", "ana")
    assert (back.renewed, len(no.rejections)) == (("1",), 1)
    again = put(does(no, "request_changes", "bo"), suggestion(revision=2), both)
    assert (again.renewed, again.rejections, again.step) == ((), (), 0)
    edit: dict[str, Any] = {"changes": change("role:1", deliverable="all contracts")}
    assert does(no, "edit", "bo", **edit).rejections == ()


def colleagues(*accounts: str) -> tuple[Colleague, ...]:
    return tuple(Colleague(account=one, name=one, why=WHY) for one in accounts)


def stand_ins(state: ApprovalState) -> dict[str, list[str]]:
    return {a.account: [c.account for c in a.stand_ins] for a in state.steps[state.step].approvers}


def test_an_escalation_is_one_entry_that_names_who_came() -> None:
    above = {"ana": colleagues("cy"), "bo": colleagues("dee")}
    state = put(drafting(), suggestion(), policy("ana", "bo", ladders=above))
    after = events.escalated(state, NOW + 4 * DAY)
    assert stand_ins(after) == {"ana": ["cy"], "bo": ["dee"]}
    (entry,) = after.unrecorded
    assert entry.key == f"{state.id}:escalate:r1:0"
    assert (entry.verb, entry.comment, entry.at) == ("escalate", "cy, dee", NOW + 4 * DAY)
    assert entry.fingerprints == tuple(item.fingerprint for item in state.items)
    nobody = events.escalated(pending(), NOW)
    assert (nobody.unrecorded, nobody.escalated) == ((), True)


def test_nobody_comes_up_to_sign_their_own_words_and_others_do() -> None:
    places = asks("ana", ("role:1",)), asks("bo", ("role:2", "role:3"))
    above = {one: colleagues("cy", "dee") for one in ("ana", "bo")}
    state = put(drafting(), suggestion(), policy(*places, ladders=above))
    state = state.model_copy(update={"authors": {"role:1": "cy"}})
    assert stand_ins(events.escalated(state, NOW)) == {"ana": ["dee"], "bo": ["cy"]}


def test_what_is_not_pending_is_not_escalated() -> None:
    ended = does(put(drafting(), suggestion(), policy("ana", "bo")), "reject", "ana")
    for state in (drafting(), ended, does(pending(), "request_changes", "ana")):
        assert events.escalated(state, NOW) == state


def test_somebody_who_leaves_or_is_back_before_the_next_rung_is_looked_at_first() -> None:
    state = pending()
    assert state.remind_at
    for again_at, due in (
        (state.remind_at - SECOND, state.remind_at - SECOND),
        (state.remind_at + SECOND, state.remind_at),
        (None, state.remind_at),
    ):
        assert events.next_alarm(state.model_copy(update={"again_at": again_at})) == due
