"""What a lost person was asked for goes to others, by the rules of a transfer."""

from domain.handed_on import departed, handed_on
from domain.signing import ApprovalState, Step
from tests.approvals import NOW, asks, does, pending


def people(state: ApprovalState) -> list[list[str]]:
    return [[one.account for one in step.approvers] for step in state.steps]


def two_steps() -> ApprovalState:
    state = pending("ana", "bo")
    second = Step(key="2", mode="all", approvers=(asks("ana"),))
    return state.model_copy(update={"steps": (*state.steps, second)})


def test_the_first_who_may_come_stands_in_every_place_that_is_still_to_be_signed() -> None:
    state = handed_on(two_steps(), "ana", ["bo", "cy"], NOW)
    assert people(state) == [["cy", "bo"], ["bo"]]
    (entry,) = state.unrecorded
    assert (entry.verb, entry.actor, entry.comment) == ("hand_on", None, "ana → cy, bo")
    assert state.steps[0].left[0].account == "ana"


def test_what_they_have_signed_stays_signed() -> None:
    signed = does(pending("ana", "bo"), "approve", "ana")
    assert handed_on(signed, "ana", ["cy"], NOW) == signed


def test_the_same_loss_twice_changes_nothing() -> None:
    once = handed_on(pending("ana", "bo"), "ana", ["cy"], NOW)
    assert handed_on(once, "ana", ["cy"], NOW) == once


def test_where_nobody_may_come_the_place_stays() -> None:
    state = pending("ana", "bo")
    assert handed_on(state, "ana", ["bo", "stranger"], NOW) == state
    assert handed_on(state, "ana", [], NOW) == state


def test_whose_words_these_are_does_not_come_to_sign_them() -> None:
    state = pending("ana", "bo", kind="idea", author="dee")
    assert people(handed_on(state, "ana", ["dee", "cy"], NOW)) == [["cy", "bo"]]


def test_what_has_ended_stays_as_it_ended() -> None:
    ended = does(pending("ana"), "approve", "ana")
    assert handed_on(ended, "ana", ["cy"], NOW) == ended


def test_nobody_is_asked_before_there_is_a_text() -> None:
    state = pending("ana").model_copy(update={"suggestion": None, "status": "drafting"})
    assert handed_on(state, "ana", ["cy"], NOW) == state


def test_who_may_be_lost_is_noted_once_until_it_was_looked_up_and_only_if_they_are_asked() -> None:
    state = departed(departed(departed(pending("ana", "bo"), "ana"), "ana"), "cy")
    assert state.departed == ("ana",)
    assert handed_on(state, "ana", [], NOW) == pending("ana", "bo")
    ended = does(pending("ana"), "approve", "ana")
    assert departed(ended, "ana") == ended
