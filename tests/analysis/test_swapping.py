import random

import pytest

from analysis.demands import Demand
from analysis.greedy import cover
from analysis.swapping import fewer
from tests.analysis.test_dominance import random_demands, smallest


def held(demands: dict[str, Demand], team: tuple[int, ...]) -> bool:
    return all(
        number >= one.count if one.sense == "at least" else number <= one.count
        for one in demands.values()
        for number in [len(set(team) & set(one.places))]
    )


def covers(seed: int, people: int = 200, many: int = 60) -> dict[str, Demand]:
    """So many demands, of which each of the people meets six."""
    draw = random.Random(seed)
    some = [draw.sample(range(many), 6) for _ in range(people)]
    return {
        f"s{n}": Demand(tuple(p for p, has in enumerate(some) if n in has), 1 + n % 2)
        for n in range(many)
    }


@pytest.mark.parametrize("seed", range(60))
def test_a_team_by_swaps_meets_every_demand_and_is_no_larger_than_it_was(seed: int) -> None:
    demands = random_demands(seed, 9, most=2)
    team = cover(9, demands)
    if not team:
        return
    found = fewer(9, demands, team, 60)
    assert held(demands, found)
    best = smallest(9, demands)
    assert best is not None
    assert best <= len(found) <= len(team)


def test_swaps_find_smaller_teams_than_the_greedy_way_and_the_same_ones_each_time() -> None:
    for seed in range(3):
        demands = covers(seed)
        team = cover(200, demands)
        found = fewer(200, demands, team, 400)
        assert held(demands, found)
        assert len(found) < len(team)
        assert found == fewer(200, demands, team, 400)


def test_where_nobody_is_asked_for_nobody_is_needed() -> None:
    assert fewer(3, {"none": Demand((0, 1), 0)}, (0, 1), 10) == ()
