"""The event log of an example organisation: cases that pass from department to department.

Waits are lognormal in working hours (nine a day, Monday to Friday). They follow one distribution
in every department, but for the planted one.
"""

import datetime as dt
import random
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from domain.records import Event, EventState
from examples.plan import Plan

FIRST_DAY = dt.date(2026, 8, 31)
DAY = 9.0
WEEKS = 12
END = DAY * (5 * WEEKS - 1)
ROWS = 3000
WAIT = 2.5
SLOWER = 7.0
_WORK = 1.2


def log(plan: Plan) -> list[Event]:
    """Return some 3,000 events over twelve weeks, in the order of time."""
    rng = plan.rng("log")
    number = round(ROWS / (2.3 * len(plan.names)))
    starts = sorted(rng.uniform(0, END - 3 * DAY) for _ in range(number))
    timed = [
        timed
        for place, start in enumerate(starts)
        for timed in _case(plan, rng, f"{plan.setting.key[:2].upper()}-{1001 + place}", start)
        if timed[0] < END
    ]
    return [event for _, event in sorted(timed, key=lambda pair: pair[0])]


def _case(plan: Plan, rng: random.Random, case: str, start: float) -> Iterator[tuple[float, Event]]:
    at = start
    route = _route(plan, rng)
    for place, index in enumerate(route):
        yield at, _event(plan, rng, case, at, index, "queued")
        at += rng.lognormvariate(0, 0.8) * WAIT * (SLOWER if index == plan.worst else 1)
        if place and place < len(route) - 1 and rng.random() < 0.03:
            continue  # a bounce: it leaves without having been worked on
        yield at, _event(plan, rng, case, at, index, "working")
        at += rng.lognormvariate(0, 0.5) * _WORK
        if rng.random() < 0.06:
            yield at, _event(plan, rng, case, at, index, "customer")
            at += rng.lognormvariate(0, 0.6) * DAY
            yield at, _event(plan, rng, case, at, index, "working")
            at += rng.lognormvariate(0, 0.5) * _WORK
    yield at, _event(plan, rng, case, at, route[-1], "parked")


def _route(plan: Plan, rng: random.Random) -> list[int]:
    """Take the desks in order; now and then one is left out, or a case goes back and forth."""
    first, *rest = plan.names
    route = [first, *(index for index in rest if rng.random() > 0.06)]
    if len(route) > 2 and rng.random() < 0.2:
        place = rng.randrange(1, len(route) - 1)
        route[place + 1 : place + 1] = [route[place - 1], route[place]]
    return route


def _event(
    plan: Plan, rng: random.Random, case: str, at: float, index: int, state: EventState
) -> Event:
    known = rng.random() > 0.012
    return Event(
        case=case,
        at=_clock(plan, at, index),
        department=plan.names[index] if known else None,
        activity=plan.desk(index).activities[state in ("working", "parked")],
        state=state,
    )


def _clock(plan: Plan, at: float, index: int) -> dt.datetime:
    """Turn working hours since the first day into the time that the department's system logs.

    Everybody works from nine to six at the head office, systems write different zones. The offset
    is fixed, so that the difference of two times is the time that passed, also over the end
    of summer time.
    """
    days, hours = divmod(at, DAY)
    weeks, weekday = divmod(int(days), 5)
    date = FIRST_DAY + dt.timedelta(days=7 * weeks + weekday)
    morning = dt.datetime.combine(date, dt.time(9), ZoneInfo(plan.voice.zones[0]))
    clock = ZoneInfo(plan.voice.clocks[index % len(plan.voice.clocks)])
    wall = (morning + dt.timedelta(minutes=int(hours * 60))).astimezone(clock)
    return wall.replace(tzinfo=dt.timezone(wall.utcoffset() or dt.timedelta()))
