"""Composing YAML 1.2: ruamel's nodes, and for long documents by libyaml, which is much faster.

libyaml (PyYAML) only says where what begins and ends; what a plain word means stays ruamel's to
tell, so that `yes` is a word in a document of any length.
"""

import re
from collections.abc import Iterator
from typing import Any

import yaml
from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent, CollectionEndEvent, CollectionStartEvent
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from ruamel.yaml.tag import Tag

LONG = 64 * 1024
"""Characters from which libyaml reads; below, ruamel is quick enough."""
DEEPEST = 100
_STARTS = (CollectionStartEvent, yaml.CollectionStartEvent)
_ENDS = (CollectionEndEvent, yaml.CollectionEndEvent)
_ALIASES = (AliasEvent, yaml.AliasEvent)
_BREAKS = re.compile("[\x85\u2028\u2029]")
"""Lines to YAML 1.1, and so to libyaml, but not to YAML 1.2."""
_PAIR = re.compile(
    r"(?<!\\)((?:\\\\)*)\\u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})"
)
_HALF = re.compile(r"(?<!\\)((?:\\\\)*)\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
_MAPPING, _SEQUENCE, _TEXT = (f"tag:yaml.org,2002:{one}" for one in ("map", "seq", "str"))


def composed(text: str) -> Node | None:
    """Return the root of the one document in `text`, None where it holds nothing.

    Raises ruamel's YAMLError, and RecursionError for what is nested without end.
    """
    if len(text) < LONG:
        root: Node | None = YAML(typ="safe", pure=True).compose(text)
        return root
    is_json = text.lstrip()[:1] in ("[", "{")
    return _Composer().root(_unescaped(text) if is_json else text)


def traps(text: str) -> Iterator[tuple[int, int | None]]:
    """Yield how deep each thing in `text` stands, and the line (from 1) of an anchor or alias.

    Raises ruamel's YAMLError.
    """
    depth = 0
    short = len(text) < LONG
    for event in YAML(typ="safe", pure=True).parse(text) if short else _events(text):
        depth += isinstance(event, _STARTS) - isinstance(event, _ENDS)
        named = isinstance(event, _ALIASES) or getattr(event, "anchor", None) is not None
        yield depth, event.start_mark.line + 1 if named else None


def _unescaped(text: str) -> str:
    """Return `text` with characters that JSON writes as two escapes, which libyaml refuses."""

    def character(pair: re.Match[str]) -> str:
        high, low = int(pair[2], 16), int(pair[3], 16)
        return pair[1] + chr(0x10000 + ((high & 0x3FF) << 10) + (low & 0x3FF))

    return _HALF.sub(r"\1", _PAIR.sub(character, text))


def _events(text: str) -> Iterator[Any]:
    """Yield what libyaml finds in `text`; its errors are raised as ruamel's."""
    try:
        yield from yaml.parse(_BREAKS.sub(" ", text), Loader=yaml.CSafeLoader)
    except yaml.MarkedYAMLError as error:
        if "nesting depth" in (error.problem or ""):
            raise RecursionError from None
        raise MarkedYAMLError(problem=error.problem, problem_mark=error.problem_mark) from None
    except yaml.YAMLError as error:  # a character that no YAML holds
        raise YAMLError(str(error)) from None


class _Composer:
    """Puts events together to nodes; what stands within what is kept in a list."""

    def __init__(self) -> None:
        self._resolver = YAML(typ="safe", pure=True).resolver
        self._tags: dict[str, Tag] = {}  # each read once; a node with text for a tag reads it
        self._plain: dict[str, Tag] = {}  # of plain words, of which a long document has few
        self._named: dict[str, Node] = {}
        self._within: list[tuple[Node, list[Node]]] = []
        self._root: Node | None = None

    def root(self, text: str) -> Node | None:
        for event in _events(text):
            if isinstance(event, yaml.AliasEvent):
                self._put(self._same(event))
            elif isinstance(event, yaml.ScalarEvent):
                self._put(self._noted(event, ScalarNode(self._tag(event), event.value)))
            elif isinstance(event, yaml.CollectionStartEvent):
                self._begin(event)
            elif isinstance(event, yaml.CollectionEndEvent):
                node, parts = self._within.pop()
                pairs = zip(parts[::2], parts[1::2], strict=True)
                node.value = list(pairs) if isinstance(node, MappingNode) else parts
            elif isinstance(event, yaml.DocumentStartEvent) and self._root is not None:
                raise MarkedYAMLError(problem="another document", problem_mark=event.start_mark)
        return self._root

    def _begin(self, event: Any) -> None:
        if len(self._within) > DEEPEST:
            raise RecursionError
        if isinstance(event, yaml.MappingStartEvent):
            node: Node = MappingNode(self._named_tag(_said(event) or _MAPPING), [])
        else:
            node = SequenceNode(self._named_tag(_said(event) or _SEQUENCE), [])
        self._put(self._noted(event, node))
        self._within.append((node, []))

    def _put(self, node: Node) -> None:
        if self._within:
            self._within[-1][1].append(node)
        else:
            self._root = node

    def _noted(self, event: Any, node: Node) -> Node:
        node.start_mark, node.end_mark = event.start_mark, event.end_mark
        if event.anchor is not None:
            self._named[event.anchor] = node
        return node

    def _same(self, event: Any) -> Node:
        if event.anchor not in self._named:
            raise MarkedYAMLError(problem="undefined alias", problem_mark=event.start_mark)
        return self._named[event.anchor]

    def _tag(self, event: Any) -> Tag:
        if said := _said(event):
            return self._named_tag(said)
        if not event.implicit[0]:  # in quotation marks, or a block of text
            return self._named_tag(_TEXT)
        if event.value not in self._plain:
            tag = self._resolver.resolve(ScalarNode, event.value, (True, False))
            self._plain[event.value] = self._named_tag(str(tag))
        return self._plain[event.value]

    def _named_tag(self, name: str) -> Tag:
        return self._tags.get(name) or self._tags.setdefault(name, Tag(suffix=name))


def _said(event: Any) -> str | None:
    """Return the tag that a document itself writes."""
    return None if event.tag in (None, "!") else event.tag
