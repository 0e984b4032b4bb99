"""The demands on a team as a model for OR-Tools CP-SAT, and which of them cannot hold together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ortools.sat.python import cp_model

SEED = 1
LIMIT = 30.0  # deterministic time: a wall-clock limit would not give the same team twice


@dataclass(frozen=True, slots=True)
class Demand:
    """One hard rule: how many of the people at these places (indices) the team holds."""

    places: tuple[int, ...]
    count: int
    sense: Literal["at least", "at most"] = "at least"


@dataclass(frozen=True, slots=True)
class Wish:
    """What makes one allowed team better than another, in this order.

    Fewest people first; then one of `leaders` (indices) among them; then most `hours` in total.
    """

    hours: tuple[int, ...]
    leaders: tuple[int, ...]
    largest: int


@dataclass(frozen=True, slots=True)
class Solution:
    """What CP-SAT answered: its own name for the status, the objective and its proved bound."""

    status: str
    objective: float
    bound: float
    chosen: tuple[int, ...]


def solve(
    people: int,
    demands: Mapping[str, Demand],
    wish: Wish | None = None,
    *,
    limit: float = LIMIT,
    seed: int = SEED,
) -> Solution:
    """Choose among `people` (indices below it) so that all demands hold.

    With a wish, the best such team: one weighted objective to minimise,
    `size x 2w + (no leader) x w - hours`, where w is one more than the hours of the `largest`
    teams' best people can add up to. Hours alone never reach w, and hours and leader together
    never 2w, so the order of the wish is lexicographic. Seed, one worker, and a limit in
    deterministic time make the answer repeatable (`notes`: linearization 2 proves covers fast).
    """
    model = cp_model.CpModel()
    picks = choose(model, people, demands)
    if wish:
        model.minimize(_cost(model, picks, wish))
    return answered(solver_for(limit, seed), model, picks)


def choose(
    model: cp_model.CpModel, people: int, demands: Mapping[str, Demand]
) -> list[cp_model.IntVar]:
    """Return a yes-or-no variable for each person, held to all demands."""
    picks = [model.new_bool_var(f"p{place}") for place in range(people)]
    for demand in demands.values():
        hold(model, picks, demand)
    return picks


def solver_for(limit: float, seed: int) -> cp_model.CpSolver:
    """Return a solver that gives the same answer each time, and ends after `limit`."""
    solver = cp_model.CpSolver()
    solver.parameters.random_seed = seed
    solver.parameters.num_workers = 1
    solver.parameters.linearization_level = 2
    solver.parameters.max_deterministic_time = limit
    return solver


def answered(
    solver: cp_model.CpSolver, model: cp_model.CpModel, picks: Sequence[cp_model.IntVar]
) -> Solution:
    """Solve, and return what was found as plain values."""
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return Solution(solver.status_name(status), 0.0, 0.0, ())
    return Solution(
        status=solver.status_name(status),
        objective=solver.objective_value,
        bound=solver.best_objective_bound,
        chosen=tuple(place for place, pick in enumerate(picks) if solver.boolean_value(pick)),
    )


def hold(
    model: cp_model.CpModel, picks: Sequence[cp_model.IntVar], demand: Demand
) -> cp_model.Constraint:
    """Hold the picks of a model to one demand."""
    total = cp_model.LinearExpr.sum([picks[place] for place in demand.places])
    if demand.sense == "at least":
        return model.add(total >= demand.count)
    return model.add(total <= demand.count)


def _cost(
    model: cp_model.CpModel, picks: Sequence[cp_model.IntVar], wish: Wish
) -> cp_model.LinearExprT:
    most = sum(sorted(wish.hours, reverse=True)[: wish.largest])
    leaderless = model.new_bool_var("leaderless")
    model.add_bool_or([leaderless, *(picks[place] for place in wish.leaders)])
    weights = [2 * (most + 1) - hours for hours in wish.hours]
    return cp_model.LinearExpr.weighted_sum([*picks, leaderless], [*weights, most + 1])
