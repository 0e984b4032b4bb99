"""What it costs two people to work together, by a graph of what is known about some pairs."""

import heapq
from collections import defaultdict
from collections.abc import Sequence

from analysis.candidates import Candidate
from domain.team_request import Link

SCALE = 1000
"""Costs are whole thousandths, so that sums of them are exact."""
_Graph = dict[str, dict[str, int]]


class Network:
    """Distances between candidates. A cost that is stated holds; others go through the graph.

    Whoever has no stated cost reaches each other through people, or departments, that both can
    reach, by the cheapest way. Where there is none, they are further apart than all links
    together. Of two links between the same two, the cheaper one counts.
    """

    def __init__(self, people: Sequence[Candidate], links: Sequence[Link]) -> None:
        self._stated: dict[tuple[str, str], int] = {}
        self._graph: _Graph = defaultdict(dict)
        for link in links:
            if link.a != link.b:
                self._state(link.a, link.b, round(link.cost * SCALE))
        keys = {one.key for one in people}
        for one in people:
            home = one.department
            stated = _pair(one.key, home) in self._stated
            if home in self._graph and home not in keys and not stated:
                self._join(one.key, home, 0)
        self.apart = sum(round(link.cost * SCALE) for link in links) + SCALE

    @property
    def least(self) -> int:
        """Return a cost that no two people are below."""
        return min(
            (cost for near in self._graph.values() for cost in near.values()), default=self.apart
        )

    def from_one(self, start: str) -> dict[str, int]:
        """Return the distance to everybody whom `start` can reach."""
        done: dict[str, int] = {}
        edge = [(0, start)]
        while edge:
            cost, here = heapq.heappop(edge)
            if here in done:
                continue
            done[here] = cost
            for there, more in self._graph.get(here, {}).items():
                if there not in done:
                    heapq.heappush(edge, (cost + more, there))
        for there in self._graph.get(start, {}):
            done[there] = self._stated.get(_pair(start, there), done[there])
        return done

    def between(self, keys: Sequence[str]) -> dict[tuple[int, int], int]:
        """Return the distance of each pair of places (the lower first)."""
        found = {}
        for first, start in enumerate(keys):
            reached = self.from_one(start)
            for second in range(first + 1, len(keys)):
                found[first, second] = reached.get(keys[second], self.apart)
        return found

    def _state(self, a: str, b: str, cost: int) -> None:
        cost = min(cost, self._stated.get(_pair(a, b), cost))
        self._stated[_pair(a, b)] = cost
        self._join(a, b, cost)

    def _join(self, a: str, b: str, cost: int) -> None:
        self._graph[a][b] = self._graph[b][a] = cost


def _pair(a: str, b: str) -> tuple[str, str]:
    return (a, b) if a < b else (b, a)
