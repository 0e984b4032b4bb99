"""The hand-off map (交接图): departments and what waits between them, before it is drawn."""

from collections.abc import Sequence
from typing import Literal, get_args

from domain.needs import Edge, NeedsReport, QueueFigures
from domain.text import Bilingual, Frozen

Theme = Literal["auto", "light", "dark"]
"""Colours on a light or a dark ground; `auto` is as the reader's screen has it."""
THEMES: tuple[Theme, ...] = get_args(Theme)


class Station(Frozen):
    """One department: what waits for it as the receiver, and whether that may be ranked.

    `hours` and `arrivals` are null for one that only sends.
    """

    name: str
    hours: float | None = None
    arrivals: int | None = None
    few: bool = False


class HandOffMap(Frozen):
    """What is drawn. `longest` is the ranked department with the most queue hours.

    `interval` is the 95 % interval of its hours; `source` is what the log is called.
    """

    source: str
    cases: int
    hand_offs: int
    hours: float
    stations: tuple[Station, ...]
    edges: tuple[Edge, ...]
    longest: str | None = None
    interval: tuple[float, float] | None = None
    remarks: tuple[Bilingual, ...] = ()

    def station(self, name: str) -> Station:
        """Return the department of this name."""
        return next(one for one in self.stations if one.name == name)


class TopFigures(Frozen):
    """What a need rests on, in short: for whoever is asked to agree, or to release people for it.

    `departments` and `hand_offs` are those of the whole map.
    """

    source: str
    departments: int
    hand_offs: int
    hours: float
    queues: tuple[QueueFigures, ...]
    edges: tuple[Edge, ...]


def top_figures(report: NeedsReport, source: str, most: int = 3) -> TopFigures | None:
    """Return the longest queues and hand-offs; None where nothing is handed over."""
    found = map_of(report, source)
    if not found.edges:
        return None
    return TopFigures(
        source=source,
        departments=len(found.stations),
        hand_offs=found.hand_offs,
        hours=found.hours,
        queues=tuple(_longest(report.queues)[:most]),
        edges=found.edges[:most],
    )


def map_of(report: NeedsReport, source: str) -> HandOffMap:
    """Return the map of what a log says, in an order that rests on nothing but names and figures.

    `source` is what the log is called.
    """
    worst = next(iter(_longest(report.queues)), None)
    figured = [
        *(_station(one, few=False) for one in report.queues),
        *(_station(one, few=True) for one in report.few),
    ]
    known = {one.name for one in figured}
    senders = {one.source for one in report.edges} | {one.target for one in report.edges}
    stations = [*figured, *(Station(name=name) for name in senders - known)]
    return HandOffMap(
        source=source,
        cases=report.log.cases,
        hand_offs=report.handoffs.count,
        hours=report.handoffs.queue_hours,
        stations=tuple(sorted(stations, key=lambda one: one.name)),
        edges=tuple(sorted(report.edges, key=_by_hours)),
        longest=worst.group if worst else None,
        interval=worst.interval if worst else None,
        remarks=report.remarks,
    )


def _longest(queues: Sequence[QueueFigures]) -> list[QueueFigures]:
    waited = [one for one in queues if one.queue_hours > 0]
    return sorted(waited, key=lambda one: (-one.queue_hours, one.group))


def _station(queue: QueueFigures, few: bool) -> Station:
    return Station(name=queue.group, hours=queue.queue_hours, arrivals=queue.arrivals, few=few)


def _by_hours(edge: Edge) -> tuple[float, int, str, str]:
    return (-edge.queue_hours, -edge.count, edge.source, edge.target)
