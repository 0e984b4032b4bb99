"""How sure a median or a total is: a seeded percentile bootstrap over cases."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

DRAWS = 2_000
_FEWEST_DRAWS = 200
_MOST_DRAWN = 40_000_000  # draws times values in all
MOST_BUNDLES = 2_000
_AT_ONCE = 200  # draws of totals
_CELLS = 1_000_000  # draws times values held at once, so that a long log needs no gigabytes


def median_interval(
    values: Sequence[float], clusters: Sequence[str], rng: np.random.Generator
) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of the median of `values`.

    Whole clusters (cases) are drawn with replacement, because the waits of one case are not
    independent (Efron and Tibshirani 1993, chapter 8). `clusters` names the case of each value.
    Of more than 20,000 values fewer draws are made, 200 at least: their interval is narrow.
    Raises ValueError without values.
    """
    if not values:
        raise ValueError("no values")
    order = np.argsort(np.asarray(values, dtype=np.float64), kind="stable")
    ranked = np.asarray(values, dtype=np.float64)[order]
    names, member = np.unique(np.asarray(clusters), return_inverse=True)
    member = member[order]
    batch = max(1, _CELLS // len(ranked))
    draws = max(_FEWEST_DRAWS, min(DRAWS, _MOST_DRAWN // len(ranked)))
    medians = [
        _medians(ranked, member, len(names), min(batch, draws - done), rng)
        for done in range(0, draws, batch)
    ]
    low, high = np.quantile(np.concatenate(medians), [0.025, 0.975])
    return float(low), float(high)


def _medians(
    ranked: NDArray[np.float64],
    member: NDArray[np.intp],
    clusters: int,
    draws: int,
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return one median for each draw, found by counting how often each ranked value was drawn."""
    drawn = rng.integers(clusters, size=(draws, clusters), dtype=np.int32)
    drawn += clusters * np.arange(draws, dtype=np.int32)[:, None]
    times = np.bincount(drawn.ravel(), minlength=draws * clusters).reshape(draws, clusters)
    running = np.cumsum(times[:, member], axis=1, dtype=np.int32)
    total = running[:, -1:]
    lower = np.argmax(running > (total - 1) // 2, axis=1)
    upper = np.argmax(running > total // 2, axis=1)
    middle: NDArray[np.float64] = (ranked[lower] + ranked[upper]) / 2
    return middle


def total_intervals(
    totals: NDArray[np.float64], cases: int, rng: np.random.Generator
) -> list[tuple[float, float]]:
    """Return the 95 % percentile bootstrap interval of the sum of each column of `totals`.

    Each row is a case; `cases` is how many there are with those whose row is nothing but zeros,
    which need not be given. More than 2,000 cases are dealt into so many equal bundles, which are
    drawn instead: sums of independent cases vary as much.
    """
    bundles = min(cases, MOST_BUNDLES)
    seats = rng.permutation(cases)[: len(totals)] % bundles
    dealt = np.zeros((bundles, totals.shape[1]))
    np.add.at(dealt, seats, totals)
    sums = np.concatenate(
        [_sums(dealt, min(_AT_ONCE, DRAWS - done), rng) for done in range(0, DRAWS, _AT_ONCE)]
    )
    low, high = np.quantile(sums, [0.025, 0.975], axis=0)
    return list(zip(low.tolist(), high.tolist(), strict=True))


def _sums(dealt: NDArray[np.float64], draws: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return the sum of each column in each draw."""
    rows = len(dealt)
    drawn = rng.integers(rows, size=(draws, rows), dtype=np.int32)
    drawn += rows * np.arange(draws, dtype=np.int32)[:, None]
    times = np.bincount(drawn.ravel(), minlength=draws * rows).reshape(draws, rows)
    return np.asarray(times @ dealt)
