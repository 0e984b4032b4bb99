"""Lists in YAML or JSON documents, as the rows that a table would hold."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from activities.documents import lines_of, parse_document
from activities.files import Spot, SpotError, shown
from activities.tabular import Row
from domain.text import Bilingual

ENDINGS = (".yaml", ".yml", ".json")


@dataclass(frozen=True)
class Entries:
    """What a list holds: its fields, those that no entry lacks, and what people call it."""

    fields: Sequence[str]
    required: Sequence[str]
    one: Bilingual
    many: Bilingual


def entries(text: str, file: str, wanted: Entries) -> Iterator[Row | SpotError]:
    """Return each entry of the one list in `text` as a row, or what is wrong with it.

    Raises BadInputError when there is no list.
    """
    found = parse_document(text, file)
    if isinstance(found, dict):
        found = next((value for value in found.values() if isinstance(value, list)), None)
    if not isinstance(found, list) or not found:
        raise Spot(file).bad(f"is not a list of {wanted.many.en}", f"不是{wanted.many.zh}列表")
    lines = lines_of(text)
    for index, entry in enumerate(found):
        spot = Spot(file, lines[index] if index < len(lines) else None)
        try:
            yield _as_row(entry, spot, wanted)
        except SpotError as error:
            yield error


def _as_row(entry: Any, spot: Spot, wanted: Entries) -> Row:
    """Write one entry of a document as a CSV would hold it, so that one reader serves both."""
    if not isinstance(entry, dict):
        raise spot.bad(f"is not {wanted.one.en} with fields", f"不是带字段的{wanted.one.zh}条目")
    for key in entry:
        if key not in wanted.fields:
            raise spot.bad(
                f'there is no field "{shown(key)}"; the fields are: {", ".join(wanted.fields)}',
                f"没有「{shown(key)}」这个字段，可用的字段是：{'、'.join(wanted.fields)}",
            )
    for key in wanted.required:
        if key not in entry:
            raise spot.bad(f'the field "{key}" is missing', f"缺少字段「{key}」")
    return Row(spot, {key: _as_text(value) for key, value in entry.items()})


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(_as_text(part) for part in value)
    if isinstance(value, dict) and set(value) == {"start", "end"}:
        return f"{value['start']}/{value['end']}"
    if isinstance(value, dict):
        return ";".join(f"{name}:{_as_text(level)}" for name, level in value.items())
    return str(value)
