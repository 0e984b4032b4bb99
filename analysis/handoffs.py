"""What an event log says about hand-offs: whose queue cases wait in, and how sure that is."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import numpy as np

from analysis.bootstrap import median_interval
from analysis.waits import Arrival, known_department, trails
from domain.facts import NeedFacts, Queue
from domain.records import Event

LEAST_ARRIVALS = 30
CLEARLY = 1.5
_EXAMPLES = 5


def need_facts(
    events: Sequence[Event],
    source: str,
    stated: str | None,
    departments: Sequence[str],
    seed: int = 0,
) -> NeedFacts:
    """Return hand-offs and queues by receiving department, the longest in total first.

    Hours are clock hours. `known_share` is the share of events whose department is known. Only
    departments of the brief (`departments`) may stand out: nobody else would be asked to agree.
    See `_stands_out` for the rule. Without both queued and working states in the log, queue and
    work cannot be told apart: hand-offs are counted and `queues` is empty, never a row of zeros.
    """
    found = trails(events)
    arrivals = [arrival for trail in found for arrival in trail.arrivals]
    known = sum(known_department(event.department) is not None for event in events)
    told_apart = {"queued", "working"} <= {event.state for event in events}
    return NeedFacts(
        source=source,
        events=len(events),
        cases=len(found),
        known_share=round(known / len(events), 4) if events else 0.0,
        hand_offs=len(arrivals),
        ping_pong_cases=sum(trail.ping_pong for trail in found),
        queues=_queues(arrivals, departments, seed) if told_apart else (),
        stated=stated,
    )


def _queues(arrivals: Sequence[Arrival], brief: Sequence[str], seed: int) -> tuple[Queue, ...]:
    received: dict[str, list[Arrival]] = defaultdict(list)
    for arrival in arrivals:
        received[arrival.department].append(arrival)
    rng = np.random.default_rng(seed)
    allowed = {known_department(name) for name in brief}
    intervals = {name: _interval(_ended(received[name]), rng) for name in sorted(received)}
    queues = [
        _queue(
            name,
            received[name],
            intervals[name],
            name in allowed and _stands_out(name, received, intervals[name], rng),
        )
        for name in sorted(received)
    ]
    return tuple(sorted(queues, key=lambda queue: (-queue.total_hours, queue.department)))


def _stands_out(
    name: str,
    received: Mapping[str, Sequence[Arrival]],
    interval: tuple[float, float],
    rng: np.random.Generator,
) -> bool:
    """Tell whether a queue is longer than chance and the usual differences explain.

    All three must hold: at least 30 ended waits; the lower end of the interval of its median is
    over 1.5 times the upper end of the interval of the median of all other departments' waits
    taken together; its share of all queue hours is above an equal share.
    """
    own = _hours(received[name])
    others = [a for other, rows in received.items() if other != name for a in _ended(rows)]
    if len(own) < LEAST_ARRIVALS or not others:
        return False
    typical = float(np.median(_hours(others)))
    fair = (sum(own) + sum(_hours(others))) / len(received)
    if interval[0] <= CLEARLY * typical or sum(own) <= fair:
        return False  # settled without drawing: the upper end lies above the median
    return interval[0] > CLEARLY * _interval(others, rng)[1]


def _hours(arrivals: Sequence[Arrival]) -> list[float]:
    return [arrival.hours for arrival in arrivals if arrival.hours is not None]


def _ended(arrivals: Sequence[Arrival]) -> list[Arrival]:
    return [arrival for arrival in arrivals if arrival.hours is not None]


def _interval(ended: Sequence[Arrival], rng: np.random.Generator) -> tuple[float, float]:
    if not ended:
        return (0.0, 0.0)
    return median_interval(_hours(ended), [arrival.case for arrival in ended], rng)


def _queue(
    name: str, arrivals: Sequence[Arrival], interval: tuple[float, float], stands_out: bool
) -> Queue:
    ended = _ended(arrivals)
    hours = _hours(ended)
    median, p90 = (float(x) for x in np.quantile(hours, [0.5, 0.9])) if hours else (0.0, 0.0)
    outcomes = Counter(arrival.outcome for arrival in arrivals)
    longest = sorted(ended, key=lambda arrival: (-(arrival.hours or 0.0), arrival.case))
    senders = Counter(arrival.sender for arrival in arrivals if arrival.sender)
    return Queue(
        department=name,
        arrivals=len(arrivals),
        total_hours=round(sum(hours), 2),
        median_hours=round(median, 2),
        p90_hours=round(p90, 2),
        bounced_share=round(outcomes["bounced"] / len(ended), 4) if ended else 0.0,
        still_waiting=outcomes["waiting"],
        interval=(round(interval[0], 2), round(interval[1], 2)),
        senders=tuple(sorted(senders.items(), key=lambda pair: (-pair[1], pair[0]))),
        cases=tuple(dict.fromkeys(arrival.case for arrival in longest))[:_EXAMPLES],
        stands_out=stands_out,
    )
