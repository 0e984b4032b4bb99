"""The best team under hard rules: the aims one after another, each proved or with its bound."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from ortools.sat.python import cp_model

from analysis.aims import Measure, communication, continuity, diameter, load, size
from analysis.candidates import Candidate
from analysis.demands import LIMIT, Demand, Solution, answered, choose, solve, solver_for
from analysis.distances import SCALE, Network
from analysis.dominance import allowed, among, needed
from analysis.greedy import cover
from analysis.nearby import nearby
from domain.team_request import Aim, TeamRequest

CLOSE = {"diameter": 400, "communication": 150}
"""Up to so many candidates all pairs of them are weighed; of more, those near to each other."""


@dataclass(frozen=True, slots=True)
class Found:
    """A team (places in the pool) with value and proved bound of the first aim, as people read.

    `status` as CP-SAT names it; OPTIMAL when every aim is proved in its turn.
    """

    status: str
    objective: float
    bound: float
    chosen: tuple[int, ...]


def best(
    pool: Sequence[Candidate], demands: Mapping[str, Demand], request: TeamRequest, limit: float
) -> Found:
    """Return the best team that meets all demands, by the aims of the request in their order."""
    if request.aims == ("size",):
        return _smallest(len(pool), demands, request, limit)
    kept = allowed(len(pool), demands)
    inside = among(demands, kept)
    people = [pool[place] for place in kept]
    start = solve(len(kept), inside, limit=limit, seed=request.seed)
    if not start.chosen:
        return _over(Found(start.status, 0, 0, ()), kept)
    network = Network(pool, request.communication)
    close = min((CLOSE[aim] for aim in request.aims if aim in CLOSE), default=len(kept))
    if len(kept) > close:
        return _over(_of_many(people, inside, request, network, close, limit), kept)
    return _over(_by_turns(people, inside, request, network, start, limit), kept)


def _by_turns(
    people: Sequence[Candidate],
    demands: Mapping[str, Demand],
    request: TeamRequest,
    network: Network,
    start: Solution,
    limit: float,
) -> Found:
    measures = [_measure(aim, people, request, network) for aim in request.aims]
    held: list[tuple[Measure, int]] = []
    first, last, proved = start, start, True
    for measure in measures:
        found = _minimised(measure, held, len(people), demands, last, request, limit)
        proved = proved and found.status == "OPTIMAL"
        first = first if held else found
        held.append((measure, round(found.objective)))
        last = found
    status, unit = "OPTIMAL" if proved else "FEASIBLE", measures[0].scale
    return Found(status, first.objective / unit, max(0.0, first.bound) / unit, last.chosen)


def _minimised(
    measure: Measure,
    held: Sequence[tuple[Measure, int]],
    people: int,
    demands: Mapping[str, Demand],
    known: Solution,
    request: TeamRequest,
    limit: float,
) -> Solution:
    """Minimise one aim while the earlier ones hold; out of time, the `known` team it is."""
    model = cp_model.CpModel()
    picks = choose(model, people, demands)
    for earlier, value in held:
        model.add(earlier.cost(model, picks, demands) <= value)
    model.minimize(measure.cost(model, picks, demands))
    inside = set(known.chosen)
    for place, pick in enumerate(picks):
        model.add_hint(pick, place in inside)
    found = answered(solver_for(limit / len(request.aims), request.seed), model, picks)
    if found.chosen:
        return found
    for place, pick in enumerate(picks):
        model.add(pick == (place in inside))
    valued = answered(solver_for(LIMIT, request.seed), model, picks)
    return replace(valued, status="FEASIBLE", bound=0.0)


def _measure(
    aim: Aim, people: Sequence[Candidate], request: TeamRequest, network: Network
) -> Measure:
    match aim:
        case "size":
            return size()
        case "load":
            return load(people, request.require.hours)
        case "continuity":
            return continuity(people, request.previous)
        case "diameter":
            return diameter(network.between([one.key for one in people]), SCALE)
        case "communication":
            return communication(network.between([one.key for one in people]), SCALE)


def _smallest(
    people: int, demands: Mapping[str, Demand], request: TeamRequest, limit: float
) -> Found:
    """Return a smallest team. One for each demand is tried first, without the least size."""
    least = f"size>={request.require.size.min}"
    fewer = {label: demand for label, demand in demands.items() if label != least}
    if all(demand.count <= 1 for demand in fewer.values() if demand.sense == "at least"):
        found = _counted(people, fewer, request, limit, others=1)
        if found.status == "INFEASIBLE" or len(found.chosen) >= request.require.size.min:
            return replace(found, bound=max(found.bound, request.require.size.min))
    return _counted(people, demands, request, limit, others=request.require.size.max)


def _counted(
    people: int, demands: Mapping[str, Demand], request: TeamRequest, limit: float, others: int
) -> Found:
    kept = needed(people, demands, others)
    inside = among(demands, kept)
    model = cp_model.CpModel()
    picks = choose(model, len(kept), inside)
    model.minimize(cp_model.LinearExpr.sum(picks))
    known = cover(len(kept), inside)  # so that a hard cover has an answer, if not a proof
    first = set(known)
    for place, pick in enumerate(picks) if known else ():
        model.add_hint(pick, place in first)
    found = answered(solver_for(limit, request.seed), model, picks)
    return _over(Found(found.status, found.objective, found.bound, found.chosen), kept)


def _of_many(
    people: Sequence[Candidate],
    demands: Mapping[str, Demand],
    request: TeamRequest,
    network: Network,
    close: int,
    limit: float,
) -> Found:
    """Search among those near to each other, around a smallest team; the bound holds for all."""
    small = _smallest(len(people), demands, request, limit)
    if not small.chosen:
        return small
    near = nearby(people, demands, network, small.chosen, close)
    again = {place: new for new, place in enumerate(near)}
    start = Solution("FEASIBLE", 0, 0, tuple(again[place] for place in small.chosen))
    some = [people[place] for place in near]
    found = _over(_by_turns(some, among(demands, near), request, network, start, limit), near)
    closest = network.least / SCALE
    bounds = {
        "size": small.bound,
        "diameter": closest if small.bound > 1 else 0.0,
        "communication": closest * small.bound * (small.bound - 1) / 2,
    }
    bound = min(bounds.get(request.aims[0], 0.0), found.objective)
    proved = found.status == "OPTIMAL" and len(request.aims) == 1 and found.objective <= bound
    status = found.status if proved or not found.chosen else "FEASIBLE"
    return replace(found, status=status, bound=bound)


def _over(found: Found, kept: Sequence[int]) -> Found:
    return replace(found, chosen=tuple(kept[place] for place in found.chosen))
