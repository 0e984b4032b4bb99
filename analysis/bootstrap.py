"""How sure a median or a total is: a seeded percentile bootstrap over cases.

A draw is nothing but how often it has each case (Efron and Tibshirani 1993, chapters 8 and 13), so
no value is copied: a total is a product with those counts, a median a place in their running sum.
"""

from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

DRAWS = 2_000
_FEWEST_DRAWS = 200
_MOST_DRAWN = 40_000_000  # draws times values in all
MOST_BUNDLES = 1_000
_AT_ONCE = 200  # draws of totals
_IN_CACHE = 16_000  # draws times clusters that are counted at once
_CELLS = 1_000_000  # draws times clusters, or values, held at once: a long log needs no gigabytes
_SPREADS = 6.0
"""How many standard deviations of a median's rank are looked at on each side, before all are."""


def median_interval(
    values: Sequence[float] | NDArray[np.float64],
    clusters: Sequence[str] | NDArray[np.integer],
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Return the 95 % percentile bootstrap interval of the median of `values`.

    Whole clusters (cases) are drawn with replacement, because the waits of one case are not
    independent (Efron and Tibshirani 1993, chapter 8). `clusters` names the case of each value.
    Of more than 20,000 values fewer draws are made, 200 at least: their interval is narrow.
    Raises ValueError without values.
    """
    if not len(values):
        raise ValueError("no values")
    order = np.argsort(np.asarray(values, dtype=np.float64), kind="stable")
    ranked = np.asarray(values, dtype=np.float64)[order]
    number = pl.Series(np.asarray(clusters)).rank("dense")  # np.unique imports numpy.ma, for 50 ms
    member = number.to_numpy().astype(np.intp)[order] - 1
    many = int(member.max()) + 1
    batch = max(1, _CELLS // many)
    draws = max(_FEWEST_DRAWS, min(DRAWS, _MOST_DRAWN // len(ranked)))
    medians = [
        _medians(ranked, member, _times(min(batch, draws - done), many, rng))
        for done in range(0, draws, batch)
    ]
    return _ends(np.concatenate(medians))


def _ends(drawn: NDArray[np.float64]) -> tuple[float, float]:
    """Return the percentiles 2.5 and 97.5, as np.quantile: that imports numpy.ma, for 50 ms."""
    places = np.array([0.025, 0.975]) * (len(drawn) - 1)
    low, high = np.interp(places, np.arange(len(drawn)), np.sort(drawn)).tolist()
    return low, high


def _times(draws: int, clusters: int, rng: np.random.Generator) -> NDArray[np.float64]:
    """Return how often each cluster is drawn, a row for each draw."""
    times = np.empty((draws, clusters))
    some = max(1, _IN_CACHE // clusters)
    for start in range(0, draws, some):
        rows = times[start : start + some]
        drawn = (rng.random(rows.shape) * clusters).astype(np.intp)
        drawn += np.arange(0, rows.size, clusters)[:, None]
        rows[:] = np.bincount(drawn.ravel(), minlength=rows.size).reshape(rows.shape)
    return times


def _medians(
    ranked: NDArray[np.float64], member: NDArray[np.intp], times: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return one median for each draw, found by counting how often each ranked value was drawn.

    Nearly all medians of draws lie close to that of all values, so only the values there are
    counted one by one, and those below them by cluster. What lies elsewhere is looked for in all.
    """
    middle, clusters = len(ranked) // 2, times.shape[1]
    uneven = np.bincount(member[:middle], minlength=clusters) - np.bincount(member) / 2
    near = int(_SPREADS * np.sqrt(uneven @ uneven)) + 1
    found = _within(ranked, member, times, max(0, middle - near), middle + near)
    missed = np.isnan(found)
    if missed.any():
        found[missed] = _within(ranked, member, times[missed], 0, len(ranked))
    return found


def _within(
    ranked: NDArray[np.float64],
    member: NDArray[np.intp],
    times: NDArray[np.float64],
    start: int,
    stop: int,
) -> NDArray[np.float64]:
    """Return the median of each draw where it is one of these ranked values, else NaN."""
    if len(times) > 1 and len(times) * (stop - start) > _CELLS:
        halves = np.array_split(times, 2)
        return np.concatenate([_within(ranked, member, one, start, stop) for one in halves])
    total = times @ np.bincount(member)
    below = times @ np.bincount(member[:start], minlength=times.shape[1])
    running = below[:, None] + np.cumsum(times[:, member[start:stop]], axis=1)
    lower, upper = (total - 1) // 2, total // 2
    inside = (below <= lower) & (running[:, -1] > upper)
    first, last = (
        ranked[start + np.argmax(running > place[:, None], axis=1)] for place in (lower, upper)
    )
    return np.where(inside, (first + last) / 2, np.nan)


def total_intervals(
    totals: NDArray[np.float64], cases: int, rng: np.random.Generator
) -> list[tuple[float, float]]:
    """Return the 95 % percentile bootstrap interval of the sum of each column of `totals`.

    Each row is a case; `cases` is how many there are with those whose row is nothing but zeros,
    which need not be given. More than 1,000 cases are dealt into equal bundles, 1,000 at most,
    which are drawn instead: sums of independent cases vary as much, and the width is uncertain by
    two or three per cent more, as much as it is by the number of draws.
    """
    bundles = -(-cases // -(-cases // MOST_BUNDLES))
    seats = rng.permutation(cases)[: len(totals)] % bundles
    dealt = np.stack([np.bincount(seats, column, bundles) for column in totals.T], axis=1)
    sums = np.concatenate(
        [
            _times(min(_AT_ONCE, DRAWS - done), bundles, rng) @ dealt
            for done in range(0, DRAWS, _AT_ONCE)
        ]
    )
    return [_ends(column) for column in sums.T]
