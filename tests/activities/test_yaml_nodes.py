"""A long YAML document means what the same document would mean if it were short."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from activities.documents import lines_of, parse_document
from activities.yaml_nodes import DEEPEST, LONG, composed, traps
from domain.errors import BadInputError

PADDING = "\n# " + "x" * LONG
WORDS = (
    *("yes", "No", "on", "true", "False", "null", "~", "=", "<<", "3", "0o7", "0x1f", "1_000"),
    *("1:30", ".5", "1e3", "-.inf", ".nan", "2026-02-28", "2026-02-30", "2026-02-28T08:00:00Z"),
    *('"3"', "'yes'", "|\n  3\n", ">-\n  a\n  b\n", "!!str 3", "!own 3", '! "3"', "", "王芳 🙂"),
)


def _told(node: Node | None) -> Any:
    if node is None:
        return None
    value = node.value
    if isinstance(node, MappingNode):
        value = [(_told(key), _told(one)) for key, one in value]
    elif isinstance(node, SequenceNode):
        value = [_told(one) for one in value]
    return type(node), str(node.tag), node.start_mark.line, value


@pytest.mark.parametrize("word", WORDS)
def test_a_word_means_in_a_long_document_what_it_means_in_a_short_one(word: str) -> None:
    text = f"first: [1, {{two: 2}}]\n? {word or '~'}\n: key\nlist:\n- {word}\n"
    assert _told(composed(text)) == _told(composed(text + PADDING))


def _scalars() -> st.SearchStrategy[Any]:
    text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=8)
    return st.none() | st.booleans() | st.integers() | st.dates() | text


@given(
    st.recursive(
        _scalars(),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_scalars(), inner, max_size=4),
        max_leaves=12,
    ).map(lambda value: {"value": value}),
    st.booleans(),
)
def test_whatever_can_be_written_is_read_alike(value: dict[str, Any], flow: bool) -> None:
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = flow
    stream = io.StringIO()
    writer.dump(value, stream)
    text = stream.getvalue()
    assert _told(composed(text)) == _told(composed(text + PADDING))


@pytest.mark.parametrize("ascii", [True, False])
def test_json_of_any_characters_has_its_lines(ascii: bool) -> None:
    names = ["王芳 🙂🙃", "a\u2028b\u0085c", "\\ud83d\\ude00", "half \ud83d", "\\", "/"]
    names = names if ascii else [one.replace("\ud83d", "") for one in names]
    text = json.dumps([{"name": one} for one in names], indent="\t", ensure_ascii=ascii)
    lines = tuple(range(2, 2 + 3 * len(names), 3))
    assert lines_of(text) == lines_of(text + PADDING) == lines
    root = composed(text + PADDING)
    assert root is not None
    said = [one.value[0][1].value for one in root.value]
    assert said == [names[0], said[1], names[2], "half ", *names[4:]]


def test_a_document_of_comments_holds_nothing() -> None:
    assert composed(PADDING) is None
    with pytest.raises(BadInputError, match="holds nothing"):
        parse_document(PADDING, "a.yaml")


def test_an_alias_is_the_thing_itself() -> None:
    root = composed("a: &x [1]\nb: *x\n" + PADDING)
    assert root is not None
    (_, first), (_, second) = root.value
    assert first is second


@pytest.mark.parametrize(
    ("text", "problem", "line"),
    [
        ("a: 1\nb: *x\n", "undefined alias", 1),
        ("a: 1\n---\nb: 2\n", "another document", 1),
        ("a: 1\nb: c: d\n", "mapping values are not allowed", 1),
        ("a: 1\n\nb: [1, 2\n", "expected ',' or", 2),
    ],
)
def test_what_is_wrong_has_its_line(text: str, problem: str, line: int) -> None:
    with pytest.raises(MarkedYAMLError, match=problem) as raised:
        composed(text + PADDING)
    assert raised.value.problem_mark.line >= line
    with pytest.raises(BadInputError, match=r"a\.yaml, line"):
        parse_document(text + PADDING, "a.yaml")


def test_what_no_yaml_holds_is_wrong() -> None:
    with pytest.raises(YAMLError):
        composed("a: \x01" + PADDING)


def test_what_is_nested_without_end_is_refused() -> None:
    for deep in (DEEPEST + 10, 100_000):
        with pytest.raises(RecursionError):
            composed("[" * deep + PADDING)
    with pytest.raises(BadInputError, match="more than 40 levels deep"):
        parse_document("a: " + "[" * 60 + "]" * 60 + PADDING, "a.yaml")


@pytest.mark.parametrize("text", ["a: 1\nb: &x [1]\n", "a: 1\nb: &x 1\n", "b: 1\n? &x k\n: 1\n"])
def test_anchors_are_told_with_their_line(text: str) -> None:
    for one in (text, text + PADDING):
        assert [named for _, named in traps(one) if named] == [2]
        with pytest.raises(BadInputError, match=r"line 2: anchors and aliases"):
            parse_document(one, "a.yaml")


def test_the_entries_of_a_long_list_have_their_lines() -> None:
    text = "people:\n- a: 1\n\n- a: 2\n"
    assert lines_of(text) == lines_of(text + PADDING) == (2, 4)
    json = '{"people": [\n{"a": 1},\n{"a": "\\/"}]}'
    assert lines_of(json) == lines_of(json + " " * LONG) == (2, 3)
