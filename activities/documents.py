"""YAML and JSON documents: read safely, without tags, anchors, endless nesting or NaN."""

import datetime as dt
import json
import math
import warnings
from collections import Counter
from pathlib import Path
from typing import Any, NoReturn

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, SequenceNode

from activities.files import MIB, Spot, read_text, shown
from activities.yaml_nodes import composed, traps
from domain.text import LIMIT, clean

DEPTH = 40


def read_document(root: Path, file: str) -> Any:
    """Return what the YAML or JSON `file` below `root` holds, all text in it cleaned.

    At most 1 MiB. Raises BadInputError naming the file and, where known, the line.
    """
    return parse_document(read_text(root, file, MIB), file)


def parse_document(text: str, file: str) -> Any:
    """Return what `text` holds: JSON when `file` ends in .json, else YAML 1.2."""
    spot = Spot(file)
    try:
        value = _json(text, spot) if file.lower().endswith(".json") else _yaml(text, spot)
    except RecursionError:
        raise _too_deep(spot) from None
    if value is None:
        raise spot.bad("the file holds nothing", "文件里没有内容")
    return _cleaned(value, spot)


def lines_of(text: str) -> tuple[int, ...]:
    """Return the line (from 1) at which each entry of the outermost YAML list starts.

    A mapping with one list in it, such as `people:`, counts as that list. JSON is YAML too.
    """
    node = composed(text)
    if isinstance(node, MappingNode):
        lists = (value for _, value in node.value if isinstance(value, SequenceNode))
        node = next(lists, None)
    if not isinstance(node, SequenceNode):
        return ()
    return tuple(entry.start_mark.line + 1 for entry in node.value)


def _yaml(text: str, spot: Spot) -> Any:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of old YAML versions; a document speaks for itself
            _refuse_traps(text, spot)
            node = composed(text)
            loader = YAML(typ="safe", pure=True)
            return None if node is None else loader.constructor.construct_document(node)
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        problem = shown(str(error.problem or error.context or "syntax"), 120)
        raise Spot(spot.file, line).bad(
            f"is not valid YAML ({problem})", f"不是有效的 YAML（{problem}）"
        ) from None
    except (YAMLError, ValueError, TypeError, OverflowError, AttributeError, KeyError):
        # ruamel lets the ValueError of an impossible date or an endless number through
        raise spot.bad("is not valid YAML", "不是有效的 YAML") from None


def _refuse_traps(text: str, spot: Spot) -> None:
    """Refuse anchors (a few lines can unfold to gigabytes) and nesting beyond any document."""
    for depth, named in traps(text):
        if depth > DEPTH:
            raise _too_deep(spot)
        if named:
            raise Spot(spot.file, named).bad(
                "anchors and aliases (& and *) are not allowed", "不允许使用锚点和别名（& 和 *）"
            )


def _json(text: str, spot: Spot) -> Any:
    def constant(name: str) -> NoReturn:
        raise spot.bad(f"{name} is not a number", f"{name} 不是数字")

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        counts = Counter(key for key, _ in pairs)
        if len(counts) < len(pairs):
            twice = shown(counts.most_common(1)[0][0])
            raise spot.bad(f'the key "{twice}" stands twice', f"键「{twice}」出现了两次")
        return dict(pairs)

    try:
        return json.loads(text, parse_constant=constant, object_pairs_hook=unique)
    except json.JSONDecodeError as error:
        raise Spot(spot.file, error.lineno).bad(
            f"is not valid JSON ({error.msg})", f"不是有效的 JSON（{error.msg}）"
        ) from None
    except ValueError:  # a whole number of thousands of digits
        raise spot.bad("is not valid JSON", "不是有效的 JSON") from None


def _too_deep(spot: Spot) -> Exception:
    return spot.bad(f"is nested more than {DEPTH} levels deep", f"嵌套层次超过 {DEPTH} 层")


def _cleaned(value: Any, spot: Spot, depth: int = 0) -> Any:
    if depth > DEPTH:
        raise _too_deep(spot)
    if isinstance(value, str):
        return _cleaned_text(value, spot)
    if isinstance(value, list):
        return [_cleaned(entry, spot, depth + 1) for entry in value]
    if isinstance(value, dict):
        return _cleaned_mapping(value, spot, depth)
    if isinstance(value, float) and not math.isfinite(value):
        raise spot.bad(f"{value} is not a number", f"{value} 不是数字")
    if value is None or isinstance(value, bool | int | float | dt.date):
        return value
    raise spot.bad(
        "holds something other than text, numbers, dates, lists and mappings",
        "含有文本、数字、日期、列表和键值以外的内容",
    )


def _cleaned_text(value: str, spot: Spot) -> str:
    if len(value) > LIMIT:
        raise spot.bad(
            f"a text has {len(value):,} characters; at most {LIMIT:,} are allowed",
            f"有一段文本长达 {len(value):,} 个字符，最多允许 {LIMIT:,} 个",
        )
    return clean(value)


def _cleaned_mapping(value: dict[Any, Any], spot: Spot, depth: int) -> dict[str, Any]:
    mapping: dict[str, Any] = {}
    for key, entry in value.items():
        name = _cleaned_text(key, spot) if isinstance(key, str) else None
        if name is None or name in mapping:
            quoted = shown(str(key))
            raise spot.bad(
                f'the key "{quoted}" is not text of its own', f"键「{quoted}」不是唯一的文本"
            )
        mapping[name] = _cleaned(entry, spot, depth + 1)
    return mapping
