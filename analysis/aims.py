"""What makes one allowed team better than another, each as an expression for CP-SAT to minimise."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from analysis.candidates import Candidate
from analysis.demands import Demand

Picks = Sequence[cp_model.IntVar]
Demands = Mapping[str, Demand]
Pairs = Mapping[tuple[int, int], int]


@dataclass(frozen=True, slots=True)
class Measure:
    """One aim: its cost in whole numbers, `scale` of which make one unit that people read."""

    cost: Callable[[cp_model.CpModel, Picks, Demands], cp_model.LinearExprT]
    scale: int = 1


def size() -> Measure:
    """Few members."""
    return Measure(lambda model, picks, demands: cp_model.LinearExpr.sum(list(picks)))


def load(pool: Sequence[Candidate], asked: float) -> Measure:
    """A low highest load: per cent of a member's hours that is taken, the team's share included."""
    loads = [_load(one, asked) for one in pool]

    def cost(model: cp_model.CpModel, picks: Picks, demands: Demands) -> cp_model.LinearExprT:
        return highest(model, [(value, [pick]) for value, pick in zip(loads, picks, strict=True)])

    return Measure(cost, scale=10)


def continuity(pool: Sequence[Candidate], previous: Collection[str]) -> Measure:
    """Few members of the earlier team who would leave; those not in the pool leave anyhow."""
    staying = [place for place, one in enumerate(pool) if one.key in previous]

    def cost(model: cp_model.CpModel, picks: Picks, demands: Demands) -> cp_model.LinearExprT:
        return len(set(previous)) - cp_model.LinearExpr.sum([picks[place] for place in staying])

    return Measure(cost)


def diameter(pairs: Pairs, scale: int) -> Measure:
    """A small greatest distance between two members."""

    def cost(model: cp_model.CpModel, picks: Picks, demands: Demands) -> cp_model.LinearExprT:
        return highest(model, [(far, [picks[a], picks[b]]) for (a, b), far in pairs.items()])

    return Measure(cost, scale)


def communication(pairs: Pairs, scale: int) -> Measure:
    """A small sum of the distances between all pairs of members."""

    def cost(model: cp_model.CpModel, picks: Picks, demands: Demands) -> cp_model.LinearExprT:
        both = {pair: model.new_bool_var(f"b{pair[0]}_{pair[1]}") for pair in pairs}
        for (a, b), together in both.items():
            model.add_implication(together, picks[a])
            model.add_implication(together, picks[b])
            model.add_bool_or([together, ~picks[a], ~picks[b]])
        for place in range(len(picks)):
            _seen_from(model, place, picks, both, demands)
        return cp_model.LinearExpr.weighted_sum(
            [both[pair] for pair in pairs], [pairs[pair] for pair in pairs]
        )

    return Measure(cost, scale)


def _load(one: Candidate, asked: float) -> int:
    if not one.hours:
        return 1000 if asked else 0
    taken = 1000 * (one.hours - one.free + asked) / one.hours
    return -int(-round(taken, 6) // 1)  # rounded up


def highest(
    model: cp_model.CpModel, costs: Sequence[tuple[int, Sequence[cp_model.IntVar]]]
) -> cp_model.LinearExprT:
    """Return the highest of the costs whose picks are all chosen, as a sum of steps climbed.

    Each step from one value to the next is a variable of its own: that proves bounds fast.
    """
    values = sorted({cost for cost, _ in costs} | {0})
    reached = {value: model.new_bool_var(f"v{value}") for value in values[1:]}
    for lower, higher in zip(values[1:], values[2:], strict=False):
        model.add_implication(reached[higher], reached[lower])
    for cost, chosen in costs:
        if cost:
            model.add_bool_or([reached[cost], *(~pick for pick in chosen)])
    climbs = [higher - lower for lower, higher in zip(values, values[1:], strict=False)]
    return cp_model.LinearExpr.weighted_sum([reached[value] for value in values[1:]], climbs)


def _seen_from(
    model: cp_model.CpModel,
    place: int,
    picks: Picks,
    both: Mapping[tuple[int, int], cp_model.IntVar],
    demands: Demands,
) -> None:
    """Repeat every demand from one member's side: who is in, sees the others meet it.

    True of every team already; without it the bound of a sum over pairs stays far too low.
    """
    for demand in demands.values():
        others = [both[min(place, o), max(place, o)] for o in demand.places if o != place]
        inside = place in demand.places
        total = cp_model.LinearExpr.sum(others)
        if demand.sense == "at least":
            model.add(total >= (demand.count - inside) * picks[place])
        elif demand.count:
            model.add(total <= (demand.count - inside) * picks[place])
