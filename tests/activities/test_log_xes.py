"""XES is read as whole columns; Python's own reader of XML says what is right."""

import xml.etree.ElementTree as Tree
from collections.abc import Iterator
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from activities import xes_text
from activities.log_xes import xes_cells
from domain.errors import BadInputError

NAMES = ("concept:name", "org:group", "case", "event", "key", "case:concept:name", "case:unit")
MOST = 10_000


def blocks(document: bytes, size: int) -> Iterator[bytes]:
    return (document[at : at + size] for at in range(0, len(document), size))


def rows(document: str | bytes, size: int = 1 << 20) -> list[dict[str, str | None]]:
    data = document.encode() if isinstance(document, str) else document
    return xes_cells(blocks(data, size), "x.xes", NAMES, MOST).text.to_dicts()


def expected(document: str) -> list[dict[str, str | None]]:
    """Return the same by walking the tree of the document."""
    found: list[dict[str, str | None]] = []
    for number, trace in enumerate(Tree.fromstring(document).iterfind("{*}trace"), 1):
        of_case = {a.get("key"): a.get("value", "") for a in trace if not a.tag.endswith("event")}
        of_case.setdefault("concept:name", str(number))
        for event in trace.iterfind("{*}event"):
            said = {a.get("key"): a.get("value", "") for a in event}
            whole = {f"case:{key}": value for key, value in of_case.items()}
            found.append({name: (whole | said).get(name) for name in NAMES})
    return found


VALUES = st.text(st.sampled_from("ab<>&\"'=/ \t\n部é😀]"), max_size=12)
KEYS = st.sampled_from((*NAMES[:5], "unit", "x", "a&b"))
GAPS = st.sampled_from(("", "\n ", "<!-- <event> > -->", "<?x <event> ?>", "<![CDATA[<event>]]>"))


def attribute(key: str, value: str, inside: str, form: int) -> str:
    pair = [f"key={quoteattr(key)}", f"value={quoteattr(value)}"]
    pair = pair[::-1] if form & 1 else pair
    words = "  x='1' ".join(pair) if form & 2 else " ".join(pair)
    return f"<string {words}>{inside}</string>" if inside or form & 4 else f"<string {words}/>"


FLAT = st.builds(attribute, KEYS, VALUES, st.just(""), st.integers(0, 7))
NESTED = st.builds(attribute, KEYS, VALUES, FLAT, st.integers(0, 7))
ATTRIBUTE = st.one_of(FLAT, NESTED, st.just('<list key="x"><values/></list>'), GAPS)
EVENT = st.one_of(
    st.lists(ATTRIBUTE, max_size=5).map(lambda some: f"<event>{''.join(some)}</event>"),
    st.just("<event/>"),
    st.just('<eventual key="unit" value="no"/>'),
)
TRACE = st.one_of(
    st.lists(st.one_of(ATTRIBUTE, EVENT), max_size=6).map(lambda s: f"<trace>{''.join(s)}</trace>"),
    st.just("<trace/>"),
    st.just('<global scope="event"><string key="unit" value="no"/></global>'),
    GAPS,
)


@settings(deadline=None)
@given(st.lists(TRACE, max_size=6), st.integers(1, 40), st.sampled_from(("", "x:")))
def test_it_is_what_a_reader_of_trees_finds_however_the_file_is_cut(
    parts: list[str], size: int, prefix: str
) -> None:
    inside = "".join(parts)
    declared = ' xmlns:x="http://www.xes-standard.org/"' if prefix else ""
    for name in ("trace", "event", "string") if prefix else ():
        inside = inside.replace(f"<{name}", f"<{prefix}{name}").replace(
            f"</{name}", f"</{prefix}{name}"
        )
    inside = inside.replace(f"<{prefix}eventual", "<eventual")
    document = f"<log{declared}>{inside}</log>"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(xes_text, "AT_ONCE", size * 3)
        assert rows(document, size) == expected(document)


DAMAGE = st.sampled_from(
    ("<", ">", "/", "&", '"', "'", "=", " ", "]]>", "</event>", "</trace>", "<event>", "</log>")
    + (
        "<a/>",
        "&amp;",
        "&lt",
        "&#65;",
        "&#0;",
        "\x01",
        "\x1f",
        "\ufffe",
        "\ufeff",
        "é",
        "<!--",
        "-->",
    )
)


@settings(deadline=None, max_examples=300)
@given(
    st.lists(TRACE, min_size=1, max_size=5),
    st.lists(st.tuples(st.integers(0, 10_000), DAMAGE, st.integers(0, 3)), max_size=2),
    st.integers(1, 60),
)
def test_what_a_reader_of_trees_refuses_is_refused_however_the_file_is_cut(
    parts: list[str], damage: list[tuple[int, str, int]], size: int
) -> None:
    inside = "".join(parts)
    for at, put, cut in damage:
        at %= len(inside) + 1
        inside = inside[:at] + put + inside[at + cut :]
    document = f"<log>{inside}</log>"
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(xes_text, "AT_ONCE", size * 3)
        try:
            right = expected(document)
        except Tree.ParseError:
            with pytest.raises(BadInputError, match="is not well-formed XML"):
                rows(document, size)
        else:
            assert rows(document, size) == right


def test_a_fault_far_into_a_document_is_told_with_its_line() -> None:
    event = '<event>\n<string key="org:group" value="A"/>\n</event>\n'
    sound = f"<log>\n<trace>\n{event * 9_000}"
    for fault, why in (("</trac>", "mismatched tag"), ("<event", "unclosed token")):
        with pytest.raises(BadInputError, match=rf"line 27003: is not well-formed XML \({why}"):
            rows(sound + fault, 1 << 16)
    assert len(rows(sound + "</trace></log>", 1 << 16)) == 9_000


@pytest.mark.parametrize("wrong", ["&&amp;", "&nbsp;", "&#;", "&#x;", "&#xZZ;", "&#99999999;"])
def test_a_key_far_into_a_document_that_refers_to_nothing_is_told(wrong: str) -> None:
    sound = "<log><trace>" + '<event><string key="org:group" value="A"/></event>' * 2_000
    fault = f'<event><string key="{wrong}" value="A"/></event>'
    with pytest.raises(BadInputError, match="is not well-formed XML"):
        rows(sound + fault + sound[len("<log><trace>") :] + "</trace></log>", 1 << 16)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "iso-8859-1"])
def test_a_document_is_read_in_the_encoding_that_it_declares(encoding: str) -> None:
    name = "é" if encoding == "iso-8859-1" else "采购部"
    text = (
        f'<?xml version="1.0" encoding="{encoding.removesuffix("-sig")}"?><log><trace><event>'
        f'<string key="org:group" value="{name}"/></event></trace></log>'
    )
    [row] = rows(text.encode(encoding), 101)
    assert row["org:group"] == name


@pytest.mark.parametrize(
    ("document", "why"),
    [
        (b'<?xml version="1.0" encoding="klingon"?><log/>', "declares the encoding klingon"),
        (b'<?xml version="1.0" encoding="zlib"?><log/>', "declares the encoding zlib"),
        (b'<?xml version="1.0" encoding="gb18030"?><log>\x81</log>', "is not in the encoding"),
        (b"<log><trace>\xff</trace></log>", "is not well-formed XML"),
        (b"<log><trace></log>", "is not well-formed XML"),
        (b"<log>&nbsp;</log>", "is not well-formed XML"),
        (b"<log><!-- ", "is not well-formed XML"),
        (b"", "is not well-formed XML"),
    ],
)
def test_what_is_no_xml_is_said_in_one_sentence(document: bytes, why: str) -> None:
    with pytest.raises(BadInputError) as raised:
        rows(document)
    assert why in raised.value.sentence.en


def test_a_log_of_too_many_events_is_refused() -> None:
    document = f"<log><trace>{'<event/>' * 3}</trace></log>".encode()
    with pytest.raises(BadInputError, match="more than 2 events"):
        xes_cells([document], "x.xes", NAMES, 2)
    assert len(xes_cells([document], "x.xes", NAMES, 3).text) == 3
