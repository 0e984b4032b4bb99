"""Signal or noise: XmR charts (individuals and moving range), with limits frozen on a baseline."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median
from typing import Literal

Signal = Literal["up", "down", "none", "not enough data"]

LEAST_BASELINE = 8
ONE_SIDE = 8
TREND = 6
_LEVEL = 4


@dataclass(frozen=True, slots=True)
class Limits:
    """Natural process limits, in the unit of the measure."""

    low: float
    centre: float
    high: float


def limits(baseline: Sequence[float]) -> Limits | None:
    """Return the limits in median form: median +- 3 x median moving range / 0.954 (Wheeler).

    When over half of the moving ranges are 0, as with counts, the median range says nothing: the
    mean form, 2.66 x mean moving range, gives the width. None below 8 baseline points.
    """
    if len(baseline) < LEAST_BASELINE:
        return None
    ranges = [abs(after - before) for before, after in pairwise(baseline)]
    width = 3 * median(ranges) / 0.954 or 2.66 * fmean(ranges)
    centre = median(baseline)
    return Limits(centre - width, centre, centre + width)


def signal(baseline: Sequence[float], since: Sequence[float]) -> Signal:
    """Return what the points `since` show against the `baseline`; both in order of time.

    Signals: one point beyond a limit; 8 in a row on one side of the centre; 6 in a row, each above
    (or each below) the one before. The latest counts; of those that end at the same point, in the
    order named here. Without points since, or with fewer than 8 before, there is no verdict.
    """
    frame = limits(baseline)
    if frame is None or not since:
        return "not enough data"
    for end in range(len(since), 0, -1):
        found = _ending(since[:end], frame)
        if found:
            return found
    return "none"


def lasting(baseline: Sequence[float], since: Sequence[float]) -> Literal["up", "down"] | None:
    """Return the direction of a signal that is more than a stray point: worth changing a plan for.

    Points beyond a limit are when the median of the last four (at most) lies beyond it too; else
    the latest run or trend is. Limits from eight points alone are crossed by chance one point in
    thirty, which is worth a look but not a new plan.
    """
    frame = limits(baseline)
    if frame is None or not since:
        return None
    level = median(since[-_LEVEL:])
    if not frame.low <= level <= frame.high:
        return "up" if level > frame.high else "down"
    runs = (_run(since[:end], frame) for end in range(len(since), 0, -1))
    return next((found for found in runs if found), None)


def _ending(points: Sequence[float], frame: Limits) -> Literal["up", "down"] | None:
    """Return the direction of a signal whose last point is the last of `points`."""
    if points[-1] > frame.high or points[-1] < frame.low:
        return "up" if points[-1] > frame.high else "down"
    return _run(points, frame)


def _run(points: Sequence[float], frame: Limits) -> Literal["up", "down"] | None:
    """Return the direction of a run on one side, or of a trend, that ends at the last point."""
    side = points[-ONE_SIDE:]
    if len(side) == ONE_SIDE and all(point > frame.centre for point in side):
        return "up"
    if len(side) == ONE_SIDE and all(point < frame.centre for point in side):
        return "down"
    steps = [after - before for before, after in pairwise(points[-TREND:])]
    if len(steps) == TREND - 1 and all(step > 0 for step in steps):
        return "up"
    if len(steps) == TREND - 1 and all(step < 0 for step in steps):
        return "down"
    return None
