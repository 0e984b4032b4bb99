"""The hand-off map as SVG: the same map gives the same bytes, and nothing in it does anything.

No scripts, no links, nothing from elsewhere; whatever a log calls its departments is text.
"""

import re
from collections.abc import Iterator, Sequence
from html import escape

from analysis import map_words as words
from analysis.map_colours import style
from analysis.map_layout import (
    ARROW,
    BAR,
    GAP,
    LEFT,
    MARGIN,
    RIGHT,
    WIDTH,
    WORDS,
    Bar,
    Layout,
    Line,
    Point,
    layout,
)
from analysis.text_width import fitted, shortened, wrapped
from domain.hand_off_map import HandOffMap, Theme
from domain.text import Bilingual, Language, clean

NUMBERED = 8
"""Lines that have a number, and a row of words below the drawing."""
_NAME, _FIGURES = 15.0, 13.0
_ROW = 20.0
_AROUND = 10.0
"""The radius of a number's circle."""
_PLACES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.27, 0.73, 0.2, 0.8)
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_CODES: dict[Language, str] = {"en": "en", "zh": "zh-Hans"}


def drawn(given: HandOffMap, language: Language, theme: Theme = "auto") -> str:
    """Return the map as one SVG document, 960 wide and as high as it must be."""
    head = _head(given, language)
    tall = frozenset(one.name for one in given.stations if words.mark(given, one))
    placed = layout(given, MARGIN + _ROW * (len(head) + 1), tall)
    longest = [one for one in placed.lines if one.edge.queue_hours > 0][:NUMBERED]
    foot, bottom = _foot(given, placed, longest, language)
    title, told = words.title(given).within(language), _described(given, placed, language)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="m" role="img" lang="{_CODES[language]}" '
        f'xml:lang="{_CODES[language]}" viewBox="0 0 {_n(WIDTH)} {_n(bottom)}" '
        f'width="{_n(WIDTH)}" height="{_n(bottom)}" '
        'aria-labelledby="accord-map-title accord-map-desc">',
        f'<title id="accord-map-title">{_text(title)}</title>',
        f'<desc id="accord-map-desc">{_text(told)}</desc>',
        f"<style>{style(theme)}</style>",
        f'<rect class="g" width="{_n(WIDTH)}" height="{_n(bottom)}"/>',
        *(_word(MARGIN, MARGIN + _ROW * n, line, sort) for n, (line, sort) in enumerate(head, 1)),
        *_lines(placed.lines, given.longest, language),
        *(part for bar in placed.bars for part in _department(bar, given, language)),
        *_numbers(longest),
        *foot,
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _head(given: HandOffMap, language: Language) -> list[tuple[str, str]]:
    """Return the lines above the drawing, and how each looks."""
    most = (WIDTH - 2 * MARGIN) / _FIGURES
    title = fitted(words.title(given).within(language), (WIDTH - 2 * MARGIN) / 18.0)
    worst = words.longest(given).within(language)
    sort = "w" if given.longest else "s"
    return [
        (title, "h"),
        *((line, "t") for line in wrapped(words.summary(given).within(language), most)),
        *((line, sort) for line in wrapped(worst, most)),
        *((line, "s") for line in wrapped(words.key().within(language), most)),
        *((line, "s") for one in given.remarks for line in wrapped(one.within(language), most)),
    ]


def _described(given: HandOffMap, placed: Layout, language: Language) -> str:
    """Return all that is drawn in words, for those who do not see it."""
    said: list[Bilingual | None] = [words.summary(given), words.longest(given)]
    said += [words.edge(one.edge, 300) for one in placed.lines]
    said.append(words.left_out(placed))
    return "\n".join(one.within(language) for one in said if one)


def _lines(lines: Sequence[Line], longest: str | None, language: Language) -> Iterator[str]:
    """Draw the lines, the widest first and so below the others; those to the longest queue last."""
    ordered = sorted(enumerate(lines), key=lambda one: (one[1].edge.target == longest, one[0]))
    for _, line in ordered:
        hot = "h" if line.edge.target == longest else ""
        (x0, y0), *rest = line.points
        curve = " ".join(f"{_n(x)} {_n(y)}" for x, y in rest)
        told = _text(words.edge(line.edge, 300).within(language))
        yield (
            f'<g><title>{told}</title><path class="l{hot}" d="M{_n(x0)} {_n(y0)}C{curve}" '
            f'stroke-width="{line.width:.2f}"/>{_arrow(line, hot)}</g>'
        )


def _arrow(line: Line, hot: str) -> str:
    """Return the head of a line: its point touches the bar."""
    (x, y), (before, _) = line.points[3], line.points[2]
    tip = x - ARROW if before > x else x + ARROW
    half = line.width / 2 + 3.5
    return (
        f'<path class="a{hot}" d="M{_n(tip)} {_n(y)}L{_n(x)} {_n(y - half)}'
        f'L{_n(x)} {_n(y + half)}Z"/>'
    )


def _department(bar: Bar, given: HandOffMap, language: Language) -> Iterator[str]:
    """Draw a department: its bar, and its words on the outer side."""
    station = given.station(bar.name)
    worst = bar.name == given.longest
    x = LEFT if bar.side == "left" else RIGHT
    told = f"{bar.name}: {words.figures(station).within(language)}"
    yield (
        f'<rect class="{"x" if worst else "d"}" x="{_n(x)}" y="{_n(bar.y)}" width="{_n(BAR)}" '
        f'height="{_n(bar.height)}" rx="4"><title>{_text(told)}</title></rect>'
    )
    left = bar.side == "left"
    at, anchor = (x - GAP, "end") if left else (x + BAR + GAP, "start")
    rows = [
        (shortened(bar.name, WORDS / _NAME), "n"),
        (fitted(words.figures(station).within(language), WORDS / _FIGURES), "s"),
    ]
    if mark := words.mark(given, station):
        rows.append((fitted(mark.within(language), WORDS / _FIGURES), "w" if worst else "s"))
    first = bar.middle - 8.5 * len(rows) + 12.5
    for index, (row, sort) in enumerate(rows):
        yield _word(at, first + 17 * index, row, sort, anchor)


def _numbers(lines: Sequence[Line]) -> Iterator[str]:
    """Put a number on each of the longest lines, none of them on another."""
    taken: list[Point] = []
    for number, line in enumerate(lines, 1):
        x, y = _free(line, taken)
        taken.append((x, y))
        yield (
            f'<circle class="c" cx="{_n(x)}" cy="{_n(y)}" r="{_n(_AROUND)}"/>'
            f"{_word(x, y + 4, str(number), 'b', 'middle')}"
        )


def _free(line: Line, taken: Sequence[Point]) -> Point:
    """Return the first place on a line that is free, else the one farthest from the others."""

    def distance(point: Point) -> float:
        return min((abs(complex(point[0] - x, point[1] - y)) for x, y in taken), default=1e9)

    points = [line.at(place) for place in _PLACES]
    free = [one for one in points if distance(one) >= 2 * _AROUND + 2]
    return free[0] if free else max(points, key=distance)


def _foot(
    given: HandOffMap, placed: Layout, longest: Sequence[Line], language: Language
) -> tuple[list[str], float]:
    """Return the rows below the drawing, and where all of it ends."""
    rows: list[tuple[str, str]] = []
    if longest:
        rows.append((words.heading().within(language), "t k"))
    elif not placed.lines:
        rows.append((words.nothing().within(language), "t"))
    for number, line in enumerate(longest, 1):
        rows.append((f"{number}   {words.edge(line.edge).within(language)}", "t"))
    if omitted := words.left_out(placed):
        rows.append((omitted.within(language), "s"))
    y = placed.bottom + 2 * _ROW
    parts = [_word(MARGIN, y + _ROW * n, row, sort) for n, (row, sort) in enumerate(rows)]
    return parts, y + _ROW * max(0, len(rows) - 1) + MARGIN


def _word(x: float, y: float, line: str, sort: str, anchor: str = "start") -> str:
    where = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text class="{sort}" x="{_n(x)}" y="{_n(y)}"{where}>{_text(line)}</text>'


def _text(given: str) -> str:
    """Return what somebody wrote as text of an XML document: as it was written, and inert."""
    return escape(_NO_XML.sub("", clean(given)))


def _n(number: float) -> str:
    """Return a number with at most one decimal."""
    return f"{number:.1f}".removesuffix(".0")
