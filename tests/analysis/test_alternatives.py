from collections.abc import Mapping

import pytest

from analysis.alternatives import best_first, others
from analysis.best_team import Found
from analysis.demands import Demand


def team(objective: float, *chosen: int, status: str = "FEASIBLE", bound: float = 2) -> Found:
    return Found(status, objective, bound, chosen)


def test_what_turns_out_better_than_what_was_not_proved_is_the_team() -> None:
    first, better, worse = team(4, 1, 2, 3, 4), team(3, 5, 6, 7, bound=3), team(5, 8)
    found, rest = best_first(first, [worse, better], True)
    assert (found.status, found.objective, found.bound) == ("FEASIBLE", 3, 2)
    assert (found.chosen, rest) == ((5, 6, 7), [worse, first])
    assert best_first(first, [worse], True) == (first, [worse])
    assert best_first(first, [], True) == (first, [])
    proved = team(4, 1, 2, 3, 4, status="OPTIMAL", bound=4)
    assert best_first(proved, [better], True) == (proved, [better])


@pytest.mark.parametrize(("alone", "status"), [(True, "OPTIMAL"), (False, "FEASIBLE")])
def test_a_team_that_reaches_the_bound_is_proved_where_nothing_else_counts(
    alone: bool, status: str
) -> None:
    found, _ = best_first(team(4, 1, 2, 3, 4), [team(2, 5, 6)], alone)
    assert (found.status, found.objective, found.bound) == (status, 2, 2)


def test_of_each_team_no_more_stay_than_two_thirds_of_the_fewest_there_can_be() -> None:
    asked: list[Mapping[str, Demand]] = []

    def search(more: Mapping[str, Demand]) -> Found:
        asked.append(more)
        return team(9, *range(20, 29)) if len(asked) < 2 else team(0)

    first = team(12, *range(12), bound=6)
    assert [one.chosen for one in others(first, 40, True, search)] == [tuple(range(20, 29))]
    assert asked[0] == {"differs:0": Demand(tuple(range(12)), 4, "at most")}
    assert asked[1]["differs:1"] == Demand(tuple(range(20, 29)), 4, "at most")
    asked.clear()
    others(first, 40, False, search)
    assert set(asked[0]) == {"differs:0", "brings:0"}
