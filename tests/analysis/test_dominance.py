import random
from itertools import combinations

import pytest

from analysis.demands import Demand
from analysis.dominance import allowed, among, asked_anyhow, needed


def random_demands(seed: int, people: int, most: int) -> dict[str, Demand]:
    draw = random.Random(seed)
    demands = {}
    for number in range(4):
        places = draw.sample(range(people), draw.randint(1, people))
        demands[f"d{number}"] = Demand(tuple(sorted(places)), draw.randint(1, most))
    demands["apart"] = Demand(tuple(draw.sample(range(people), 3)), 1, "at most")
    demands["out"] = Demand((draw.randrange(people),), 0, "at most")
    return demands


def smallest(people: int, demands: dict[str, Demand]) -> int | None:
    """The size of the smallest team that meets all, by trying all."""
    for size in range(people + 1):
        for team in combinations(range(people), size):
            held = (
                n >= d.count if d.sense == "at least" else n <= d.count
                for d in demands.values()
                for n in [len(set(team) & set(d.places))]
            )
            if all(held):
                return size
    return None


@pytest.mark.parametrize("seed", range(60))
def test_one_better_is_enough_where_each_demand_asks_for_one(seed: int) -> None:
    demands = random_demands(seed, 9, most=1)
    kept = needed(9, demands)
    assert smallest(len(kept), among(demands, kept)) == smallest(9, demands)


@pytest.mark.parametrize("seed", range(60))
def test_as_many_better_as_a_demand_asks_for_are_enough(seed: int) -> None:
    demands = random_demands(seed, 9, most=3) | {
        "size>=2": Demand(tuple(range(9)), 2),
        "size<=3": Demand(tuple(range(9)), 4, "at most"),
    }
    kept = needed(9, demands)
    assert smallest(len(kept), among(demands, kept)) == smallest(9, demands)


def test_people_who_are_alike_are_dropped_from_the_end_and_the_shut_out_always() -> None:
    demands = {"all": Demand(tuple(range(6)), 1), "out": Demand((0,), 0, "at most")}
    assert needed(6, demands) == [1]
    assert needed(6, demands | {"two": Demand(tuple(range(6)), 2)}) == [1, 2]
    assert allowed(6, demands) == [1, 2, 3, 4, 5]


def test_who_counts_for_nothing_is_not_needed() -> None:
    assert needed(3, {"law": Demand((1,), 1), "apart": Demand((1, 2), 1, "at most")}) == [1]


def test_a_demand_that_another_implies_or_that_asks_for_nobody_holds_anyhow() -> None:
    demands = {
        "wide": Demand((0, 1, 2, 3), 1),
        "narrow": Demand((0, 1), 2),
        "same": Demand((0, 1), 2),
        "more": Demand((0, 1, 2, 3), 3),
        "none": Demand((2,), 0),
        "apart": Demand((0, 1, 2, 3), 1, "at most"),
    }
    assert asked_anyhow(demands) == {"wide", "same", "none"}
