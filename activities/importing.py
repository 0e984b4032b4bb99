"""Reading what is imported: every row as it is to be kept, or every problem with its place.

The same rules as for the files of a brief, and one more: a name that begins as a formula does
(`=`, `+`, `-`, `@`, a tab) is a problem, since names end up in the spreadsheets of others. What
people said in feedback stays as they said it, and numbers may be negative.
"""

import contextlib
import re
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Literal, TypeVar

from activities.entries import ENDINGS, Entries, entries
from activities.files import FILE_LIMIT, MIB, Spot, SpotError, encoding_in, sized
from activities.people import PEOPLE, PERSON_FIELDS, person
from activities.sources import (
    FEEDBACK_COLUMNS,
    FEEDBACK_FIELDS,
    MEANING_FIELDS,
    MEASURE_COLUMNS,
    POINT_FIELDS,
    other_meaning,
    read_twice,
)
from activities.tabular import Fields, Row, rows_in
from activities.workbooks import sheet_rows
from domain.directory import Directory, Person
from domain.directory_rules import faults
from domain.records import FeedbackItem, MeasureMeaning, MeasurePoint
from domain.text import Bilingual

Kind = Literal["directory", "measures", "feedback"]
Model = TypeVar("Model")

MOST_LISTED = 1_000
"""Problems that are listed; the others are counted."""

_FORMULA = re.compile("[=+@\t\r＝＋＠－-].", re.DOTALL)
_UTF8_HAN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf][\x80-\xbf]){2}")
_MEASURES = Entries(
    MEASURE_COLUMNS,
    MEASURE_COLUMNS,
    one=Bilingual(en="a reading", zh="读数"),
    many=Bilingual(en="readings", zh="读数"),
)
_FEEDBACK = Entries(
    (*FEEDBACK_COLUMNS, "rating"),
    FEEDBACK_COLUMNS,
    one=Bilingual(en="an answer", zh="意见"),
    many=Bilingual(en="answers", zh="意见"),
)
_FORMS: Mapping[Kind, Entries] = {
    "directory": PEOPLE,
    "measures": _MEASURES,
    "feedback": _FEEDBACK,
}
_NAMES: Mapping[Kind, tuple[str, ...]] = {
    "directory": ("name", "department", "groups"),
    "measures": ("measure", "label", "unit", "source"),
    "feedback": ("department",),
}


class Heard:
    """What is found while a file is read: its rows, and its problems, not all of them listed.

    A `strict` one raises the first problem.
    """

    def __init__(self, strict: bool = False) -> None:
        self.rows = 0
        self.count = 0
        self.problems: list[SpotError] = []
        self._strict = strict

    def tell(self, error: SpotError) -> None:
        """Take one problem."""
        if self._strict:
            raise error
        self.count += 1
        if len(self.problems) < MOST_LISTED:
            self.problems.append(error)


def people_in(stream: BinaryIO, file: str, heard: Heard) -> Directory:
    """Return the people in a file, all of them or none; `heard` lists every problem."""
    found: list[tuple[Spot, Person]] = []
    whole = True
    for row, fields in _read(stream, file, "directory", PERSON_FIELDS, heard):
        one = _made(partial(person, row, fields), heard) if fields else None
        whole = whole and one is not None
        account = row.cells.get("account", "").strip()
        if one is None and account:  # others may name them, and they may stand twice
            one = Person.model_construct(account=account, name=account, department="")
        if one:
            found.append((row.spot, one))
    for fault in faults([one for _, one in found]):
        heard.tell(found[fault.index][0].bad(fault.sentence.en, fault.sentence.zh))
    return Directory(people=tuple(one for _, one in found)) if whole else Directory(people=())


def measures_in(
    stream: BinaryIO, file: str, heard: Heard
) -> tuple[list[MeasurePoint], list[MeasureMeaning]]:
    """Return the readings and meanings in a file; `heard` lists every problem."""
    points: dict[tuple[str, object], MeasurePoint] = {}
    meanings: dict[str, MeasureMeaning] = {}
    for row, fields in _read(stream, file, "measures", {**MEANING_FIELDS, **POINT_FIELDS}, heard):
        if not fields:
            continue
        meaning = MeasureMeaning(**{name: fields[name] for name in MEANING_FIELDS})
        if meanings.setdefault(meaning.measure, meaning) != meaning:
            heard.tell(other_meaning(row))
        point = MeasurePoint(measure=meaning.measure, at=fields["at"], value=fields["value"])
        if points.setdefault((point.measure, point.at), point) is not point:
            heard.tell(read_twice(row, point))
    return list(points.values()), list(meanings.values())


def feedback_in(stream: BinaryIO, file: str, heard: Heard) -> Generator[FeedbackItem, None, None]:
    """Return the answers in a file one by one; `heard` lists every problem."""
    lines: dict[str, int | None] = {}
    for row, fields in _read(stream, file, "feedback", FEEDBACK_FIELDS, heard):
        if not fields:
            continue
        if fields["id"] in lines:
            first = lines[fields["id"]]
            heard.tell(
                row.cell("id").bad(
                    f"stands in line {first} already; each answer needs an id of its own",
                    f"已在第 {first} 行出现；每条意见需要唯一的编号",
                )
            )
            continue
        lines[fields["id"]] = row.spot.line
        yield FeedbackItem(**fields)


def _read(
    stream: BinaryIO, file: str, kind: Kind, fields: Fields, heard: Heard
) -> Iterator[tuple[Row, dict[str, Any] | None]]:
    """Return each row with its fields; None where a cell is wrong, which `heard` lists."""
    try:
        for row in _table(stream, file, _FORMS[kind]):
            heard.rows += 1
            if isinstance(row, SpotError):
                heard.tell(row)
            else:
                yield row, _fields(row, fields, _NAMES[kind], heard)
    except SpotError as error:  # nothing behind it can be read
        heard.tell(error)


def _table(stream: BinaryIO, file: str, form: Entries) -> Iterator[Row | SpotError]:
    ending = Path(file).suffix.lower()
    stream.seek(0, 2)
    sized(stream.tell(), file, MIB if ending in ENDINGS else FILE_LIMIT)
    stream.seek(0)
    if ending == ".xlsx":
        yield from sheet_rows(stream, file, form.required)
    elif ending == ".csv":
        _refuse_mixture(stream, file)
        yield from rows_in(stream, file, form.required)
    elif ending in ENDINGS:
        encoding = encoding_in(stream, file)
        yield from entries(stream.read().decode(encoding), file, form)
    else:
        raise Spot(file).bad(
            "is none of .csv, .xlsx, .yaml, .yml and .json",
            "文件类型应为 .csv、.xlsx、.yaml、.yml 或 .json",
        )


def _fields(row: Row, fields: Fields, names: Sequence[str], heard: Heard) -> dict[str, Any] | None:
    read: dict[str, Any] = {}
    for name in names:
        if _FORMULA.match(row.cells.get(name, "").lstrip(" \r\n")):
            heard.tell(
                row.cell(name).bad(
                    "begins as a formula does (= + - @); a spreadsheet would run it",
                    "以公式符号（= + - @）开头，会被电子表格当作公式执行",
                )
            )
            read[""] = None
    for name, reader in fields.items():
        value = _made(partial(_alone, reader, row), heard)
        if value is not None:
            read[name] = value[0]
    return read if read.keys() == fields.keys() else None


def _alone(reader: Callable[[Row], Any], row: Row) -> tuple[Any]:
    return (reader(row),)


def _made(make: Callable[[], Model], heard: Heard) -> Model | None:
    try:
        return make()
    except SpotError as error:
        heard.tell(error)
        return None


def _refuse_mixture(stream: BinaryIO, file: str) -> None:
    """Refuse Chinese in UTF-8 beside bytes that are none: it would come out as other characters."""
    with contextlib.suppress(SpotError):
        if encoding_in(stream, file) == "utf-8-sig":
            return
    stream.seek(0)
    first: dict[bool, int] = {}
    for number, line in enumerate(stream, 1):
        is_utf8 = _is_utf8(line)
        if not is_utf8 or _UTF8_HAN.search(line):
            first.setdefault(is_utf8, number)
        if len(first) == 2:
            raise Spot(file, number).bad(
                f"is in another encoding than line {min(first.values())}; save all in UTF-8",
                f"与第 {min(first.values())} 行的编码不同，请将整个文件另存为 UTF-8",
            )
    stream.seek(0)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True
