import re
from typing import Any

import pytest

from domain import events
from domain.composing import compose
from domain.editing import edited
from domain.errors import BadInputError
from domain.items import Change
from domain.suggestion import CheckResult, DraftItem, Suggestion
from tests.approvals import (
    DIRECTORY,
    EVIDENCE,
    NOW,
    ask,
    change,
    drafting,
    pending,
    policy,
    suggestion,
)


def edit(changes: list[dict[str, Any]]) -> Suggestion:
    state = pending()
    return edited(state, ask(state, "edit", "ana", changes=changes), NOW)


def sentence(changes: list[dict[str, Any]]) -> str:
    with pytest.raises(BadInputError) as found:
        edit(changes)
    assert found.value.sentence.zh != found.value.sentence.en
    return found.value.sentence.en


def test_an_edit_is_the_next_revision_in_the_editors_name() -> None:
    before = pending().suggestion
    after = edit(change("role:1", deliverable="all contracts"))
    assert before
    assert (after.revision, after.id, after.evidence) == (2, before.id, before.evidence)
    assert (after.provenance.drafted_by, after.provenance.author) == ("person", "ana")
    assert after.made_at == NOW


def test_only_what_was_changed_has_a_new_fingerprint() -> None:
    before = pending().items
    after = edit(change("role:2", deliverable="bills")).items
    same = [a.fingerprint == b.fingerprint for a, b in zip(after, before, strict=True)]
    assert same == [True, False, True]
    assert [item.id for item in after] == [item.id for item in before]


def test_departments_are_computed_anew() -> None:
    after = edit(change("role:1", accountable="cy", responsible=["dee"]))
    assert after.items[0].departments == ("Ops",)


def test_several_changes_of_one_item_add_up() -> None:
    both = [*change("role:1", deliverable="a"), *change("role:1", accountable="cy")]
    body = edit(both).items[0].body
    assert (body.type, body.model_dump()["deliverable"], body.model_dump()["accountable"]) == (
        "role",
        "a",
        "cy",
    )


def test_a_number_without_evidence_may_come_from_a_person() -> None:
    assert edit(change("role:1", deliverable="77 contracts")).checks == ()


def test_a_person_may_word_what_cites_nothing() -> None:
    state = pending()
    assert state.suggestion
    bare = tuple(item.model_copy(update={"cites": ()}) for item in state.items)
    state = state.model_copy(
        update={"suggestion": state.suggestion.model_copy(update={"items": bare})}
    )
    command = ask(state, "edit", "ana", changes=change("role:1", deliverable="all contracts"))
    assert edited(state, command, NOW).checks == ()


def test_a_finding_is_said_in_the_language_of_the_suggestion() -> None:
    state = pending(language="zh")
    command = ask(state, "edit", "ana", changes=change("role:1", deliverable="invoices"))
    (first, *_) = edited(state, command, NOW).errors
    assert re.search("[一-鿿]", first.message)
    assert not re.search(
        "[一-鿿]", edit(change("role:1", deliverable="invoices")).errors[0].message
    )


def test_a_changed_target_still_touches_the_departments_of_what_it_changes() -> None:
    body = Change(target="key_result:1", field="target", before="6", after="7", reason="slow")
    targets = {"key_result:1": ("Legal", "Sales")}
    draft = DraftItem(body=body, cites=(EVIDENCE[0].id,))
    one = suggestion().model_copy(
        update={"kind": "adjustment", "items": compose([draft], DIRECTORY, targets)}
    )
    people = pending().people
    state = events.published(drafting("adjustment"), one, policy("ana"), people, targets, NOW)
    changes = change(one.items[0].id, after="8")
    after = edited(state, ask(state, "edit", "ana", changes=changes), NOW)
    assert after.items[0].departments == ("Legal", "Sales")
    assert state.targets == targets


def test_other_findings_stay() -> None:
    same = edit(change("role:1", deliverable="invoices"))
    assert isinstance(same.checks[0], CheckResult)
    assert same.errors[0].rule == "roles.same_deliverable"


def test_what_cannot_be_edited_is_said_with_its_item() -> None:
    assert sentence(change("role:7", deliverable="x")).startswith("there is no item role:7")
    assert sentence(change("role:1", type="member")).startswith("role:1: the type")
    assert sentence(change("role:1", colour="red")).startswith("role:1: ")
    assert sentence(change("role:1", deliverable=7)).startswith("role:1: ")
    assert "zoe" in sentence(change("role:1", accountable="zoe"))


def test_there_must_be_a_draft() -> None:
    state = pending()
    with pytest.raises(BadInputError) as found:
        edited(drafting(), ask(state, "edit", "ana", changes=change("role:1", x=1)), NOW)
    assert found.value.sentence.en == "there is no draft to edit yet"
    assert found.value.sentence.zh == "尚无可修改的建议稿"


def test_whoever_names_no_item_is_told_which_there_are() -> None:
    with pytest.raises(BadInputError) as found:
        edit(change("role:7", deliverable="x"))
    assert found.value.sentence.en == "there is no item role:7; there are role:1, role:2, role:3"
    assert found.value.sentence.zh == "没有条目 role:7；现有条目：role:1、role:2、role:3"
