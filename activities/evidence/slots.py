"""Meeting times: a start in hours that all share, or two that take turns when there are none."""

import datetime as dt
from zoneinfo import ZoneInfo

from domain.facts import CadenceFacts

DAY_STARTS, DAY_ENDS = 9, 18
MOST, APART = 3, 3
"""How many times to propose, and how many hours apart."""


def local(hour: int, zone: str, on: dt.date) -> dt.time:
    """Return the wall-clock time in `zone` when it is `hour` o'clock UTC on this day."""
    moment = dt.datetime.combine(on, dt.time(hour % 24), tzinfo=dt.UTC)
    return moment.astimezone(ZoneInfo(zone)).time()


def starts(facts: CadenceFacts) -> tuple[tuple[int, ...], ...]:
    """Return the meeting times to propose in UTC hours, best first; two hours take turns."""
    if facts.shared_hours_utc is None:
        return (_turns(facts.time_zones, facts.due),)
    first, end = facts.shared_hours_utc
    end += 24 if end <= first else 0  # such an end lies on the next UTC day
    found: list[int] = []
    for hour in sorted(range(first, end), key=lambda one: (_from_ten(one, facts), one)):
        if all(abs(hour - taken) >= APART for taken in found):
            found.append(hour)
    return tuple((hour % 24,) for hour in found[:MOST] or [first])


def _from_ten(hour: int, facts: CadenceFacts) -> float:
    """Return how far this hour is from ten in the morning in the zone where it is furthest."""
    clocks = [local(hour, zone, facts.due) for zone in facts.time_zones or ("UTC",)]
    return max(abs(clock.hour + clock.minute / 60 - 10) for clock in clocks)


def _turns(zones: tuple[str, ...], on: dt.date) -> tuple[int, ...]:
    """Pick, for the easternmost and the westernmost zone, the hour that is kindest to the rest."""
    ordered = sorted(zones or ("UTC",), key=lambda zone: _offset(zone, on))
    return tuple(dict.fromkeys(_kindest(home, ordered, on) for home in (ordered[-1], ordered[0])))


def _kindest(home: str, zones: list[str], on: dt.date) -> int:
    inside = [hour for hour in range(24) if _outside(hour, home, on) == 0]
    return min(inside, key=lambda hour: (max(_outside(hour, zone, on) for zone in zones), hour))


def _outside(hour: int, zone: str, on: dt.date) -> float:
    """Return how many hours this time lies outside the working day of the zone."""
    at = local(hour, zone, on)
    clock = at.hour + at.minute / 60
    if DAY_STARTS <= clock <= DAY_ENDS - 1:
        return 0.0
    return min((DAY_STARTS - clock) % 24, (clock - DAY_ENDS + 1) % 24)


def _offset(zone: str, on: dt.date) -> dt.timedelta:
    moment = dt.datetime.combine(on, dt.time(12), tzinfo=dt.UTC)
    return moment.astimezone(ZoneInfo(zone)).utcoffset() or dt.timedelta(0)
