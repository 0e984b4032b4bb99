import numpy as np
import pytest

from analysis import bootstrap


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
