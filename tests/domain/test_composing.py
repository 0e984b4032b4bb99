"""Composing: ids that stay, departments that code computes, fingerprints that bind."""

import pytest
from pydantic import TypeAdapter

from domain.composing import compose, recompose
from domain.directory import Directory, Person
from domain.errors import BadInputError
from domain.items import (
    Body,
    Change,
    Idea,
    KeyResult,
    Liaison,
    Member,
    Need,
    Practice,
    Quote,
    Request,
    Role,
    Sentence,
    SharedObjective,
    Term,
)
from domain.suggestion import DraftItem, Item, fingerprint

DIRECTORY = Directory(
    people=(
        Person(account="ann", name="Ann", department="Sales", head=True),
        Person(account="bo", name="Bo", department="Legal"),
        Person(account="cy", name="Cy", department="Finance"),
    )
)
TARGETS = {"key_result:1": ("Legal", "Sales")}

ROLE = Role(
    deliverable="Standard", responsible=("bo",), accountable="ann", consulted=("cy",), informed=()
)
KEY_RESULT = KeyResult.model_validate(
    {
        "text": "Cut “wait” from 9 to 6",
        "measure": "wait",
        "unit": "days",
        "better": "lower",
        "baseline": "9",
        "target": "6",
        "current": "9",
        "weight": 1000,
        "due": "2026-09-30",
        "owner": "cy",
        "source": "measures.csv",
        "affects": ["Legal"],
    }
)
CHANGE = Change(target="key_result:1", field="target", before="6", after="7", reason="slow")


def one(body: Body, *cites: str) -> Item:
    (item,) = compose([DraftItem(body=body, cites=cites)], DIRECTORY, TARGETS)
    return item


@pytest.mark.parametrize(
    ("body", "item_id", "departments"),
    [
        (
            Need(title="n", statement="s", waiting="Legal", senders=("Sales", "Legal")),
            "need:1",
            ("Legal", "Sales"),
        ),
        (Member(account="ann", name="Ann", department="Sales", hours=4), "member:ann", ("Sales",)),
        (Liaison(account="bo", name="Bo", department="Legal"), "liaison:bo", ("Legal",)),
        (ROLE, "role:1", ("Legal", "Sales")),
        (SharedObjective(text="o", serves="O1"), "objective:1", ()),
        (KEY_RESULT, "key_result:1", ("Legal", "Finance")),
        (Practice(form="channel", title="c", text="t", owner="bo"), "practice:1", ("Legal",)),
        (
            Sentence(text="s", quotes=(Quote(item="F1", text="word"),), about=("Sales",)),
            "sentence:1",
            ("Sales",),
        ),
        (Term(option="A", department="Legal", gives="g", gets="g"), "term:Legal", ("Legal",)),
        (CHANGE, "change:key_result:1:target", ("Legal", "Sales")),
        (Idea(title="t", text="w", author="cy", next_step="n"), "idea:1", ("Finance",)),
        (Request(text="t", asked_by="ann", handling="h"), "request:1", ()),
    ],
)
def test_each_sort_has_its_id_and_its_departments(
    body: Body, item_id: str, departments: tuple[str, ...]
) -> None:
    item = one(body)
    assert item.id == item_id
    assert item.departments == departments


def test_items_of_one_sort_are_numbered_in_their_order() -> None:
    drafts = [DraftItem(body=body) for body in (ROLE, SharedObjective(text="o", serves="O1"), ROLE)]
    assert [item.id for item in compose(drafts, DIRECTORY, {})] == [
        "role:1",
        "objective:1",
        "role:2",
    ]


def test_who_was_signed_before_there_were_reasons_keeps_the_fingerprint() -> None:
    fields = {"account": "bo", "name": "Bo", "department": "Legal"}
    kept = [
        {"type": "liaison", **fields},
        {"type": "member", **fields, "hours": 4, "covers": [], "lead": False},
    ]
    for shown in kept:
        item = one(TypeAdapter(Body).validate_python(shown))
        assert item.body.model_dump(mode="json") == shown
        assert item.model_dump(mode="json")["body"] == shown
        reasoned = one(TypeAdapter(Body).validate_python(shown | {"reason": "speaks for Legal"}))
        assert reasoned.fingerprint != item.fingerprint
        assert reasoned == type(reasoned).model_validate_json(reasoned.model_dump_json())


def test_a_fingerprint_covers_id_body_citations_and_departments() -> None:
    item = one(ROLE, "need", "need")
    assert item.cites == ("need",)
    assert item.fingerprint == fingerprint(
        {
            "id": "role:1",
            "body": ROLE.model_dump(mode="json"),
            "cites": ["need"],
            "departments": ["Legal", "Sales"],
        }
    )
    assert one(ROLE, "other").fingerprint != item.fingerprint


@pytest.mark.parametrize(
    "body",
    [
        Member(account="zoe", name="Zoe", department="Sales", hours=4),
        ROLE.model_copy(update={"accountable": "zoe"}),
        ROLE.model_copy(update={"responsible": ("zoe",)}),
        ROLE.model_copy(update={"consulted": ("zoe",)}),
        ROLE.model_copy(update={"informed": ("zoe",)}),
        KEY_RESULT.model_copy(update={"owner": "zoe"}),
        Practice(form="channel", title="c", text="t", owner="zoe"),
        Idea(title="t", text="w", author="zoe", next_step="n"),
        CHANGE.model_copy(update={"field": "owner", "after": "zoe"}),
    ],
)
def test_an_unknown_account_is_named_in_both_languages(body: Body) -> None:
    with pytest.raises(BadInputError) as caught:
        one(body)
    assert "zoe" in caught.value.within("en") or "Zoe" in caught.value.within("en")
    assert "zoe" in caught.value.within("zh")


@pytest.mark.parametrize(
    "body",
    [
        KEY_RESULT.model_copy(update={"affects": ("Marketing",)}),
        Term(option="A", department="Marketing", gives="g", gets="g"),
    ],
)
def test_an_unknown_department_is_refused(body: Body) -> None:
    with pytest.raises(BadInputError) as caught:
        one(body)
    assert "Marketing" in caught.value.within("en")


def test_a_draft_cannot_move_a_person_to_another_department() -> None:
    with pytest.raises(BadInputError) as caught:
        one(Member(account="bo", name="Bo", department="Sales", hours=4))
    assert "Legal" in caught.value.within("en")


def test_the_same_person_cannot_stand_twice() -> None:
    member = DraftItem(body=Member(account="bo", name="Bo", department="Legal", hours=4))
    with pytest.raises(BadInputError) as caught:
        compose([member, member], DIRECTORY, {})
    assert "member:bo" in caught.value.within("zh")


def test_an_edit_keeps_id_and_citations_and_computes_the_rest_anew() -> None:
    item = one(KEY_RESULT, "measure:wait")
    edited = KEY_RESULT.model_copy(update={"affects": ("Sales",), "owner": "ann"})
    again = recompose(item, edited, DIRECTORY, TARGETS)
    assert (again.id, again.cites) == (item.id, item.cites)
    assert again.departments == ("Sales",)
    assert again.fingerprint != item.fingerprint


def test_an_edit_that_changes_nothing_keeps_the_fingerprint() -> None:
    item = one(ROLE, "need")
    assert recompose(item, ROLE, DIRECTORY, TARGETS) == item


def test_an_edit_cannot_turn_an_item_into_another_sort() -> None:
    with pytest.raises(BadInputError) as caught:
        recompose(one(ROLE), SharedObjective(text="o", serves="O1"), DIRECTORY, TARGETS)
    assert "role:1" in caught.value.within("en")


def test_a_change_of_nothing_known_touches_nobody() -> None:
    assert one(CHANGE.model_copy(update={"target": "key_result:9"})).departments == ()


def test_a_need_without_a_queue_touches_whoever_sends() -> None:
    need = Need(title="t", statement="s", waiting=None, senders=("Sales", "Legal"))
    assert one(need).departments == ("Sales", "Legal")
    assert one(need.model_copy(update={"waiting": "Legal"})).departments == ("Legal", "Sales")


def test_whoever_stands_twice_is_named_in_both_languages() -> None:
    liaison = Liaison(account="cy", name="Cy", department="Finance")
    with pytest.raises(BadInputError) as found:
        compose([DraftItem(body=liaison, cites=())] * 2, DIRECTORY, TARGETS)
    assert found.value.sentence.en == "liaison:cy stands twice."
    assert found.value.sentence.zh == "liaison:cy 重复出现。"


def test_an_edit_of_a_change_touches_what_its_target_touches() -> None:
    again = recompose(one(CHANGE), CHANGE.model_copy(update={"after": "8"}), DIRECTORY, TARGETS)
    assert again.departments == ("Legal", "Sales")


def test_who_is_unknown_is_said_with_the_item() -> None:
    with pytest.raises(BadInputError) as found:
        one(ROLE.model_copy(update={"accountable": "zoe"}))
    assert found.value.sentence.en == "role:1: there is no account 'zoe' in the directory."
    assert found.value.sentence.zh == "role:1：人员名册中没有账号「zoe」。"
