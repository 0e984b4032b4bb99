"""A smaller team by swapping: one fewer, then people in and out until all demands hold again.

A local search by weighted demands, as for set covers: a demand that stays unmet weighs more and
more, so that the search leaves where it is stuck. It proves nothing; it gives the solver a good
team to begin with. The same steps each time: it counts steps, not seconds.
"""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from analysis.demands import Demand

_Ints = NDArray[np.int64]
_TABU = 2
"""Steps for which whoever left does not come back."""


class _Swaps:
    """A team on its way. `worth` of somebody: the weight of demands that hang on them.

    Of a member, those that would be unmet without them; of others, those unmet that they bring.
    """

    def __init__(self, people: int, demands: Sequence[Demand]) -> None:
        wanted = [one for one in demands if one.sense == "at least"]
        limits = [one for one in demands if one.sense == "at most"]
        self._rows = [np.array(one.places, dtype=np.int64) for one in wanted]
        self._asked = [one.count for one in wanted]
        self._have = [0] * len(wanted)
        self._weight = np.ones(len(wanted), dtype=np.int64)
        self._of = _by_person(people, wanted)
        self._limits = _by_person(people, limits)
        self._room = [one.count for one in limits]
        self._bound = [np.array(one.places, dtype=np.int64) for one in limits]
        self._full = np.zeros(people, dtype=np.int64)  # limits that let nobody more in
        for one, places in zip(limits, self._bound, strict=True):
            self._full[places] += one.count <= 0
        self.inside = np.zeros(people, dtype=bool)
        self.worth = np.zeros(people, dtype=np.int64)
        self.moved = np.full(people, -_TABU - 1, dtype=np.int64)
        self.unmet: set[int] = set()
        for number in range(len(wanted)):
            if self._asked[number] > 0:
                self.unmet.add(number)
                self.worth[self._rows[number]] += 1

    def enter(self, place: int, step: int) -> None:
        """Take somebody in."""
        for number in self._of[place]:
            self._have[number] += 1
            self._weigh(number, self._have[number] - self._asked[number], -1)
        self._switch(place, step, 1)

    def leave(self, place: int, step: int) -> None:
        """Let somebody go."""
        for number in self._of[place]:
            self._have[number] -= 1
            self._weigh(number, self._have[number] - self._asked[number] + 1, 1)
        self._switch(place, step, -1)

    def least(self, step: int) -> int:
        """Return the member on whom least hangs; of equals, who came first."""
        members = np.flatnonzero(self.inside)
        free = members[self.moved[members] < step - _TABU]
        return self._first(free if len(free) else members, 1)

    def most(self, number: int, step: int) -> int | None:
        """Return who brings most, of those who count for an unmet demand and may come in."""
        row = self._rows[number]
        free = row[~self.inside[row] & (self.moved[row] < step - _TABU)]
        able = free[self._full[free] == 0]
        return self._first(able, -1) if len(able) else None

    def fill(self, members: int, step: int) -> None:
        """Take in whoever brings most to the heaviest unmet demand, up to so many members."""
        for _ in range(members - int(self.inside.sum())):
            number = min(self.unmet, key=lambda n: (-int(self._weight[n]), n), default=None)
            place = self.most(number, step) if number is not None else None
            if place is None:
                return
            self.enter(place, step)

    def press(self) -> None:
        """Let every unmet demand weigh one more."""
        for number in self.unmet:
            self._weight[number] += 1
            self.worth[self._rows[number]] += 1

    def _first(self, places: _Ints, sign: int) -> int:
        order = np.lexsort((places, self.moved[places], sign * self.worth[places]))
        return int(places[order[0]])

    def _weigh(self, number: int, over: int, way: int) -> None:
        """Weigh a demand anew that has crossed, up or down, from `over` - 1 to `over` or back.

        Met exactly, it hangs on each member; unmet, it is brought by everybody else.
        """
        if over not in (0, 1):
            return
        row, weight = self._rows[number], self._weight[number]
        there = self.inside[row]
        self.worth[row[there if over == 1 else ~there]] += way * weight
        if over == 0 and way < 0:
            self.unmet.discard(number)
        elif over == 0:
            self.unmet.add(number)

    def _switch(self, place: int, step: int, way: int) -> None:
        """Put somebody on the other side, and weigh what hangs on them there."""
        self.inside[place] = way > 0
        self.moved[place] = step
        for number in self._limits[place]:
            self._room[number] -= way
            if self._room[number] == (0 if way > 0 else 1):
                self._full[self._bound[number]] += way
        over = [self._have[n] - self._asked[n] for n in self._of[place]]
        hangs = [n for n, by in zip(self._of[place], over, strict=True) if by < 0 or by == 0 < way]
        self.worth[place] = sum(int(self._weight[n]) for n in hangs)


def fewer(
    people: int, demands: Mapping[str, Demand], team: Sequence[int], steps: int
) -> tuple[int, ...]:
    """Return a team of as few as `steps` swaps find, starting from one that meets all demands."""
    swaps = _Swaps(people, list(demands.values()))
    for place in team:
        swaps.enter(place, -_TABU - 1)
    best = tuple(team)
    for step in range(steps):
        while not swaps.unmet:
            best = tuple(np.flatnonzero(swaps.inside).tolist())
            if not best:
                return best
            swaps.leave(swaps.least(step), step)
        if not swaps.inside.any():  # of one member, nobody is no team
            return best
        swaps.leave(swaps.least(step), step)
        swaps.fill(len(best) - 1, step)
        swaps.press()
    return best


def _by_person(people: int, demands: Sequence[Demand]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(people)]
    for number, demand in enumerate(demands):
        for place in demand.places:
            found[place].append(number)
    return found
