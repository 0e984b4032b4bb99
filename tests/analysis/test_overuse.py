import random
from itertools import combinations
from math import comb

import pytest

from analysis.overuse import tail, threshold


@pytest.mark.parametrize(
    ("total", "marked", "drawn", "hits"),
    [(8, 3, 4, 2), (8, 3, 4, 3), (9, 5, 3, 0), (7, 7, 2, 2), (7, 2, 6, 1)],
)
def test_the_tail_agrees_with_counting_all_ways(
    total: int, marked: int, drawn: int, hits: int
) -> None:
    ways = [sum(place < marked for place in pick) for pick in combinations(range(total), drawn)]
    expected = sum(found >= hits for found in ways) / len(ways)
    assert tail(total, marked, drawn, hits) == pytest.approx(expected)


def test_the_lady_tasting_tea() -> None:
    assert tail(8, 4, 4, 4) == 1 / comb(8, 4)  # Fisher 1935: one in seventy


@pytest.mark.parametrize(
    ("smallest", "limit"),
    [
        ([], 0.01),
        ([1e-9], 0.01),
        ([1e-9] * 4, 0.0025),
        ([1e-9, 1e-9, 0.3, 0.4, 0.5], 0.005),
        ([1e-9, 0.009, 0.009], 0.005),
    ],
)
def test_only_tests_that_could_come_out_are_corrected_for(
    smallest: list[float], limit: float
) -> None:
    assert threshold(smallest) == pytest.approx(limit)


def test_the_threshold_spends_no_more_than_alpha() -> None:
    draw = random.Random(1)
    for _ in range(200):
        smallest = [10 ** draw.uniform(-8, 0) for _ in range(draw.randint(1, 60))]
        limit = threshold(smallest)
        assert limit * sum(p <= limit for p in smallest) <= 0.01 + 1e-12
