"""Which hand-offs a map shows: the longest, so that it can be read; the others are counted."""

from collections.abc import Mapping, Sequence

from domain.hand_off_map import HandOffMap
from domain.needs import Edge

MOST_DEPARTMENTS = 40
MOST_EDGES = 60
"""Hand-offs that are drawn for their hours; each department's own largest is drawn besides."""


def shown_departments(given: HandOffMap) -> tuple[str, ...]:
    """Return the departments with the most queue hours, sent or received, at most forty."""
    hours = {one.name: one.hours or 0.0 for one in given.stations}
    for edge in given.edges:
        hours[edge.source] += edge.queue_hours
    ranked = sorted(hours, key=lambda name: (-round(hours[name], 2), name))
    return tuple(ranked[:MOST_DEPARTMENTS])


def shown_edges(given: HandOffMap, departments: Sequence[str]) -> tuple[Edge, ...]:
    """Return the longest hand-offs between these departments, none of them left without one."""
    drawn = set(departments)
    between = [one for one in given.edges if one.source in drawn and one.target in drawn]
    chosen, others = between[:MOST_EDGES], between[MOST_EDGES:]
    linked = {name for one in chosen for name in (one.source, one.target)}
    for edge in others:
        if not {edge.source, edge.target} <= linked:
            chosen.append(edge)
            linked |= {edge.source, edge.target}
    return tuple(chosen)


def sides(departments: Sequence[str], edges: Sequence[Edge]) -> tuple[list[str], list[str]]:
    """Put those that rather send on the left and those that rather receive on the right."""
    net = dict.fromkeys(departments, 0.0)
    for edge in edges:
        net[edge.source] += edge.queue_hours
        net[edge.target] -= edge.queue_hours
    ranked = sorted(departments, key=lambda name: (-round(net[name], 2), name))
    half = (len(ranked) + 1) // 2
    return _untangled(ranked[:half], ranked[half:], edges)


def _untangled(
    left: list[str], right: list[str], edges: Sequence[Edge], sweeps: int = 6
) -> tuple[list[str], list[str]]:
    """Order both sides by where their partners stand, so that fewer lines cross (barycentres)."""
    weights: dict[tuple[str, str], float] = {}
    for edge in edges:
        pair = (min(edge.source, edge.target), max(edge.source, edge.target))
        weights[pair] = weights.get(pair, 0.0) + edge.queue_hours + 0.01 * edge.count
    for _ in range(sweeps):
        right = _by_partners(right, left, weights)
        left = _by_partners(left, right, weights)
    return left, right


def _by_partners(
    own: Sequence[str], other: Sequence[str], weights: Mapping[tuple[str, str], float]
) -> list[str]:
    """Sort one side by the weighted mean place of each one's partners on the other."""
    places = {name: _place(index, len(other)) for index, name in enumerate(other)}
    means: dict[str, float] = {}
    for index, name in enumerate(own):
        tied = [
            (places[partner], weights.get((min(name, partner), max(name, partner)), 0.0))
            for partner in other
        ]
        total = sum(weight for _, weight in tied)
        found = sum(place * weight for place, weight in tied) / total if total else None
        means[name] = _place(index, len(own)) if found is None else found
    return sorted(own, key=lambda name: (round(means[name], 9), name))


def _place(index: int, many: int) -> float:
    return (index + 0.5) / many
