"""Which demands on a team cannot hold together, none of which can be left out."""

from collections.abc import Callable, Mapping

from analysis.demands import Demand
from analysis.smallest_team import possible

_LONG = 40


def unmet(people: int, demands: Mapping[str, Demand]) -> tuple[str, ...]:
    """Return demands that cannot hold together, none of which can be left out.

    They are what deletion leaves: in the order given, a demand is dropped when the others still
    clash. What clashes goes on clashing with more beside it, so the longest run that can be
    dropped is found by halving, and not one by one.
    """
    kept: list[str] = []
    left = list(demands)

    def clash(dropped: int) -> bool:
        some = {label: demands[label] for label in (*kept, *left[dropped:])}
        return possible(people, some) is False

    while left:
        gone = _most(clash, len(left))
        kept += left[gone : gone + 1]
        left = left[gone + 1 :]
    return tuple(kept)


def _most(holds: Callable[[int], bool], many: int) -> int:
    """Return the largest number up to `many` of which this holds; it holds of all below it too."""
    low, high, step = 0, many + 1, 1
    if many > _LONG:  # from above, where what is left is little and quickly looked at
        low = many
        while low and not holds(low):
            low, high, step = max(0, low - step), low, 2 * step
    else:  # from below, where most often nothing more can be dropped
        while low < many and high > many:
            some = min(low + step, many)
            low, high, step = (some, high, 2 * step) if holds(some) else (low, some, step)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if holds(middle) else (low, middle)
    return low
