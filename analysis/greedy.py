"""Greedy cover: always take who brings the most that is missing. Quick, and seldom the best."""

import heapq
from collections.abc import Mapping

from analysis.demands import Demand


def cover(people: int, demands: Mapping[str, Demand]) -> tuple[int, ...]:
    """Return a team that meets all demands, or nobody when this way finds none.

    What somebody brings only ever shrinks, so it is reckoned again only for who is next.
    """
    listed = list(demands.values())
    counts: list[list[int]] = [[] for _ in range(people)]
    limits: list[list[int]] = [[] for _ in range(people)]
    for number, demand in enumerate(listed):
        for place in demand.places:
            (counts if demand.sense == "at least" else limits)[place].append(number)
    missing = [demand.count for demand in listed]
    waiting = [(-len(numbers), place) for place, numbers in enumerate(counts)]
    heapq.heapify(waiting)
    team = []
    while waiting and _lacks(listed, missing):
        _, place = heapq.heappop(waiting)
        brings = sum(missing[number] > 0 for number in counts[place])
        if waiting and (-brings, place) > waiting[0]:
            heapq.heappush(waiting, (-brings, place))
        elif brings and all(missing[number] > 0 for number in limits[place]):
            team.append(place)
            for number in (*counts[place], *limits[place]):
                missing[number] -= 1
    return () if _lacks(listed, missing) else tuple(sorted(team))


def _lacks(demands: list[Demand], missing: list[int]) -> bool:
    wanted = (n for demand, n in zip(demands, missing, strict=True) if demand.sense == "at least")
    return any(number > 0 for number in wanted)
