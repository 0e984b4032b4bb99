"""Which feedback items a model reads when it cannot read all: every department is heard."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from activities.model_drafts.excerpts import cut, rough_tokens
from domain.digest_facts import DigestFacts
from domain.records import FeedbackItem
from domain.text import fold

MOST_ITEMS = 60
ITEM_LENGTH = 120
MOST_TOKENS = 4_000


def chosen(facts: DigestFacts) -> tuple[FeedbackItem, ...]:
    """Return the items to show, in the order in which they came, at most 60 or 4,000 tokens.

    First one item of every department that wrote; then the items of the computed concerns in
    turn, minorities first; then the rest, each time from the department with the smallest share
    of its items shown (ties: order of first appearance), so that shares stay proportional.
    """
    written = [item for item in facts.items if fold(item.text)]
    order = {item.id: place for place, item in enumerate(written)}
    first = list({item.department: item for item in reversed(written)}.values())[::-1]
    taken = {item.id: item for item in first}
    spent = sum(map(_cost, first))
    for item in _wanted(written, facts, taken):
        if item.id in taken:
            continue
        if len(taken) >= MOST_ITEMS or spent + _cost(item) > MOST_TOKENS:
            break
        taken[item.id] = item
        spent += _cost(item)
    return tuple(sorted(taken.values(), key=lambda item: order[item.id]))


def _cost(item: FeedbackItem) -> int:
    return rough_tokens(f"{item.id} | {item.department} | {cut(item.text, ITEM_LENGTH)}\n")


def _wanted(
    written: Sequence[FeedbackItem], facts: DigestFacts, taken: dict[str, FeedbackItem]
) -> Iterator[FeedbackItem]:
    items = {item.id: item for item in written}
    concerns = sorted(facts.concerns, key=lambda concern: not concern.minority)
    for row in zip_longest(*(concern.items for concern in concerns)):
        yield from (items[key] for key in row if key in items)
    yield from _proportional(written, taken)


def _proportional(
    items: Sequence[FeedbackItem], taken: dict[str, FeedbackItem]
) -> Iterator[FeedbackItem]:
    """Yield what is not taken yet; `taken` grows between two steps, and so do the shares."""
    groups: dict[str, list[FeedbackItem]] = {}
    for item in items:
        groups.setdefault(item.department, []).append(item)
    left = {name: [i for i in group if i.id not in taken] for name, group in groups.items()}
    while any(left.values()):
        open_groups = [name for name in groups if left[name]]
        name = min(open_groups, key=lambda name: 1 - len(left[name]) / len(groups[name]))
        yield left[name].pop(0)
