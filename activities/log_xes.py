"""XES event logs, read as a stream: nothing is kept but the attributes that are asked for.

Entities and document types are refused: no log needs one, and ten lines of them unfold to
gigabytes.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from activities.files import MIB, Spot, shown
from activities.log_cells import too_many
from domain.log_columns import LogRole

CASE = "case:"
"""What the name of an attribute of a whole case begins with."""

STANDARD: Mapping[LogRole, str] = {
    "case": "case:concept:name",
    "group": "org:group",
    "time": "time:timestamp",
    "activity": "concept:name",
    "lifecycle": "lifecycle:transition",
    "resource": "org:resource",
}
LONGEST = 8 * MIB  # of one piece of markup, which is held in memory


@dataclass
class XesCells:
    """What was asked for, a list for each column, and every attribute that was seen."""

    columns: Mapping[str, list[str | None]]
    seen: dict[str, None] = field(default_factory=dict)
    cases: int = 0


def xes_cells(blocks: Iterable[bytes], file: str, names: Iterable[str], most: int) -> XesCells:
    """Return the attributes of these `names` of each event, in the order of the document.

    A name with `case:` is an attribute of the event's case; a case without a name is called by
    its number. Raises BadInputError for what is no XES.
    """
    cells = XesCells({name: [] for name in names})
    parser = expat.ParserCreate()
    parser.ordered_attributes = True
    parser.buffer_text = True
    _Reading(cells, parser, file, most)
    fed = 0
    try:
        for block in blocks:
            fed += len(block)
            parser.Parse(block, False)
            if fed - parser.CurrentByteIndex > LONGEST:
                raise Spot(file, parser.CurrentLineNumber).bad(
                    f"one piece of markup has more than {LONGEST // MIB} MiB",
                    f"单个标记超过 {LONGEST // MIB} MiB",
                )
        parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Spot(file, error.lineno).bad(
            f"is not well-formed XML ({expat.ErrorString(error.code)})",
            f"不是格式正确的 XML（{expat.ErrorString(error.code)}）",
        ) from None
    return cells


class _Reading:
    """What the parser calls: it knows how deep it stands, and in what."""

    def __init__(self, cells: XesCells, parser: Any, file: str, most: int) -> None:
        self._cells, self._parser, self._file, self._most = cells, parser, file, most
        self._case: dict[str, str] = {}
        self._event: dict[str, str] = {}
        self._depth = self._events = self._first = 0  # `_first` is the row of the case's first
        named = cells.columns.items()
        self._of_event = [(name, column) for name, column in named if not name.startswith(CASE)]
        self._of_case = [
            (name.removeprefix(CASE), column) for name, column in named if name.startswith(CASE)
        ]
        parser.StartElementHandler = self._root
        parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = self._refuse

    def _refuse(self, *_: object) -> None:
        raise self._spot().bad(
            "declares a document type or entities, which no event log needs",
            "含有事件日志不需要的文档类型或实体声明",
        )

    def _spot(self) -> Spot:
        return Spot(self._file, self._parser.CurrentLineNumber)

    def _root(self, name: str, _: list[str]) -> None:
        if _local(name) != "log":
            raise self._spot().bad(
                f"is not XES: its root is <{shown(name, 30)}>, not <log>",
                f"不是 XES：根元素是 <{shown(name, 30)}>，应为 <log>",
            )
        self._parser.StartElementHandler = self._outside

    def _outside(self, name: str, _: list[str]) -> None:
        if _local(name) == "trace":
            self._depth, self._case, self._first = 0, {}, self._events
            self._parser.StartElementHandler = self._in_case
            self._parser.EndElementHandler = self._out_of_case

    def _in_case(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > 1:
            return
        if _local(name) == "event":
            self._depth, self._event = 0, {}
            self._parser.StartElementHandler = self._in_event
            self._parser.EndElementHandler = self._out_of_event
        else:
            _take(self._case, attributes)

    def _out_of_case(self, _: str) -> None:
        self._depth -= 1
        if self._depth >= 0:
            return
        self._cells.cases += 1
        self._case.setdefault("concept:name", str(self._cells.cases))
        for name, column in self._of_case:
            column += [self._case.get(name)] * (self._events - self._first)
        self._cells.seen.update(dict.fromkeys(CASE + name for name in self._case))
        self._parser.StartElementHandler = self._outside
        self._parser.EndElementHandler = None

    def _in_event(self, _: str, attributes: list[str]) -> None:
        self._depth += 1
        if self._depth > 1:  # attributes of attributes are none of ours
            return
        if len(attributes) == 4 and attributes[0] == "key":  # `_take`, without the call
            self._event[attributes[1]] = attributes[3]
        else:
            _take(self._event, attributes)

    def _out_of_event(self, _: str) -> None:
        self._depth -= 1
        if self._depth >= 0:
            return
        self._events += 1
        if self._events > self._most:
            raise too_many(self._spot(), self._most)
        event = self._event
        for name, column in self._of_event:
            column.append(event.get(name))
        if not self._cells.seen.keys() >= event.keys():
            self._cells.seen.update(dict.fromkeys(event))
        self._depth = 0
        self._parser.StartElementHandler = self._in_case
        self._parser.EndElementHandler = self._out_of_case


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _take(into: dict[str, str], attributes: list[str]) -> None:
    named = dict(zip(attributes[::2], attributes[1::2], strict=True))
    if "key" in named:
        into[named["key"]] = named.get("value", "")
