"""Reading YAML (and JSON, which is YAML) so that every problem can name its line."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from activities.files import MIB
from activities.yaml_nodes import composed
from cli.text_file import read_text
from cli.yaml_words import ALIASES, syntax_sentence
from domain.errors import BadInputError
from domain.problems import Location, Problem, problems, shown
from domain.text import Bilingual, Language

M = TypeVar("M", bound=BaseModel)


PLAIN = "tag:yaml.org,2002:"
TAGS = {"map", "seq", "str", "int", "float", "bool", "null", "timestamp"}
UNFIT = (ValueError, IndexError, TypeError, AttributeError, KeyError, OverflowError)
"""What ruamel lets through when a scalar does not fit its tag: an impossible date, say."""


@dataclass(frozen=True)
class Finding:
    """One problem of one file. `line` counts from 1; None stands for the file as a whole."""

    file: str
    line: int | None
    path: str
    sentence: Bilingual

    def within(self, language: Language) -> str:
        """Return ``brief.yaml:12: departments[2]: …`` in `language`."""
        colon = "：" if language == "zh" else ": "
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return colon.join(filter(None, (place, self.path, self.sentence.within(language))))


@dataclass(frozen=True)
class Located:
    """What a file holds as plain values, the line of each part, and what is wrong as YAML."""

    file: str
    value: object
    lines: Mapping[Location, int]
    findings: tuple[Finding, ...] = ()
    broken: bool = False

    def line_of(self, location: Location) -> int | None:
        """Return the line of the part at `location`, or of the nearest part around it."""
        for length in range(len(location), -1, -1):
            if (line := self.lines.get(location[:length])) is not None:
                return line
        return None

    def finding(self, problem: Problem) -> Finding:
        """Return the problem with its line."""
        line = self.line_of(problem.location)
        return Finding(self.file, line, problem.path, problem.sentence)


def read_with_lines(file: Path, limit: int = MIB) -> Located:
    """Read YAML or JSON; what is wrong as YAML stands in `findings`, in order of lines.

    Raises:
        BadInputError: the file is missing, no file, empty, over the `limit` in bytes, binary or
            not UTF-8.
    """
    name, text = shown(file, 200), read_text(file, limit)
    try:
        root = composed(text)
    except YAMLError as error:
        line = error.problem_mark.line if isinstance(error, MarkedYAMLError) else None
        sentence, place = syntax_sentence(error, text, line)
        return Located(name, None, {}, (Finding(name, place, "", sentence),), broken=True)
    except RecursionError:
        deep = Bilingual(en="is nested too deeply", zh="嵌套层次过深")
        return Located(name, None, {}, (Finding(name, None, "", deep),), broken=True)
    if root is None:
        raise BadInputError(f"{name}: holds nothing but comments.", f"{name}：除注释外没有内容。")
    walk = _Walk(name, YAML(typ="safe", pure=True))
    value = walk.value(root, ())
    findings = tuple(sorted(walk.findings, key=lambda found: found.line or 0))
    return Located(name, value, walk.lines, findings)


def findings_of(located: Located, model: type[BaseModel]) -> tuple[Finding, ...]:
    """Return every problem of the file, as YAML and as `model`, in order of lines."""
    return tuple(sorted(_findings(located, model), key=lambda found: found.line or 0))


def load_checked(file: Path, model: type[M]) -> M:
    """Read one `model` from a YAML or JSON file.

    Raises:
        BadInputError: it cannot be read or used; names the first problem, its line and field.
    """
    return checked(read_with_lines(file), model)


def checked(located: Located, model: type[M]) -> M:
    """Return what was read as one `model`. Raises BadInputError with its first problem."""
    refuse(findings_of(located, model))
    return model.model_validate(located.value)


def refuse(found: Sequence[Finding]) -> None:
    """Raise the first of the problems found, if there is one, as BadInputError."""
    if not found:
        return
    more = len(found) - 1
    raise BadInputError(
        found[0].within("en") + (f" (and {more} more)" if more else ""),
        found[0].within("zh") + (f"（另有 {more} 处）" if more else ""),
    )


def _findings(located: Located, model: type[BaseModel]) -> Iterator[Finding]:
    yield from located.findings
    if located.broken:
        return
    try:
        model.model_validate(located.value)
    except ValidationError as error:
        yield from map(located.finding, problems(error, model))


@dataclass
class _Walk:
    """One walk over the nodes: builds plain values, remembers lines, notes what is wrong."""

    file: str
    loader: YAML
    lines: dict[Location, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    seen: set[int] = field(default_factory=set)

    def value(self, node: Node, at: Location) -> object:
        """Return the plain value of `node`, which stands at `at`."""
        self.lines.setdefault(at, node.start_mark.line + 1)
        if id(node) in self.seen:  # a shared node can stand for billions of copies of itself
            self.note(node, at, *ALIASES)
            return self.scalar(node, at) if isinstance(node, ScalarNode) else None
        self.seen.add(id(node))
        if (tag := str(node.tag).removeprefix(PLAIN)) not in TAGS:
            tag = shown(tag)
            self.note(node, at, f"the tag {tag} is not used", f"不支持标签 {tag}")
        match node:
            case MappingNode():
                return self.mapping(node, at)
            case SequenceNode():
                return [self.value(item, (*at, n)) for n, item in enumerate(node.value)]
            case _:
                return self.scalar(node, at)

    def mapping(self, node: MappingNode, at: Location) -> dict[str, object]:
        """Return the mapping by its keys as written; note each key that stands twice."""
        values: dict[str, object] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self.note(key_node, at, "a field's name must be plain text", "字段名应为普通文字")
                continue
            key = str(key_node.value)
            place = (*at, key)
            if key in values:
                first = self.lines[place]
                self.note(
                    key_node,
                    place,
                    f"stands twice, first in line {first}",
                    f"重复出现，首次出现在第 {first} 行",
                )
                continue
            self.lines[place] = key_node.start_mark.line + 1
            values[key] = self.value(value_node, place)
        return values

    def scalar(self, node: Node, at: Location) -> Any:
        """Return the value of a scalar; one like 2026-02-30 stays the text that it is."""
        try:
            return self.loader.constructor.construct_object(node)
        except (ConstructorError, *UNFIT):
            return str(node.value)

    def note(self, node: Node, at: Location, en: str, zh: str) -> None:
        """Keep one problem with its line."""
        place = Problem(location=at, sentence=Bilingual(en=en, zh=zh))
        self.findings.append(
            Finding(self.file, node.start_mark.line + 1, place.path, place.sentence)
        )
