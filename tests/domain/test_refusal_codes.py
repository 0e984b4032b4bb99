"""Every refusal of a decision is reached by `decide`: for each code the least that brings it on.

What a token is refused for is not the core's to say: see tests/workflows/test_token_codes.py.
"""

from collections.abc import Callable
from typing import Any

import pytest

from domain import refusals
from domain.approval import decide
from domain.asking import Policy, Step
from domain.course import MOST_ROLLBACKS
from domain.questions import MOST_QUESTIONS
from domain.reassigning import LONGEST_CHAIN, MOST_APPROVERS
from domain.signing import MAX_COMMENTS, MAX_ROUNDS, ApprovalState
from domain.suggestion import CheckResult
from domain.token_words import TOKEN_SENTENCES
from tests.approvals import NOW, ask, asks, change, does, drafting, pending, put, suggestion

EDIT: dict[str, Any] = {"changes": change("role:1", deliverable="all contracts")}


def one() -> ApprovalState:
    """Ana alone is asked."""
    return pending("ana")


def both() -> ApprovalState:
    """Ana and Bo are asked together."""
    return pending("ana", "bo")


def idea() -> ApprovalState:
    """Ana is asked about Dee's words, and may terminate."""
    return pending("ana", kind="idea", author="dee", stewards=("ana",))


def team() -> ApprovalState:
    """Ana releases herself, and nobody else."""
    return pending(asks("ana", ("member:ana",)), "bo", kind="team")


def turns() -> ApprovalState:
    """Ana and Bo are asked one after the other."""
    return pending("ana", "bo", mode="sequence")


def steps() -> ApprovalState:
    """Ana's step is done, Bo's is open."""
    asked = tuple(Step(mode="all", approvers=(asks(who),)) for who in ("ana", "bo"))
    return does(put(drafting(), suggestion(), Policy(steps=asked)), "approve", "ana")


def signed() -> ApprovalState:
    return does(both(), "approve", "ana", id="used")


def delegated() -> ApprovalState:
    return does(one(), "delegate", "ana", to="cy")


def chained() -> ApprovalState:
    """As many delegates, one after another, as may be: ana, p1, p2, …"""
    state, last = one(), "ana"
    some = state.people[0]
    crowd = [some.model_copy(update={"account": f"p{n}"}) for n in range(1, LONGEST_CHAIN + 2)]
    state = state.model_copy(update={"people": (*state.people, *crowd)})
    for person in crowd[:LONGEST_CHAIN]:
        state = does(state, "delegate", last, to=person.account)
        last = person.account
    return state


def added(place: str) -> Callable[[], ApprovalState]:
    """Ana added Cy beside, before or after herself."""
    return lambda: does(both(), "add_approver", "ana", to="cy", place=place)


def added_and_signed() -> ApprovalState:
    return does(added("parallel")(), "approve", "cy")


def edited() -> ApprovalState:
    return does(both(), "edit", "ana", **EDIT)


def faulty() -> ApprovalState:
    """The text has an error that no one may sign."""
    state = one()
    wrong = CheckResult(rule="roles.x", severity="error", message="one row is missing")
    assert state.suggestion
    text = state.suggestion.model_copy(update={"checks": (wrong,)})
    return state.model_copy(update={"suggestion": text})


def crowded() -> ApprovalState:
    return pending(*("ana", *(f"p{number}" for number in range(MOST_APPROVERS - 1))))


def questioned(times: int) -> Callable[[], ApprovalState]:
    """Cy was asked so many questions."""

    def state() -> ApprovalState:
        found = one()
        for _ in range(times):
            found = does(found, "ask", "ana", to="cy")
        return found

    return state


def commented() -> ApprovalState:
    state = one()
    for _ in range(MAX_COMMENTS):
        state = does(state, "comment", "cy")
    return state


def changed(make: Callable[[], ApprovalState], **fields: Any) -> Callable[[], ApprovalState]:
    """Return the same with fields of the state changed."""
    return lambda: make().model_copy(update=fields)


Case = tuple[Callable[[], ApprovalState], str, str | None, dict[str, Any]]
CASES: dict[str, Case] = {
    "id_used": (signed, "approve", "bo", {"id": "used"}),
    "no_actor": (one, "approve", None, {}),
    "ended": (lambda: does(one(), "reject", "ana"), "approve", "ana", {}),
    "drafting": (drafting, "approve", "ana", {}),
    "no_comment": (one, "comment", "cy", {"comment": " "}),
    "too_many_comments": (commented, "comment", "cy", {}),
    "not_asked": (one, "approve", "bo", {}),
    "own_words": (idea, "approve", "dee", {}),
    "unbound": (one, "approve", "ana", {"revision": None}),
    "stale": (one, "approve", "ana", {"revision": 2}),
    "other_text": (one, "approve", "ana", {"fingerprint": "0" * 12}),
    "signed_already": (signed, "approve", "ana", {}),
    "no_reason": (one, "reject", "ana", {"comment": " "}),
    "no_more_rounds": (changed(one, redrafts=MAX_ROUNDS), "redraft", "ana", {}),
    "persons_words": (edited, "redraft", "bo", {}),
    "changes_without_edit": (one, "approve", "ana", EDIT),
    "has_errors": (faulty, "approve", "ana", {}),
    "not_yours_to_release": (team, "reject", "ana", {"item": "member:bo"}),
    "no_changes": (one, "edit", "ana", {}),
    "bad_edit": (one, "edit", "ana", {"changes": change("role:9", deliverable="x")}),
    "same_text": (one, "edit", "ana", {"changes": change("role:1", deliverable="contracts")}),
    "field_unused": (one, "approve", "ana", {"to": "bo"}),
    "not_your_turn": (turns, "approve", "bo", {}),
    "opinion_only": (delegated, "redraft", "cy", {}),
    "one_person": (both, "transfer", "ana", {}),
    "no_person": (one, "add_approver", "ana", {"place": "after"}),
    "unknown_person": (one, "transfer", "ana", {"to": "zoe"}),
    "asked_already": (both, "transfer", "ana", {"to": "bo"}),
    "initiator_cannot": (idea, "transfer", "ana", {"to": "dee"}),
    "added_then_transfer": (added("after"), "transfer", "ana", {"to": "dee"}),
    "delegates": (chained, "delegate", f"p{LONGEST_CHAIN}", {"to": f"p{LONGEST_CHAIN + 1}"}),
    "no_place": (one, "add_approver", "ana", {"to": "cy"}),
    "parallel_mode": (
        one,
        "add_approver",
        "ana",
        {"to": "cy", "place": "parallel", "mode": "all"},
    ),
    "too_many_approvers": (crowded, "add_approver", "ana", {"to": "cy", "place": "parallel"}),
    "not_added": (both, "remove_approver", "ana", {"to": "bo"}),
    "signed_by": (added_and_signed, "remove_approver", "ana", {"to": "cy"}),
    "no_question": (one, "ask", "ana", {"to": "cy", "comment": " "}),
    "too_many_questions": (questioned(MOST_QUESTIONS), "ask", "ana", {"to": "cy"}),
    "no_evidence": (one, "ask", "ana", {"item": "role:9"}),
    "item_or_person": (one, "ask", "ana", {"item": "role:1", "to": "cy"}),
    "asked_oneself": (one, "ask", "ana", {"to": "ana"}),
    "no_open_question": (one, "answer", "cy", {}),
    "which_question": (questioned(2), "answer", "cy", {}),
    "no_answer": (questioned(1), "answer", "cy", {"comment": " "}),
    "not_finished": (steps, "roll_back", "bo", {"step": 2}),
    "too_many_rollbacks": (
        changed(steps, rollbacks=MOST_ROLLBACKS),
        "roll_back",
        "bo",
        {"step": 1},
    ),
    "not_initiator": (idea, "withdraw", "ana", {}),
    "not_steward": (idea, "terminate", "dee", {}),
    "not_involved": (one, "remind", "zoe", {}),
    "nobody_waits": (changed(one, status="drafting"), "remind", "ana", {}),
    "too_soon": (changed(one, urged_at=NOW), "remind", "ana", {}),
    "copied_already": (changed(one, copied=("cy",)), "cc", "ana", {"to": "cy"}),
    "no_second": (one, "edit", "ana", EDIT),
}


@pytest.mark.parametrize("code", CASES)
def test_a_decision_is_refused_by_this_code(code: str) -> None:
    make, verb, actor, fields = CASES[code]
    state = make()
    command = ask(state, verb, actor or "nobody", **fields).model_copy(update={"actor": actor})
    found = decide(state, command, NOW)
    assert found
    assert found.code == code


def test_no_refusal_exists_that_no_decision_can_meet() -> None:
    assert set(CASES) == set(refusals._SENTENCES) - set(TOKEN_SENTENCES)
