"""Teams that are clearly different from those found already."""

import math
from collections.abc import Callable, Mapping, Sequence

from analysis.best_team import Found
from analysis.demands import Demand

MOST = 3


def others(first: Sequence[int], search: Callable[[Mapping[str, Demand]], Found]) -> list[Found]:
    """Return up to three more teams; each has other people in a third of its seats or more.

    `search` looks for a team that keeps further demands as well.
    """
    teams, found = [tuple(first)], []
    for _ in range(MOST):
        other = search(_differing(teams))
        if not other.chosen:
            break
        teams.append(other.chosen)
        found.append(other)
    return found


def _differing(teams: Sequence[tuple[int, ...]]) -> dict[str, Demand]:
    return {
        f"differs:{n}": Demand(team, len(team) - max(1, math.ceil(len(team) / 3)), "at most")
        for n, team in enumerate(teams)
    }
