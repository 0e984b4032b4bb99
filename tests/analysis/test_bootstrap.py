import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import bootstrap

SHORT = 40
"""Draws in the tests that draw one by one."""


def drawn_one_by_one(cases: int, rng: np.random.Generator) -> list[list[int]]:
    """Draw cases with replacement as the module does, which then only counts them."""
    return [[int(one * cases) for one in rng.random(cases)] for _ in range(SHORT)]


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12)), min_size=1, max_size=60),
    st.integers(0, 9),
)
def test_the_interval_is_that_of_the_medians_of_the_values_that_each_draw_has(
    waits: list[tuple[int, int]], seed: int
) -> None:
    values, cases = [float(hours) for hours, _ in waits], [case for _, case in waits]
    names = sorted(set(cases))
    medians = [
        np.median([hours for case in drawn for hours, own in waits if own == names[case]])
        for drawn in drawn_one_by_one(len(names), np.random.default_rng(seed))
    ]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bootstrap, "DRAWS", SHORT)
        patched.setattr(bootstrap, "_FEWEST_DRAWS", SHORT)
        for spreads in (0.0, 6.0):  # nearly all are looked for in all values, or hardly any
            patched.setattr(bootstrap, "_SPREADS", spreads)
            found = bootstrap.median_interval(values, np.array(cases), np.random.default_rng(seed))
            assert found == pytest.approx(np.quantile(medians, [0.025, 0.975]).tolist())


@settings(max_examples=80, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), min_size=1, max_size=30),
    st.integers(0, 5),
    st.integers(0, 9),
)
def test_the_interval_is_that_of_the_totals_of_the_cases_that_each_draw_has(
    rows: list[tuple[int, int]], others: int, seed: int
) -> None:
    cases, rng = len(rows) + others, np.random.default_rng(seed)
    seats = rng.permutation(cases)[: len(rows)].tolist()
    seated = dict(zip(seats, rows, strict=True))
    totals = [
        [sum(seated.get(case, (0, 0))[column] for case in drawn) for column in (0, 1)]
        for drawn in drawn_one_by_one(cases, rng)
    ]
    expected = np.quantile(totals, [0.025, 0.975], axis=0).T
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(bootstrap, "DRAWS", SHORT)
        given_rows = np.array(rows, dtype=np.float64)
        found = bootstrap.total_intervals(given_rows, cases, np.random.default_rng(seed))
    assert np.array(found) == pytest.approx(expected)


def test_bundles_hold_the_same_number_of_cases(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bootstrap, "MOST_BUNDLES", 2_000)
    ((low, high),) = bootstrap.total_intervals(np.ones((3_000, 1)), 3_000, np.random.default_rng(1))
    assert (low, high) == (3_000.0, 3_000.0)  # cases that are all alike leave nothing to chance


def test_the_interval_of_equal_values_is_that_value() -> None:
    interval = bootstrap.median_interval([4.0] * 9, list("abcdefghi"), np.random.default_rng(0))
    assert interval == (4.0, 4.0)


def test_the_interval_agrees_with_drawing_the_values_themselves() -> None:
    values = np.random.default_rng(5).lognormal(2, 1, size=81)
    cases = [f"C{n}" for n in range(81)]
    low, high = bootstrap.median_interval(values.tolist(), cases, np.random.default_rng(1))
    draws = np.random.default_rng(2).choice(values, size=(20_000, 81))
    expected = np.quantile(np.median(draws, axis=1), [0.025, 0.975])
    assert [low, high] == pytest.approx(expected.tolist(), rel=0.1)


def test_waits_of_one_case_are_drawn_together() -> None:
    values = [1.0] * 50 + [9.0] * 50
    apart = bootstrap.median_interval(
        values, [str(n) for n in range(100)], np.random.default_rng(0)
    )
    together = bootstrap.median_interval(values, ["a"] * 50 + ["b"] * 50, np.random.default_rng(0))
    assert apart == (1.0, 9.0)
    assert together == (1.0, 9.0)
    one_case = bootstrap.median_interval(values, ["a"] * 100, np.random.default_rng(0))
    assert one_case == (5.0, 5.0)  # one case tells nothing about another: no spread to draw


def test_a_long_log_is_drawn_in_parts_with_the_same_result(monkeypatch: pytest.MonkeyPatch) -> None:
    values, cases = [float(n) for n in range(40)], [str(n) for n in range(40)]
    whole = bootstrap.median_interval(values, cases, np.random.default_rng(0))
    monkeypatch.setattr(bootstrap, "_CELLS", 1_000)
    assert bootstrap.median_interval(values, cases, np.random.default_rng(0)) == whole


def test_the_interval_of_a_total_agrees_with_drawing_the_cases_themselves() -> None:
    totals = np.random.default_rng(5).lognormal(2, 1, size=(90, 2))
    found = bootstrap.total_intervals(totals, 100, np.random.default_rng(1))
    every = np.vstack([totals, np.zeros((10, 2))])
    drawn = np.random.default_rng(2).integers(100, size=(5_000, 100))
    expected = np.quantile(every[drawn].sum(axis=1), [0.025, 0.975], axis=0).T
    assert np.array(found) == pytest.approx(expected, rel=0.05)


def test_many_cases_are_dealt_into_bundles_that_vary_as_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    totals = np.random.default_rng(5).lognormal(2, 1, size=(4_000, 1))
    ((low, high),) = bootstrap.total_intervals(totals, 4_000, np.random.default_rng(1))
    monkeypatch.setattr(bootstrap, "MOST_BUNDLES", 4_000)
    ((lower, higher),) = bootstrap.total_intervals(totals, 4_000, np.random.default_rng(1))
    assert high - low == pytest.approx(higher - lower, rel=0.15)
    assert low < totals.sum() < high


def test_no_values_have_no_median() -> None:
    with pytest.raises(ValueError, match="no values"):
        bootstrap.median_interval([], [], np.random.default_rng(0))
