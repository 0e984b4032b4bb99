"""Linked sub-teams: a place in a team for every department, where one team would be too large.

The first is the core team, with the lead in it. Each other one shares one person with it, its
link, who sits in both and gives both their hours. Each keeps the size by itself.
"""

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from analysis.demands import LIMIT, SEED, solver_for
from analysis.team_choice import Choice

Seats = Mapping[int, tuple[int, ...]]
"""Places in the pool, and the sub-teams (from 1) in which each sits."""
HandOffs = Sequence[tuple[str, str, int]]
_TRIES = 2
_PARTS = 1000
"""Hand-offs are weighed as thousandths of all of them."""


@dataclass(frozen=True, slots=True)
class Linked:
    """The answer: number of people with its proved bound, and who sits where.

    OPTIMAL when both the number of people and what they are chosen by after it are proved best.
    """

    status: str
    objective: float
    bound: float
    seats: Seats


def linked(choice: Choice, hand_offs: HandOffs, stays: Seats) -> Linked:
    """Return the fewest people in linked sub-teams; whoever `stays` sits where they sat.

    Among equally few, departments that hand off most sit together, then free hours decide.
    """
    rule, departments = choice.wanted.rule, len(choice.wanted.spoken_for)
    fewest = max(2, math.ceil((departments - 1) / (rule.size_max - 1)))
    found = Linked("INFEASIBLE", 0, 0, {})
    for number in range(fewest, fewest + _TRIES):
        found = _best(choice, hand_offs, stays, number)
        if found.seats:
            break
    return found


def _best(choice: Choice, hand_offs: HandOffs, stays: Seats, number: int) -> Linked:
    first = _Model(choice, number, stays)
    first.model.minimize(first.people)
    solver = solver_for(LIMIT, SEED)
    status = solver.solve(first.model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Linked(solver.status_name(status), 0, 0, {})
    size, bound = solver.objective_value, solver.best_objective_bound
    then = _Model(choice, number, stays)
    then.model.add(then.people <= round(size))
    for cell, seat in then.seats.items():
        then.model.add_hint(seat, solver.boolean_value(first.seats[cell]))
    then.model.maximize(then.worth(hand_offs))
    again = solver_for(LIMIT, SEED)
    second = again.solve(then.model)
    proved = (status, second) == (cp_model.OPTIMAL, cp_model.OPTIMAL)
    if second not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Linked("FEASIBLE", size, bound, first.seated(solver))
    return Linked("OPTIMAL" if proved else "FEASIBLE", size, bound, then.seated(again))


class _Model:
    """Who may sit where, and the hard rules."""

    def __init__(self, choice: Choice, number: int, stays: Seats) -> None:
        self._choice, self._number = choice, number
        self.model = cp_model.CpModel()
        self._places = range(len(choice.pool))
        self.seats = {
            (place, team): self.model.new_bool_var(f"p{place}t{team}")
            for place in self._places
            for team in range(number)
        }
        self._inside = [self.model.new_bool_var(f"in{place}") for place in self._places]
        for place in self._places:
            self._one_person(place)
        self._sizes()
        self._covered()
        for place, teams in stays.items():
            for team in range(number):
                self.model.add(self.seats[place, team] == int(team + 1 in teams))

    @property
    def people(self) -> cp_model.LinearExprT:
        """Return how many people there are in all."""
        return cp_model.LinearExpr.sum(self._inside)

    def worth(self, hand_offs: HandOffs) -> cp_model.LinearExprT:
        """Return what makes one answer better than another with as many people."""
        hours = [int(self._choice.free[one.account]) for one in self._choice.pool]
        most = sum(hours) + 1
        together = cp_model.LinearExpr.sum(list(self._together(hand_offs)))
        leading = cp_model.LinearExpr.sum(
            [
                self.seats[place, 0]
                for place, one in enumerate(self._choice.pool)
                if one.department == self._choice.wanted.lead and not one.head
            ]
        )
        led = self.model.new_bool_var("led")
        self.model.add(led <= leading)
        free = cp_model.LinearExpr.weighted_sum(self._inside, hours)
        return led * (2 * _PARTS * most * self._number) + together * most + free

    def seated(self, solver: cp_model.CpSolver) -> Seats:
        """Return who sits where."""
        found: dict[int, tuple[int, ...]] = {}
        for (place, team), seat in self.seats.items():
            if solver.boolean_value(seat):
                found[place] = (*found.get(place, ()), team + 1)
        return found

    def _one_person(self, place: int) -> None:
        """One sub-team a person, or the core team and one other for whoever has the hours."""
        seats = [self.seats[place, team] for team in range(self._number)]
        self.model.add_max_equality(self._inside[place], seats)
        self.model.add(_total(seats[1:]) <= 1)
        free = self._choice.free[self._choice.pool[place].account]
        if free < 2 * self._choice.wanted.rule.hours:
            self.model.add(_total(seats) <= 1)

    def _sizes(self) -> None:
        size = self._choice.require.size
        for team in range(self._number):
            members = _total([self.seats[place, team] for place in self._places])
            self.model.add_linear_constraint(members, size.min, size.max)
        for team in range(1, self._number):
            links = []
            for place in self._places:
                link = self.model.new_bool_var(f"link{place}t{team}")
                self.model.add_min_equality(link, [self.seats[place, 0], self.seats[place, team]])
                links.append(link)
            self.model.add(_total(links) == 1)

    def _covered(self) -> None:
        """Every department has a member, the lead one in the core team; every skill is there."""
        pool, require = self._choice.pool, self._choice.require
        for department in require.wanted:
            home = [place for place, one in enumerate(pool) if one.department == department]
            self.model.add(_total([self._inside[place] for place in home]) >= 1)
            if department == self._choice.wanted.lead:
                self.model.add(_total([self.seats[place, 0] for place in home]) >= 1)
        for skill, need in require.skills.items():
            able = [n for n, one in enumerate(pool) if one.skills.get(skill, 0) >= need.level]
            self.model.add(_total([self._inside[place] for place in able]) >= need.count)

    def _together(self, hand_offs: HandOffs) -> Iterator[cp_model.LinearExprT]:
        """Yield the weight of each pair of departments for a sub-team that both sit in."""
        total = sum(count for _, _, count in hand_offs)
        homes: dict[str, list[int]] = {}
        for place, one in enumerate(self._choice.pool):
            homes.setdefault(one.department, []).append(place)
        for (a, b, count), team in itertools.product(hand_offs, range(self._number)):
            both = self.model.new_bool_var(f"{a}+{b}t{team}")
            for home in (homes.get(a, []), homes.get(b, [])):
                self.model.add(both <= _total([self.seats[place, team] for place in home]))
            yield both * max(1, _PARTS * count // total)


def _total(some: Sequence[cp_model.IntVar]) -> cp_model.LinearExprT:
    return cp_model.LinearExpr.sum(list(some))
