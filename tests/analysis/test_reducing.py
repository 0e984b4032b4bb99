import random

import pytest

from analysis.demands import Demand
from analysis.reducing import reduced
from tests.analysis.test_dominance import random_demands, smallest


@pytest.mark.parametrize("seed", range(120))
def test_what_is_left_has_the_least_number_of_members_of_the_whole(seed: int) -> None:
    demands = random_demands(seed, 9, most=1 + seed % 3)
    left = reduced(9, demands)
    rest = smallest(len(left.kept), dict(left.demands))
    whole = smallest(9, demands)
    assert (rest is None) == (whole is None)
    if rest is not None and whole is not None:
        assert rest + len(left.forced) == whole


def test_something_is_left_out_in_most_of_these() -> None:
    left = [reduced(9, random_demands(seed, 9, most=1 + seed % 3)) for seed in range(120)]
    assert sum(len(one.kept) <= 4 for one in left) > 60
    assert sum(bool(one.forced) for one in left) > 10


def test_the_only_ones_who_can_are_taken_in_and_what_they_meet_is_asked_no_more() -> None:
    demands = {
        "law": Demand((0, 1), 2),
        "figures": Demand((1, 2, 3), 2),
        "sales": Demand((0, 4), 1),
        "apart": Demand((1, 2), 1, "at most"),
    }
    left = reduced(6, demands)
    assert left.team(()) == (0, 1, 3)  # 2 may not be with 1, so that 3 is the only one left
    assert set(left.demands) == {"apart"}


def test_who_must_be_in_and_may_not_be_leaves_no_team() -> None:
    demands = {"law": Demand((0,), 1), "out": Demand((0,), 0, "at most")}
    left = reduced(2, demands)
    assert smallest(len(left.kept), dict(left.demands)) is None


def test_where_some_can_do_everything_nothing_is_left_to_search() -> None:
    draw = random.Random(1)
    skills = [tuple(sorted(draw.sample(range(300), 200))) for _ in range(4)]
    demands = {f"s{n}": Demand(places, 2) for n, places in enumerate(skills)}
    left = reduced(300, demands)
    assert (left.kept, left.demands) == ((), {})
    assert len(left.forced) == 2
    assert all(set(left.forced) <= set(places) for places in skills)
