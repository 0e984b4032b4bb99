"""Teams that are clearly different from those found already."""

import math
from collections.abc import Callable, Mapping, Sequence

from analysis.best_team import Found
from analysis.demands import Demand

MOST = 3


def others(
    first: Found, people: int, by_size: bool, search: Callable[[Mapping[str, Demand]], Found]
) -> list[Found]:
    """Return up to three more teams; of any two, each has others in a third of its seats or more.

    `search` looks for a team of `people` that keeps further demands as well. `by_size`: what is
    best is fewest members. No other team is smaller than a proved smallest one, and that is known
    without saying so to the solver, who would take longer.
    """
    teams, found = [first.chosen], list[Found]()
    while len(found) < MOST:
        other = _another(teams, people, by_size and first.status == "OPTIMAL", search)
        if not other.chosen:
            break
        teams.append(other.chosen)
        found.append(other)
    return found


def _another(
    teams: Sequence[tuple[int, ...]],
    people: int,
    smallest: bool,
    search: Callable[[Mapping[str, Demand]], Found],
) -> Found:
    """Return one more team. First one that brings enough for any size, else a smaller one."""
    if smallest:
        return search(_differing(teams))
    new = max(map(_third, teams))
    other = search(_differing(teams) | _bringing(teams, people, new))
    while other.status == "INFEASIBLE" and (new := new // 2 if new > 3 else new - 1):
        few = {"few": Demand(tuple(range(people)), 3 * new, "at most")}
        other = search(_differing(teams) | _bringing(teams, people, new) | few)
    return other


def _differing(teams: Sequence[tuple[int, ...]]) -> dict[str, Demand]:
    """Keep at most two thirds of each team."""
    return {
        f"differs:{number}": Demand(team, len(team) - _third(team), "at most")
        for number, team in enumerate(teams)
    }


def _bringing(teams: Sequence[tuple[int, ...]], people: int, new: int) -> dict[str, Demand]:
    """Bring as many who are not in a team as are left out of it, or `new` of up to thrice as many.

    Else a smaller team could be one of them with somebody left out.
    """
    everybody = set(range(people))
    return {
        f"brings:{number}": Demand(
            tuple(sorted(everybody.difference(team))), min(new, _third(team))
        )
        for number, team in enumerate(teams)
    }


def _third(team: Sequence[int]) -> int:
    return max(1, math.ceil(len(team) / 3))
