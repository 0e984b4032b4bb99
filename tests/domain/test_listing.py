import datetime as dt

from domain.listing import listing
from tests.approvals import NOW, asks, does, drafting, pending


def test_who_may_decide_now_is_listed_with_departments_and_deadline() -> None:
    state = pending(asks("ana"), asks("bo"))
    found = listing(state)
    assert (found.state, found.approvers) == ("pending", ("ana", "bo"))
    assert found.departments == ("Sales", "Legal")
    assert found.since == NOW
    assert found.due_at == state.due_at
    assert state.suggestion is not None
    assert (found.title, found.fingerprint) == (
        state.suggestion.title,
        state.suggestion.fingerprint,
    )


def test_whoever_has_signed_is_listed_no_longer() -> None:
    state = does(pending(asks("ana"), asks("bo")), "approve", "ana")
    assert listing(state).approvers == ("bo",)


def test_what_has_ended_waits_for_nobody_and_has_no_deadline() -> None:
    state = does(pending(asks("ana")), "reject", "ana")
    found = listing(state)
    assert (found.state, found.approvers, found.due_at, found.since) == ("rejected", (), None, None)


def test_before_the_first_draft_there_is_no_text() -> None:
    found = listing(drafting())
    assert (found.state, found.title, found.fingerprint, found.revision) == ("drafting", "", "", 0)
    assert found.approvers == ()


def test_a_comment_changes_nothing_in_a_list() -> None:
    state = pending(asks("ana"))
    later = does(state, "comment", "ana", now=NOW + dt.timedelta(hours=1))
    assert later != state
    assert listing(later) == listing(state)
