from analysis.decisions import decisions
from analysis.reversals import Reversal, reversals
from tests.analysis.watching import Records, change, practice, text


def found(kept: Records) -> dict[str, frozenset[Reversal]]:
    return reversals(kept.watched, decisions(kept.watched))


def test_a_way_back_reverses_the_yes_of_whoever_is_asked_anew() -> None:
    kept = Records([text()])
    ana, bo = kept.says("ana", "approve", 10), kept.says("bo", "approve", 20)
    kept.says("cy", "roll_back", 30)
    kept.asks("bo", 31, again=1)
    again = kept.says("bo", "approve", 40)
    assert found(kept) == {bo: {"rolled_back"}}
    assert {ana, again}.isdisjoint(found(kept))


def test_a_way_back_in_another_revision_reverses_nothing() -> None:
    kept = Records([text(), text(practice("daily"), revision=2)])
    kept.says("ana", "approve", 10, kept.texts[0])
    kept.says("cy", "roll_back", 30)
    kept.asks("ana", 31, again=1)
    assert found(kept) == {}


def test_a_later_no_of_the_same_person_to_the_same_words_reverses_their_yes() -> None:
    first = text(practice("weekly"), practice("chat"))
    second = text(practice("weekly"), practice("daily"), revision=2)
    kept = Records([first, second])
    own = (first.items[0].fingerprint,)
    ana = kept.says("ana", "approve", 10, first, fingerprints=own)
    kept.says("cy", "approve", 15, first)
    kept.says("bo", "edit", 20, second)
    kept.says("ana", "reject", 30, second)
    kept.says("cy", "reject", 40, second)
    assert found(kept) == {ana: {"own_no"}}


def test_a_no_to_other_words_or_of_somebody_else_or_before_reverses_nothing() -> None:
    first, second = text(), text(practice("daily"), revision=2)
    kept = Records([first, second])
    kept.says("ana", "request_changes", 5, first)
    kept.says("ana", "approve", 10, first)
    kept.says("bo", "reject", 20, first)
    kept.says("ana", "reject", 30, second)
    assert found(kept) == {}


def test_an_adjustment_that_was_approved_is_told_of_the_items_that_a_person_signed() -> None:
    held = text(practice("weekly"), practice("chat"))
    moved = text(change("i2"), id="onboarding:adjustment:1", kind="adjustment")
    kept = Records([held, moved])
    ana = kept.says("ana", "approve", 10, held, fingerprints=(held.items[1].fingerprint,))
    kept.says("bo", "approve", 11, held, fingerprints=(held.items[0].fingerprint,))
    kept.ends(held, "approved", 12)
    assert found(kept) == {}
    kept.ends(moved, "approved", 100)
    assert found(kept) == {ana: {"adjusted"}}


def test_only_what_the_charter_held_at_that_time_is_changed() -> None:
    old = text()
    new = text(practice("daily"), id="onboarding:cadence:2")
    elsewhere = text(id="other:cadence:1")
    moved = text(change("i1"), id="onboarding:adjustment:1", kind="adjustment")
    kept = Records([old, new, elsewhere, moved])
    keys = [kept.says("ana", "approve", 10, one) for one in (old, new, elsewhere)]
    for place, one in enumerate((old, elsewhere, new, moved)):
        kept.ends(one, "approved", 20 + place)
    assert found(kept) == {keys[1]: {"adjusted"}}


def test_a_rejected_adjustment_changes_nothing() -> None:
    held = text()
    moved = text(change("i1"), id="onboarding:adjustment:1", kind="adjustment")
    kept = Records([held, moved])
    kept.says("ana", "approve", 10, held)
    kept.ends(held, "approved", 12)
    kept.ends(moved, "rejected", 100)
    assert found(kept) == {}
