import pytest

from analysis.decisions import decisions
from tests.analysis.watching import LONG, Records, at, practice, text


def test_a_decision_is_timed_from_when_this_person_was_asked_about_this_revision() -> None:
    kept = Records([text(), text(practice("daily"), revision=2, made=100)])
    kept.asks("ana", 10, kept.texts[0])
    kept.asks("ana", 110)
    kept.asks("bo", 120)
    kept.says("ana", "approve", 170)
    (one,) = decisions(kept.watched)
    assert one.elapsed == 60
    assert one.at == at(170)


def test_an_edit_is_timed_by_the_revision_that_was_read_not_the_one_it_made() -> None:
    kept = Records([text(), text(practice("weekly", LONG + "!"), revision=2, made=50)])
    kept.asks("ana", 10, kept.texts[0])
    kept.says("ana", "edit", 50)
    (one,) = decisions(kept.watched)
    assert (one.seen, one.elapsed, one.quick) == (1, 40, None)
    assert one.edit
    assert 0 < one.edit.characters < 10


def test_who_may_sign_instead_is_timed_from_the_escalation() -> None:
    kept = Records([text()])
    kept.asks("ana", 5)
    kept.asks("boss", 1000, sort="escalated")
    kept.asks("ana", 1000, sort="escalated")
    kept.says("boss", "approve", 1030)
    kept.says("ana", "approve", 1040)
    boss, ana = decisions(kept.watched)
    assert (boss.elapsed, ana.elapsed) == (30, 1035)


def test_after_a_way_back_the_time_begins_anew() -> None:
    kept = Records([text()])
    kept.asks("ana", 0)
    kept.says("ana", "approve", 30)
    kept.asks("ana", 100, again=1)
    kept.says("ana", "approve", 140)
    first, second = decisions(kept.watched)
    assert (first.elapsed, second.elapsed) == (30, 40)


def test_who_decides_before_being_told_read_it_at_most_since_it_was_made() -> None:
    kept = Records([text(made=7)])
    kept.says("ana", "approve", 9)
    kept.asks("ana", 11)
    (one,) = decisions(kept.watched)
    assert one.elapsed == 2


def test_without_the_text_and_the_message_the_time_is_not_known() -> None:
    kept = Records([text()])
    kept.says("ana", "approve", 9)
    kept.texts.clear()
    (one,) = decisions(kept.watched)
    assert (one.elapsed, one.had, one.needed, one.quick) == (None, None, None, None)


@pytest.mark.parametrize(("seconds", "quick"), [(2, True), (8, True), (11, False), (4000, False)])
def test_an_approval_faster_than_reading_is_quick(seconds: float, quick: bool) -> None:
    kept = Records([text()])  # some 700 characters: not quite ten seconds at a skim
    kept.asks("ana", 0)
    kept.says("ana", "approve", seconds)
    (one,) = decisions(kept.watched)
    assert one.quick is quick


def test_a_row_of_approvals_after_a_long_wait_is_quick_but_for_the_first() -> None:
    kept = Records([text(id=f"onboarding:cadence:{n}") for n in (1, 2, 3)])
    for one in kept.texts:
        kept.asks("ana", 0, one)
    for place, one in enumerate(kept.texts):
        kept.says("ana", "approve", 7200 + 2 * place, one)
    assert [one.quick for one in decisions(kept.watched)] == [False, True, True]


def test_what_was_approved_before_in_the_same_words_need_not_be_read_again() -> None:
    first = text(practice("weekly"), practice("chat"))
    second = text(practice("weekly"), practice("chat", "one room"), revision=2, made=100)
    kept = Records([first, second])
    kept.asks("ana", 0, first)
    kept.says("ana", "approve", 60, first)
    kept.asks("ana", 100, second)
    kept.says("ana", "approve", 104, second)
    kept.asks("ana", 200, second, again=1)
    kept.says("ana", "approve", 201, second)
    assert [one.quick for one in decisions(kept.watched)] == [False, False, None]


@pytest.mark.parametrize("verb", ["comment", "ask", "transfer", "expire", "roll_back", "remind"])
def test_other_verbs_are_no_decisions(verb: str) -> None:
    kept = Records([text()])
    kept.says("ana", verb, 5)
    assert decisions(kept.watched) == ()


def test_refused_attempts_and_what_nobody_did_are_no_decisions() -> None:
    kept = Records([text()])
    kept.says("ana", "approve", 5, result="refused")
    kept.says("ana", "approve", 5, actor=None)
    kept.says("ana", "approve", 5, suggestion="onboarding")
    assert decisions(kept.watched) == ()
