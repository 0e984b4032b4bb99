from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.okr import kept, progress


@pytest.mark.parametrize(
    ("start", "current", "target", "share"),
    [
        (30, 44, 50, "0.7"),
        (9, 6, 4, "0.6"),
        (30, 20, 50, "-0.5"),
        (30, 60, 50, "1.5"),
        (0.1, 0.24, 0.3, "0.7"),
        (Decimal("1.1"), Decimal("1.1"), Decimal("2"), "0"),
    ],
)
def test_progress_is_the_exact_share_of_the_way(
    start: float | Decimal, current: float | Decimal, target: float | Decimal, share: str
) -> None:
    assert progress(start, current, target) == Fraction(share)


def test_there_is_no_share_of_no_way() -> None:
    assert progress(5, 7, Decimal("5.0")) is None


@given(st.integers(-999, 999), st.integers(-999, 999), st.integers(-999, 999))
def test_progress_does_not_care_which_way_is_up(start: int, current: int, target: int) -> None:
    assert progress(start, current, target) == progress(-start, -current, -target)


@pytest.mark.parametrize(
    ("current", "better", "met"),
    [(4, "lower", True), (5, "lower", True), (6, "lower", False)]
    + [(4, "higher", False), (5, "higher", True), (6, "higher", True)],
)
def test_a_result_is_kept_when_it_is_no_worse_than_its_target(
    current: int, better: str, met: bool
) -> None:
    assert kept(current, 5, "lower" if better == "lower" else "higher") is met
