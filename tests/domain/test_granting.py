import datetime as dt
import re
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.granting import (
    APART,
    GRANTED,
    Giver,
    Grant,
    Granted,
    Receiver,
    counted,
    refusal,
    state_of,
    until_refused,
)
from domain.permissions import ACTIONS, RELATIONS, ROLES, allowed
from tests.permitted import permission
from tests.store.samples import LATER, NOW

NONE: frozenset[str] = frozenset()
SPONSOR = Giver(account="ana", holds=frozenset({"sponsor"}))
BO = Receiver(account="bo")

actions = st.frozensets(st.sampled_from(GRANTED), min_size=1)
some = st.frozensets(st.sampled_from(GRANTED))
holdings = st.frozensets(st.sampled_from((*ROLES, *RELATIONS)))
accounts = st.sampled_from(("ana", "bo", "cy", "sa@bot"))


def grant(*wanted: Granted, account: str = "bo", **more: Any) -> Grant:
    return Grant(account=account, actions=wanted, **more)


def code(wanted: Grant, giver: Giver = SPONSOR, receiver: Receiver = BO) -> str | None:
    refused = refusal(wanted, giver, receiver)
    return refused.code if refused else None


def test_what_can_be_given_is_part_of_what_can_be_done_and_never_deciding_or_giving() -> None:
    assert set(GRANTED) < set(ACTIONS)
    assert not set(GRANTED) & {"decide", "permit", "administer", "start", "strategy_write"}


@pytest.mark.parametrize("action", GRANTED)
@pytest.mark.parametrize(
    ("holds", "gives"),
    [
        ("sponsor", set(GRANTED)),
        ("lead", set(GRANTED)),
        ("admin", {"read", "audit"}),
        ("head", set()),
        ("member", set()),
        ("asked", set()),
        ("auditor", set()),
        ("starter", set()),
        ("", set()),
    ],
)
def test_who_may_give_what(holds: str, gives: set[str], action: Granted) -> None:
    giver = Giver(account="ana", holds=frozenset({holds} - {""}))
    assert (code(grant(action), giver) is None) == (action in gives)


def test_whoever_may_give_nothing_is_told_so_and_not_what_else_would_be_wrong() -> None:
    member = Giver(account="bo", holds=frozenset({"member"}))
    assert code(grant("read"), member) == "forbidden"
    assert code(grant("steer"), Giver(account="ana", holds=frozenset({"admin"}))) == "beyond_own"


def test_nobody_gives_a_permission_to_themselves() -> None:
    assert code(grant("read", account="ana")) == "own_permission"


def test_a_program_neither_gives_nor_gets_any() -> None:
    program = Giver(account="sa@bot", holds=frozenset({"sponsor"}), is_service=True)
    assert code(grant("read"), program) == "forbidden"
    for action in GRANTED:
        assert code(grant(action, account="sa@bot"), receiver=Receiver(account="sa@bot")) == (
            "for_programs"
        )


@pytest.mark.parametrize("part", sorted(APART))
def test_whoever_audits_takes_no_part(part: Granted) -> None:
    auditor = Receiver(account="bo", granted=frozenset({"audit"}))
    by_role = Receiver(account="bo", holds=frozenset({"auditor"}))
    takes_part = Receiver(account="bo", granted=frozenset({part}))
    assert code(grant(part), receiver=auditor) == "audits"
    assert code(grant(part), receiver=by_role) == "audits"
    assert code(grant("audit"), receiver=takes_part) == "takes_part"
    assert code(grant("audit", part)) == "takes_part"
    assert code(grant("read"), receiver=auditor) is None
    assert code(grant("audit"), receiver=by_role) is None


@pytest.mark.parametrize("relation", RELATIONS)
def test_whoever_belongs_to_it_does_not_audit_it(relation: str) -> None:
    belongs = Receiver(account="bo", holds=frozenset({relation}))
    assert code(grant("audit"), receiver=belongs) == "takes_part"
    assert code(grant("evaluate"), receiver=belongs) is None


def test_every_refusal_says_one_sentence_in_both_languages() -> None:
    told = [
        refusal(grant("read"), Giver(account="eve", holds=NONE), BO),
        refusal(grant("read", account="ana"), SPONSOR, Receiver(account="ana")),
        refusal(grant("read", account="sa@bot"), SPONSOR, Receiver(account="sa@bot")),
        refusal(grant("steer", "import"), Giver(account="eve", holds=frozenset({"admin"})), BO),
        refusal(grant("audit", "steer"), SPONSOR, BO),
        refusal(grant("steer"), SPONSOR, Receiver(account="bo", granted=frozenset({"audit"}))),
    ]
    said = [one.sentence for one in told if one]
    assert len({one.en for one in said}) == len({one.zh for one in said}) == len(told)
    for one in said:
        assert re.search("[一-鿿]", one.zh)
        assert not re.search("[一-鿿]", one.en)
        assert "\n" not in one.en + one.zh


@given(accounts, holdings, st.booleans(), accounts, holdings, some, actions)
def test_what_is_given_is_anothers_and_the_givers_own(
    by: str,
    holds: frozenset[str],
    program: bool,
    to: str,
    theirs: frozenset[str],
    has: frozenset[Granted],
    wanted: frozenset[Granted],
) -> None:
    giver = Giver(account=by, holds=holds, is_service=program)
    receiver = Receiver(account=to, holds=theirs, granted=has)
    if refusal(grant(*wanted, account=to), giver, receiver) is None:
        assert by != to
        assert not program
        assert not to.startswith("sa@")
        assert holds & {"sponsor", "lead", "admin"}
        assert all(allowed(action, holds) for action in wanted)


@settings(max_examples=200)
@given(holdings, st.lists(actions, max_size=8))
def test_no_row_of_grants_makes_an_auditor_who_takes_part(
    holds: frozenset[str], rows: list[frozenset[Granted]]
) -> None:
    has: frozenset[Granted] = frozenset()
    for wanted in rows:
        receiver = Receiver(account="bo", holds=holds, granted=has)
        if refusal(grant(*wanted), SPONSOR, receiver) is None:
            has |= wanted
    assert not ("audit" in has and has & APART)
    assert not ("auditor" in holds and has & APART)
    assert not ("audit" in has and holds & set(RELATIONS))
    # As nothing changed since, all of it counts.
    assert counted(has, holds) == (has | {"read"} if has else has)


@given(some, holdings)
def test_what_counts_was_given_and_keeps_duties_apart(
    has: frozenset[Granted], holds: frozenset[str]
) -> None:
    worth = counted(has, holds)
    assert worth <= has | {"read"}
    assert ("read" in worth) == bool(has)
    audits = "audit" in worth or "auditor" in holds
    assert not (audits and worth & APART)
    assert not ("audit" in worth and holds & set(RELATIONS))


@given(some, some, holdings)
def test_nobody_without_a_permission_gains_anything(
    has: frozenset[Granted], other: frozenset[Granted], holds: frozenset[str]
) -> None:
    assert counted(frozenset(), holds) == frozenset()
    if not has & (APART | {"audit"}):
        assert counted(has, holds) == has


def test_duties_that_met_later_are_worth_nothing_while_they_meet() -> None:
    auditor, member = frozenset({"auditor"}), frozenset({"member"})
    assert counted(frozenset({"steer"}), auditor) == {"read"}
    assert counted(frozenset({"audit"}), member) == {"read"}
    assert counted(frozenset({"audit", "steer"}), NONE) == {"read"}
    assert counted(frozenset({"audit"}), auditor) == {"read", "audit"}


def test_a_permission_ends_when_its_time_is_up_or_when_it_is_withdrawn() -> None:
    one = permission("bo", "read", until=LATER)
    second = dt.timedelta(seconds=1)
    assert [state_of(one, LATER - second), state_of(one, LATER)] == ["standing", "expired"]
    ended = one.model_copy(update={"withdrawn_at": NOW, "withdrawn_by": "ana"})
    assert state_of(ended, NOW) == "withdrawn"
    assert state_of(one.model_copy(update={"refused": "audits"}), NOW) == "refused"
    assert state_of(permission("bo", "read"), LATER) == "standing"


@pytest.mark.parametrize(
    ("until", "fits"),
    [
        (None, True),
        (NOW, False),
        (NOW - dt.timedelta(days=1), False),
        (NOW + dt.timedelta(seconds=1), True),
        (NOW + dt.timedelta(days=3660), True),
        (NOW + dt.timedelta(days=3661), False),
        (dt.datetime.max.replace(tzinfo=dt.timezone(-dt.timedelta(hours=23))), False),
        (dt.datetime.min.replace(tzinfo=dt.timezone(dt.timedelta(hours=23))), False),
    ],
)
def test_a_permission_ends_within_ten_years_if_it_says_when(
    until: dt.datetime | None, fits: bool
) -> None:
    wrong = until_refused(until, NOW)
    assert (wrong is None) == fits
    assert wrong is None or re.search("[一-鿿]", wrong.zh)


@pytest.mark.parametrize(
    "wrong",
    [
        {"actions": []},
        {"actions": ["decide"]},
        {"actions": ["permit"]},
        {"actions": ["read", "read"]},
        {"account": ""},
        {"account": "王敏"},
        {"until": "2026-03-02T09:30:00"},
        {"until": "tomorrow"},
        {"reason": ""},
        {"reason": "x" * 301},
        {"may": ["read"]},
    ],
)
def test_what_is_no_grant_is_not_read_as_one(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Grant.model_validate({"account": "bo", "actions": ["read"]} | wrong)


def test_every_pair_of_actions_is_given_in_one_order() -> None:
    for pair in combinations(GRANTED, 2):
        assert grant(*pair).actions == grant(*reversed(pair)).actions == pair
