"""Hand-off maps written by hand or drawn at random, and the SVG read back as what is on it."""

import dataclasses
import random
from collections.abc import Sequence
from xml.etree import ElementTree

from analysis.text_width import ems
from domain.hand_off_map import HandOffMap, map_of
from domain.needs import Edge, HandOffs, LogFigures, NeedsReport, PingPong, QueueFigures
from domain.text import Bilingual

SVG = "{http://www.w3.org/2000/svg}"
SIZES = {"n": 15.0, "h": 18.0, "b": 11.0}
FOUR = (
    ("Sales", "Legal", 120, 2400.5),
    ("Legal", "Finance", 90, 300.0),
    ("Finance", "Legal", 45, 800.25),
    ("Finance", "Delivery", 88, 120.0),
)


def report(
    edges: Sequence[tuple[str, str, int, float]], remarks: tuple[Bilingual, ...] = ()
) -> NeedsReport:
    """Return a report whose queues are what these hand-offs add up to."""
    arrivals: dict[str, tuple[int, float]] = {}
    for _, target, count, hours in edges:
        before = arrivals.get(target, (0, 0.0))
        arrivals[target] = (before[0] + count, round(before[1] + hours, 2))
    queues = [
        QueueFigures(
            group=name,
            arrivals=count,
            queue_hours=hours,
            median_hours=1.0,
            p90_hours=2.0,
            bounced_share=0.0,
            interval=(round(hours * 0.9, 2), round(hours * 1.1, 2)),
            notes=(),
        )
        for name, (count, hours) in arrivals.items()
    ]
    return NeedsReport(
        log=LogFigures(
            cases=10,
            events=100,
            groups=len({name for one in edges for name in one[:2]}),
            group_coverage=1.0,
            placeholders={},
            basis="states",
            copies=0,
        ),
        handoffs=HandOffs(
            count=sum(one[2] for one in edges),
            cases=10,
            queue_hours=round(sum(one[3] for one in edges), 2),
            bounced_share=0.0,
            ping_pong=PingPong(triples=0, cases=0),
        ),
        queues=tuple(one for one in queues if one.arrivals >= 30),
        few=tuple(one for one in queues if one.arrivals < 30),
        edges=tuple(
            Edge(source=source, target=target, count=count, queue_hours=hours)
            for source, target, count, hours in edges
        ),
        excluded=(),
        causes=(),
        needs=(),
        rework=(),
        arrivals=(),
        work=(),
        remarks=remarks,
    )


def given(edges: Sequence[tuple[str, str, int, float]] = FOUR, source: str = "x.csv") -> HandOffMap:
    """Return the map of these hand-offs."""
    return map_of(report(edges), source)


def some(names: Sequence[str], seed: int, share: float = 0.3) -> list[tuple[str, str, int, float]]:
    """Return hand-offs between some pairs of these departments, few of them long."""
    draw = random.Random(seed)
    return [
        (source, target, draw.randint(1, 400), round(draw.paretovariate(1.1) * 3, 2))
        for source in names
        for target in names
        if source != target and draw.random() < share
    ]


@dataclasses.dataclass(frozen=True)
class Box:
    """What something takes of the picture, and what it says."""

    left: float
    top: float
    right: float
    bottom: float
    text: str = ""

    def meets(self, other: "Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


def root(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def words(svg: str) -> list[Box]:
    """Return every text, as wide as its letters about are."""
    found = []
    for one in root(svg).iter(f"{SVG}text"):
        size = SIZES.get(one.attrib["class"].split()[0], 13.0)
        x, y = float(one.attrib["x"]), float(one.attrib["y"])
        wide = ems(one.text or "") * size
        left = {"end": x - wide, "middle": x - wide / 2}.get(one.get("text-anchor", ""), x)
        found.append(Box(left, y - 0.8 * size, left + wide, y + 0.2 * size, one.text or ""))
    return found


def bars(svg: str) -> list[Box]:
    """Return the departments' bars."""
    return [
        Box(x, y, x + float(one.attrib["width"]), y + float(one.attrib["height"]))
        for one in root(svg).iter(f"{SVG}rect")
        if "x" in one.attrib
        for x, y in [(float(one.attrib["x"]), float(one.attrib["y"]))]
    ]
