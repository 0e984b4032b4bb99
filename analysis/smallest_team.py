"""A smallest team under hard rules, proved or with its bound: the search is made smaller first."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from analysis.demands import LIMIT, SEED, Demand, solver_for
from analysis.dominance import patterns_of
from analysis.greedy import cover
from analysis.reducing import Reduced, reduced
from analysis.swapping import fewer

_STEPS = 6_000
"""Swaps before the solver begins; on two cores some two seconds for five hundred demands."""


@dataclass(frozen=True, slots=True)
class Found:
    """A team (places in the pool) with value and proved bound of the first aim, as people read.

    `status` as CP-SAT names it; OPTIMAL when every aim is proved in its turn.
    """

    status: str
    objective: float
    bound: float
    chosen: tuple[int, ...]


def smallest(
    people: int, demands: Mapping[str, Demand], least: int, limit: float, seed: int
) -> Found:
    """Return a smallest team of `least` members or more.

    Without that number fewer people are ever needed, so it is left out first. Where fewer members
    than `least` would do, no team can be smaller than that: the bound holds for the second search.
    """
    label = f"size>={least}"
    found = _searched(people, {k: v for k, v in demands.items() if k != label}, 0, limit, seed)
    if found.status == "INFEASIBLE":
        return found
    if len(found.chosen) >= least > 0:
        status = "OPTIMAL" if len(found.chosen) == least else found.status
        return replace(found, status=status, bound=max(found.bound, least))
    return _searched(people, demands, least, limit, seed)


def _searched(
    people: int, demands: Mapping[str, Demand], least: int, limit: float, seed: int
) -> Found:
    left, solver = reduced(people, demands), solver_for(limit, seed)
    solver.parameters.add_lp_constraints_lazily = False  # as a cover: its rows are all tight
    return _proved(left, _quick(left), least, solver)


def at_once(people: int, demands: Mapping[str, Demand]) -> tuple[int, ...]:
    """Return a team by quick ways alone, or nobody when they find none."""
    left = reduced(people, demands)
    found = _quick(left)
    return () if found is None else left.team(found)


def possible(people: int, demands: Mapping[str, Demand]) -> bool | None:
    """Say whether there is any team; None where that was not found out in time."""
    left = reduced(people, demands)
    most = [one.count for label, one in left.demands.items() if label.startswith("size<=")]
    if _broken(left) or _fewest(left.demands) > min(most, default=people):
        return False
    if _quick(left) if most else cover(len(left.kept), left.demands):
        return True
    solver = solver_for(LIMIT, SEED)
    solver.parameters.add_lp_constraints_lazily = False
    solver.parameters.stop_after_first_solution = True
    found = _proved(left, None, 0, solver)
    return {"INFEASIBLE": False, "UNKNOWN": None}.get(found.status, True)


def _quick(left: Reduced) -> tuple[int, ...] | None:
    """Return a small team by quick ways; None when they find none that keeps all limits.

    The largest size is left out of account until it is found: on the way there are more members.
    """
    anyhow = {k: v for k, v in left.demands.items() if not k.startswith("size<=")}
    if _broken(left):
        return None
    if not _fewest(left.demands):
        return ()
    team = cover(len(left.kept), anyhow)
    steps = min(_STEPS, 4 * len(team) * len(anyhow))
    found = fewer(len(left.kept), anyhow, team, steps) if team else ()
    most = (v.count for k, v in left.demands.items() if k.startswith("size<="))
    return found if found and len(found) <= min(most, default=len(found)) else None


def _broken(left: Reduced) -> bool:
    """Say whether those who must be in are too many already."""
    return any(one.sense == "at most" and one.count < 0 for one in left.demands.values())


def fewest(people: int, demands: Mapping[str, Demand]) -> int:
    """Return a number of members that every team has at least, known without any search."""
    left = reduced(people, demands)
    return len(left.forced) + _fewest(left.demands)


def _fewest(demands: Mapping[str, Demand]) -> int:
    """Return the most that one demand asks for, or all of several that share nobody."""
    wanted = [one for one in demands.values() if one.sense == "at least" and one.count > 0]
    together, seen = 0, set[int]()
    for one in sorted(wanted, key=lambda one: len(one.places)):
        if seen.isdisjoint(one.places):
            seen.update(one.places)
            together += one.count
    return max([together, *(one.count for one in wanted)])


def _proved(
    left: Reduced, known: Sequence[int] | None, least: int, solver: cp_model.CpSolver
) -> Found:
    """Let the solver begin with a `known` team, if there is one, and prove or better it.

    People who count for the same demands are one variable: how many of them are in the team.
    """
    model, listed, inside = cp_model.CpModel(), list(left.demands.values()), set(known or ())
    alike = defaultdict[tuple[int, ...], list[int]](list)
    for place, pattern in enumerate(patterns_of(len(left.kept), listed)):
        alike[pattern].append(place)
    taken = {one: model.new_int_var(0, len(places), f"{places}") for one, places in alike.items()}
    counted: list[list[cp_model.IntVar]] = [[] for _ in listed]
    for pattern, number in taken.items():
        for demand_number in pattern:
            counted[demand_number].append(number)
    for demand, numbers in zip(listed, counted, strict=True):
        total = cp_model.LinearExpr.sum(numbers)
        model.add(total >= demand.count if demand.sense == "at least" else total <= demand.count)
    everybody = cp_model.LinearExpr.sum(list(taken.values()))
    model.add(everybody >= least - len(left.forced))
    model.minimize(everybody)
    for pattern, number in taken.items() if known else ():
        model.add_hint(number, len(inside.intersection(alike[pattern])))
    status = solver.solve(model)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        pairs = taken.items()
        chosen = [one for pattern, n in pairs for one in alike[pattern][: solver.value(n)]]
    elif status == cp_model.UNKNOWN and known is not None:  # no time even to look at it
        status, chosen = cp_model.FEASIBLE, list(known)
    else:
        return Found(solver.status_name(status), 0, 0, ())
    team = left.team(chosen)
    bound = math.ceil(round(max(solver.best_objective_bound, 0.0), 6))
    bound = max(least, len(left.forced) + max(bound, _fewest(left.demands)))
    proved = status == cp_model.OPTIMAL or len(team) == bound
    return Found("OPTIMAL" if proved else "FEASIBLE", len(team), bound, team)
