import datetime as dt
from typing import Any

import pytest

from domain import approval, events
from domain.command import VERBS, read_command
from domain.errors import BadInputError
from domain.items import Practice
from domain.policy import Policy
from domain.signing import (
    ENDED,
    MAX_COMMENT_CHARACTERS,
    MAX_COMMENTS,
    MAX_ROUNDS,
    ApprovalState,
    Status,
    Step,
    complete,
    standing,
    waiting,
)
from domain.suggestion import CheckResult
from tests.approvals import (
    IDEA,
    NOW,
    PRACTICES,
    ROLES,
    UNBOUND,
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

LATER = NOW + dt.timedelta(days=1)
EDIT: dict[str, Any] = {"changes": change("role:1", deliverable="all contracts")}


def asked(state: ApprovalState) -> list[str]:
    return [approver.account for approver in waiting(state)]


# who counts


def test_everybody_of_an_all_step_is_needed() -> None:
    one = does(pending("ana", "bo"), "approve", "ana")
    assert (one.status, asked(one)) == ("pending", ["bo"])
    both = does(one, "approve", "bo")
    assert (both.status, both.decided_by) == ("approved", ("ana", "bo"))


def test_one_of_an_any_step_is_enough() -> None:
    state = does(pending("ana", "bo", mode="any"), "approve", "bo")
    assert (state.status, state.decided_by) == ("approved", ("bo",))


def test_who_may_terminate_decides_nothing_that_they_are_not_asked_about() -> None:
    state = pending("bo", stewards=("cy",))
    for verb in ("approve", "reject", "request_changes", "redraft", "edit", "transfer", "delegate"):
        assert refused(state, verb, "cy") == "not_asked"


def test_nobody_gives_themselves_a_say() -> None:
    for place in ("before", "after", "parallel"):
        for actor, code in (("cy", "not_asked"), ("ana", "asked_already")):
            found = refused(pending("ana"), "add_approver", actor, to=actor, place=place)
            assert found == code


def test_who_is_not_asked_does_not_decide() -> None:
    for verb in ("approve", "reject", "request_changes", "redraft", "edit"):
        assert refused(pending(), verb, "cy") == "not_asked"


@pytest.mark.parametrize("actor", ["Ana", "ANA", "bo2"])
def test_a_name_that_is_almost_right_is_a_stranger(actor: str) -> None:
    assert refused(pending(), "approve", actor) == "not_asked"


@pytest.mark.parametrize("actor", [" ana", "ana ", "an a", "安娜", "ana\n", "a" * 65, ""])
def test_what_is_not_an_account_is_no_actor(actor: str) -> None:
    with pytest.raises(BadInputError) as found:
        ask(pending(), "approve", actor)
    assert found.value.sentence.en.startswith("actor: ")


def test_nobody_is_no_actor() -> None:
    state = pending()
    found = approval.decide(
        state, ask(state, "approve", "ana").model_copy(update={"actor": None}), NOW
    )
    assert found
    assert found.code == "no_actor"


def test_nobody_signs_the_same_text_twice() -> None:
    state = does(pending(), "approve", "ana")
    for verb in ("approve", "reject", "request_changes", "redraft"):
        assert refused(state, verb, "ana") == "signed_already"


def test_a_signature_of_somebody_who_is_not_asked_does_not_count() -> None:
    state = does(pending("ana", "bo", mode="any", author="dee"), "approve", "ana")
    stranger = tuple(s.model_copy(update={"actor": "cy"}) for s in state.signatures)
    forged = pending("ana", "bo").model_copy(update={"signatures": stranger})
    assert standing(forged) == ()
    assert asked(forged) == ["ana", "bo"]


def test_an_author_does_not_approve_their_own_words() -> None:
    state = pending("dee", "bo", kind="idea", author="dee")
    assert refused(state, "approve", "dee") == "own_words"
    assert refused(state, "edit", "dee", **EDIT) == "own_words"


def test_an_author_who_is_not_asked_is_told_why() -> None:
    assert refused(pending("bo", kind="idea", author="dee"), "approve", "dee") == "own_words"


def test_an_author_may_sign_what_others_wrote() -> None:
    state = pending("ana", "bo").model_copy(update={"authors": {"role:1": "ana"}})
    state = does(state, "approve", "ana")
    assert state.status == "pending"
    assert does(state, "approve", "bo").status == "approved"


def test_in_any_mode_an_authors_words_need_somebody_else() -> None:
    state = pending("ana", "bo", mode="any").model_copy(update={"authors": {"role:1": "ana"}})
    state = does(state, "approve", "ana")
    assert (state.status, asked(state)) == ("pending", ["bo"])


# what is decided on


def test_a_decision_names_its_text() -> None:
    assert refused(pending(), "approve", "ana", revision=None) == "unbound"
    assert refused(pending(), "approve", "ana", fingerprint=None) == "unbound"


@pytest.mark.parametrize("verb", VERBS)
def test_a_verb_names_a_text_exactly_where_it_is_bound_to_one(verb: str) -> None:
    assert approval.names_text(verb) == (verb not in UNBOUND)


def test_a_decision_on_another_revision_is_stale() -> None:
    assert refused(pending(), "approve", "ana", revision=2) == "stale"


def test_a_decision_on_another_text_is_refused() -> None:
    assert refused(pending(), "approve", "ana", fingerprint="0" * 12) == "other_text"


def test_a_longer_fingerprint_must_match_as_a_whole() -> None:
    state = pending()
    assert state.suggestion
    whole = state.suggestion.fingerprint
    assert does(state, "approve", "ana", fingerprint=whole)
    other = whole[:63] + ("1" if whole.endswith("0") else "0")
    assert refused(state, "approve", "ana", fingerprint=other) == "other_text"


def test_while_it_is_redrafted_nothing_is_decided_but_comments_are_heard() -> None:
    assert refused(drafting(), "approve", "ana", revision=1, fingerprint="0" * 8) == "drafting"
    state = does(pending(), "request_changes", "ana")
    assert refused(state, "approve", "bo") == "drafting"
    assert does(state, "comment", "bo").status == "drafting"
    assert does(drafting(), "comment", "cy").remarks[0].by == "cy"


def test_a_text_with_errors_is_not_approved_but_can_be_edited_or_sent_back() -> None:
    state = pending()
    assert state.suggestion
    wrong = CheckResult(rule="roles.x", severity="error", message="one row is missing")
    state = state.model_copy(
        update={"suggestion": state.suggestion.model_copy(update={"checks": (wrong,)})}
    )
    assert refused(state, "approve", "ana") == "has_errors"
    assert does(state, "edit", "ana", **EDIT).revision == 2
    assert does(state, "request_changes", "ana").status == "drafting"
    assert does(state, "reject", "ana").status == "rejected"


def test_a_warning_blocks_nobody() -> None:
    state = pending()
    assert state.suggestion
    odd = CheckResult(rule="roles.x", severity="warning", message="one row is long")
    checked = state.suggestion.model_copy(update={"checks": (odd,)})
    assert does(state.model_copy(update={"suggestion": checked}), "approve", "ana")


# verbs


def test_rejected_by_one_ends_it() -> None:
    state = does(does(pending("ana", "bo", "cy"), "approve", "ana"), "reject", "bo")
    assert (state.status, state.decided_by) == ("rejected", ("bo",))


@pytest.mark.parametrize("verb", ["reject", "request_changes"])
@pytest.mark.parametrize("comment", ["", "  \n", "\u200b"])
def test_a_no_has_a_reason(verb: str, comment: str) -> None:
    assert refused(pending(), verb, "ana", comment=comment) == "no_reason"


def test_changes_are_asked_for_a_bounded_number_of_times() -> None:
    state = pending()
    for number in range(MAX_ROUNDS):
        state = does(state, "request_changes", "ana", comment=f"wish {number}")
        again = suggestion((role(f"row {number}", "bo"), *ROLES[1:]), revision=state.revision + 1)
        state = put(state, again, policy("ana", "bo"))
    assert [wish.text for wish in state.asked] == ["wish 0", "wish 1", "wish 2"]
    assert refused(state, "request_changes", "ana") == "no_more_rounds"
    assert refused(state, "redraft", "ana") == "no_more_rounds"
    assert does(state, "reject", "ana").status == "rejected"


@pytest.mark.parametrize("verb", ["approve", "reject", "request_changes", "redraft", "comment"])
def test_changes_go_with_an_edit_only(verb: str) -> None:
    assert refused(pending(), verb, "ana", **EDIT) == "changes_without_edit"


def test_a_comment_changes_nothing_but_is_kept() -> None:
    before = pending()
    after = does(before, "comment", "cy", comment="look at row 2")
    assert [(r.by, r.text) for r in after.remarks] == [("cy", "look at row 2")]
    assert (after.status, after.signatures, after.due_at) == ("pending", (), before.due_at)
    assert refused(before, "comment", "cy", comment=" ") == "no_comment"


def test_comments_are_bounded_in_number_and_in_length() -> None:
    state = does(pending(), "comment", "cy")
    many = state.model_copy(update={"remarks": state.remarks * MAX_COMMENTS})
    assert refused(many, "comment", "cy") == "too_many_comments"
    long = "x" * 20_000
    for _ in range(MAX_COMMENT_CHARACTERS // 20_000):
        state = does(state, "comment", "cy", comment=long)
    assert refused(state, "comment", "cy", comment=long) == "too_many_comments"
    assert does(state, "comment", "cy", comment="short")
    left = MAX_COMMENT_CHARACTERS - sum(len(remark.text) for remark in state.remarks)
    assert does(state, "comment", "cy", comment="x" * left)
    assert refused(state, "comment", "cy", comment="x" * (left + 1)) == "too_many_comments"


# after the end, and again


@pytest.mark.parametrize("status", ENDED)
@pytest.mark.parametrize(
    "verb", ["approve", "edit", "request_changes", "redraft", "reject", "comment"]
)
def test_after_the_end_nothing_is_decided(status: Status, verb: str) -> None:
    state = pending().model_copy(update={"status": status})
    assert refused(state, verb, "ana") == "ended"


def test_the_same_decision_again_counts_once() -> None:
    once = does(pending(), "approve", "ana", id="d1")
    again = ask(pending(), "approve", "ana", id="d1", surface="cli")
    assert approval.decide(once, again, LATER) is None
    assert approval.apply(once, again, LATER) == once


def test_the_same_decision_is_known_after_the_end() -> None:
    first = ask(pending("ana"), "approve", "ana", id="d1")
    ended = approval.apply(pending("ana"), first, NOW)
    assert ended.status == "approved"
    assert approval.decide(ended, first, LATER) is None
    assert approval.apply(ended, first, LATER) == ended


def test_the_same_id_does_not_decide_something_else() -> None:
    state = does(pending(), "approve", "ana", id="d1")
    assert refused(state, "approve", "bo", id="d1") == "id_used"
    assert refused(state, "reject", "ana", id="d1") == "id_used"


def test_a_decision_at_the_very_deadline_counts_and_then_nothing_expires() -> None:
    state = pending("ana")
    assert state.due_at
    approved = does(state, "approve", "ana", now=state.due_at)
    assert approved.status == "approved"
    assert events.expired(approved, state.due_at) == approved
    late = events.expired(state, state.due_at)
    assert refused(late, "approve", "ana") == "ended"


# edits


def test_an_edit_signs_the_editors_items_and_asks_the_others_again() -> None:
    state = does(pending("ana", "bo"), "approve", "bo")
    state = does(state, "edit", "ana", now=LATER, **EDIT)
    assert (state.status, state.revision, asked(state)) == ("pending", 2, ["bo"])
    assert state.suggestion
    assert state.suggestion.provenance.author == "ana"
    assert state.authors == {"role:1": "ana"}
    assert {s.item for s in standing(state) if s.actor == "bo"} == {"role:2", "role:3"}
    assert state.due_at == LATER + state.decide_within
    assert does(state, "approve", "bo").decided_by == ("ana", "bo")


def test_an_edit_by_the_only_signer_asks_a_second() -> None:
    state = does(pending("ana", seconds=("ana", "bo")), "edit", "ana", **EDIT)
    assert (state.status, asked(state)) == ("pending", ["bo"])
    assert does(state, "approve", "bo").status == "approved"


def test_an_edit_that_nobody_could_second_is_refused() -> None:
    assert refused(pending("ana", seconds=("ana",)), "edit", "ana", **EDIT) == "no_second"


def test_an_edit_in_any_mode_does_not_pass_alone() -> None:
    state = does(pending("ana", "bo", mode="any"), "edit", "ana", **EDIT)
    assert (state.status, asked(state)) == ("pending", ["bo"])


def test_two_editors_in_any_mode_sign_each_others_words() -> None:
    state = does(pending("ana", "bo", mode="any"), "edit", "ana", **EDIT)
    state = does(state, "edit", "bo", changes=change("role:2", deliverable="bills"))
    assert state.authors == {"role:1": "ana", "role:2": "bo"}
    assert (state.status, asked(state)) == ("pending", ["ana"])
    assert does(state, "approve", "ana").status == "approved"


def test_the_second_editor_of_an_item_is_its_author() -> None:
    state = does(pending("ana", "bo"), "edit", "ana", **EDIT)
    state = does(state, "edit", "bo", changes=change("role:1", deliverable="most contracts"))
    assert state.authors == {"role:1": "bo"}
    assert asked(state) == ["ana"]


def test_a_signature_that_an_edit_voided_does_not_come_back_with_the_old_words() -> None:
    state = does(pending("ana", "bo", "cy"), "approve", "cy")
    state = does(state, "edit", "ana", **EDIT)
    state = does(state, "edit", "bo", changes=change("role:1", deliverable="contracts"))
    assert "cy" in asked(state)


def test_an_edit_asks_the_head_of_a_department_that_it_brings_in() -> None:
    state = pending("ana", "bo", heads=("ana", "bo", "cy"))
    state = does(state, "edit", "ana", changes=change("role:1", responsible=["dee"]))
    assert asked(state) == ["bo", "cy"]
    still = does(pending(heads=("ana", "bo", "cy")), "edit", "ana", **EDIT)
    assert asked(still) == ["bo"]


def test_an_edit_moves_nobody_who_is_asked_already() -> None:
    state = pending("cy", "ana", heads=("cy",))
    edited = does(state, "edit", "ana", changes=change("role:1", responsible=["dee"]))
    assert edited.steps == state.steps


def test_an_edit_does_not_ask_heads_whom_the_policy_left_out() -> None:
    state = does(pending("ana", "cy", heads=("bo",)), "edit", "ana", **EDIT)
    assert asked(state) == ["cy"]


def test_an_edit_that_drops_a_department_still_asks_its_head() -> None:
    state = pending("ana", "bo", heads=("ana", "bo"))
    dropped = change("role:1", accountable="ana", responsible=["ana"])
    state = does(state, "edit", "ana", changes=dropped)
    assert state.items[0].departments == ("Sales",)
    assert asked(state) == ["bo"]


def test_an_edit_must_change_something_that_is_there_to_something_that_can_be() -> None:
    state = pending()
    assert refused(state, "edit", "ana") == "no_changes"
    for item, body in (
        ("role:9", {"deliverable": "x"}),
        ("role:1", {"accountable": "nobody"}),
        ("role:1", {"accountable": ["ana"]}),
        ("role:1", {"unknown": 1}),
        ("role:1", {"type": "member"}),
        ("role:1", {"responsible": []}),
        ("role:1", {"deliverable": "x" * 301}),
        ("role:1", {"deliverable": "invoices"}),
    ):
        assert refused(state, "edit", "ana", changes=[{"id": item, "body": body}]) == "bad_edit"
    same = change("role:1", deliverable="contracts")
    assert refused(state, "edit", "ana", changes=same) == "same_text"


def test_an_edit_that_makes_the_text_too_large_is_refused() -> None:
    bodies = tuple(
        Practice(form="agreement", title=f"rule {n}", text="short", owner="ana") for n in range(12)
    )
    state = put(drafting("cadence"), suggestion(bodies, kind="cadence"), policy("ana", "bo"))
    changes = [{"id": f"practice:{n}", "body": {"text": "长" * 20_000}} for n in range(1, 13)]
    assert refused(state, "edit", "ana", changes=changes) == "bad_edit"
    assert does(state, "edit", "ana", changes=changes[:2]).revision == 2


def test_an_edit_that_has_become_impossible_changes_nothing_but_is_recorded() -> None:
    state = pending()
    wrong = ask(state, "edit", "ana", changes=change("role:9", deliverable="x"))
    after = approval.apply(state, wrong, NOW)
    assert (after.revision, len(after.unrecorded)) == (1, 1)


def test_an_edit_restarts_the_reminder() -> None:
    state = does(events.reminded(pending()), "edit", "ana", now=LATER, **EDIT)
    assert not state.reminded
    assert state.remind_at == LATER + state.remind_after
    assert state.waiting_since == LATER


# steps and scopes


def two_steps() -> ApprovalState:
    steps = (
        Step(mode="all", approvers=(asks("ana"), asks("bo"))),
        Step(mode="all", approvers=(asks("cy"),)),
    )
    return put(drafting(), suggestion(), Policy(steps=steps, seconds=(asks("ana"),)))


def test_the_second_step_is_asked_when_the_first_has_signed() -> None:
    state = two_steps()
    assert refused(state, "approve", "cy") == "not_asked"
    state = does(does(state, "approve", "ana"), "approve", "bo")
    assert (state.status, asked(state)) == ("pending", ["cy"])
    assert does(state, "approve", "cy").decided_by == ("ana", "bo", "cy")


def test_an_edit_in_the_second_step_asks_the_first_step_again() -> None:
    state = does(does(two_steps(), "approve", "ana"), "approve", "bo")
    state = does(state, "edit", "cy", **EDIT)
    assert (state.status, asked(state)) == ("pending", ["ana", "bo"])
    state = does(does(state, "approve", "ana"), "approve", "bo")
    assert state.status == "approved"


def test_an_edit_goes_on_to_the_step_whose_people_second_it() -> None:
    steps = tuple(Step(mode="all", approvers=(asks(a),)) for a in ("ana", "bo"))
    state = put(drafting(), suggestion(), Policy(steps=steps))
    after = does(state, "edit", "ana", **EDIT)
    assert (after.status, asked(after)) == ("pending", ["bo"])
    assert does(after, "approve", "bo").status == "approved"


def test_an_editor_stands_for_the_edit_up_to_the_step_that_was_reached_and_no_further() -> None:
    groups = ("ana",), ("ana", "bo"), ("ana",)
    steps = tuple(Step(mode="all", approvers=tuple(asks(a) for a in each)) for each in groups)
    state = put(drafting(), suggestion(), Policy(steps=steps, dedup="none"))
    first = does(state, "edit", "ana", **EDIT)
    assert {one.step for one in first.signatures} == {"1"}
    state = does(does(state, "approve", "ana"), "edit", "ana", **EDIT)
    assert {one.step for one in state.signatures} == {"1", "2"}
    assert (state.step, asked(state)) == (1, ["bo"])


def test_a_redraft_begins_with_the_first_step_that_lacks_a_signature() -> None:
    state = does(does(two_steps(), "approve", "ana"), "approve", "bo")
    state = does(state, "request_changes", "cy")
    steps = Policy(steps=two_steps().steps, seconds=())
    assert asked(put(state, suggestion(revision=2), steps)) == ["cy"]
    other = suggestion((role("new", "bo"), *ROLES[1:]), revision=2)
    assert asked(put(state, other, steps)) == ["ana", "bo"]


def test_a_person_signs_the_items_in_their_scope() -> None:
    state = pending(asks("ana", ("role:1",)), asks("bo", ("role:2", "role:3")))
    state = does(state, "approve", "ana")
    assert [s.item for s in state.signatures] == ["role:1"]
    assert state.unrecorded[-1].fingerprints == (state.items[0].fingerprint,)
    assert does(state, "approve", "bo").status == "approved"


def test_a_second_is_asked_when_no_other_approver_signs_the_edited_item() -> None:
    scoped = (asks("ana", ("role:1",)), asks("bo", ("role:2", "role:3")))
    state = does(pending(*scoped, seconds=("bo", "cy")), "edit", "ana", **EDIT)
    assert asked(state) == ["bo"]
    assert does(state, "approve", "bo").status == "approved"


# redrafts


def test_a_redraft_keeps_signatures_on_unchanged_items_only() -> None:
    state = does(does(pending("ana", "bo"), "approve", "ana"), "request_changes", "bo")
    redraft = suggestion((role("new", "bo"), *ROLES[1:]), revision=2)
    state = put(state, redraft, policy("ana", "bo"), LATER)
    assert {s.item for s in state.signatures} == {"role:2", "role:3"}
    assert asked(state) == ["ana", "bo"]
    assert state.due_at == LATER + state.decide_within


@pytest.mark.parametrize("comment", ["", "the model is back"])
def test_a_redraft_needs_no_reason_and_brings_no_wish(comment: str) -> None:
    before = does(pending("ana", "bo"), "approve", "ana")
    state = does(before, "redraft", "bo", comment=comment)
    assert (state.status, state.asked, state.signatures) == ("drafting", (), before.signatures)
    entry = state.unrecorded[-1]
    assert (entry.verb, entry.actor, entry.revision, entry.comment) == ("redraft", "bo", 1, comment)
    assert entry.fingerprints == tuple(item.fingerprint for item in before.items)
    assert state.last_recorded == "bo: redraft (r1)"


def test_after_a_redraft_signatures_hold_on_what_reads_the_same() -> None:
    state = does(does(pending("ana", "bo"), "approve", "ana"), "redraft", "bo")
    by_model = suggestion((role("new", "bo"), *ROLES[1:]), revision=2)
    state = put(state, by_model, policy("ana", "bo"), LATER)
    assert {(s.actor, s.item) for s in standing(state)} == {("ana", "role:2"), ("ana", "role:3")}
    assert asked(state) == ["ana", "bo"]
    assert state.due_at == LATER + state.decide_within


def test_a_redraft_that_changes_nothing_asks_only_those_who_were_still_asked() -> None:
    state = does(does(pending("ana", "bo"), "approve", "ana"), "redraft", "bo")
    assert asked(put(state, suggestion(revision=2), policy("ana", "bo"))) == ["bo"]


def test_redrafts_and_requests_for_changes_share_one_bound() -> None:
    state = pending()
    for verb in ("redraft", "request_changes", "redraft"):
        state = does(state, verb, "ana")
        state = put(state, suggestion(revision=state.revision + 1), policy("ana", "bo"))
    assert len(state.asked) == 1
    assert refused(state, "redraft", "bo") == "no_more_rounds"
    assert refused(state, "request_changes", "bo") == "no_more_rounds"
    assert does(state, "edit", "ana", **EDIT).status == "pending"


def test_a_redraft_does_not_throw_a_persons_words_away() -> None:
    state = does(pending("ana", "bo"), "edit", "ana", **EDIT)
    assert refused(state, "redraft", "bo") == "persons_words"
    assert refused(state, "redraft", "ana") == "signed_already"
    state = put(does(state, "request_changes", "bo"), suggestion(revision=3), policy("ana", "bo"))
    assert does(state, "redraft", "ana").status == "drafting"


def test_an_idea_is_redrafted_by_who_decides_on_it_and_stays_its_authors() -> None:
    state = pending("bo", kind="idea", author="dee")
    assert refused(state, "redraft", "dee") == "own_words"
    other = IDEA[0].model_copy(update={"next_step": "try two"})
    again = suggestion((other,), revision=2, kind="idea", author="dee")
    assert put(does(state, "redraft", "bo"), again, policy("bo")).authors == {"idea:1": "dee"}


def test_a_redraft_is_of_the_text_that_was_read() -> None:
    assert refused(pending(), "redraft", "ana", revision=None) == "unbound"
    assert refused(pending(), "redraft", "ana", revision=2) == "stale"
    assert refused(pending(), "redraft", "ana", fingerprint="0" * 12) == "other_text"
    assert refused(does(pending(), "redraft", "ana"), "redraft", "bo") == "drafting"


def test_a_redraft_of_a_text_with_errors_is_a_way_out() -> None:
    state = pending()
    assert state.suggestion
    wrong = CheckResult(rule="roles.x", severity="error", message="one row is missing")
    checked = state.suggestion.model_copy(update={"checks": (wrong,)})
    assert does(state.model_copy(update={"suggestion": checked}), "redraft", "ana")


def test_a_redraft_with_the_same_words_keeps_a_signature() -> None:
    state = does(does(pending("ana", "bo"), "approve", "ana"), "request_changes", "bo")
    assert asked(put(state, suggestion(revision=2), policy("ana", "bo"))) == ["bo"]


def test_a_redraft_drops_the_authors_of_changed_items_and_keeps_the_others() -> None:
    state = does(pending("ana", "bo"), "edit", "ana", **EDIT)
    state = does(state, "edit", "bo", changes=change("role:2", deliverable="bills"))
    state = does(state, "request_changes", "ana")
    kept = role("bills", "ana", "bo")
    state = put(state, suggestion((ROLES[0], kept, ROLES[2]), revision=4), policy("ana", "bo"))
    assert state.authors == {"role:2": "bo"}


def test_a_redraft_of_an_idea_is_still_its_authors() -> None:
    state = does(pending("bo", kind="idea", author="dee"), "request_changes", "bo")
    other = IDEA[0].model_copy(update={"next_step": "try two"})
    again = suggestion((other,), revision=2, kind="idea", author="dee")
    assert put(state, again, policy("bo")).authors == {"idea:1": "dee"}


def test_a_redraft_that_keeps_an_editors_words_asks_a_second_again() -> None:
    state = does(pending("ana", seconds=("bo",)), "edit", "ana", **EDIT)
    state = does(state, "request_changes", "bo")
    kept = suggestion((role("all contracts", "bo", "ana"), *ROLES[1:]), revision=3)
    state = put(state, kept, policy("ana", seconds=("bo",)))
    assert state.authors == {"role:1": "ana"}
    assert asked(state) == ["bo"]


def test_a_redraft_never_approves_by_itself() -> None:
    state = does(does(pending("ana", "bo"), "approve", "ana"), "request_changes", "bo")
    state = put(state, suggestion(revision=2), policy("ana"))
    assert (state.status, asked(state)) == ("pending", ["ana"])
    assert not complete(state)


def test_asked_again_an_author_does_not_sign_their_own_words_anew() -> None:
    state = does(pending("ana", "bo", "cy"), "edit", "ana", **EDIT)
    state = does(does(state, "approve", "bo"), "request_changes", "cy")
    kept = suggestion((role("all contracts", "bo", "ana"), *ROLES[1:]), revision=3)
    state = put(state, kept, policy("ana", "bo"))
    assert asked(state) == ["ana", "bo"]
    assert [(s.actor, s.item) for s in state.signatures] == [("ana", "role:1")]


def test_words_that_an_editor_brought_stay_theirs_in_a_redraft_of_an_idea() -> None:
    state = pending("bo", "ana", kind="idea", author="dee")
    state = does(state, "edit", "bo", changes=change("idea:1", next_step="try two"))
    state = does(state, "request_changes", "ana")
    kept = IDEA[0].model_copy(update={"next_step": "try two"})
    again = suggestion((kept,), revision=3, kind="idea", author="dee")
    assert put(state, again, policy("bo", "ana")).authors == {"idea:1": "bo"}


def test_nobody_is_waited_for_while_it_is_drafted_or_has_ended() -> None:
    assert asked(does(pending(), "request_changes", "ana")) == []
    assert asked(does(pending(), "reject", "ana")) == []


def test_where_there_is_no_text_nothing_is_complete() -> None:
    assert not complete(pending().model_copy(update={"suggestion": None}))


def test_signatures_of_people_who_are_no_longer_asked_are_dropped() -> None:
    state = does(does(pending("ana", "bo"), "approve", "ana"), "request_changes", "bo")
    state = put(state, suggestion(revision=2), policy("bo", "cy"))
    assert (state.signatures, asked(state)) == ((), ["bo", "cy"])


def test_a_draft_is_taken_only_while_one_is_awaited_and_newer() -> None:
    state = pending()
    assert put(state, suggestion(revision=2), policy("cy")) == state
    back = does(state, "request_changes", "ana")
    assert put(back, suggestion(revision=1), policy("cy")) == back


# the ledger


def test_an_approval_is_one_entry_that_names_what_was_signed() -> None:
    state = does(pending(), "approve", "ana", id="d1", surface="page", comment="fine")
    (entry,) = state.unrecorded
    assert entry.key == "onboarding-1:roles:1:decision:d1"
    assert (entry.verb, entry.actor, entry.surface, entry.comment) == (
        "approve",
        "ana",
        "page",
        "fine",
    )
    assert (entry.result, entry.revision, entry.verified) == ("recorded", 1, False)
    assert entry.fingerprints == tuple(item.fingerprint for item in state.items)
    assert entry.at == NOW
    assert state.last_recorded == "ana: approve (r1)"


def test_an_edit_is_recorded_with_the_revision_that_it_makes_and_signs() -> None:
    state = does(pending(), "edit", "ana", **EDIT)
    (entry,) = state.unrecorded
    assert entry.revision == 2
    assert entry.fingerprints == tuple(item.fingerprint for item in state.items)
    assert state.last_recorded == "ana: edit (r2)"


@pytest.mark.parametrize("verb", ["reject", "request_changes", "redraft", "comment"])
def test_other_verbs_are_recorded_with_the_text_they_were_said_about(verb: str) -> None:
    state = does(pending(), verb, "ana")
    (entry,) = state.unrecorded
    assert (entry.revision, len(entry.fingerprints)) == (1, 3)


def test_a_comment_on_nothing_yet_has_no_revision() -> None:
    (entry,) = does(drafting(), "comment", "ana").unrecorded
    assert (entry.revision, entry.fingerprints) == (None, ())


def test_a_decision_cannot_take_the_ledger_key_of_an_event() -> None:
    state = does(pending(), "comment", "cy", id="expire")
    keys = [entry.key for entry in events.expired(state, LATER).unrecorded]
    assert len(set(keys)) == 2


# anything at all


@pytest.mark.parametrize(
    "verb", ["approve", "edit", "request_changes", "redraft", "reject", "comment"]
)
def test_apply_takes_any_command_in_any_state(verb: str) -> None:
    given = {"actor": "zoe", **(EDIT if verb == "edit" else {})}
    for state in (drafting(), pending(), does(pending("ana"), "approve", "ana")):
        after = approval.apply(state, read_command(verb, given, "d"), NOW)
        assert len(after.unrecorded) == len(state.unrecorded) + 1


def test_a_practice_can_be_edited_by_the_deputy() -> None:
    asked_both = policy("ana", "bo", mode="any")
    state = put(drafting("cadence"), suggestion(PRACTICES, kind="cadence"), asked_both)
    state = does(state, "edit", "bo", changes=change("practice:1", every_days=14))
    assert asked(state) == ["ana"]


# back to a step


def test_a_step_that_is_gone_back_to_asks_again_who_signed_an_earlier_step_too() -> None:
    steps = tuple(Step(mode="all", approvers=(asks(one),)) for one in ("ana", "ana", "bo"))
    state = does(put(drafting(), suggestion(), Policy(steps=steps)), "approve", "ana")
    assert (state.step, asked(state)) == (2, ["bo"])
    back = does(state, "roll_back", "bo", step="2")
    assert (back.step, asked(back)) == (1, ["ana"])
    assert asked(does(back, "approve", "ana")) == ["bo"]


# whose turn it is


def test_who_asked_for_an_opinion_may_decide_without_it_but_asks_one_at_a_time() -> None:
    state = does(pending("ana", "bo"), "delegate", "ana", to="cy")
    assert refused(state, "delegate", "ana", to="dee") == "not_your_turn"
    decided = does(state, "approve", "ana")
    assert (decided.status, asked(decided)) == ("pending", ["bo"])
    assert does(decided, "approve", "bo").decided_by == ("ana", "bo")


def test_a_no_by_ratio_is_told_from_a_turn_that_has_not_come() -> None:
    state = does(pending("ana", "bo", "cy", mode="ratio", percent=60), "reject", "ana")
    assert refused(state, "approve", "ana") == "signed_already"
