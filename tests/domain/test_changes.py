"""What people are shown of a text that changed since they last decided on it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import changes
from domain.changes import changed_since
from domain.details import details
from domain.details_changes import shortened
from domain.differences import Span, differences
from domain.signing import ApprovalState, waiting
from domain.text import Language
from tests.approvals import (
    ROLES,
    asks,
    change,
    does,
    pending,
    policy,
    put,
    role,
    suggestion,
)


def edits(
    state: ApprovalState, by: str, item: str = "role:contracts", **body: Any
) -> ApprovalState:
    """Have somebody put one item in other words."""
    return does(state, "edit", by, changes=change(item, **body))


def first(state: ApprovalState) -> str:
    return state.items[0].id


def seen(state: ApprovalState, account: str) -> list[str]:
    """Return the items that changed for this person."""
    place = next(one for one in waiting(state) if one.account == account)
    return [one.item for one in changed_since(state, place)]


def test_a_signer_is_shown_only_the_item_that_changed_since_they_signed() -> None:
    state = does(pending("ana", "bo", "cy"), "approve", "ana")
    state = edits(state, "bo", first(state), deliverable="signed contracts")
    assert seen(state, "ana") == [first(state)]
    assert "~~contracts~~" in details(state) or "**signed**" in details(state)


def test_somebody_who_has_not_decided_yet_reads_the_whole_and_no_changes() -> None:
    state = does(pending("ana", "bo", "cy"), "approve", "ana")
    state = edits(state, "bo", first(state), deliverable="signed contracts")
    assert seen(state, "cy") == []


def test_the_changes_of_two_edits_are_shown_as_one_against_what_was_signed() -> None:
    state = does(pending("ana", "bo", "cy"), "approve", "ana")
    item = first(state)
    state = edits(state, "bo", item, deliverable="signed contracts")
    state = edits(state, "cy", item, deliverable="signed papers")
    (one,) = changed_since(state, waiting(state)[0])
    assert one.before is not None
    assert one.before.model_dump()["deliverable"] == "contracts"
    assert one.after is not None
    assert one.after.model_dump()["deliverable"] == "signed papers"


def test_words_put_back_as_they_were_signed_are_no_change() -> None:
    state = does(pending("ana", "bo", "cy"), "approve", "ana")
    item = first(state)
    state = edits(state, "bo", item, deliverable="signed contracts")
    state = edits(state, "cy", item, deliverable="contracts")
    assert seen(state, "ana") == []


def test_who_sent_a_draft_back_is_shown_what_the_new_one_says_otherwise() -> None:
    state = does(pending("ana", "bo"), "request_changes", "ana")
    redrafted = suggestion((role("deeds", "bo", "ana"), *ROLES[1:]), revision=2)
    state = put(state, redrafted, policy("ana", "bo"))
    gone, new = ROLES[0], redrafted.items[0]
    place = next(one for one in waiting(state) if one.account == "ana")
    found = changed_since(state, place)
    assert (found[0].item, found[0].after) == (new.id, new.body)
    assert [one.before for one in found if one.gone] in ([], [gone])
    assert seen(state, "bo") == []


def test_a_stand_in_is_shown_what_changed_since_the_place_last_decided() -> None:
    state = does(pending("ana", "bo", "cy"), "approve", "ana")
    state = edits(state, "bo", first(state), deliverable="signed contracts")
    state = does(state, "transfer", "ana", to="dee")
    assert seen(state, "dee") == []  # new to it: the whole text


def test_only_what_one_signs_is_shown_as_changed() -> None:
    items = suggestion().items
    ana = asks("ana", (items[1].id,))
    state = does(pending(ana, "bo", "cy"), "approve", "ana")
    state = edits(state, "bo", items[0].id, deliverable="signed contracts")
    assert "ana" not in [one.account for one in waiting(state)]


def test_after_a_way_back_with_the_same_words_nothing_is_shown_as_changed() -> None:
    asked = policy("ana")
    asked = asked.model_copy(update={"steps": (*asked.steps, *policy("bo", "cy").steps)})
    state = put(
        pending("dee").model_copy(update={"status": "drafting", "suggestion": None}),
        suggestion(),
        asked,
    )
    state = does(state, "approve", "ana")
    state = does(state, "roll_back", "bo", step="1", then="rerun")
    assert seen(state, "ana") == []


def test_former_texts_are_let_go_oldest_first_when_they_grow_too_large(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(changes, "MOST_KEPT", 300)
    state = does(pending("ana", "bo", "cy"), "approve", "ana")
    state = edits(state, "bo", first(state), deliverable="signed contracts")
    assert sum(len(body.model_dump_json()) for body in state.former.values()) <= 300
    (one,) = changed_since(state, waiting(state)[0])
    assert one.before is None
    assert "no longer kept" in details(state)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_somebody_wrote_is_escaped_in_the_changes_too(language: Language) -> None:
    state = does(pending("ana", "bo", "cy", language=language), "approve", "ana")
    evil = "contracts [here](https://evil.example) **x** <script>"
    state = edits(state, "bo", first(state), deliverable=evil)
    page = details(state)
    assert "](https://evil" not in page
    assert "<script>" not in page


@given(st.text(max_size=200), st.text(max_size=200), st.integers(1, 80))
def test_shortened_changes_keep_their_order_and_their_bound(a: str, b: str, most: int) -> None:
    found = shortened(differences(a, b), most)
    assert sum(len(span.text) for span in found) <= most + 1
    assert [span for span in found if not isinstance(span, Span)] == []


def test_long_unchanged_text_is_left_out_around_a_change() -> None:
    before = f"{'early ' * 40}monday {'late ' * 40}"
    found = shortened(differences(before, before.replace("monday", "friday")))
    assert [span.what for span in found] == ["kept", "out", "in", "kept"]
    assert found[0].text.startswith("…")
    assert found[-1].text.endswith("…")
    assert len(found[0].text) < 40
