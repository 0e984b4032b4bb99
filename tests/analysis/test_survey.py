import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.survey import survey_report
from domain.survey import Answer
from domain.survey_report import SurveyReport
from domain.survey_words import PERIODS

NOBODY = ["", "EMPTY", "0", "-", "null", "n/a", "unknown", "MISSING", "未知"]
names = st.sampled_from(["A", "B", "C", "D", *NOBODY])
rows = st.lists(
    st.builds(
        Answer,
        department=names,
        process=st.sampled_from(["p", "q", "r"]),
        waits_on=names,
        times=st.integers(1, 9).map(float),
        per=st.sampled_from(PERIODS),
        hours=st.integers(0, 40).map(float),
        confirmed=st.sampled_from([True, False, None]),
    ).filter(lambda one: one.department != one.waits_on),
    max_size=20,
    unique_by=lambda one: one.subject,
)


def claim(
    source: str, target: str, hours: float = 1, confirmed: bool | None = None, process: str = "p"
) -> Answer:
    return Answer(source, process, target, 1, "week", hours, confirmed)


def report(*answers: Answer) -> SurveyReport:
    return survey_report(answers)


def standings(*answers: Answer) -> dict[tuple[str, str], str]:
    return {(one.source, one.target): one.standing for one in report(*answers).claims}


@settings(max_examples=80)
@given(rows, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(answers: list[Answer], draw: random.Random) -> None:
    other = answers[:]
    draw.shuffle(other)
    assert report(*answers) == report(*other)


@settings(max_examples=80)
@given(rows)
def test_twice_the_hours_are_twice_every_total(answers: list[Answer]) -> None:
    once = report(*answers)
    twice = report(*(one._replace(hours=2 * one.hours) for one in answers))
    for before, after in ((once.queues, twice.queues), (once.matrix, twice.matrix)):
        hours = {str(one.model_dump(exclude=_FIGURES)): one.hours_per_week for one in before}
        doubled = {str(one.model_dump(exclude=_FIGURES)): one.hours_per_week for one in after}
        rounding = 0.02 * max(1, len(answers))
        assert doubled.keys() == hours.keys()
        assert doubled == pytest.approx({key: 2 * h for key, h in hours.items()}, abs=rounding)


_FIGURES = {"hours_per_week", "hours_per_month", "share", "processes", "sources"}


@settings(max_examples=80)
@given(rows)
def test_nobody_is_never_a_department(answers: list[Answer]) -> None:
    found = report(*answers)
    told = found.document("en")
    assert sum(found.survey.placeholders.values()) == sum(not one.is_claim for one in answers)
    for name in ("claims", "matrix", "queues", "needs", "one_sided", "silent"):
        text = json.dumps(told[name])
        assert not [word for word in NOBODY if f'"{word}"' in text]


@settings(max_examples=80)
@given(rows)
def test_the_matrix_the_queues_and_the_claims_add_up_to_the_same(answers: list[Answer]) -> None:
    found = report(*answers)
    whole = sum(one.hours_per_week for one in found.claims)
    assert sum(one.hours_per_week for one in found.matrix) == pytest.approx(whole, abs=0.001)
    assert sum(one.hours_per_week for one in found.queues) == pytest.approx(whole, abs=0.001)
    hours = [one.hours_per_week for one in found.queues]
    assert hours == sorted(hours, reverse=True)
    assert len({(one.source, one.target) for one in found.matrix}) == len(found.matrix)


def test_what_the_other_side_says_decides_whether_a_claim_stands_alone() -> None:
    both = (claim("A", "B"), claim("B", "A"))
    assert set(standings(*both).values()) == {"mutual"}
    assert standings(claim("A", "B"), claim("B", "C"), Answer("C"))["A", "B"] == "unmentioned"
    assert standings(claim("A", "B")) == {("A", "B"): "unanswered"}
    assert standings(claim("A", "B", confirmed=True)) == {("A", "B"): "confirmed"}
    assert standings(claim("A", "B", confirmed=False), claim("B", "A"))["A", "B"] == "denied"


def test_one_sided_are_the_claims_that_nobody_else_bears_out() -> None:
    found = report(claim("A", "B", 5), claim("B", "C"), claim("C", "B"), claim("A", "D", 1))
    assert [(one.source, one.target, one.standing) for one in found.one_sided] == [
        ("A", "B", "unmentioned"),
        ("A", "D", "unanswered"),
    ]
    assert [one.group for one in found.silent] == ["D"]
    assert found.silent[0].named_by == ("A",)


def test_a_queue_is_backed_by_a_second_department_or_by_its_own() -> None:
    backed = {
        one.group: one.backed
        for one in report(
            claim("A", "B"), claim("A", "C"), claim("B", "C"), claim("B", "D", confirmed=True)
        ).queues
    }
    assert backed == {"B": False, "C": True, "D": True}


def test_queues_and_needs_are_ranked_by_hours_and_ties_by_name() -> None:
    found = report(claim("A", "C", 2), claim("A", "B", 2, process="q"), claim("A", "D", 9))
    assert [one.group for one in found.queues] == ["D", "B", "C"]
    assert [(one.rank, one.groups) for one in found.needs] == [
        (1, ("D", "A")),
        (2, ("B", "A")),
        (3, ("C", "A")),
    ]
    assert found.queues[0].hours_per_month == 39.0


def test_a_wait_that_costs_no_hours_is_no_need() -> None:
    found = report(claim("A", "B", 0))
    assert found.needs == ()
    assert found.queues[0].share is None


def test_one_department_written_in_two_ways_is_one() -> None:
    found = report(claim("Sales", "Legal"), claim("Ops", "legal", process="q"), claim("Q", "Legal"))
    assert [one.group for one in found.queues] == ["Legal"]
    assert found.queues[0].claims == 3


def test_an_answer_that_stands_twice_counts_once() -> None:
    found = report(claim("A", "B"), claim("A", "B"))
    assert (found.survey.answers, found.survey.claims, found.survey.copies) == (1, 1, 1)


def test_every_figure_says_that_it_is_self_reported_and_none_has_an_interval() -> None:
    told = report(claim("A", "B"), claim("C", "B"), Answer("B")).document("zh")
    assert told["survey"] == {
        "answers": 3,
        "claims": 2,
        "departments": 3,
        "copies": 0,
        "placeholders": {},
        "source": "self-reported",
        "label": "自报",
    }
    for name in ("claims", "matrix", "queues", "needs", "one_sided"):
        for row in told[name]:  # type: ignore[attr-defined]
            assert row["basis"] == "self-reported"
    text = json.dumps(told)
    assert "interval" not in text
    assert "queue_hours" not in text
