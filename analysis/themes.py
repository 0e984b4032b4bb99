"""What several departments say alike."""

from collections.abc import Sequence

from analysis.cohesion import cohesion, rarity
from analysis.mentions import Mentions
from analysis.terms import counts, terms
from domain.digest_facts import Concern, Theme

LEAST_DEPARTMENTS = 3
LEAST_ITEMS = 8
_MOST_THEMES = 5

_Shared = tuple[str, frozenset[int]]


def themes(
    mentions: Mentions, departments: Sequence[str], concerns: Sequence[Concern]
) -> tuple[Theme, ...]:
    """Return at most 5 themes, the one with most items first, then longest, then by alphabet.

    A theme is a term held by at least 8 items of at least 3 departments, most of them rated 1 or 2
    or not rated. Candidates are ranked by how many others each of their items resembles on average
    in its other words, (items - 1) x `cohesion`: this puts subjects before manners of speaking,
    and one below half of the first is dropped. Terms that share over half of the smaller set of
    items are one theme, named by the first of them. What is a concern of one department already is
    no theme; nor are names of departments, numbers and days.
    """
    taken = [frozenset(concern.items) for concern in concerns]
    found: list[_Shared] = []
    for label, places in _ranked(mentions, _candidates(mentions, departments)):
        ids = frozenset(mentions.ids(places))
        if any(2 * len(ids & items) > len(ids) for items in taken):
            continue
        if not any(2 * len(places & other) > min(len(places), len(other)) for _, other in found):
            found.append((label, places))
    return tuple(
        _theme(mentions, departments, *pair) for pair in sorted(found[:_MOST_THEMES], key=_order)
    )


def _candidates(mentions: Mentions, departments: Sequence[str]) -> list[_Shared]:
    """Return terms with their items; of terms that the same items hold, the longest one."""
    names = frozenset[str]().union(*(terms(name) for name in departments))
    longest: dict[frozenset[int], str] = {}
    for term, places in mentions.holding.items():
        if term in names or counts(term) or not _shared(mentions, places):
            continue
        label = mentions.label(term)
        if len(label) > len(longest.get(places, "")):
            longest[places] = label
    return [(label, places) for places, label in longest.items()]


def _shared(mentions: Mentions, places: frozenset[int]) -> bool:
    inside = {mentions.items[place].department for place in places}
    wide = len(places) >= LEAST_ITEMS and len(inside) >= LEAST_DEPARTMENTS
    return wide and mentions.mostly_low(places)


def _ranked(mentions: Mentions, candidates: Sequence[_Shared]) -> list[_Shared]:
    weights = rarity(mentions)
    fellows = {
        pair: round((len(pair[1]) - 1) * cohesion(mentions, *pair, weights), 9)
        for pair in candidates
    }
    least = max(fellows.values(), default=0.0) / 2
    passing = [pair for pair in candidates if fellows[pair] >= least]
    return sorted(passing, key=lambda pair: (-fellows[pair], _order(pair)))


def _order(pair: _Shared) -> tuple[int, int, str]:
    return -len(pair[1]), -len(pair[0]), pair[0]


def _theme(
    mentions: Mentions, departments: Sequence[str], label: str, places: frozenset[int]
) -> Theme:
    inside = {mentions.items[place].department for place in places}
    return Theme(
        term=label,
        items=mentions.ids(places),
        departments=tuple(name for name in departments if name in inside),
    )
