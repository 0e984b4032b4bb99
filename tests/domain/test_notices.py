"""What a decision makes worth telling: who was asked already is not asked again."""

from typing import Any

from domain import approval
from domain.notices import notices
from domain.signing import ApprovalState
from tests.approvals import NOW, ask, change, pending


def _timed(*approvers: str, **more: Any) -> ApprovalState:
    """Return a suggestion whose deadline is worked out, and whose approvers were told."""
    return pending(*approvers, **more).model_copy(update={"untimed": False})


def _told(before: ApprovalState, verb: str, actor: str, **fields: Any) -> list[str]:
    command = ask(before, verb, actor, **fields)
    after = approval.apply(before, command, NOW).model_copy(update={"untimed": False})
    return [note.recipient for note in notices(before, after, command, NOW)]


def test_an_approval_tells_nobody_who_was_asked_with_the_one_who_gave_it() -> None:
    assert _told(_timed("ana", "bo", "cy"), "approve", "ana") == []


def test_in_turn_an_approval_tells_the_next() -> None:
    assert _told(_timed("ana", "bo", "cy", mode="sequence"), "approve", "ana") == ["bo"]


def test_whoever_is_newly_asked_is_told_alone() -> None:
    assert _told(_timed("ana", "bo"), "transfer", "ana", to="cy") == ["cy"]


def test_of_a_new_text_everybody_is_told_who_still_signs_it() -> None:
    before = _timed("ana", "bo", "cy")
    item = before.items[0]
    edits = change(item.id, deliverable="Something else")
    assert _told(before, "edit", "ana", changes=edits) == ["bo", "cy"]


def test_of_what_nobody_was_told_before_everybody_is() -> None:
    before = pending("ana", "bo", "cy")
    assert _told(before, "approve", "ana") == ["bo", "cy"]
