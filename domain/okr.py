"""Objectives and key results: how far one has come."""

from decimal import Decimal
from fractions import Fraction
from typing import Literal

Real = int | float | Decimal | Fraction


def progress(start: Real, current: Real, target: Real) -> Fraction | None:
    """Return the exact share of the way from `start` to `target`; falling targets work alike.

    Below 0 and above 1 are real values; clamp them for display only. None when start and target
    are equal: such a result is kept or not, never a share. A float counts as the decimal that it
    prints as, so that 0.24 on the way from 0.1 to 0.3 is exactly 0.7.
    """
    first, now, last = (Fraction(str(value)) for value in (start, current, target))
    return None if first == last else (now - first) / (last - first)


def kept(current: Real, target: Real, better: Literal["lower", "higher"]) -> bool:
    """Tell whether a result to keep is no worse than its target."""
    now, last = Fraction(str(current)), Fraction(str(target))
    return now <= last if better == "lower" else now >= last
