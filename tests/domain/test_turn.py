"""Somebody leaves or is back: what waits for them already moves, and nobody counts twice."""

import datetime as dt

from domain import events
from domain.asking import Colleague
from domain.signing import ApprovalState, waiting
from domain.turn import Turn, turned
from tests.approvals import NOW, WHY, does, drafting, pending, refused

DAY = dt.timedelta(days=1)


TURN = Turn(remind_at=NOW + DAY, escalate_at=NOW + 2 * DAY, due_at=NOW + 3 * DAY)


def away(state: ApprovalState, **deputies: str) -> ApprovalState:
    """Return the state after the turn in which these people are away, each with a deputy."""
    found = {who: Colleague(account=one, name=one, why=WHY) for who, one in deputies.items()}
    return turned(state, TURN.model_copy(update={"deputies": found}), NOW)


def test_a_deputy_decides_on_what_was_pending_before_the_approver_left() -> None:
    state = turned(pending("ana", "bo"), TURN.model_copy(update={"again_at": NOW + DAY}), NOW)
    assert not events.to_be_turned(state, NOW + DAY / 2)
    assert events.next_alarm(state) == NOW + DAY
    assert events.to_be_turned(state, NOW + DAY)
    state = away(state, ana="cy")
    assert [one.accounts for one in waiting(state)] == [("ana", "cy"), ("bo",)]
    assert (state.unrecorded[-1].verb, state.unrecorded[-1].comment) == ("deputy", "cy (ana)")
    state = does(state, "approve", "cy")
    assert [one.account for one in waiting(state)] == ["bo"]
    assert does(state, "approve", "bo").decided_by == ("cy", "bo")


def test_who_has_a_say_already_and_whose_words_it_is_deputize_for_nobody() -> None:
    assert away(pending("ana", "bo"), ana="bo").unrecorded == ()
    idea = away(pending("ana", kind="idea", author="dee"), ana="dee")
    assert refused(idea, "approve", "dee") == "own_words"


def test_a_deadline_that_was_told_does_not_move_with_an_absence() -> None:
    state = turned(pending("ana"), TURN, NOW)
    assert (state.untimed, state.due_at) == (False, NOW + 3 * DAY)
    later = TURN.model_copy(update={"due_at": NOW + 9 * DAY})
    assert turned(state, later, NOW).due_at == NOW + 3 * DAY


def test_what_nobody_is_asked_about_has_no_turn() -> None:
    ended = does(pending("ana"), "reject", "ana")
    for state in (drafting(), ended):
        assert away(state, ana="cy") == state
