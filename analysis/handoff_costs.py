"""What it costs departments to work together, by how often they hand work to each other.

Who hands off much has ways to do so already: of two teams the one whose members' departments
exchange more costs less. The busiest pair of departments costs 1, one with half as many hand-offs
2. People of one department cost nothing between them.
"""

from collections import Counter
from collections.abc import Iterable

import polars as pl

from analysis.timers import with_timers
from analysis.waits import arrivals, stays
from domain.aims import Link

Counts = tuple[tuple[str, str, int], ...]
"""Two departments, the first by name first, and the hand-offs between them, either way."""


def hand_off_counts(table: pl.DataFrame, departments: Iterable[str]) -> Counts:
    """Count the hand-offs between these departments, the most first, then by name."""
    wanted = set(departments)
    arrived = arrivals(stays(with_timers(table)))
    found: Counter[tuple[str, str]] = Counter()
    for row in arrived.group_by("sender", "department").len().iter_rows(named=True):
        pair = sorted((str(row["sender"]), str(row["department"])))
        if row["sender"] is not None and set(pair) <= wanted and pair[0] != pair[1]:
            found[pair[0], pair[1]] += int(row["len"])
    ordered = sorted(found.items(), key=lambda one: (-one[1], one[0]))
    return tuple((a, b, count) for (a, b), count in ordered)


def costs(counts: Counts) -> tuple[Link, ...]:
    """Return what each pair costs: how many times fewer hand-offs it has than the busiest one."""
    most = max((count for _, _, count in counts), default=1)
    return tuple(Link(a=a, b=b, cost=round(most / count, 2)) for a, b, count in counts)
