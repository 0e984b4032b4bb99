import html
from typing import Any

import pytest
from pydantic import ValidationError

from domain import arrivals, collaboration_details, lifecycle, steering
from domain.arrivals import MAX_REMEMBERED, raises_gap
from domain.collaboration import (
    REQUIRED,
    Arrival,
    Closing,
    CollaborationState,
    EndState,
    Outcome,
    ProposedIdea,
    RaisedConflict,
    Started,
    Steer,
    SteerRedraft,
)
from domain.conflict import Conflict
from domain.departure import Departure, Vacancy
from domain.double_booking import DoubleBooked
from domain.given import read_as, read_object
from domain.ledger import LedgerMark
from domain.steering import MAX_ARRIVALS
from domain.suggestion import KINDS, Kind
from domain.text import Bilingual
from tests.approvals import NOW, brief


def fresh(**fields: Any) -> CollaborationState:
    state = CollaborationState(brief=brief(), started_at=NOW, steering=("bo", "ana"))
    return state.model_copy(update=fields)


def outcome(kind: Kind = "need", state: EndState = "rejected", number: int = 1) -> Outcome:
    id = f"onboarding-1:{kind}:{number}"
    return Outcome(suggestion=id, kind=kind, state=state, revision=1, sentence="why", at=NOW)


def started(kind: Kind = "need", number: int = 1) -> Started:
    return Started(id=f"onboarding-1:{kind}:{number}", kind=kind, facts="f")


def conflict(**fields: Any) -> Conflict:
    return Conflict.model_validate(
        {
            "issue": "how fast",
            "parties": ["Sales", "Legal"],
            "options": [{"id": n, "text": "x", "serves": {}} for n in ("A", "B")],
            "raised_by": "ana",
        }
        | fields
    )


def sentence(refused: Bilingual | None) -> str:
    assert refused
    assert refused.en != refused.zh
    return refused.en


def test_the_same_thing_arrives_once() -> None:
    one = Arrival(key="k", outcome=outcome())
    state = arrivals.arrived(arrivals.arrived(fresh(), one), one)
    assert len(state.arrivals) == 1
    state = arrivals.attended_to(state)
    assert (state.arrivals, state.attended) == ((), ("k",))
    assert arrivals.arrived(state, one) == state


def test_arrivals_are_attended_to_in_order() -> None:
    state = fresh()
    for key in "abc":
        state = arrivals.arrived(state, Arrival(key=key))
    state = arrivals.attended_to(state)
    assert [a.key for a in state.arrivals] == ["b", "c"]
    assert arrivals.attended_to(fresh()) == fresh()


def test_what_is_remembered_is_bounded() -> None:
    state = fresh(attended=tuple(str(n) for n in range(MAX_REMEMBERED)))
    state = arrivals.attended_to(arrivals.arrived(state, Arrival(key="new")))
    assert len(state.attended) == MAX_REMEMBERED
    assert state.attended[-1] == "new"


@pytest.mark.parametrize("kind", ["need", "resource", "team", "roles", "goals", "cadence"])
@pytest.mark.parametrize("how", ["rejected", "expired", "withdrawn", "impossible"])
def test_a_required_kind_that_was_not_approved_parks_its_stage(kind: Kind, how: EndState) -> None:
    state = lifecycle.ended(lifecycle.began(fresh(), started(kind)), outcome(kind, how))
    assert state.parked
    assert (state.parked.kind, state.parked.state, state.parked.since) == (kind, how, NOW)
    assert state.parked.sentence == "why"
    assert state.suggestions[0].state == how
    assert state.pending == ()


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in REQUIRED])
def test_another_kind_parks_nothing(kind: Kind) -> None:
    state = lifecycle.ended(lifecycle.began(fresh(), started(kind)), outcome(kind))
    assert state.parked is None
    assert state.suggestions[0].state == "rejected"


def test_approved_is_noted_once_and_frees_the_stage() -> None:
    state = lifecycle.ended(fresh(), outcome())
    state = lifecycle.ended(state, outcome("need", "approved", 2))
    assert (state.parked, state.approved) == (None, ("need",))
    again = lifecycle.ended(state, outcome("need", "approved", 3))
    assert again.approved == ("need",)


def test_what_was_approved_before_is_not_parked_by_a_later_no() -> None:
    state = lifecycle.ended(fresh(), outcome("roles", "approved"))
    assert lifecycle.ended(state, outcome("roles", "rejected", 2)).parked is None


def test_a_no_to_something_else_leaves_what_is_parked() -> None:
    state = lifecycle.ended(fresh(), outcome("goals"))
    assert lifecycle.ended(state, outcome("idea")).parked == state.parked
    assert lifecycle.began(state, started("idea")).parked == state.parked


def test_nothing_is_parked_while_it_closes() -> None:
    state = fresh(closing=Closing(by="bo"))
    assert lifecycle.ended(state, outcome()).parked is None


def test_a_new_draft_of_what_is_parked_frees_it() -> None:
    state = lifecycle.ended(fresh(), outcome())
    assert lifecycle.unparked(state).parked is None
    state = lifecycle.began(state, started("need", 2))
    assert (state.parked, state.pending_of("need")) == (None, started("need", 2))
    assert state.pending_of("goals") is None


def test_what_is_noted_of_the_ledger_never_goes_back() -> None:
    first, second = LedgerMark(count=1, head="a" * 64), LedgerMark(count=2, head="b" * 64)
    state = lifecycle.ledger_grown(lifecycle.ledger_grown(fresh(), second), first)
    assert (state.ledger_count, state.ledger_head) == (2, "b" * 64)
    other = LedgerMark(count=2, head="c" * 64)  # the same length told with another head
    assert lifecycle.ledger_grown(state, other) == state
    assert lifecycle.ledger_grown(state, LedgerMark(count=3, head="c" * 64)).ledger_count == 3


def test_earlier_notes_of_the_ledger_are_kept_and_bounded() -> None:
    marks = [LedgerMark(count=n, head=f"{n:064x}") for n in range(1, lifecycle.MAX_MARKS + 10)]
    state = fresh()
    assert state.ledger_marks == ()
    for mark in marks:
        state = lifecycle.ledger_grown(state, mark)
    assert state.ledger_marks == tuple(marks[-lifecycle.MAX_MARKS - 1 :])


@pytest.mark.parametrize(
    "told",
    [None, {}, {"count": 0, "head": "a" * 64}, {"count": 10**12, "head": "a" * 64}]
    + [{"count": 1, "head": head} for head in ("", "x" * 64, "A" * 64, "a" * 65, None)],
)
def test_a_mark_that_no_ledger_can_have_is_none(told: Any) -> None:
    with pytest.raises(ValidationError):
        LedgerMark.model_validate(told)


def test_numbers_count_up_by_sort() -> None:
    state = lifecycle.numbered(lifecycle.numbered(fresh(), "need"), "need")
    assert (lifecycle.next_number(state, "need"), lifecycle.next_number(state, "round")) == (3, 1)


def test_stages_are_left_once_in_their_order() -> None:
    state = lifecycle.left(lifecycle.left(fresh(), "goals"), "identify")
    assert state.done == ("identify", "goals")
    assert lifecycle.left(state, "goals") == state
    assert lifecycle.entered(state, "team").stage == "team"


def test_a_round_is_heard_back_by_a_decided_digest_or_by_silence() -> None:
    state = lifecycle.began(fresh(), started("digest"))
    assert not fresh().heard_back
    assert not state.heard_back
    assert lifecycle.ended(state, outcome("digest")).heard_back
    silent = lifecycle.unheard(fresh(), "nobody answered")
    assert silent.heard_back
    assert silent.notes == ("nobody answered",)


def test_notes_are_bounded_in_number_and_length() -> None:
    state = fresh()
    for number in range(30):
        state = lifecycle.noted(state, f"{number}\n" + "x" * 10_000)
    assert len(state.notes) == 20
    assert state.notes[-1].startswith("29 ")
    assert all(len(note) < 400 for note in state.notes)


def test_the_sponsor_and_the_leads_head_steer() -> None:
    for actor in ("bo", "ana"):
        assert steering.may_steer(fresh(), Steer(actor=actor)) is None
    assert "bo, ana" in sentence(steering.may_steer(fresh(), Steer(actor="cy")))
    assert sentence(steering.may_steer(fresh(closing=Closing(by="bo")), Steer(actor="bo")))


def test_only_what_is_parked_is_drafted_anew() -> None:
    parked = lifecycle.ended(fresh(), outcome())
    assert steering.may_redraft(parked, SteerRedraft(actor="bo", kind="need")) is None
    assert "goals" in sentence(steering.may_redraft(parked, SteerRedraft(actor="bo", kind="goals")))
    assert sentence(steering.may_redraft(fresh(), SteerRedraft(actor="bo", kind="need")))
    assert "cy" in sentence(steering.may_redraft(parked, SteerRedraft(actor="cy", kind="need")))


def test_things_are_added_until_it_closes_or_overflows() -> None:
    assert steering.may_add(fresh()) is None
    assert sentence(steering.may_add(fresh(closing=Closing(by="bo"))))
    full = fresh(arrivals=tuple(Arrival(key=str(n)) for n in range(MAX_ARRIVALS)))
    assert sentence(steering.may_add(full))
    assert sentence(steering.may_raise(full, conflict()))


def test_a_conflict_is_raised_by_somebody_between_departments_that_take_part() -> None:
    assert steering.may_raise(fresh(), conflict()) is None
    assert "raised_by" in sentence(steering.may_raise(fresh(), conflict(raised_by=None)))
    strangers = conflict(parties=["Sales", "Moon"])
    assert "Moon" in sentence(steering.may_raise(fresh(), strangers))
    twice = conflict(parties=["Sales", "Sales"])
    assert "twice" in sentence(steering.may_raise(fresh(), twice))


@pytest.mark.parametrize("actor", ["", " bo", "b o", "x" * 65, "王芳", None, 5, ["bo"]])
def test_who_steers_or_proposes_is_an_account(actor: Any) -> None:
    with pytest.raises(ValidationError):
        Steer.model_validate({"actor": actor})
    with pytest.raises(ValidationError):
        ProposedIdea.model_validate({"title": "t", "text": "x", "author": actor})


@pytest.mark.parametrize(
    "idea", [{"title": " "}, {"title": "x" * 301}, {"text": ""}, {"text": "x" * 20_001}, {"x": 1}]
)
def test_an_idea_has_a_title_and_a_text_within_bounds(idea: dict[str, Any]) -> None:
    whole = {"title": "templates", "text": "use them", "author": "dee"}
    assert ProposedIdea.model_validate(whole)
    with pytest.raises(ValidationError):
        ProposedIdea.model_validate(whole | idea)


def test_the_state_survives_json_as_the_workflow_reads_it() -> None:
    state = lifecycle.ended(lifecycle.began(fresh(booked=(twice(),)), started()), outcome())
    state = arrivals.arrived(state, Arrival(key="c", conflict=RaisedConflict(
        conflict=conflict(), by="ana")))  # fmt: skip
    given = read_object(state.model_dump(mode="json"), Bilingual(en="state", zh="状态"))
    assert read_as(CollaborationState, given) == state
    assert CollaborationState.model_validate_json(state.model_dump_json()) == state


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_page_shows_stages_what_waits_and_what_is_parked(language: Any) -> None:
    state = fresh(brief=brief(language, title="Fast | # *er*"), stage="team", done=("identify",))
    state = lifecycle.ended(lifecycle.began(state, started("roles")), outcome("need"))
    state = lifecycle.noted(lifecycle.began(state, started("team")), "[a](https://evil.example)")
    page = collaboration_details.details(state)
    assert "# Fast \\| \\# \\*er\\*" in page
    assert page.count("✓") == 1
    assert ("停滞" in page) == (language == "zh")
    assert "(/namespaces/{namespace}/workflows/suggestion:onboarding-1:team:1)" in page
    assert "https\\://" in page
    assert "\\[a\\]" in page


def twice(number: int = 1, **changes: Any) -> DoubleBooked:
    told: dict[str, Any] = {"account": f"li.na{number}", "name": "李娜", "department": "Ops"}
    hours = {"week": 10, "here": 4, "elsewhere": 7, "others": 1}
    return DoubleBooked(**told | hours | changes)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Promised twice: 李娜 (Ops) has 10 h/week, of which this team counts on 4 and "
            "another collaboration on 7: 1 too many"),
        ("zh", "工时重复许诺：李娜（Ops）每周 10 小时，本团队占用 4 小时，另一协作占用 7 小时，"
            "超出 1 小时"),
    ],
)  # fmt: skip
def test_each_person_promised_twice_is_a_red_row_until_it_is_settled_or_closed(
    language: Any, said: str
) -> None:
    state = fresh(brief=brief(language), booked=(twice(), twice(2, name="Bo")))
    rows = collaboration_details.details(state).splitlines()
    assert [html.unescape(one) for one in rows if "🔴" in one] == [
        f"* 🔴 **{said}**",
        f"* 🔴 **{said.replace('李娜', 'Bo')}**",
    ]
    closing = state.model_copy(update={"closing": Closing(by="zhao")})
    for after in (closing, state.model_copy(update={"booked": ()})):
        assert said[:6] not in collaboration_details.details(after)


def test_a_name_that_is_promised_twice_can_do_nothing_in_the_page() -> None:
    evil = twice(name="**[a](https://evil.example)** <b>", department="{runId}" + "长" * 200)
    (row,) = [
        one
        for one in collaboration_details.details(
            fresh(brief=brief("en"), booked=(evil,))
        ).splitlines()
        if "🔴" in one
    ]
    assert row.startswith(
        "* 🔴 **Promised twice: \\*\\*\\[a\\]\\(https\\://evil.example)\\*\\* \\<b\\> "
        "(\\{runId\\}长"
    )
    assert row.endswith("长…) has 10 h/week, of which this team counts on 4 and another "
                        "collaboration on 7: 1 too many**")  # fmt: skip


def test_the_page_stays_below_what_the_server_takes() -> None:
    many = tuple(twice(number, name="𠀀" * 300, department="*" * 300) for number in range(30))
    state = fresh(brief=brief(title="𠀀" * 300), booked=many)
    for number in range(500):
        state = lifecycle.began(state, started("idea", number))
        state = lifecycle.noted(state, "𠀀" * 20_000)
    state = lifecycle.ended(state, outcome().model_copy(update={"sentence": "*" * 20_000}))
    page = collaboration_details.details(state)
    assert len(page.encode()) < 18_000
    assert "+480" in page
    assert "🔴 … +18" in page
    assert "accord show onboarding-1" in page


def filling(state: EndState | str = "pending", number: int = 1, account: str = "al") -> Started:
    vacancy = Vacancy(account=account, name="Al", places=("role:1 baseline (accountable)",))
    id = f"onboarding-1:role_gap:{number}"
    return Started.model_validate(
        {"id": id, "kind": "role_gap", "facts": "f", "state": state, "vacancy": vacancy}
    )


@pytest.mark.parametrize(
    ("earlier", "reported", "found"),
    [
        (None, True, True),
        ("pending", False, False),
        ("approved", True, True),
        ("rejected", True, False),
        ("expired", True, False),
        ("impossible", True, False),
    ],
)
def test_there_is_one_gap_at_a_time_about_a_person(
    earlier: str | None, reported: bool, found: bool
) -> None:
    state = fresh(suggestions=(filling(earlier),) if earlier else ())
    assert raises_gap(state, Departure(account="al", cause="reported", by="ana")) is reported
    assert raises_gap(state, Departure(account="al", cause="gone")) is found
    assert raises_gap(state, Departure(account="bea", cause="gone"))


@pytest.mark.parametrize(
    ("ends", "vacant"), [("pending", 1), ("approved", 0), ("rejected", 0), ("expired", 1)]
)
def test_what_nobody_has_is_told_until_people_have_decided(ends: str, vacant: int) -> None:
    state = fresh(suggestions=(filling("expired"), filling(ends, 2)))
    assert len(state.vacancies) == vacant
    said = "Nobody has, since Al is lost: role:1 baseline"
    assert (said in collaboration_details.details(state).replace("\\", "")) is bool(vacant)


def test_a_gap_that_cannot_be_drafted_is_noted_and_parks_nothing() -> None:
    state = fresh(suggestions=(filling(),))
    after = lifecycle.ended(state, outcome("role_gap", "impossible"))
    assert (after.parked, after.notes) == (None, ("why",))
    assert lifecycle.ended(state, outcome("role_gap", "rejected")).notes == ()
