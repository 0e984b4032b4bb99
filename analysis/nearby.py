"""Which of many candidates are near enough to each other to be weighed pair by pair."""

from collections.abc import Iterator, Mapping, Sequence

from analysis.candidates import Candidate
from analysis.demands import Demand
from analysis.distances import Network

_CENTRES = 60


def nearby(
    people: Sequence[Candidate],
    demands: Mapping[str, Demand],
    network: Network,
    always: Sequence[int],
    most: int,
) -> list[int]:
    """Return at most `most` places, with those of `always`, so that some team is among them.

    As RarestFirst does: around each person who counts for the demand that the fewest count for,
    the nearest for every demand. The centres with the closest company come first.
    """
    wanted = [demand for demand in demands.values() if demand.sense == "at least" and demand.count]
    rarest = min(wanted, key=lambda demand: (len(demand.places), demand.places))
    circles = sorted(
        _circle(people, wanted, network, centre) for centre in rarest.places[:_CENTRES]
    )
    found = dict.fromkeys(always)
    for place in _in_turn([company for _, company in circles]):
        if len(found) >= most:
            break
        found[place] = None
    return sorted(found)


def _circle(
    people: Sequence[Candidate], wanted: Sequence[Demand], network: Network, centre: int
) -> tuple[int, list[int]]:
    """Return how far the furthest of the needed is, and the nearest for each demand in turn."""
    reached = network.from_one(people[centre].key)
    far = [reached.get(one.key, network.apart) for one in people]
    nearest = [sorted(demand.places, key=lambda place: (far[place], place)) for demand in wanted]
    furthest = max(
        far[places[demand.count - 1]]
        for demand, places in zip(wanted, nearest, strict=True)
        if len(places) >= demand.count
    )
    return furthest, list(dict.fromkeys([centre, *_in_turn([p[:20] for p in nearest])]))


def _in_turn(lists: Sequence[Sequence[int]]) -> Iterator[int]:
    """Yield the first of each list, then the second of each, and so on."""
    for step in range(max(map(len, lists), default=0)):
        for one in lists:
            if step < len(one):
                yield one[step]
