"""The best team under hard rules: the aims one after another, each proved or with its bound."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from ortools.sat.python import cp_model

from analysis.aims import Measure, communication, continuity, diameter, load, size
from analysis.candidates import Candidate
from analysis.demands import LIMIT, Demand, Solution, answered, choose, solve, solver_for
from analysis.distances import SCALE, Network
from analysis.dominance import allowed, among
from analysis.nearby import nearby
from analysis.smallest_team import Found as Found
from analysis.smallest_team import at_once, fewest, smallest
from domain.team_request import Aim, TeamRequest

CLOSE = {"diameter": 400, "communication": 150}
"""Up to so many candidates all pairs of them are weighed; of more, those near to each other."""


def best(
    pool: Sequence[Candidate], demands: Mapping[str, Demand], request: TeamRequest, limit: float
) -> Found:
    """Return the best team that meets all demands, by the aims of the request in their order."""
    if request.aims == ("size",):
        return smallest(len(pool), demands, request.require.size.min, limit, request.seed)
    kept = allowed(len(pool), demands)
    inside = among(demands, kept)
    people = [pool[place] for place in kept]
    start = solve(len(kept), inside, limit=limit, seed=request.seed)
    if start.status == "UNKNOWN" and (team := at_once(len(kept), inside)):
        start = Solution("FEASIBLE", 0, 0, team)
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
    unit = measures[0].scale
    value, bound = first.objective / unit, max(0.0, first.bound) / unit
    if bound < value and request.aims[0] in ("size", *CLOSE):
        least = _least(request.aims[0], fewest(len(people), demands), network)
        bound = max(bound, min(least, value))
    proved = proved or (len(measures) == 1 and value <= bound)
    return Found("OPTIMAL" if proved else "FEASIBLE", value, bound, last.chosen)


def _least(aim: Aim, members: float, network: Network) -> float:
    """Return what every team of so many members or more costs at least, by an aim."""
    closest = network.least / SCALE
    match aim:
        case "size":
            return members
        case "diameter":
            return closest if members > 1 else 0.0
        case "communication":
            return closest * members * (members - 1) / 2
    return 0.0


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


def _of_many(
    people: Sequence[Candidate],
    demands: Mapping[str, Demand],
    request: TeamRequest,
    network: Network,
    close: int,
    limit: float,
) -> Found:
    """Search among those near to each other, around a smallest team; the bound holds for all."""
    small = smallest(len(people), demands, request.require.size.min, limit, request.seed)
    if not small.chosen:
        return small
    near = nearby(people, demands, network, small.chosen, close)
    again = {place: new for new, place in enumerate(near)}
    start = Solution("FEASIBLE", 0, 0, tuple(again[place] for place in small.chosen))
    some = [people[place] for place in near]
    found = _over(_by_turns(some, among(demands, near), request, network, start, limit), near)
    bound = min(_least(request.aims[0], small.bound, network), found.objective)
    proved = found.status == "OPTIMAL" and len(request.aims) == 1 and found.objective <= bound
    status = found.status if proved or not found.chosen else "FEASIBLE"
    return replace(found, status=status, bound=bound)


def _over(found: Found, kept: Sequence[int]) -> Found:
    return replace(found, chosen=tuple(kept[place] for place in found.chosen))
