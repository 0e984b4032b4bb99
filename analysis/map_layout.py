"""Where everything on a hand-off map stands: two columns of departments, curves between them.

Each department is a bar as high as the lines that end at it are wide; its words stand on the outer
side and every line on the inner, so no word can lie on a bar or under a line. One wide column for
words is enough for twenty departments on a side. Drawn by our own code: see ADR 16.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.map_choosing import shown_departments, shown_edges, sides
from domain.hand_off_map import HandOffMap
from domain.needs import Edge

Side = Literal["left", "right"]
Point = tuple[float, float]

WIDTH = 960.0
MARGIN = 24.0
WORDS = 244.0
"""How wide a department's words may be."""
BAR = 14.0
GAP = 10.0
LEFT = MARGIN + WORDS + GAP
"""Where the left column of bars begins."""
RIGHT = WIDTH - LEFT - BAR
THINNEST, WIDEST = 1.2, 16.0
_LEAST_BAR = 40.0
_LONGEST_BAR = 56.0
"""The least height of a bar beside three lines of words."""
_BETWEEN = 14.0
_HEAD = 5.0
"""How far the head of an arrow stands out beside its line."""
ARROW = 9.0


@dataclass(frozen=True)
class Bar:
    """One department as it is drawn; `y` is its upper edge."""

    name: str
    side: Side
    y: float
    height: float

    @property
    def middle(self) -> float:
        """Return the middle of its height."""
        return self.y + self.height / 2

    @property
    def inner(self) -> float:
        """Return where lines begin and end."""
        return LEFT + BAR if self.side == "left" else RIGHT


@dataclass(frozen=True)
class Line:
    """One hand-off as it is drawn: a cubic curve from its first to its last point."""

    edge: Edge
    width: float
    points: tuple[Point, Point, Point, Point]

    def at(self, place: float) -> Point:
        """Return the point of the curve at `place`, from 0 to 1."""
        rest = 1 - place
        shares = (rest**3, 3 * rest**2 * place, 3 * rest * place**2, place**3)
        return (
            sum(share * x for share, (x, _) in zip(shares, self.points, strict=True)),
            sum(share * y for share, (_, y) in zip(shares, self.points, strict=True)),
        )


@dataclass(frozen=True)
class Layout:
    """What stands where, from `top` to `bottom`; what was left out is only counted."""

    bars: tuple[Bar, ...]
    lines: tuple[Line, ...]
    top: float
    bottom: float
    left_out: tuple[Edge, ...]
    departments_left_out: int


def layout(given: HandOffMap, top: float, tall: frozenset[str] = frozenset()) -> Layout:
    """Return where everything stands, below `top`; those in `tall` have a third line of words."""
    departments = shown_departments(given)
    edges = shown_edges(given, departments)
    widths = _widths(edges)
    left, right = sides(departments, edges)
    heights = {name: _height(name, edges, widths, name in tall) for name in departments}
    high = max((_column(heights, one) for one in (left, right)), default=0.0)
    bars = [
        *_stacked(left, "left", heights, top, high),
        *_stacked(right, "right", heights, top, high),
    ]
    chosen = {(one.source, one.target) for one in edges}
    return Layout(
        bars=tuple(bars),
        lines=tuple(_lines(edges, widths, {bar.name: bar for bar in bars})),
        top=top,
        bottom=top + high,
        left_out=tuple(one for one in given.edges if (one.source, one.target) not in chosen),
        departments_left_out=len(given.stations) - len(departments),
    )


def _widths(edges: Sequence[Edge]) -> dict[Edge, float]:
    """Return how wide each line is: in proportion to its hours, above a hair."""
    most = max((one.queue_hours for one in edges), default=0.0)
    return {
        one: THINNEST + ((WIDEST - THINNEST) * one.queue_hours / most if most > 0 else 0.0)
        for one in edges
    }


def _height(name: str, edges: Sequence[Edge], widths: Mapping[Edge, float], tall: bool) -> float:
    ends = sum(_room(widths[one]) for one in edges if name in (one.source, one.target))
    return max(_LONGEST_BAR if tall else _LEAST_BAR, ends + 4)


def _room(width: float) -> float:
    """Return how much of a bar a line of this width takes, with the head of its arrow."""
    return width + 2 * _HEAD - 2


def _column(heights: Mapping[str, float], names: Sequence[str]) -> float:
    return sum(heights[name] for name in names) + _BETWEEN * max(0, len(names) - 1)


def _stacked(
    names: Sequence[str], side: Side, heights: Mapping[str, float], top: float, high: float
) -> list[Bar]:
    """Stack one column; the shorter one is spread over the height of the other."""
    spare = high - _column(heights, names)
    more = spare / (len(names) + 1)
    y, bars = top + more, []
    for name in names:
        bars.append(Bar(name, side, y, heights[name]))
        y += heights[name] + _BETWEEN + more
    return bars


def _lines(
    edges: Sequence[Edge], widths: Mapping[Edge, float], bars: Mapping[str, Bar]
) -> list[Line]:
    ports = {
        (name, edge): y for name in bars for edge, y in _ports(bars[name], edges, widths, bars)
    }
    return [
        Line(
            edge,
            widths[edge],
            _curve(
                (bars[edge.source].inner, ports[edge.source, edge]),
                (bars[edge.target].inner, ports[edge.target, edge]),
                bars[edge.source].side,
                bars[edge.target].side,
            ),
        )
        for edge in edges
    ]


def _ports(
    bar: Bar, edges: Sequence[Edge], widths: Mapping[Edge, float], bars: Mapping[str, Bar]
) -> list[tuple[Edge, float]]:
    """Return where on a bar each of its lines ends: in the order in which they fan out."""

    def fan(edge: Edge) -> tuple[int, float, int, str]:
        other = bars[edge.target if edge.source == bar.name else edge.source]
        turn = 1 if edge.source < edge.target else -1
        if other.side != bar.side:
            return (1, other.middle, turn, other.name)
        above = other.middle < bar.middle  # loops lie in each other: the far one outside
        return (0 if above else 2, -other.middle, -turn if above else turn, other.name)

    own = sorted((one for one in edges if bar.name in (one.source, one.target)), key=fan)
    rooms = [_room(widths[one]) for one in own]
    y, found = bar.middle - sum(rooms) / 2, []
    for edge, room in zip(own, rooms, strict=True):
        found.append((edge, y + room / 2))
        y += room
    return found


def _curve(start: Point, end: Point, begins: Side, ends: Side) -> tuple[Point, Point, Point, Point]:
    """Return a curve that leaves and reaches both bars level; its last bit is the arrow's."""
    into = 1 if begins == "left" else -1
    out = 1 if ends == "left" else -1
    tip = (end[0] + out * ARROW, end[1])
    if begins == ends:
        bend = min(60 + 0.45 * abs(start[1] - end[1]), 0.85 * (RIGHT - LEFT - BAR))
    else:
        bend = 0.5 * (RIGHT - LEFT - BAR)
    return (start, (start[0] + into * bend, start[1]), (tip[0] + out * bend, tip[1]), tip)
