"""What sets one department's words apart, a small department's as well as a large one's."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.mentions import LEAST_ITEMS, Mentions, distinct
from analysis.overuse import tail, threshold
from analysis.terms import terms
from domain.digest_facts import Concern

LEAST_SHARE = 0.4
_MOST_TERMS = 4


@dataclass(frozen=True, slots=True)
class _Finding:
    term: str
    here: frozenset[int]
    chance: float


def concerns(
    mentions: Mentions, departments: Sequence[str], minority_below: float
) -> tuple[Concern, ...]:
    """Return the concerns, department by department, the least likely by chance first.

    A term is one when at least 3 and at least 40 % of the department's items hold it, most of these
    rated 1 or 2 or not rated, and when it is over-represented against all other departments: one-
    sided Fisher exact test, alpha 0.01 for the whole round (`overuse.threshold`; terms held by the
    same items are one test). Parts of the department's own name are no concern of it. Terms that
    share most of their items are one concern: at most 4 `terms`, the best first, and the items that
    hold any of them. `minority`: the department wrote less than `minority_below` of all items.
    """
    limit = threshold(
        tail(len(mentions.places), marked, drawn, min(marked, drawn))
        for marked, drawn in _tests(mentions, departments)
    )
    found: list[Concern] = []
    for department in departments:
        own = mentions.of(department)
        minority = len(own) < minority_below * len(mentions.places)
        findings = _findings(mentions, department, own, limit)
        found += [_concern(mentions, department, g, minority) for g in _merged(findings)]
    return tuple(found)


def _tests(mentions: Mentions, departments: Sequence[str]) -> list[tuple[int, int]]:
    """Return (items with the term, items of the department) of each test; equal sets once."""
    sets = set(mentions.holding.values())
    sizes = [len(mentions.of(department)) for department in departments]
    return [(len(places), size) for places in sets for size in sizes if size >= LEAST_ITEMS]


def _findings(
    mentions: Mentions, department: str, own: frozenset[int], limit: float
) -> list[_Finding]:
    """Return the terms that pass, best first: least likely, then longest, then by alphabet."""
    name = terms(department)
    found = []
    for term, places in mentions.holding.items():
        here = places & own
        if len(here) < LEAST_ITEMS or len(here) < LEAST_SHARE * len(own) or term in name:
            continue
        chance = tail(len(mentions.places), len(places), len(own), len(here))
        if chance <= limit and mentions.mostly_low(here):
            found.append(_Finding(term, here, chance))
    return sorted(found, key=lambda f: (f.chance, -len(f.term), f.term))


def _merged(findings: Sequence[_Finding]) -> list[list[_Finding]]:
    """Put each finding to the first whose leading term shares over half of the smaller set."""
    groups: list[list[_Finding]] = []
    for finding in findings:
        for group in groups:
            shared = len(group[0].here & finding.here)
            if 2 * shared > min(len(group[0].here), len(finding.here)):
                group.append(finding)
                break
        else:
            groups.append([finding])
    return groups


def _concern(
    mentions: Mentions, department: str, group: Sequence[_Finding], minority: bool
) -> Concern:
    own = mentions.of(department)
    by_label = {mentions.label(finding.term): finding for finding in reversed(group)}
    labels = distinct([mentions.label(finding.term) for finding in group], _MOST_TERMS)
    holding = frozenset[int]().union(*(mentions.holding[by_label[x].term] for x in labels))
    here, elsewhere = holding & own, holding - own
    others = len(mentions.places) - len(own)
    return Concern(
        department=department,
        terms=labels,
        items=mentions.ids(here),
        share_here=round(len(here) / len(own), 4),
        share_elsewhere=round(len(elsewhere) / others, 4) if others else 0.0,
        minority=minority,
    )
