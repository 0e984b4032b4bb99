"""Targets that rules may propose for a measure: stated steps, the most ambitious first."""

import re
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from activities.evidence.wording import exact, figure
from domain.goal_facts import Reading

STEPS = (
    (Decimal("0.50"), Decimal("0.10"), "half", "一半"),
    (Decimal("0.33"), Decimal("0.07"), "a third", "三分之一"),
    (Decimal("0.25"), Decimal("0.05"), "a quarter", "四分之一"),
)
"""Share of the way to the best reading, least relative gain, and the share in words."""


class Target(NamedTuple):
    """A possible target and, in English and Chinese, the rule that it follows."""

    value: Decimal
    rule: tuple[str, str]


def alternatives(reading: Reading) -> tuple[Target, ...]:
    """Return the target of each step, most ambitious first; empty when nothing better exists.

    A target starts from the better of the first and the last weeks. It goes a share of the way to
    the best reading, or gains a least percentage, whichever is more, but where the unit has an
    end (0, 100 %, 5 points) never more than the same share of what is left. Rounded outwards, in
    steps that fit the gain.
    """
    found = [_target(reading, number) for number in range(len(STEPS))]
    return tuple(one for one in found if one is not None)


def target(reading: Reading, step: int) -> Target | None:
    """Return the target of one step, the last for steps beyond; None if it can only be kept."""
    every = alternatives(reading)
    return every[min(step, len(every) - 1)] if every else None


def _target(reading: Reading, step: int) -> Target | None:
    share, least, en, zh = STEPS[step]
    sign = 1 if reading.better == "higher" else -1
    first, latest, best = (
        exact(value) * sign for value in (reading.baseline, reading.latest, reading.best)
    )
    start, end = max(first, latest), _end(reading)
    way, gain = (best - start) * share, abs(start) * least
    rule = (f"{en} of the way to the best reading", f"到最好水平的{zh}")
    if gain > way:
        more = figure(least * 100)
        rule = (f"{more}% better than what was reached", f"比已达到的水平改善 {more}%")
    gain = max(way, gain)
    if end is not None and gain > (end * sign - start) * share:
        gain = (end * sign - start) * share
        rule = (f"{en} of what is left to {figure(end)}", f"到 {figure(end)} 的余量的{zh}")
    value = _rounded(start + gain, gain)
    if end is not None:
        value = min(value, end * sign)
    return Target(exact(value * sign), rule) if value > start else None


def _rounded(value: Decimal, gain: Decimal) -> Decimal:
    """Round up `value`, turned so that more is better, in a decimal step well below the gain."""
    finest = Decimal("0.01") if abs(value) >= 1 else Decimal("0.0001")
    step = max(Decimal(1).scaleb((gain / 4).adjusted()), finest) if gain else finest
    return (value / step).to_integral_value(rounding=ROUND_CEILING) * step


def _end(reading: Reading) -> Decimal | None:
    """Return where the measure ends in its better direction, as far as zero or the unit tell."""
    if reading.better == "lower":
        return Decimal(0) if min(reading.baseline, reading.latest) >= 0 else None
    if reading.unit in ("%", "％"):
        return Decimal(100) if max(reading.baseline, reading.latest) <= 100 else None
    found = re.search(r"(?:/|满分|out of|[–-])\s*(\d+)\D*$", reading.unit)
    end = Decimal(found[1]) if found else None
    return end if end is not None and end >= exact(max(reading.baseline, reading.latest)) else None
