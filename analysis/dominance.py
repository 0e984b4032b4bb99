"""Dropping candidates that a smallest team never needs, so that large covers can be proved."""

from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.demands import Demand


def needed(people: int, demands: Mapping[str, Demand]) -> list[int]:
    """Return whom some smallest team is made of, in order; the others are never needed.

    A is better than B when A counts for every demand that B counts for, is held back by no limit
    that B is not held back by, and is not the same in both while B comes first. B is dropped when
    as many people are better as the largest number that a demand asks for to which B counts.

    Proof. Of the smallest teams take one whose members come first in an order in which the better
    come before the worse. Were B in it: if somebody better is outside, they take B's place; every
    demand and limit holds as before, and the team comes earlier in the order, against the choice.
    If all better ones are inside, each demand to which B counts has as many members as it asks
    for without B; without B the team is smaller and breaks no limit, against the choice. So no B
    is in it, and all may be dropped together.

    Sets of people are the bits of one number, which makes ten thousand people a matter of a moment.
    """
    listed = list(demands.values())
    members = [_bits(demand.places) for demand in listed]
    limits = [number for number, demand in enumerate(listed) if demand.sense == "at most"]
    inside = set(allowed(people, demands))
    patterns = patterns_of(people, listed)
    often = Counter(patterns)
    spare: dict[tuple[int, ...], int] = {}
    kept = []
    for place, pattern in enumerate(patterns):
        if pattern not in spare:
            above = (1 << people) - 1
            for number in pattern:
                above &= members[number] if number not in limits else above
            for number in limits:
                above &= ~members[number] if number not in pattern else above
            asked = [listed[n].count for n in pattern if listed[n].sense == "at least"]
            spare[pattern] = max(asked, default=0) - (above.bit_count() - often[pattern])
        if spare[pattern] > 0 and place in inside:
            kept.append(place)
        spare[pattern] -= 1
    return kept


def asked_anyhow(demands: Mapping[str, Demand]) -> set[str]:
    """Return the demands that hold by themselves wherever the others hold.

    All who count for another demand count for this one, which asks for no more; of two that say
    the same the later one. What another implies may imply a third: the first of them remains.
    """
    wanted = {
        label: (_bits(demand.places), demand.count, len(demand.places))
        for label, demand in demands.items()
        if demand.sense == "at least"
    }
    order = sorted(wanted, key=lambda label: (wanted[label][2], -wanted[label][1]))
    idle = {label for label, (_, count, _) in wanted.items() if count <= 0}
    for place, label in enumerate(order):
        bits, count, _ = wanted[label]
        for other in order[:place]:
            less, more, _ = wanted[other]
            if other not in idle and more >= count and less & bits == less:
                idle.add(label)
                break
    return idle


def allowed(people: int, demands: Mapping[str, Demand]) -> list[int]:
    """Return whom no rule shuts out, in order."""
    shut = {place for demand in demands.values() if _shuts(demand) for place in demand.places}
    return [place for place in range(people) if place not in shut]


def _shuts(demand: Demand) -> bool:
    return demand.sense == "at most" and demand.count <= 0


def among(demands: Mapping[str, Demand], kept: Sequence[int]) -> dict[str, Demand]:
    """Return the same demands over those who are left, numbered anew."""
    number = {place: new for new, place in enumerate(kept)}
    return {
        label: Demand(
            tuple(number[place] for place in demand.places if place in number),
            demand.count,
            demand.sense,
        )
        for label, demand in demands.items()
    }


def _bits(places: Sequence[int]) -> int:
    found = bytearray(max(places, default=0) // 8 + 1)
    for place in places:
        found[place // 8] |= 1 << place % 8
    return int.from_bytes(found, "little")


def patterns_of(people: int, demands: Sequence[Demand]) -> list[tuple[int, ...]]:
    """Return, for each person, the numbers of the demands that they count for."""
    found: list[list[int]] = [[] for _ in range(people)]
    for number, demand in enumerate(demands):
        for place in demand.places:
            found[place].append(number)
    return [tuple(numbers) for numbers in found]
