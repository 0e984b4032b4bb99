"""Dropping candidates that a smallest team never needs, so that large covers can be proved."""

from collections import Counter
from collections.abc import Mapping, Sequence

from analysis.demands import Demand


def needed(people: int, demands: Mapping[str, Demand], others: int) -> list[int]:
    """Return who is left when everybody with `others` better people is dropped, in order.

    A is better than B when A counts for every demand that B counts for, is held back by no limit
    that B is not held back by, and is not the same in both while B comes first. Sets of people
    are the bits of one number, which makes ten thousand people a matter of a moment.

    With as many `others` as a team may have members, one of them is always outside the team and
    can take B's place. Where each demand asks for one person only, and no number of members is
    asked for, one is enough: either they take B's place or B is not needed.
    """
    listed = list(demands.values())
    members = [_bits(demand.places) for demand in listed]
    limits = [number for number, demand in enumerate(listed) if demand.sense == "at most"]
    inside = set(allowed(people, demands))
    patterns = _patterns(people, listed)
    often = Counter(patterns)
    better: dict[tuple[int, ...], int] = {}
    seen: Counter[tuple[int, ...]] = Counter()
    kept = []
    for place, pattern in enumerate(patterns):
        if pattern not in better:
            above = (1 << people) - 1
            for number in pattern:
                above &= members[number] if number not in limits else above
            for number in limits:
                above &= ~members[number] if number not in pattern else above
            better[pattern] = above.bit_count() - often[pattern]
        if better[pattern] + seen[pattern] < others and place in inside:
            kept.append(place)
        seen[pattern] += 1
    return kept


def allowed(people: int, demands: Mapping[str, Demand]) -> list[int]:
    """Return whom no rule shuts out, in order."""
    shut = {place for demand in demands.values() if _shuts(demand) for place in demand.places}
    return [place for place in range(people) if place not in shut]


def _shuts(demand: Demand) -> bool:
    return demand.sense == "at most" and demand.count == 0


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


def _patterns(people: int, demands: Sequence[Demand]) -> list[tuple[int, ...]]:
    """Return, for each person, the numbers of the demands that they count for."""
    found: list[list[int]] = [[] for _ in range(people)]
    for number, demand in enumerate(demands):
        for place in demand.places:
            found[place].append(number)
    return [tuple(numbers) for numbers in found]
