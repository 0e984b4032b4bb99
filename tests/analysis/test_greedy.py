import pytest

from analysis.greedy import cover
from tests.analysis.test_dominance import random_demands, smallest


@pytest.mark.parametrize("seed", range(60))
def test_a_greedy_team_meets_every_demand_and_is_never_smaller_than_the_smallest(seed: int) -> None:
    demands = random_demands(seed, 9, most=2)
    team = set(cover(9, demands))
    best = smallest(9, demands)
    if not team:
        return
    for demand in demands.values():
        number = len(team & set(demand.places))
        assert number >= demand.count if demand.sense == "at least" else number <= demand.count
    assert best is not None
    assert len(team) >= best


def test_the_greedy_way_often_finds_a_team_where_there_is_one() -> None:
    seeds = [n for n in range(60) if smallest(9, random_demands(n, 9, most=2))]
    found = [n for n in seeds if cover(9, random_demands(n, 9, most=2))]
    assert len(found) > len(seeds) * 0.6
