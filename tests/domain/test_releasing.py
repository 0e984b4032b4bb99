"""People whom their heads do not release: who counts as refused, and what the next draft keeps."""

import random
from typing import Any

import pytest

from domain import lifecycle
from domain.approval import apply, decide
from domain.collaboration import CollaborationState, Outcome
from domain.items import Liaison, Member
from domain.releasing import (
    TeamSoFar,
    in_signed_words,
    left_out,
    reference,
    released,
    so_far,
    to_be_solved_again,
)
from domain.signing import ApprovalState
from domain.suggestion import DraftItem
from tests.approvals import (
    NOW,
    TEAM,
    ask,
    asks,
    brief,
    change,
    does,
    drafting,
    pending,
    policy,
    put,
    refused,
    suggestion,
)

OPS = ("member:cy", "liaison:dee")


def team() -> ApprovalState:
    """Ana and Bo each release one person, Cy two."""
    return pending(
        asks("ana", ("member:ana",)),
        asks("bo", ("member:bo",)),
        asks("cy", OPS),
        kind="team",
        seconds=("ana", "bo"),
    )


def without_dee() -> ApprovalState:
    """Ana signs the whole, Cy her own release; Dee is in no text yet."""
    asked = policy(asks("ana"), asks("cy", ("member:cy",)), seconds=("ana", "bo"))
    return put(drafting("team"), suggestion(TEAM[:3], kind="team"), asked)


def test_a_request_about_the_only_person_whose_release_one_signs_refuses_them() -> None:
    state = does(team(), "request_changes", "bo")
    assert state.refused == ("bo",)
    assert state.asked[-1].refused == ("bo",)
    assert to_be_solved_again(state)
    assert reference(state, "c:team:1") == "c:team:1:r2"


def test_of_several_the_one_is_refused_that_the_request_names() -> None:
    assert does(team(), "request_changes", "cy", item="liaison:dee").refused == ("dee",)
    unnamed = does(team(), "request_changes", "cy", comment="Dee Roy has no time")
    assert unnamed.refused == ()
    assert not to_be_solved_again(unnamed)
    assert reference(unnamed, "c:team:1") == "c:team:1"


def test_a_rejection_refuses_everybody_whom_the_head_signs_or_the_one_named() -> None:
    state = does(team(), "reject", "cy")
    assert (state.status, state.refused) == ("rejected", ("cy", "dee"))
    assert does(team(), "reject", "cy", item="member:cy").refused == ("cy",)


def test_nobody_is_refused_by_whoever_signs_the_whole() -> None:
    state = pending("ana", "bo", kind="team")
    assert does(state, "reject", "ana").refused == ()
    assert does(state, "request_changes", "ana").refused == ()
    assert does(state, "reject", "ana", item="member:cy").refused == ("cy",)


def test_whom_one_does_not_release_one_cannot_refuse_and_only_in_a_team() -> None:
    assert refused(team(), "reject", "bo", item="member:cy") == "not_yours_to_release"
    assert refused(team(), "request_changes", "bo", item="nonsense") == "not_yours_to_release"
    assert refused(pending("ana"), "reject", "ana", item="role:1") == "field_unused"
    assert refused(team(), "approve", "bo", item="member:bo") == "field_unused"


def test_an_opinion_refuses_nobody() -> None:
    state = does(team(), "delegate", "bo", to="dee")
    assert does(state, "reject", "dee").refused == ()


def test_an_edit_takes_people_out_and_puts_them_back() -> None:
    swap = {"account": "dee", "name": "Dee Roy", "department": "Ops"}
    state = without_dee()
    out = does(state, "edit", "cy", changes=change("member:cy", **swap))
    assert out.refused == ("cy",)
    back = {"account": "cy", "name": "Cy Moor", "department": "Ops"}
    assert does(out, "edit", "ana", changes=change("member:cy", **back)).refused == ("dee",)
    twice = {"account": "bo", "name": "Bo Lin", "department": "Legal"}
    assert refused(state, "edit", "cy", changes=change("member:cy", **twice)) == "bad_edit"
    hours = does(state, "edit", "cy", changes=change("member:cy", hours=6))
    assert hours.refused == ()


def test_the_next_draft_knows_who_is_refused_who_stands_and_who_is_released() -> None:
    state = does(team(), "approve", "ana")
    state = does(state, "request_changes", "cy", item="member:cy")
    assert so_far(state) == TeamSoFar(
        refused=("cy",), members=("ana", "bo"), liaisons=("dee",), released=("ana",)
    )
    assert [body.account for body in released(state)] == ["ana"]
    assert released(pending("ana")) == ()


def test_whoever_is_released_keeps_the_words_that_were_signed_for_the_same_part() -> None:
    signed = [body for body in TEAM if isinstance(body, Member | Liaison)][:1]
    drafts = [DraftItem(body=body.model_copy(update={"reason": "anew"})) for body in TEAM[:2]]
    first, second = in_signed_words(drafts, signed)
    assert first.body == TEAM[0]
    assert second == drafts[1]
    other = DraftItem(body=TEAM[0].model_copy(update={"lead": False, "reason": "anew"}))
    assert in_signed_words([other], signed) == (other,)
    speaks = DraftItem(body=Liaison(account="ana", name="安娜", department="Sales", reason="anew"))
    assert in_signed_words([speaks], signed) == (speaks,)


@pytest.mark.parametrize("seed", range(20))
def test_whatever_people_send_a_refused_person_is_never_among_those_who_stand(seed: int) -> None:
    draw, state = random.Random(seed), without_dee()
    for number in range(12):
        verb = draw.choice(["approve", "request_changes", "reject", "edit", "comment"])
        item = draw.choice([None, *(one.id for one in state.items)])
        more: dict[str, Any] = (
            {"item": item} if item and verb in ("request_changes", "reject") else {}
        )
        if verb == "edit":
            swap = draw.choice(TEAM).model_dump(include={"account", "name", "department"})
            more = {"changes": change(draw.choice(state.items).id, **swap)}
        command = ask(state, verb, draw.choice(["ana", "bo", "cy"]), f"d{number}", **more)
        if decide(state, command, NOW):
            continue
        state = apply(state, command, NOW)
        last = so_far(state)
        assert not set(last.refused) & {*last.members, *last.liaisons, *last.released}
        assert set(last.released) <= {*last.members, *last.liaisons}
        assert not (state.status == "approved" and set(left_out(state)) & set(last.members))


def ended(state: CollaborationState, *accounts: str) -> CollaborationState:
    told = Outcome(
        suggestion="onboarding-1:team:1",
        kind="team",
        state="rejected",
        revision=1,
        refused=accounts,
        at=NOW,
    )
    return lifecycle.ended(state, told)


def test_a_collaboration_remembers_who_was_refused_from_one_suggestion_to_the_next() -> None:
    state = CollaborationState(brief=brief(), started_at=NOW)
    state = ended(ended(state, "cy"), "dee", "cy")
    assert state.refused == ("cy", "dee")
    assert CollaborationState.model_validate(state.model_dump(mode="json")) == state


def test_who_is_in_a_team_that_was_approved_is_not_left_out() -> None:
    state = pending("ana", "bo", mode="any", kind="team").model_copy(
        update={"refused": ("cy", "gone")}
    )
    assert left_out(state) == ("cy", "gone")
    assert left_out(does(state, "approve", "ana")) == ("gone",)
