"""Whom to look at when the requirements of very many people are loosened: those who bring most."""

import heapq
from collections.abc import Collection, Iterator, Mapping, Sequence

from analysis.candidates import PRESENT, Candidate, can_speak
from analysis.demands import Demand
from domain.demand_words import skill_label
from domain.team_request import Requirements

MANY = 400
"""Up to so many people all are looked at."""
_MORE = 2
"""Of each demand, so many more than it asks for."""


def promising(
    pool: Sequence[Candidate],
    require: Requirements,
    demands: Mapping[str, Demand],
    core: Sequence[str],
    team: Sequence[int],
    bereft: Collection[str] = (),
) -> list[int]:
    """Return places, in order, of some `MANY` people by whom requirements are loosened least.

    Those of a `team`, however large, so that there is a way; for each demand, level or not, and
    each department those who count for the most; all of departments that are `bereft`; and then
    whoever else counts for the most.
    """
    worth = _worth(pool, require, demands, core)
    away = demands[PRESENT].places if PRESENT in demands else ()
    there = [place for place in range(len(pool)) if place not in set(away)]

    def best(places: Sequence[int], many: int) -> list[int]:
        return heapq.nlargest(many, places, key=lambda i: (worth[i], pool[i].free, -i))

    kept = {*team, *(place for place in there if pool[place].department in bereft)}
    for places, many in _groups(pool, require, demands, core):
        kept.update(best(places, many + _MORE))
    for place in best(there, MANY):
        if len(kept) < MANY:
            kept.add(place)
    return sorted(kept.difference(away))


def _groups(
    pool: Sequence[Candidate],
    require: Requirements,
    demands: Mapping[str, Demand],
    core: Sequence[str],
) -> Iterator[tuple[Sequence[int], int]]:
    """Yield of whom some are needed, and how many."""
    for demand in demands.values():
        if demand.sense == "at least":
            yield demand.places, demand.count
    for label in core:
        if label.startswith(("exclude:", "apart:")):
            yield demands[label].places, len(demands[label].places)
    for department in require.wanted:
        home = (i for i, one in enumerate(pool) if one.department == department)
        yield [i for i in home if can_speak(pool[i], require)], 1
    for skill, need in require.skills.items():
        label = skill_label(skill, need.level, need.count)
        if len(demands[label].places) < need.count:
            yield (
                sorted(
                    (i for i, one in enumerate(pool) if 0 < one.skills.get(skill, 0) < need.level),
                    key=lambda i: -pool[i].skills[skill],
                )[: need.count],
                need.count,
            )


def _worth(
    pool: Sequence[Candidate],
    require: Requirements,
    demands: Mapping[str, Demand],
    core: Sequence[str],
) -> list[float]:
    """Return how many demands each counts for; those that clash count twice.

    A skill that is one level short counts half.
    """
    worth = [0.0] * len(pool)
    clashing = set(core)
    for label, demand in demands.items():
        if demand.sense == "at least":
            for place in demand.places:
                worth[place] += 1 + (label in clashing)
    for skill, need in require.skills.items():
        twice = skill_label(skill, need.level, need.count) in clashing
        for place, one in enumerate(pool):
            if one.skills.get(skill, 0) == need.level - 1 > 0:
                worth[place] += (1 + twice) / 2
    return worth
