"""Waits computed event by event, as they were before whole columns were: an oracle for tests."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from analysis.waits import Outcome, known_department
from domain.records import Event, EventState

_OFF_CLOCK: frozenset[EventState] = frozenset({"parked", "customer"})


@dataclass(frozen=True, slots=True)
class Arrival:
    """A case reaching a department from another one.

    `sender` is None when the log does not say who had it. `hours` is the wait, None while the case
    still waits (censored, never a zero) and where the log gives no state to tell queue from work.
    """

    case: str
    department: str
    sender: str | None
    hours: float | None
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Trail:
    """The arrivals of one case; `ping_pong` when it went A, B, A."""

    case: str
    arrivals: tuple[Arrival, ...]
    ping_pong: bool


@dataclass(slots=True)
class _Stay:
    department: str
    sender: str | None
    arrived: dt.datetime
    states: set[EventState] = field(default_factory=set)
    begun: dt.datetime | None = None
    left: dt.datetime | None = None


@dataclass(frozen=True, slots=True)
class _Step:
    at: dt.datetime
    department: str | None
    state: EventState


def trails(events: Iterable[Event]) -> list[Trail]:
    """Return one trail for each case, by case name.

    Events are taken by (case, time, original order). The wait of an arrival runs from the first
    event of the stay to its first `working` event, or to leaving without one (a bounce). Time
    parked or with the customer stops the clock, whichever department it stands against; a case
    that the log leaves there has left the queue. A, unknown, A is one stay; A, unknown, B is an
    arrival in B from an unknown sender, and A was left at the unknown event. A case's first stay
    is no hand-off.
    """
    ordered = sorted(events, key=lambda event: (event.case, event.at))
    return [_trail(case, list(run)) for case, run in groupby(ordered, key=lambda e: e.case)]


def _trail(case: str, events: Sequence[Event]) -> Trail:
    steps, rested = _on_clock(events)
    stays = _stays(steps)
    route = [stay.department for stay in stays]
    return Trail(
        case=case,
        arrivals=tuple(_arrival(case, stay, rested) for stay in stays[1:]),
        ping_pong=any(first == third for first, third in zip(route, route[2:], strict=False)),
    )


def _on_clock(events: Sequence[Event]) -> tuple[list[_Step], dt.datetime | None]:
    """Take parked and customer time out; also say when a case came to rest there for good."""
    steps: list[_Step] = []
    paused = dt.timedelta()
    rested: dt.datetime | None = None
    for event, following in pairwise([*events, None]):
        assert event is not None  # only the last of the pairs is None, never the first
        if event.state not in _OFF_CLOCK:
            steps.append(_Step(event.at - paused, known_department(event.department), event.state))
            rested = None
            continue
        rested = rested or event.at - paused
        paused += following.at - event.at if following else dt.timedelta()
    return steps, rested


def _stays(steps: Sequence[_Step]) -> list[_Stay]:
    stays: list[_Stay] = []
    unknown_since: dt.datetime | None = None
    for step in steps:
        if step.department is None:
            unknown_since = unknown_since or step.at
            continue
        previous = stays[-1] if stays else None
        if previous is None or previous.department != step.department:
            if previous:
                previous.left = unknown_since or step.at
            sender = previous.department if previous and not unknown_since else None
            stays.append(_Stay(step.department, sender, step.at))
        stays[-1].states.add(step.state)
        if step.state == "working" and stays[-1].begun is None:
            stays[-1].begun = step.at
        unknown_since = None
    return stays


def _arrival(case: str, stay: _Stay, rested: dt.datetime | None) -> Arrival:
    until, outcome = _end(stay, rested)
    hours = (until - stay.arrived) / dt.timedelta(hours=1) if until else None
    return Arrival(case, stay.department, stay.sender, hours, outcome)


def _end(stay: _Stay, rested: dt.datetime | None) -> tuple[dt.datetime | None, Outcome]:
    if stay.states <= {"unknown"}:
        return None, "unclear"
    if stay.begun:
        return stay.begun, "worked"
    if stay.left:
        return stay.left, "bounced"
    return (rested, "rested") if rested else (None, "waiting")
