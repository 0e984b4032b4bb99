"""Whose turn it is: deputies let in for whoever is away, and deadlines as calendars tell them."""

import datetime as dt

import pytest

from domain import turn as turns
from domain.asking import Approver, Colleague
from domain.policy import Policy
from domain.signing import ApprovalState, Step
from domain.turn import Turn, turned
from tests.approvals import NOW, ROLES, WHY, asks, does, drafting, pending, put, suggestion

DAY = dt.timedelta(days=1)
LATER = NOW + dt.timedelta(hours=1)
TOMORROW = NOW + DAY


def deputy(account: str) -> Colleague:
    return Colleague(account=account, name=account, why=WHY)


def turn(
    remind: int = 2,
    escalate: int = 4,
    due: int = 5,
    again_at: dt.datetime | None = None,
    **who: str,
) -> Turn:
    """The rungs in days from now, and who decides for whom."""
    return Turn(
        remind_at=NOW + remind * DAY,
        escalate_at=NOW + escalate * DAY,
        due_at=NOW + due * DAY,
        deputies={away: deputy(account) for away, account in who.items()},
        again_at=again_at,
    )


def in_steps(*groups: tuple[str | Approver, ...], author: str | None = None) -> ApprovalState:
    steps = tuple(
        Step(mode="all", approvers=tuple(asks(a) if isinstance(a, str) else a for a in group))
        for group in groups
    )
    return put(drafting(), suggestion(author=author), Policy(steps=steps))


def stand_ins(state: ApprovalState, index: int = 0) -> dict[str, tuple[str, ...]]:
    """Who may sign in each place of a step besides the person who is asked."""
    return {a.account: a.accounts[1:] for a in state.steps[index].approvers}


def rungs(state: ApprovalState) -> tuple[object, ...]:
    return (state.remind_at, state.escalate_at, state.due_at)


# who is asked


def test_everybody_is_asked_about_once_from_this_step_on() -> None:
    state = in_steps(("ana", "bo"), ("bo", "cy"), ("ana", "dee"))
    assert turns.accounts(state) == ("ana", "bo", "cy", "dee")
    after = does(does(state, "approve", "ana"), "approve", "bo")
    assert after.step == 1
    assert turns.accounts(after) == ("bo", "cy", "ana", "dee")


# until when


def test_the_deadline_is_told_once_and_then_stands() -> None:
    state = turned(pending("ana"), turn(3, 6, 7, again_at=TOMORROW), LATER)
    assert rungs(state) == (NOW + 3 * DAY, NOW + 6 * DAY, NOW + 7 * DAY)
    assert state.untimed is False
    assert state.again_at == TOMORROW
    again = turned(state, turn(1, 1, 1), LATER)
    assert rungs(again) == rungs(state)
    assert again.again_at is None


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ((3, 2, 1), (3, 3, 3)),
        ((1, 4, 2), (1, 4, 4)),
        ((5, 2, 4), (5, 5, 5)),
        ((1, 2, 3), (1, 2, 3)),
    ],
)
def test_no_rung_comes_before_the_one_below_it(
    told: tuple[int, int, int], kept: tuple[int, int, int]
) -> None:
    state = turned(pending("ana"), turn(*told), LATER)
    assert rungs(state) == tuple(NOW + days * DAY for days in kept)


def test_what_people_are_not_asked_about_has_no_turn() -> None:
    for state in (drafting(), does(pending("ana"), "reject", "ana")):
        assert turned(state, turn(ana="cy", again_at=TOMORROW), LATER) == state


# who stands in


def test_a_deputy_may_sign_and_the_ledger_tells_for_whom() -> None:
    before = pending("ana", "bo")
    state = turned(before, turn(ana="cy"), LATER)
    assert stand_ins(state) == {"ana": ("cy",), "bo": ()}
    (entry,) = state.unrecorded
    assert (entry.verb, entry.comment, entry.at) == ("deputy", "cy (ana)", LATER)
    assert (entry.actor, entry.revision) == (None, before.revision)
    assert entry.fingerprints == tuple(item.fingerprint for item in before.items)
    signed = does(does(state, "approve", "cy"), "approve", "bo")
    assert signed.status == "approved"


def test_a_turn_without_a_deputy_leaves_no_entry() -> None:
    state = turned(pending("ana", "bo"), turn(dee="cy"), LATER)
    assert state.unrecorded == ()
    assert stand_ins(state) == {"ana": (), "bo": ()}


def test_deputies_of_later_steps_come_too_and_none_of_earlier_ones() -> None:
    state = does(in_steps(("ana",), ("bo",), ("ana", "dee")), "approve", "ana")
    after = turned(state, turn(ana="cy", bo="dee"), LATER)
    assert stand_ins(after, 0) == {"ana": ()}
    assert stand_ins(after, 1) == {"bo": ("dee",)}
    assert stand_ins(after, 2) == {"ana": ("cy",), "dee": ()}
    assert after.unrecorded[-1].comment == "dee (bo), cy (ana)"


def test_the_ledger_names_a_deputy_of_several_steps_once() -> None:
    after = turned(in_steps(("ana",), ("ana", "bo")), turn(ana="cy"), LATER)
    assert (stand_ins(after, 0), stand_ins(after, 1)) == (
        {"ana": ("cy",)},
        {"ana": ("cy",), "bo": ()},
    )
    assert after.unrecorded[-1].comment == "cy (ana)"


def test_a_second_deputy_joins_the_first() -> None:
    first = turned(pending("ana", "bo"), turn(ana="cy"), LATER)
    second = turned(first, turn(ana="dee"), LATER + DAY)
    assert stand_ins(second) == {"ana": ("cy", "dee"), "bo": ()}
    keys = [entry.key for entry in second.unrecorded]
    assert len(set(keys)) == 2


def test_each_turn_has_a_key_of_its_own_by_revision_signatures_and_time() -> None:
    state = pending("ana", "bo", "dee")
    (entry,) = turned(state, turn(ana="cy"), LATER).unrecorded
    assert entry.key == f"{state.id}:deputy:r1:0:{LATER.isoformat()}"
    signed = does(state, "approve", "bo")
    assert turned(signed, turn(ana="cy"), LATER).unrecorded[-1].key == (
        f"{state.id}:deputy:r1:{len(ROLES)}:{LATER.isoformat()}"
    )


# who does not


def test_a_deputy_who_has_a_say_in_the_step_gets_no_second_one() -> None:
    state = turned(pending("ana", "bo"), turn(ana="bo"), LATER)
    assert stand_ins(state) == {"ana": (), "bo": ()}
    both = turned(pending("ana", "bo"), turn(ana="cy", bo="cy"), LATER)
    assert stand_ins(both) == {"ana": ("cy",), "bo": ()}
    again = turned(both, turn(ana="cy"), LATER)
    assert stand_ins(again) == {"ana": ("cy",), "bo": ()}
    asking = does(pending("ana", "bo"), "delegate", "bo", to="cy")
    assert stand_ins(turned(asking, turn(ana="cy"), LATER)) == {"ana": (), "bo": ()}


def test_whoever_is_barred_does_not_hold_up_the_next_place() -> None:
    state = turned(pending("ana", "bo"), turn(ana="bo", bo="cy"), LATER)
    assert stand_ins(state) == {"ana": (), "bo": ("cy",)}


def test_the_initiator_is_no_deputy() -> None:
    state = turned(in_steps(("ana", "bo"), author="dee"), turn(ana="dee"), LATER)
    assert stand_ins(state) == {"ana": (), "bo": ()}
    unsaid = state.model_copy(update={"authors": {}})
    assert stand_ins(turned(unsaid, turn(ana="dee"), LATER)) == {"ana": (), "bo": ()}


def test_an_author_is_no_deputy_where_their_words_are_signed() -> None:
    groups = (asks("ana", ("role:1",)), asks("bo", ("role:2", "role:3")))
    state = in_steps(groups).model_copy(update={"authors": {"role:1": "cy"}})
    assert stand_ins(turned(state, turn(ana="cy"), LATER)) == {"ana": (), "bo": ()}
    assert stand_ins(turned(state, turn(bo="cy"), LATER)) == {"ana": (), "bo": ("cy",)}
