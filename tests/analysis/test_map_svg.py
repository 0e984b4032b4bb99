import random
import re
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given as given_that
from hypothesis import settings
from hypothesis import strategies as st

from analysis.map_colours import DARK, LIGHT
from analysis.map_layout import BAR, LEFT, RIGHT, WIDTH, layout
from analysis.map_svg import drawn
from domain.hand_off_map import THEMES, Theme, map_of
from domain.needs import Edge
from domain.text import Bilingual, Language, clean
from tests.analysis.maps import FOUR, SVG, Box, bars, given, report, root, some, words

NAMES = {
    "en": ["Sales", "Legal and Compliance", "WAREHOUSE MANAGEMENT MIDWEST", "IT", "Finance"],
    "zh": ["销售部", "法务与合规管理中心", "供应链与物流运营中心（华东大区）", "信息部", "财务部"],
}
HOSTILE = (
    "<script>alert(1)</script>",
    '"><svg onload=alert(1)>',
    "]]></style><script>alert(1)</script>",
    "&lt;b&gt; &amp; &#x3c;",
    "</text></svg>",
    "' onmouseover='x",
    "{}%s$x",
    "a\u202eb\ufffe\uffffc",
    "--><!--",
    "url(https://evil.example)",
)
TAGS = {"svg", "title", "desc", "style", "rect", "g", "path", "circle", "text"}
hostile = st.sampled_from(HOSTILE) | st.text(min_size=1, max_size=40)


def many(language: Language, number: int) -> list[str]:
    names = NAMES[language]
    return [f"{names[n % 5]} {n // 5}" if n >= 5 else names[n] for n in range(number)]


def edges(drawing: str) -> dict[str, float]:
    """Return the width of each line, by what is said of it."""
    return {
        str(one.findtext(f"{SVG}title")): float(path.attrib["stroke-width"])
        for one in root(drawing).iter(f"{SVG}g")
        for path in one.iter(f"{SVG}path")
        if "stroke-width" in path.attrib
    }


@given_that(st.integers(2, 12), st.integers(0, 1000), st.randoms())
@settings(max_examples=30, deadline=None)
def test_the_order_in_which_figures_come_changes_nothing(
    number: int, seed: int, draw: random.Random
) -> None:
    told = some(many("en", number), seed)
    again = list(told)
    draw.shuffle(again)
    first, second = (drawn(map_of(report(one), "x"), "zh") for one in (told, again))
    assert first == second


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_can_be_read(language: Language) -> None:
    said = " ".join(box.text for box in words(drawn(given(), language)))
    hour = {"en": "h", "zh": "小时"}[language]
    for figure in ("3,200.8", "2,400.5", "800.2", "120.0"):
        assert f"{figure} {hour}" in said
    assert {"en": "Sales → Legal: 2,400.5 h, 120 hand-offs", "zh": "120 次"}[language] in said
    assert {"en": "longest queue", "zh": "排队最久"}[language] in said
    assert {"en": "sends only", "zh": "只移交"}[language] in said


@given_that(st.lists(hostile, min_size=2, max_size=6, unique_by=clean), hostile)
@settings(max_examples=60, deadline=None)
def test_whatever_departments_are_called_is_text_and_does_nothing(
    names: list[str], source: str
) -> None:
    pairs = list(combinations([f"{name}{place}" for place, name in enumerate(names)], 2))
    told = [(a, b, 40, 10.0 + place) for place, (a, b) in enumerate(pairs)]
    drawing = drawn(map_of(report(told), source), "en")
    found = root(drawing)
    assert {one.tag.removeprefix(SVG) for one in found.iter()} <= TAGS
    for one in found.iter():
        assert not [name for name in one.attrib if name.startswith("on") or "href" in name]
    assert not re.search(r"\bon\w+\s*=", re.sub(r">[^<]*<", "><", drawing))
    assert found.findtext(f"{SVG}style") == root(drawn(given(), "en")).findtext(f"{SVG}style")


def test_a_name_is_shown_as_it_was_written() -> None:
    drawing = drawn(given([("A & <B>", 'C "D"', 40, 5.0)]), "en")
    assert {"A & <B>", 'C "D"'} <= {box.text for box in words(drawing)}


@given_that(st.integers(2, 12), st.integers(0, 1000))
@settings(max_examples=30, deadline=None)
def test_more_hours_are_never_drawn_thinner(number: int, seed: int) -> None:
    told = given(some(many("en", number), seed))
    lines = layout(told, 0.0).lines
    ranked = sorted(lines, key=lambda line: line.edge.queue_hours)
    widths = [line.width for line in ranked]
    assert widths == sorted(widths)
    for thin, wide in zip(ranked, ranked[1:], strict=False):
        assert (thin.width < wide.width) == (thin.edge.queue_hours < wide.edge.queue_hours)


def test_a_line_is_as_wide_as_its_hours_say() -> None:
    found = edges(drawn(given(), "en"))
    assert found["Sales → Legal: 2,400.5 h, 120 hand-offs"] == 16.0
    third = (found["Finance → Legal: 800.2 h, 45 hand-offs"] - 1.2) / (16.0 - 1.2)
    assert third == pytest.approx(800.25 / 2400.5, abs=0.001)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("number", [2, 3, 4, 7, 20, 40])
@pytest.mark.parametrize("seed", range(3))
def test_no_word_lies_on_a_department_or_on_another_word(
    language: Language, number: int, seed: int
) -> None:
    told = given(some(many(language, number), seed, 1.0 if number <= 7 else 0.25))
    drawing = drawn(told, language)
    said, stations = words(drawing), bars(drawing)
    numbers = [box for box in said if box.text.isdigit()]
    others = [box for box in said if not box.text.isdigit()]
    assert len(stations) == number
    assert not [box.text for box in said for bar in stations if box.meets(bar)]
    assert not [(a.text, b.text) for a, b in combinations(others, 2) if a.meets(b)]
    assert all(box.left >= LEFT + BAR and box.right <= RIGHT for box in numbers)
    assert all(box.left >= 0 and box.right <= WIDTH for box in said)


@pytest.mark.parametrize("number", [2, 5, 12, 40])
def test_no_line_leaves_the_space_between_the_departments(number: int) -> None:
    placed = layout(given(some(many("en", number), number, 0.5)), 50.0)
    for line in placed.lines:
        for place in range(21):
            x, y = line.at(place / 20)
            assert LEFT + BAR - 0.01 <= x <= RIGHT + 0.01
            assert placed.top <= y <= placed.bottom


def test_each_line_ends_at_a_place_of_its_own_on_the_bars_of_its_departments() -> None:
    placed = layout(given(some(many("en", 8), 1, 0.9)), 0.0)
    stations = {bar.name: bar for bar in placed.bars}
    ends = []
    for line in placed.lines:
        for name, (_, y) in (
            (line.edge.source, line.points[0]),
            (line.edge.target, line.points[3]),
        ):
            bar = stations[name]
            ends.append((name, round(y, 3)))
            assert bar.y <= y - line.width / 2
            assert y + line.width / 2 <= bar.y + bar.height
    assert len(set(ends)) == len(ends)


def test_of_very_many_the_longest_are_drawn_and_the_others_counted() -> None:
    told = given(some(many("en", 60), 4, 0.5))
    placed = layout(told, 0.0)
    assert len(placed.bars) == 40
    assert placed.departments_left_out == 20
    assert 60 <= len(placed.lines) <= 100
    assert len(placed.lines) + len(placed.left_out) == len(told.edges)
    linked = {name for line in placed.lines for name in (line.edge.source, line.edge.target)}
    assert linked == {bar.name for bar in placed.bars}
    hours = sum(one.queue_hours for one in placed.left_out)
    said = [box.text for box in words(drawn(told, "en"))]
    assert (
        f"Not drawn: {len(placed.left_out):,} shorter lines and 20 departments, {hours:,.1f} h in "
        "all." in said
    )


def test_where_nothing_is_handed_over_it_says_so() -> None:
    said = [box.text for box in words(drawn(given([]), "zh"))]
    assert "已知部门之间没有交接。" in said
    assert "各排队数据均不足，不参与排序。" in said


def test_a_long_queue_of_few_arrivals_is_not_the_longest_and_says_why() -> None:
    told = given([("A", "B", 40, 10.0), ("A", "Giant", 2, 9000.0)])
    assert told.longest == "B"
    said = [box.text for box in words(drawn(told, "en"))]
    assert "under 30 arrivals: not ranked" in said
    assert "Longest queue: B, 10.0 h (95% interval 9.0–11.0)." in said


def test_what_must_be_known_first_is_said_on_the_picture() -> None:
    remark = Bilingual(
        en="There is a remark of some length. " * 8, zh="这里有一句较长的说明。" * 12
    )
    for language in ("en", "zh"):
        told = map_of(report(FOUR, (remark,)), "x.csv")
        said = words(drawn(told, language))
        joined = "".join(box.text for box in said).replace(" ", "")
        assert remark.within(language).replace(" ", "") in joined
        assert all(box.right <= WIDTH for box in said)


@pytest.mark.parametrize("theme", THEMES)
def test_a_theme_is_that_of_the_ground_and_auto_asks_the_screen(theme: Theme) -> None:
    style = root(drawn(given(), "en", theme)).findtext(f"{SVG}style") or ""
    assert ("prefers-color-scheme:dark" in style) == (theme == "auto")
    assert (LIGHT["ground"] in style) == (theme != "dark")
    assert (DARK["ground"] in style) == (theme != "light")


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    return sum(share * one for share, one in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("of", [LIGHT, DARK])
def test_words_stand_out_from_the_ground(of: dict[str, str]) -> None:
    for name, least in (("words", 4.5), ("soft", 4.5), ("worst", 4.5), ("bar", 3.0), ("line", 3.0)):
        pair = sorted((_light(of[name]), _light(of["ground"])))
        assert (pair[1] + 0.05) / (pair[0] + 0.05) >= least, name


def test_it_says_all_that_is_drawn_to_whoever_does_not_see_it() -> None:
    found = root(drawn(given(), "zh"))
    told = found.findtext(f"{SVG}desc") or ""
    assert found.findtext(f"{SVG}title") == "交接图：案件在哪里等待 · x.csv"
    assert "Finance → Delivery：120.0 小时，88 次" in told
    assert found.attrib["role"] == "img"
    assert found.attrib["lang"] == "zh-Hans"
    ids = {one.attrib["id"] for one in found.iter() if "id" in one.attrib}
    assert set(found.attrib["aria-labelledby"].split()) == ids


def test_two_departments_that_send_to_each_other_have_two_lines_apart() -> None:
    placed = layout(given([("A", "B", 40, 9.0), ("B", "A", 40, 9.0)]), 0.0)
    there, back = placed.lines
    for place in (0.2, 0.5, 0.8):
        assert abs(there.at(place)[1] - back.at(1 - place)[1]) > there.width


def test_it_is_one_document_without_anything_from_elsewhere() -> None:
    drawing = drawn(given(), "en")
    assert ElementTree.fromstring(drawing) is not None
    assert re.findall(r"https?://[^\"]+", drawing) == ["http://www.w3.org/2000/svg"]
    assert "url(" not in drawing
    assert "@import" not in drawing


def test_boxes_meet_where_they_lie_on_each_other() -> None:
    assert Box(0, 0, 2, 2).meets(Box(1, 1, 3, 3))
    assert not Box(0, 0, 2, 2).meets(Box(2, 0, 3, 2))


def test_a_hand_off_without_hours_is_still_a_line() -> None:
    placed = layout(given([("A", "B", 4, 0.0)]), 0.0)
    assert [line.edge for line in placed.lines] == [
        Edge(source="A", target="B", count=4, queue_hours=0.0)
    ]
