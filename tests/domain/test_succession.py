"""What somebody holds in a charter, and the charter once others have taken it over."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.charter import Charter, amended
from domain.composing import compose
from domain.errors import BadInputError
from domain.items import Liaison, Member, Part, Role, Succession
from domain.succession import home_of, in_row, named, places, taken_over
from domain.suggestion import DraftItem, Item
from tests.approvals import NOW, suggestion
from tests.charters import DIRECTORY, charter, items, member, team, without

HELD = [
    ("member:al", "member"),
    ("role:1", "accountable"),
    ("role:2", "responsible"),
    ("role:3", "consulted"),
    ("key_result:1", "owner"),
    ("practice:1", "owner"),
]


def step(target: str, part: Part, to: str = "ada", lost: str = "al") -> Succession:
    return Succession(target=target, part=part, about="x", lost=lost, successor=to, reason="deputy")


def followed(before: Charter, to: str = "ada", lost: str = "al", gone: bool = True) -> Charter:
    """Return the charter once `to` has followed `lost` everywhere, by an approved suggestion."""
    people = without(lost) if gone else DIRECTORY
    bodies = [step(one.target, one.part, to, lost) for one in places(before, lost)]
    made = compose([DraftItem(body=body) for body in bodies], people, {})
    one = suggestion().model_copy(update={"kind": "role_gap", "items": made})
    return amended(before, one, ("ana",), NOW, people)


def test_every_place_of_a_person_is_found_with_what_it_is_about() -> None:
    found = places(charter(), "al")
    assert [(one.target, one.part) for one in found] == HELD
    assert [one.about for one in found][:2] == ["Sales", "baseline"]
    assert places(charter(), "ada") == ()
    assert set(named(charter())) == {"al", "bea", "cy", "bo", "ana"}


def test_after_an_approved_gap_nobody_lost_is_named_anywhere() -> None:
    before, after = charter(), followed(charter())
    assert after.revision == before.revision + 1
    assert "al" not in named(after)
    assert [(one.target, one.part) for one in places(after, "ada")] == [
        ("member:ada", "member"),
        *HELD[1:],
    ]
    assert len(after.role_gap) == len(HELD)
    assert (
        len({item.fingerprint for item in after.roles} & {i.fingerprint for i in before.roles}) == 0
    )


def test_who_follows_the_team_lead_leads_with_the_skills_they_share() -> None:
    (lead,) = [b for i in followed(charter()).team if isinstance(b := i.body, Member) and b.lead]
    assert (lead.account, lead.name, lead.department) == ("ada", "Ada", "Sales")
    assert lead.covers == ("python",)
    (lead,) = [
        b for i in followed(charter(), "ana").team if isinstance(b := i.body, Member) and b.lead
    ]
    assert lead.covers == ()


def test_who_is_in_the_team_already_takes_it_on_beside_their_own() -> None:
    people = team(followed(charter(), "bea"))
    assert [body.account for body in people if isinstance(body, Member)] == ["bea"]
    assert [body.lead for body in people if isinstance(body, Member)] == [True]


def test_a_liaison_who_follows_a_member_is_a_member_from_then_on() -> None:
    people = team(followed(charter(), "cy"))
    assert [body.account for body in people] == ["cy", "bea"]
    assert not any(isinstance(body, Liaison) for body in people)


def test_a_lost_liaison_is_followed_by_a_liaison_or_by_a_member_who_is_there() -> None:
    other = team(followed(charter(), "ada", "cy"))
    assert [(b.type, b.account) for b in other] == [
        ("member", "al"),
        ("member", "bea"),
        ("liaison", "ada"),
    ]
    inside = team(followed(charter(), "bea", "cy"))
    assert [(b.type, b.account) for b in inside] == [("member", "al"), ("member", "bea")]


def test_nobody_stands_in_two_columns_of_advice_afterwards() -> None:
    row = Role(
        deliverable="x",
        accountable="al",
        responsible=("al", "bea"),
        consulted=("ada",),
        informed=("ada", "al"),
    )
    for part in ("accountable", "responsible", "informed"):
        row = in_row(row, step("role:1", part))
    assert row == Role(deliverable="x", accountable="ada", responsible=("ada", "bea"))


def test_departments_of_a_row_are_those_of_its_people_afterwards() -> None:
    after = followed(charter(), "cy")
    assert after.roles[0].departments == ("Legal", "Ops")
    assert after.cadence[0].departments == ("Ops",)


def test_what_is_no_longer_theirs_stays_as_somebody_else_has_it() -> None:
    rows = charter().roles
    assert taken_over(rows, [step("role:2", "accountable")], DIRECTORY) == rows
    assert taken_over(rows, [step("role:9", "accountable")], DIRECTORY) == rows


def test_a_successor_who_has_gone_as_well_is_told() -> None:
    with pytest.raises(BadInputError, match="ada, who was to take over, is not in the directory"):
        taken_over(charter().roles, [step("role:1", "accountable")], without("al", "ada"))


def test_while_two_are_lost_each_can_be_followed_by_itself() -> None:
    people = without("al", "bea")
    (row,) = taken_over(charter().roles[:1], [step("role:1", "accountable")], people)
    assert isinstance(row.body, Role)
    assert (row.body.accountable, row.body.responsible) == ("ada", ("bea",))
    assert set(row.departments) == {"Sales", "Legal"}


@pytest.mark.parametrize(
    ("account", "home"),
    [("al", "Sales"), ("bo", "Legal"), ("cy", "Ops"), ("ana", None)],
)
def test_the_department_of_who_has_gone_is_told_by_the_charter(
    account: str, home: str | None
) -> None:
    assert home_of(charter(), account, without(account)) == home
    person = DIRECTORY.person(account)
    assert person
    assert home_of(charter(), account, DIRECTORY) == person.department


ACCOUNTS = ("al", "ada", "bea", "bo", "cy", "ana")
columns = st.lists(st.sampled_from(ACCOUNTS), max_size=4, unique=True).map(tuple)
rows = st.builds(
    Role,
    deliverable=st.sampled_from(("a", "b", "c", "d")),
    accountable=st.sampled_from(ACCOUNTS),
    responsible=columns.filter(bool),
    consulted=columns,
    informed=columns,
)
matrices = st.lists(rows, min_size=1, max_size=5)


@given(matrices, st.permutations(range(5)))
def test_permuting_rows_changes_nothing_about_who_is_in_them(
    given_rows: list[Role], order: list[int]
) -> None:
    def bodies(some: tuple[Item, ...]) -> set[str]:
        steps = [
            step(i.id, p.part)
            for i in some
            for p in places(charter_of(some), "al")
            if p.target == i.id
        ]
        return {item.body.model_dump_json() for item in taken_over(some, steps, without("al"))}

    def charter_of(some: tuple[Item, ...]) -> Charter:
        return charter().model_copy(update={"team": (), "roles": some, "goals": (), "cadence": ()})

    turned = [given_rows[place] for place in order if place < len(given_rows)]
    assert bodies(items(*given_rows)) == bodies(items(*turned))


@given(matrices, st.sampled_from(("ada", "bea", "ana")))
def test_whoever_follows_stands_where_the_lost_person_stood_and_nobody_else_moves(
    given_rows: list[Role], to: str
) -> None:
    before = charter(*given_rows)
    after = followed(before, to)
    assert "al" not in named(after)
    for old, new in zip(before.roles, after.roles, strict=True):
        assert isinstance(old.body, Role)
        assert isinstance(new.body, Role)
        assert (new.body.accountable == to) == (old.body.accountable in ("al", to))
        assert set(new.body.responsible) == {to if a == "al" else a for a in old.body.responsible}
        others = set(old.body.informed) - {"al", to}
        assert others <= set(new.body.informed)


def test_a_team_member_who_is_lost_and_unknown_is_told_by_their_item() -> None:
    only = charter().model_copy(update={"team": items(member("al")), "roles": ()})
    assert home_of(only, "al", without("al")) == "Sales"
