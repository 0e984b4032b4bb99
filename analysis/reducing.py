"""Making a search for a smallest team smaller without losing its answer.

Who must be in is taken in, demands that hold anyhow are left out, and people who are never needed
are dropped; each of the three can make room for the others, so they take turns.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.demands import Demand
from analysis.dominance import among, asked_anyhow, needed

_TURNS = 20
"""Turns after which it is small enough; each one that goes on drops somebody or something."""


@dataclass(frozen=True, slots=True)
class Reduced:
    """What is left: places in the whole pool, by their new numbers, and demands over those.

    A smallest team of these together with the `forced` is a smallest team of the whole.
    """

    kept: tuple[int, ...]
    forced: tuple[int, ...]
    demands: Mapping[str, Demand]

    def team(self, chosen: Sequence[int]) -> tuple[int, ...]:
        """Return the whole team, by its places in the whole pool."""
        return tuple(sorted([*self.forced, *(self.kept[place] for place in chosen)]))


def reduced(people: int, demands: Mapping[str, Demand]) -> Reduced:
    """Return a smaller search with the same least number of members, or as little of one.

    Each step keeps that number. Where exactly as many count for a demand as it asks for, all of
    them are in every team: they are taken in, and what they meet is no longer asked for. A demand
    that others imply cuts no team off. Whom `needed` drops some smallest team does without.
    """
    left = Reduced(tuple(range(people)), (), dict(demands))
    for _ in range(_TURNS):
        before = (len(left.kept), len(left.demands))
        left = _taken_in(left)
        idle = asked_anyhow(left.demands)
        fewer = {label: one for label, one in left.demands.items() if label not in idle}
        kept = needed(len(left.kept), fewer)
        places = tuple(left.kept[place] for place in kept)
        left = Reduced(places, left.forced, among(fewer, kept))
        if (len(left.kept), len(left.demands)) == before:
            break
    return left


def _taken_in(left: Reduced) -> Reduced:
    """Take in whoever must be in, and ask for that many fewer.

    Who is shut out as well stays: then there is no team, and the solver says so.
    """
    must: set[int] = set()
    shut: set[int] = set()
    for demand in left.demands.values():
        if demand.sense == "at most" and demand.count <= 0:
            shut |= set(demand.places)
        elif demand.sense == "at least" and demand.count == len(demand.places):
            must |= set(demand.places)
    must -= shut
    if not must:
        return left
    kept = [place for place in range(len(left.kept)) if place not in must]
    inside = {label: len(must & set(one.places)) for label, one in left.demands.items()}
    fewer = {
        label: Demand(one.places, one.count - inside[label], one.sense)
        for label, one in left.demands.items()
    }
    forced = (*left.forced, *(left.kept[place] for place in sorted(must)))
    return Reduced(tuple(left.kept[place] for place in kept), forced, among(fewer, kept))
