"""Who takes over: every place has one, and the rules of roles hold afterwards."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from activities.evidence import evidence
from activities.rules import draft
from analysis.successors import role_gap_facts
from domain.charter import Charter
from domain.checks import check
from domain.composing import compose
from domain.directory import Directory
from domain.errors import BadInputError
from domain.findings import Finding
from domain.items import Role, Succession
from domain.matrix_checks import check_rows
from domain.role_gap_facts import RoleGapFacts
from domain.rosters import contacts, roster_of, row_of
from domain.succession import taken_over
from domain.suggestion import DraftItem
from domain.work import Work
from tests.approvals import brief
from tests.charters import GONE, ON, ROWS, away, charter, without

BRIEF = brief(sponsor="sun")
LEFT = without("al")


def facts(before: Charter, people: Directory = LEFT) -> RoleGapFacts:
    return role_gap_facts(before, people, GONE, BRIEF, ON)


def found(
    drafts: tuple[DraftItem, ...], before: Charter, people: Directory = LEFT
) -> list[tuple[str, str | None]]:
    made = facts(before, people)
    items = compose(drafts, people, made.targets)
    shown = evidence(made, "en")
    every = check("role_gap", items, shown, "en", None, contacts(people, ON), ON, before.roles)
    return [(one.rule, one.item) for one in every if one.severity == "error"]


def drafted(before: Charter, people: Directory = LEFT) -> tuple[DraftItem, ...]:
    return draft(facts(before, people), "en", ())


def with_body(drafts: tuple[DraftItem, ...], place: int, **fields: Any) -> tuple[DraftItem, ...]:
    one = drafts[place]
    body = Succession.model_validate(one.body.model_dump() | fields)
    return (*drafts[:place], one.model_copy(update={"body": body}), *drafts[place + 1 :])


def test_the_rules_draft_has_no_error_and_names_who_decides() -> None:
    drafts = drafted(charter())
    assert found(drafts, charter()) == []
    items = compose(drafts, LEFT, facts(charter()).targets)
    touched = {item.id: item.departments for item in items}
    assert touched["succession:role:2:responsible"] == ("Sales", "Legal")
    assert touched["succession:practice:1:owner"] == ("Sales",)


def test_every_place_has_a_successor() -> None:
    drafts = drafted(charter())
    assert found(drafts[1:], charter()) == [("gap.left_open", None)]
    assert found((), charter()) == [("gap.none", None)]


@pytest.mark.parametrize(
    ("fields", "rule"),
    [
        ({"target": "role:9"}, "gap.other_place"),
        ({"part": "informed"}, "gap.other_place"),
        ({"about": "another deliverable"}, "gap.about"),
        ({"lost": "bea"}, "gap.not_lost"),
    ],
)
def test_an_edit_cannot_point_a_successor_at_another_place(
    fields: dict[str, str], rule: str
) -> None:
    drafts = with_body(drafted(charter()), 1, **fields)
    assert rule in [one for one, _ in found(drafts, charter())]


def test_who_is_lost_does_not_follow_themselves() -> None:
    there = Directory(people=(*LEFT.people, *without("ada").people[2:3]))
    assert there.person("al")
    drafts = with_body(drafted(charter(), there), 1, successor="al")
    assert ("gap.successor_lost", "succession:role:1:accountable") in found(
        drafts, charter(), there
    )


def test_an_edit_that_leaves_one_person_accountable_for_everything_is_blocked() -> None:
    two = charter(ROWS[0], ROWS[1])
    drafts = with_body(drafted(two), 1, successor="bo")
    assert found(drafts, two) == [("roles.accountable_for_everything", None)]


def test_an_edit_to_somebody_who_will_be_away_without_a_deputy_is_blocked() -> None:
    people = Directory(
        people=tuple(
            one.model_copy(update={"absences": away(5, 20)}) if one.account == "bea" else one
            for one in LEFT.people
        )
    )
    before = charter(
        Role(deliverable="a", accountable="al", responsible=("cy",)),
        Role(deliverable="b", accountable="cy", responsible=("cy",)),
    )
    drafts = with_body(drafted(before, people), 1, successor="bea")
    assert found(drafts, before, people) == [("roles.no_deputy", "succession:role:1:accountable")]


def test_what_was_wrong_before_is_not_held_against_the_successor() -> None:
    people = Directory(
        people=tuple(
            one.model_copy(update={"absences": away(5, 20)}) if one.account == "bea" else one
            for one in LEFT.people
        )
    )
    assert found(drafted(charter(), people), charter(), people) == []


def test_where_the_only_candidate_would_answer_for_everything_another_does() -> None:
    two = charter(
        Role(deliverable="a", accountable="al", responsible=("bea",)),
        Role(deliverable="b", accountable="ada", responsible=("bea",)),
    )
    bodies = [one.body for one in drafted(two)]
    (taken,) = [b for b in bodies if isinstance(b, Succession) and b.part == "accountable"]
    assert taken.successor == "ana"


def test_where_nobody_is_left_the_draft_says_so_and_names_the_head_as_who_must_act() -> None:
    people = without("al", "ada", "ana", "sun")
    with pytest.raises(BadInputError) as raised:
        drafted(charter(), people)
    assert "Nobody can take over" in raised.value.sentence.en
    assert "the head of Sales" in raised.value.sentence.en
    assert "请Sales负责人" in raised.value.sentence.zh


ACCOUNTS = ("al", "ada", "bea", "bo", "cy", "ana")
columns = st.lists(st.sampled_from(ACCOUNTS), max_size=3, unique=True).map(tuple)
matrices = st.lists(
    st.builds(
        Role,
        deliverable=st.sampled_from(("a", "b", "c", "d", "e", "f")),
        accountable=st.sampled_from(ACCOUNTS),
        responsible=columns.filter(bool),
        consulted=columns,
        informed=columns,
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda row: row.deliverable,
)


def errors(rows: Any, people: Directory) -> set[Finding]:
    plain = [row_of(item.id, item.body) for item in rows]
    departments = ("Sales", "Legal", "Ops")
    roster = roster_of(contacts(people, ON))
    return {
        one
        for one in check_rows(plain, departments, (), roster, Work(ON))
        if one.severity == "error" and one.rule != "roles.unknown_person"
    }


@given(matrices)
def test_after_the_replacement_the_rules_of_roles_hold(rows: list[Role]) -> None:
    before = charter(*rows)
    assume(not errors(before.roles, LEFT))
    bodies = [one.body for one in drafted(before) if isinstance(one.body, Succession)]
    after = taken_over(before.roles, bodies, LEFT)
    assert errors(after, LEFT) == set()
    assert "al" not in "".join(item.body.model_dump_json() for item in after).split('"')


@given(matrices, st.permutations(range(5)))
def test_the_order_of_rows_does_not_change_who_follows_in_them(
    rows: list[Role], order: list[int]
) -> None:
    turned = [rows[place] for place in order if place < len(rows)]

    def who(some: list[Role]) -> set[tuple[str, str, tuple[str, ...]]]:
        return {(gap.about, gap.part, gap.candidates) for gap in facts(charter(*some)).gaps}

    assert who(rows) == who(turned)
