"""Which item of a feedback round mentions which term."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from analysis.terms import phrase, terms
from domain.records import FeedbackItem
from domain.text import fold

LOW = 2
LEAST_ITEMS = 3


class Mentions:
    """An index over the items of one round; places are positions in the order given.

    The same words sent twice by the same person count once: the index leaves the repeat out, as it
    leaves out terms of fewer than 3 items, which can be neither a concern nor a theme.
    """

    def __init__(self, items: Sequence[FeedbackItem]) -> None:
        self.items = tuple(items)
        self._folded = [fold(item.text) for item in items]
        said = dict[tuple[str, str], int]()
        for place, item in enumerate(items):
            said.setdefault((item.account, self._folded[place]), place)
        self.places = frozenset(said.values())
        holding: dict[str, set[int]] = defaultdict(set)
        for place in sorted(self.places):
            for term in terms(items[place].text):
                holding[term].add(place)
        often = sorted(term for term, places in holding.items() if len(places) >= LEAST_ITEMS)
        self.holding = {term: frozenset(holding[term]) for term in often}

    def of(self, department: str) -> frozenset[int]:
        """Return the places of a department's items."""
        return frozenset(p for p in self.places if self.items[p].department == department)

    def mostly_low(self, places: Iterable[int]) -> bool:
        """Tell whether more than half of these items are rated 1 or 2, or not rated at all."""
        ratings = [self.items[place].rating for place in places]
        return 2 * sum(rating is None or rating <= LOW for rating in ratings) > len(ratings)

    def label(self, term: str) -> str:
        """Return the term as the longest phrase that all items holding it share."""
        return phrase(term, [self._folded[place] for place in sorted(self.holding[term])])

    def ids(self, places: Iterable[int]) -> tuple[str, ...]:
        """Return the items' ids in the order given by the round."""
        return tuple(self.items[place].id for place in sorted(places))


def distinct(labels: Iterable[str], most: int) -> tuple[str, ...]:
    """Return the first labels, none of which lies within another one before it, or holds one."""
    kept: list[str] = []
    for label in labels:
        if not any(label in other or other in label for other in kept):
            kept.append(label)
    return tuple(kept[:most])
