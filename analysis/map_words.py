"""What a hand-off map says in words: every figure that it draws can be read as well."""

from analysis.map_layout import Layout
from analysis.text_width import shortened
from domain.hand_off_map import HandOffMap, Station
from domain.needs import Edge
from domain.text import Bilingual

_NAME = 17.0
"""Ems that a department's name may take beside another one."""


def title(given: HandOffMap) -> Bilingual:
    """Return the heading."""
    return Bilingual(
        en=f"Hand-off map: where cases wait · {given.source}",
        zh=f"交接图：案件在哪里等待 · {given.source}",
    )


def summary(given: HandOffMap) -> Bilingual:
    """Return how much there is."""
    return Bilingual(
        en=f"{_counted(given.cases, 'case')}, {_counted(given.hand_offs, 'hand-off')}, "
        f"{given.hours:,.1f} queue hours.",
        zh=f"{given.cases:,} 个案件，{given.hand_offs:,} 次交接，共排队 {given.hours:,.1f} 小时。",
    )


def key() -> Bilingual:
    """Return what the drawing means."""
    return Bilingual(
        en="Line width: queue hours, charged to the department that receives. Arrows point to it.",
        zh="线宽表示排队时长，计入接收部门；箭头指向接收部门。",
    )


def longest(given: HandOffMap) -> Bilingual:
    """Return which department has the longest queue, and how sure that is."""
    if given.longest is None:
        return Bilingual(
            en="No queue has enough data to be ranked.", zh="各排队数据均不足，不参与排序。"
        )
    worst = given.station(given.longest)
    hours = f"{worst.hours or 0.0:,.1f}"
    low, high = (f"{one:,.1f}" for one in given.interval) if given.interval else ("", "")
    return Bilingual(
        en=f"Longest queue: {worst.name}, {hours} h"
        + (f" (95% interval {low}–{high})." if given.interval else " (not enough data)."),
        zh=f"排队最久：{worst.name}，{hours} 小时"
        + (f"（95% 区间 {low}–{high}）。" if given.interval else "（数据不足）。"),
    )


def figures(station: Station) -> Bilingual:
    """Return what waits for one department."""
    if station.hours is None or station.arrivals is None:
        return Bilingual(en="sends only", zh="只移交")
    return Bilingual(
        en=f"{station.hours:,.1f} h · {_counted(station.arrivals, 'arrival')}",
        zh=f"{station.hours:,.1f} 小时 · {station.arrivals:,} 次到达",
    )


def mark(given: HandOffMap, station: Station) -> Bilingual | None:
    """Return what is said of the longest queue, and of longer ones that rest on too little."""
    if station.name == given.longest:
        return Bilingual(en="longest queue", zh="排队最久")
    most = given.station(given.longest).hours if given.longest else 0.0
    if station.few and (station.hours or 0.0) > (most or 0.0):
        return Bilingual(en="under 30 arrivals: not ranked", zh="到达不足 30 次，不参与排序")
    return None


def edge(one: Edge, name: float = _NAME) -> Bilingual:
    """Return one hand-off with its figures; the names cut to so many ems."""
    source, target = shortened(one.source, name), shortened(one.target, name)
    return Bilingual(
        en=f"{source} → {target}: {one.queue_hours:,.1f} h, {_counted(one.count, 'hand-off')}",
        zh=f"{source} → {target}：{one.queue_hours:,.1f} 小时，{one.count:,} 次",
    )


def left_out(placed: Layout) -> Bilingual | None:
    """Return what is not drawn; None where all of it is."""
    edges, departments = placed.left_out, placed.departments_left_out
    if not edges and not departments:
        return None
    hours = f"{sum(one.queue_hours for one in edges):,.1f}"
    others_en = f" and {_counted(departments, 'department')}" if departments else ""
    others_zh = f"和 {departments:,} 个部门" if departments else ""
    return Bilingual(
        en=f"Not drawn: {_counted(len(edges), 'shorter line')}{others_en}, {hours} h in all.",
        zh=f"未画出：较短的 {len(edges):,} 条{others_zh}，合计 {hours} 小时。",
    )


def nothing() -> Bilingual:
    """Return what stands in place of a drawing without any line."""
    return Bilingual(
        en="Nothing was handed over between known departments.", zh="已知部门之间没有交接。"
    )


def heading() -> Bilingual:
    """Return what stands above the list of the longest."""
    return Bilingual(en="The longest, numbered as drawn", zh="排队最久的交接（编号同图中）")


def _counted(number: int, one: str) -> str:
    return f"{number:,} {one}" if number == 1 else f"{number:,} {one}s"
