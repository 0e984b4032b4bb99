from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.decisions import DECIDING
from analysis.oversight import FEWEST, QUICK_SHARE, Warned, oversight, warned
from domain.oversight import Watched
from tests.analysis.watching import Records, practice, text


def many(count: int, seconds: float) -> Records:
    """So many approvals, each so many seconds after being asked, an hour apart."""
    kept = Records([text(id=f"onboarding:cadence:{n}") for n in range(1, count + 1)])
    for place, one in enumerate(kept.texts):
        kept.asks("ana", 3600 * place, one)
        kept.says("ana", "approve", 3600 * place + seconds, one)
    return kept


def test_decisions_are_counted_by_what_was_said() -> None:
    kept = Records([text(), text(practice("daily"), revision=2)])
    said: list[tuple[str, str, dict[str, Any]]] = [
        ("ana", "approve", {"verified": True}),
        ("ana", "request_changes", {}),
        ("ana", "redraft", {}),
        ("ana", "edit", {}),
        ("ana", "reject", {}),
        ("ana", "comment", {}),
        ("ana", "approve", {"result": "refused"}),
        ("bo", "approve", {"result": "refused"}),
    ]
    for seconds, (who, verb, more) in enumerate(said, 10):
        kept.says(who, verb, seconds, **more)
    ana, bo = oversight(kept.watched)
    assert (ana.decisions, ana.approvals, ana.edits, ana.rejections, ana.sent_back) == (
        5,
        2,
        1,
        1,
        2,
    )
    assert (ana.approval_rate, ana.unverified, ana.refused) == (0.4, 4, 1)
    assert (bo.decisions, bo.approval_rate, bo.refused, bo.warning) == (0, None, 1, "too_few")


def test_times_have_a_median_and_a_ninetieth_percentile() -> None:
    kept = Records([text(id=f"onboarding:cadence:{n}") for n in range(1, 11)])
    for place, one in enumerate(kept.texts, 1):
        kept.asks("ana", 1000 * place, one)
        kept.says("ana", "approve", 1000 * place + 60 * place, one)
    (told,) = oversight(kept.watched)
    assert (told.timed, told.median_elapsed, told.p90_elapsed) == (10, 300, 540)


def test_a_text_is_open_from_its_first_opening_to_the_decision_on_it() -> None:
    kept = Records([text(id=f"onboarding:cadence:{n}") for n in range(1, 5)])
    first, second, later, unopened = kept.texts
    kept.opens("ana", 100, first)
    kept.says("ana", "approve", 130, first)
    kept.opens("ana", 200, second)
    kept.opens("bo", 205, second)
    kept.says("ana", "reject", 290, second)
    kept.says("ana", "approve", 300, later)
    kept.opens("ana", 310, later)  # read in the Temporal UI, and looked at again afterwards
    kept.says("ana", "approve", 320, unopened)
    (told,) = oversight(kept.watched)
    assert (told.decisions, told.opened, told.median_dwell, told.p90_dwell) == (4, 2, 30, 90)


def test_who_edits_had_the_text_before_open() -> None:
    kept = Records([text(), text(practice("daily"), revision=2)])
    kept.opens("ana", 10, kept.texts[0])
    kept.says("ana", "edit", 70, kept.texts[1])
    (told,) = oversight(kept.watched)
    assert (told.opened, told.median_dwell) == (1, 60)


def test_who_decides_on_several_kinds_has_figures_of_all_together() -> None:
    kept = Records([text(), text(id="onboarding:roles:1", kind="roles")])
    for seconds, one in enumerate(kept.texts):
        kept.says("ana", "approve", 10 + seconds, one)
    kept.says("bo", "approve", 20)
    told = [(one.approver, one.kind, one.decisions) for one in oversight(kept.watched)]
    assert told == [
        ("ana", "cadence", 1),
        ("ana", "roles", 1),
        ("ana", None, 2),
        ("bo", "roles", 1),
    ]


@pytest.mark.parametrize(
    ("judged", "quick", "warning"),
    [
        (0, 0, "too_few"),
        (FEWEST - 1, FEWEST - 1, "too_few"),
        (FEWEST, 0, "none"),
        (FEWEST, FEWEST // 2 - 1, "none"),
        (FEWEST, FEWEST // 2, "rubber_stamp"),
        (FEWEST, FEWEST, "rubber_stamp"),
    ],
)
def test_a_warning_needs_enough_approvals_and_a_large_share_of_quick_ones(
    judged: int, quick: int, warning: Warned
) -> None:
    assert warned(judged, quick) == warning
    assert QUICK_SHARE == 0.5


@pytest.mark.parametrize(
    ("count", "seconds", "warning"),
    [
        (FEWEST, 2, "rubber_stamp"),
        (FEWEST, 60, "none"),
        (FEWEST - 1, 2, "too_few"),
    ],
)
def test_who_approves_faster_than_anybody_reads_is_warned_about(
    count: int, seconds: float, warning: Warned
) -> None:
    (one,) = oversight(many(count, seconds).watched)
    assert (one.judged, one.warning) == (count, warning)
    assert one.quick == (count if seconds == 2 else 0)


def test_the_size_of_edits_is_told() -> None:
    kept = Records([text(), text(practice("daily"), revision=2)])
    kept.says("ana", "edit", 10)
    (one,) = oversight(kept.watched)
    assert one.edited_characters > 0
    assert 0 < (one.median_edited_share or 0) < 0.1


def test_without_records_there_are_no_figures() -> None:
    assert oversight(Watched()) == ()


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["ana", "bo"]),
            st.sampled_from([*DECIDING, "comment", "roll_back"]),
            st.floats(0, 1e6),
            st.sampled_from(["recorded", "refused"]),
        ),
        max_size=30,
    )
)
def test_the_parts_add_up_whatever_was_recorded(said: list[tuple[str, str, float, str]]) -> None:
    kept = Records([text()])
    for who, verb, seconds, result in said:
        kept.says(who, verb, seconds, result=result)
    figures = oversight(kept.watched)
    recorded = [one for one in said if one[3] == "recorded" and one[1] in DECIDING]
    assert sum(one.decisions for one in figures) == len(recorded)
    assert sum(one.refused for one in figures) == sum(one[3] == "refused" for one in said)
    for one in figures:
        assert one.approvals + one.rejections + one.sent_back == one.decisions
        assert one.quick <= one.judged <= one.approvals
        assert one.edits <= one.approvals
        assert max(one.rolled_back, one.own_no) <= one.reversals <= one.approvals
        assert one.unverified <= one.decisions
