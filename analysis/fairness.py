"""Which ways out of a conflict are fair: valued by the parties' own interests, computed exactly."""

import math
from collections.abc import Mapping
from fractions import Fraction

from domain.conflict import Conflict, Option, Position
from domain.resolution_facts import OptionValue, ResolutionFacts

Values = tuple[Fraction, ...]


def resolution_facts(conflict: Conflict, number: int) -> ResolutionFacts:
    """Value every option for every party and name the fair ones.

    The value of an option for a party is the sum of weight times `serves` over its interests,
    divided by 100: 0 to 100 points; an interest that an option does not mention is served 0.
    Feasible: no party gets less than its floor, what it has without a deal. On the Pareto front:
    feasible, and no feasible option is better for one party and worse for none. Leximin: the
    worst-off party gets most, then the next (Sen 1970). Nash: the greatest product of gains over
    the floors (Nash 1950). `chosen` is leximin, ties by the Nash product, then by the order in
    which the options were published; so are ties of `leximin` and `nash` themselves.

    A party that stated no position is shown as 0.0 and counts nowhere (`conflict.silent` names it);
    without any position, or any feasible option, nothing is chosen.
    """
    stated = {position.department: position for position in conflict.positions}
    parties = [stated[party] for party in conflict.parties if party in stated]
    points = {o.id: tuple(_value(o, p) for p in parties) for o in conflict.options}
    floors = tuple(Fraction(party.floor) for party in parties)
    fair = {o: v for o, v in points.items() if parties and _at_least(v, floors)}
    pareto = tuple(o for o, v in fair.items() if not any(_beats(w, v) for w in fair.values()))
    gains = {o: _nash(fair[o], floors) for o in pareto}
    chosen = max(pareto, key=lambda o: (sorted(fair[o]), gains[o]), default=None)
    return ResolutionFacts(
        conflict=conflict,
        number=number,
        values=tuple(
            OptionValue(
                option=option.id,
                values=tuple(
                    float(_value(option, stated[party])) if party in stated else 0.0
                    for party in conflict.parties
                ),
                feasible=option.id in fair,
                pareto=option.id in pareto,
            )
            for option in conflict.options
        ),
        pareto=pareto,
        leximin=chosen,
        nash=_most(gains),
        chosen=chosen,
    )


def _value(option: Option, position: Position) -> Fraction:
    points = sum(i.weight * option.serves.get(i.id, 0) for i in position.interests)
    return Fraction(points, 100)


def _at_least(values: Values, floors: Values) -> bool:
    return all(value >= floor for value, floor in zip(values, floors, strict=True))


def _beats(one: Values, other: Values) -> bool:
    return one != other and _at_least(one, other)


def _nash(values: Values, floors: Values) -> Fraction:
    return math.prod((v - f for v, f in zip(values, floors, strict=True)), start=Fraction(1))


def _most(gains: Mapping[str, Fraction]) -> str | None:
    return max(gains, key=lambda option: gains[option], default=None)
