import random

import pytest

from analysis.clashing import unmet
from analysis.demands import Demand, solve
from analysis.smallest_team import possible
from tests.analysis.test_dominance import random_demands


def by_deletion(people: int, demands: dict[str, Demand]) -> tuple[str, ...]:
    core = demands
    for label in demands:
        fewer = {other: one for other, one in core.items() if other != label}
        if possible(people, fewer) is False:
            core = fewer
    return tuple(core)


@pytest.mark.parametrize("seed", range(60))
def test_what_clashes_is_what_deletion_one_by_one_leaves(seed: int) -> None:
    most = {f"size<={1 + seed % 2}": Demand(tuple(range(9)), 1 + seed % 2, "at most")}
    demands = random_demands(seed, 9, most=1 + seed % 3) | most
    if possible(9, demands) is False:
        assert unmet(9, demands) == by_deletion(9, demands)


def test_of_very_many_demands_a_few_are_told_that_clash_without_any_spare_one() -> None:
    draw = random.Random(1)
    able: list[list[int]] = [[] for _ in range(120)]
    for place in range(1_000):
        for skill in draw.sample(range(120), 4):
            able[skill].append(place)
    demands = {"size<=5": Demand(tuple(range(1_000)), 5, "at most")}
    demands |= {f"skill:{n}": Demand(tuple(places), 1) for n, places in enumerate(able)}
    core = unmet(1_000, demands)
    assert core[0] == "size<=5"
    assert len(core) < 24
    assert solve(1_000, {label: demands[label] for label in core}).status == "INFEASIBLE"
    for left_out in core:
        fewer = {label: demands[label] for label in core if label != left_out}
        assert solve(1_000, fewer).status in ("OPTIMAL", "FEASIBLE")
