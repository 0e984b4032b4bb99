"""Whether a term is over-represented in one department: exact, and corrected for looking."""

import math
from collections.abc import Iterable
from functools import lru_cache

ALPHA = 0.01


@lru_cache(maxsize=8192)
def tail(total: int, marked: int, drawn: int, hits: int) -> float:
    """Return P(X >= hits): one-sided Fisher exact test, the hypergeometric tail.

    Of `total` items `marked` hold the term; `drawn` are the department's, `hits` of them hold it.
    """
    whole = math.comb(total, drawn)
    ways = sum(
        math.comb(marked, k) * math.comb(total - marked, drawn - k)
        for k in range(hits, min(marked, drawn) + 1)
    )
    return ways / whole


def threshold(smallest: Iterable[float], alpha: float = ALPHA) -> float:
    """Return the p-value up to which a test counts, with a chance of any false alarm under `alpha`.

    Bonferroni over the tests that could come out at all (Tarone 1990): `smallest` gives, for each
    test, the least p-value that its margins allow. Tests that could never pass cost nothing.
    """
    ordered = sorted(smallest)
    for tests in range(1, len(ordered) + 1):
        if tests == len(ordered) or ordered[tests] > alpha / tests:
            return alpha / tests
    return alpha
