import random

import pytest
from ortools.sat.python import cp_model

from analysis.demands import Demand, choose, solver_for
from analysis.smallest_team import at_once, fewest, possible, smallest
from tests.analysis.test_dominance import random_demands
from tests.analysis.test_dominance import smallest as by_trying_all
from tests.analysis.test_swapping import covers, held


@pytest.mark.parametrize("seed", range(90))
@pytest.mark.parametrize("least", [1, 4])
def test_the_smallest_team_is_the_smallest_of_all_there_are(seed: int, least: int) -> None:
    demands = random_demands(seed, 9, most=1 + seed % 3)
    demands |= {f"size>={least}": Demand(tuple(range(9)), least)}
    found, size = smallest(9, demands, least, 10, 1), by_trying_all(9, demands)
    if size is None:
        assert (found.status, found.chosen) == ("INFEASIBLE", ())
        return
    assert (found.status, found.objective, found.bound) == ("OPTIMAL", size, size)
    assert len(found.chosen) == size
    assert held(demands, found.chosen)


@pytest.mark.parametrize("seed", range(6))
def test_it_is_the_size_that_the_model_of_everybody_has(seed: int) -> None:
    draw = random.Random(seed)
    demands = {
        f"s{n}": Demand(tuple(sorted(draw.sample(range(60), draw.randint(4, 30)))), 1 + n % 3)
        for n in range(14)
    }
    demands |= {f"d{n}": Demand(tuple(range(n, 60, 6)), 1) for n in range(4)}
    demands |= {"apart": Demand(tuple(range(0, 60, 7)), 1, "at most")}
    model = cp_model.CpModel()
    picks = choose(model, 60, demands)
    model.minimize(cp_model.LinearExpr.sum(picks))
    solver = solver_for(60, 1)
    assert solver.solve(model) == cp_model.OPTIMAL
    found = smallest(60, demands, 1, 60, 1)
    assert (found.status, found.objective) == ("OPTIMAL", solver.objective_value)
    assert held(demands, found.chosen)


@pytest.mark.parametrize("seed", range(40))
def test_what_is_known_without_a_search_is_never_more_than_the_smallest_team(seed: int) -> None:
    demands = random_demands(seed, 9, most=1 + seed % 3)
    size, team = by_trying_all(9, demands), at_once(9, demands)
    if size is None:
        assert team == ()
        return
    assert fewest(9, demands) <= size
    assert not team or (held(demands, team) and len(team) >= size)


def test_departments_that_share_nobody_need_a_member_each() -> None:
    demands = {f"d{n}": Demand((2 * n, 2 * n + 1), 1) for n in range(4)}
    assert fewest(8, demands | {"few": Demand(tuple(range(8)), 3)}) == 4
    assert fewest(8, demands | {"many": Demand(tuple(range(8)), 6)}) == 6


def test_a_team_as_small_as_is_known_to_be_possible_is_proved_by_that() -> None:
    demands = {"a": Demand((0, 1, 2), 1), "b": Demand((2, 3, 4), 1), "c": Demand((0, 3), 1)}
    found = smallest(5, demands, 1, 1e-9, 1)
    assert (found.status, found.objective, found.bound) == ("FEASIBLE", 2, 1)
    assert smallest(5, demands, 0, 1e-9, 1).bound == 1  # not nobody
    least = demands | {"size>=2": Demand(tuple(range(5)), 2)}
    assert smallest(5, least, 2, 1e-9, 1).status == "OPTIMAL"  # nothing smaller is asked for
    apart = {"a": Demand((0, 1), 1), "b": Demand((2, 3), 1)}
    found = smallest(4, apart, 1, 1e-9, 1)
    assert (found.status, found.objective, found.bound) == ("OPTIMAL", 2, 2)


def test_out_of_time_there_is_a_team_with_a_bound_that_is_true() -> None:
    demands = covers(1, 80, 30)
    proved = smallest(80, demands, 1, 60, 1)
    assert (proved.status, proved.objective) == ("OPTIMAL", proved.bound)
    found = smallest(80, demands, 1, 0.001, 1)
    assert found.status == "FEASIBLE"
    assert held(demands, found.chosen)
    assert found.bound <= proved.objective <= found.objective
    assert found == smallest(80, demands, 1, 0.001, 1)


@pytest.mark.parametrize("seed", range(60))
@pytest.mark.parametrize("most", [1, 3, 9])
def test_it_is_known_whether_there_is_a_team_at_all(seed: int, most: int) -> None:
    limit = {f"size<={most}": Demand(tuple(range(9)), most, "at most")}
    demands = random_demands(seed, 9, most=1 + seed % 3) | limit
    assert possible(9, demands) is (by_trying_all(9, demands) is not None)


def test_whoever_must_be_in_may_be_too_many() -> None:
    demands = {"all": Demand((0, 1, 2), 3), "few": Demand((0, 1, 2), 2, "at most")}
    assert at_once(3, demands) == ()
    assert possible(3, demands) is False
