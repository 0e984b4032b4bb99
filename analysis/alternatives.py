"""Teams that are clearly different from those found already."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from analysis.best_team import Found
from analysis.demands import Demand

MOST = 3


def others(
    first: Found, people: int, by_size: bool, search: Callable[[Mapping[str, Demand]], Found]
) -> list[Found]:
    """Return up to three more teams; of any two, each has others in a third of its seats or more.

    `search` looks for a team of `people` that keeps further demands as well. `by_size`: what is
    best is fewest members. No other team is smaller than the bound then, and that is known without
    saying so to the solver, who would take longer.
    """
    teams, found = [first.chosen], list[Found]()
    least = int(first.bound) if by_size else 0
    while len(found) < MOST:
        other = _another(teams, people, least, search)
        if not other.chosen:
            break
        teams.append(other.chosen)
        found.append(other)
    return found


def best_first(first: Found, others: Sequence[Found], alone: bool) -> tuple[Found, list[Found]]:
    """Return the best of all, and the others: what was not proved may be found to be worse.

    The bound is that of the first search; of the others, which keep further demands, it is none.
    `alone`: nothing but the objective counts, and a team that reaches the bound is proved.
    """
    better = min(others, key=lambda one: one.objective, default=first)
    if first.status == "OPTIMAL" or better.objective >= first.objective:
        return first, list(others)
    rest = [first if one is better else one for one in others]
    status = "OPTIMAL" if alone and better.objective <= first.bound else first.status
    return replace(first, status=status, objective=better.objective, chosen=better.chosen), rest


def _another(
    teams: Sequence[tuple[int, ...]],
    people: int,
    least: int,
    search: Callable[[Mapping[str, Demand]], Found],
) -> Found:
    """Return one more team. First one that brings enough for any size, else a smaller one.

    Where every team has `least` members or more, two thirds of those at most may stay.
    """
    if least:
        other = search(_differing(teams, 2 * least // 3))
        if other.chosen or least == len(teams[0]):
            return other
    new = max(map(_third, teams))
    other = search(_differing(teams) | _bringing(teams, people, new))
    while other.status == "INFEASIBLE" and (new := new // 2 if new > 3 else new - 1):
        few = {"few": Demand(tuple(range(people)), 3 * new, "at most")}
        other = search(_differing(teams) | _bringing(teams, people, new) | few)
    return other


def _differing(teams: Sequence[tuple[int, ...]], most: int | None = None) -> dict[str, Demand]:
    """Keep at most two thirds of each team, or `most` of those."""
    stay = [len(team) - _third(team) for team in teams]
    return {
        f"differs:{number}": Demand(team, many if most is None else min(many, most), "at most")
        for number, (team, many) in enumerate(zip(teams, stay, strict=True))
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
