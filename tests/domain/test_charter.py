import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from domain.charter import Charter, adjusted, amended
from domain.composing import compose
from domain.errors import BadInputError
from domain.items import Body, Change, KeyResult, SharedObjective
from domain.suggestion import KINDS, DraftItem, Item, Kind
from tests.approvals import DIRECTORY, NOW, PRACTICES, ROLES, suggestion

GOALS: tuple[Body, ...] = (
    SharedObjective(text="sign sooner", serves="O1"),
    KeyResult(
        text="24 days",
        measure="lead",
        unit="days",
        better="lower",
        baseline=Decimal("31.5"),
        target=Decimal("24"),
        current=Decimal("29.2"),
        weight=1000,
        due=dt.date(2026, 9, 30),
        owner="ana",
        source="measures.csv",
        affects=("Sales", "Legal"),
    ),
)
EMPTY = Charter(collaboration="onboarding-1", title="Faster", language="en")


def items(*bodies: Body, targets: dict[str, tuple[str, ...]] | None = None) -> tuple[Item, ...]:
    return compose([DraftItem(body=body) for body in bodies], DIRECTORY, targets or {})


def approved(charter: Charter, kind: Kind, bodies: Sequence[Body], number: int = 1) -> Charter:
    one = suggestion(bodies).model_copy(
        update={
            "id": f"onboarding-1:{kind}:{number}",
            "kind": kind,
            "items": items(*bodies, targets=charter.targets),
        }
    )
    return amended(charter, one, ("ana", "bo"), NOW)


def change(field: str, after: str, target: str = "key_result:1", before: str = "x") -> Change:
    return Change.model_validate(
        {"target": target, "field": field, "before": before, "after": after, "reason": "late"}
    )


def result(goals: tuple[Item, ...]) -> KeyResult:
    (found,) = [item.body for item in goals if isinstance(item.body, KeyResult)]
    return found


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "adjustment"])
def test_what_is_approved_makes_the_next_revision(kind: Kind) -> None:
    after = approved(EMPTY, kind, ROLES)
    assert (after.revision, len(getattr(after, kind))) == (1, 3)
    assert after.fingerprint != EMPTY.fingerprint
    (approval,) = after.approvals
    assert (approval.suggestion, approval.kind) == (f"onboarding-1:{kind}:1", kind)
    assert (approval.decided_by, approval.at, approval.revision) == (("ana", "bo"), NOW, 1)
    untouched = [one for one in KINDS if one != kind]
    assert all(getattr(after, one) == () for one in untouched)


@pytest.mark.parametrize("kind", ["need", "team", "roles", "goals", "cadence"])
def test_what_holds_for_everybody_replaces_what_stood_there(kind: Kind) -> None:
    twice = approved(approved(EMPTY, kind, ROLES), kind, ROLES[:1], 2)
    assert len(getattr(twice, kind)) == 1
    assert (twice.revision, len(twice.approvals)) == (2, 2)


@pytest.mark.parametrize("kind", ["digest", "resolution", "idea"])
def test_what_was_said_or_settled_is_added(kind: Kind) -> None:
    twice = approved(approved(EMPTY, kind, ROLES), kind, ROLES[:1], 2)
    assert len(getattr(twice, kind)) == 4


def test_every_revision_has_its_own_fingerprint_and_survives_json() -> None:
    charter, seen = EMPTY, {EMPTY.fingerprint}
    for kind in ("need", "roles", "goals", "cadence"):
        charter = approved(charter, kind, GOALS)
        assert charter.fingerprint not in seen
        seen.add(charter.fingerprint)
    again = Charter.model_validate_json(charter.model_dump_json())
    assert again == charter
    assert again.fingerprint == charter.fingerprint


def full() -> Charter:
    return approved(approved(approved(EMPTY, "goals", GOALS), "cadence", PRACTICES), "roles", ROLES)


def test_goals_cadence_and_roles_can_be_adjusted() -> None:
    targets = full().targets
    assert set(targets) == {
        *("objective:1", "key_result:1", "practice:1", "practice:2"),
        *("role:1", "role:2", "role:3"),
    }
    assert set(targets["key_result:1"]) == {"Sales", "Legal"}
    assert set(full().key_results) == {"key_result:1"}


@pytest.mark.parametrize(
    ("field", "after", "kept"),
    [
        ("target", "26", Decimal("26")),
        ("due", "2026-12-31", dt.date(2026, 12, 31)),
        ("owner", "bo", "bo"),
        ("weight", "900", 900),
        ("text", "26 days\nor so", "26 days or so"),
    ],
)
def test_an_adjustment_changes_the_item_that_it_names(field: str, after: str, kept: Any) -> None:
    before = full()
    charter = approved(before, "adjustment", [change(field, after)])
    assert getattr(result(charter.goals), field) == kept
    old, new = before.goals[1], charter.goals[1]
    assert new.fingerprint != old.fingerprint
    assert (new.id, new.cites) == (old.id, old.cites)
    assert charter.goals[0] == before.goals[0]
    assert (charter.cadence, charter.roles) == (before.cadence, before.roles)
    assert len(charter.adjustment) == 1


def test_the_new_fingerprint_is_the_one_of_an_item_composed_like_it() -> None:
    charter = approved(full(), "adjustment", [change("target", "26")])
    assert charter.goals[1].fingerprint == items(*[i.body for i in charter.goals])[1].fingerprint


def test_several_changes_of_one_item_add_up() -> None:
    charter = approved(full(), "adjustment", [change("target", "26"), change("due", "2026-12-31")])
    assert (result(charter.goals).target, result(charter.goals).due.month) == (Decimal(26), 12)


def test_the_cadence_can_be_adjusted_too() -> None:
    charter = approved(full(), "adjustment", [change("owner", "cy", "practice:1")])
    assert charter.cadence[0].body.model_dump()["owner"] == "cy"
    assert len(charter.goals) == 2


@pytest.mark.parametrize(
    ("field", "after", "target"),
    [
        ("target", "many", "key_result:1"),
        ("target", "NaN", "key_result:1"),
        ("target", "1e400", "key_result:1"),
        ("target", "1.23456", "key_result:1"),
        ("due", "next week", "key_result:1"),
        ("due", "2026-02-30", "key_result:1"),
        ("weight", "0", "key_result:1"),
        ("weight", "1001", "key_result:1"),
        ("weight", "12.5", "key_result:1"),
        ("text", " ", "key_result:1"),
        ("text", "x" * 301, "key_result:1"),
        ("target", "26", "objective:1"),
        ("text", "x", "role:1"),
        ("target", "26", "key_result:9"),
    ],
)
def test_a_value_that_cannot_be_is_refused_in_a_sentence(
    field: str, after: str, target: str
) -> None:
    with pytest.raises(BadInputError) as found:
        approved(full(), "adjustment", [change(field, after, target)])
    en, zh = found.value.sentence.en, found.value.sentence.zh
    assert target in en
    assert target in zh
    assert en != zh
    assert len(en) < 300


def test_what_is_not_a_change_adjusts_nothing() -> None:
    assert adjusted(full().goals, items(*ROLES)) == full().goals
