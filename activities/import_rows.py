"""The rows of a file that is imported: each read, or every problem of it told with its place.

The same rules as for the files of a brief, and one more: a name that begins as a formula does
(`=`, `+`, `-`, `@`, a tab) is a problem, since names end up in the spreadsheets of others.
"""

import contextlib
import re
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from activities.entries import ENDINGS, Entries, entries
from activities.files import DOCUMENT_LIMIT, FILE_LIMIT, Spot, SpotError, encoding_in, shown, sized
from activities.tabular import Columns, Fields, Row, read_fields, rows_in
from activities.workbooks import sheet_rows

Model = TypeVar("Model")
Reader = Callable[[Row], dict[str, Any] | None]
"""What reads the fields of a row, or tells what is wrong with it and returns None."""

MOST_LISTED = 1_000
"""Problems that are listed; the others are counted."""
MOST_NAMED = 50
"""Columns passed over that are named; the others are counted."""

_FORMULA = re.compile("[=+@\t\r＝＋＠－-].", re.DOTALL)
_UTF8_HAN = re.compile(rb"(?:[\xe3-\xe9][\x80-\xbf][\x80-\xbf]){2}")


class Heard:
    """What is found while a file is read: its rows, its problems, the columns that nobody reads.

    Not all of them are listed. A `strict` one raises the first problem.
    """

    def __init__(self, strict: bool = False) -> None:
        self.rows = 0
        self.count = 0
        self.problems: list[SpotError] = []
        self.passed_over: list[str] = []
        self.passed_over_count = 0
        self._strict = strict

    def tell(self, error: SpotError) -> None:
        """Take one problem."""
        if self._strict:
            raise error
        self.count += 1
        if len(self.problems) < MOST_LISTED:
            self.problems.append(error)

    def pass_over(self, columns: Sequence[str]) -> None:
        """Take the columns of a table that nothing is read from."""
        self.passed_over_count = len(columns)
        self.passed_over = [shown(name) for name in columns[:MOST_NAMED]]


def read(
    stream: BinaryIO,
    file: str,
    form: Entries,
    reader: Reader,
    heard: Heard,
    columns: Columns | None = None,
) -> Iterator[tuple[Row, dict[str, Any] | None]]:
    """Return each row with its fields; None where a cell is wrong, which `heard` lists.

    A table must have the `columns`, by default those that no entry of the `form` lacks. It may have
    others, which are passed over, and `heard` says which; a document may not. Where `columns` are
    told, no others are read.
    """
    told = _listening(columns or form.required, form, heard)
    try:
        for row in _table(stream, file, form, told, only=columns is not None):
            heard.rows += 1
            if isinstance(row, SpotError):
                heard.tell(row)
            else:
                yield row, reader(row)
    except SpotError as error:  # nothing behind it can be read
        heard.tell(error)


def _listening(columns: Columns, form: Entries, heard: Heard) -> Columns:
    """Return the columns that a table must have; what of its header is not read is heard of."""

    def told(spot: Spot, header: Sequence[str]) -> Sequence[str]:
        needed = columns(spot, header) if callable(columns) else columns
        known = {"", *form.fields, *needed}
        heard.pass_over([name for name in header if name not in known])
        return needed

    return told


def _table(
    stream: BinaryIO, file: str, form: Entries, columns: Columns, only: bool
) -> Iterator[Row | SpotError]:
    ending = Path(file).suffix.lower()
    stream.seek(0, 2)
    sized(stream.tell(), file, DOCUMENT_LIMIT if ending in ENDINGS else FILE_LIMIT)
    stream.seek(0)
    if ending == ".xlsx":
        yield from sheet_rows(stream, file, columns, only)
    elif ending == ".csv":
        _refuse_mixture(stream, file)
        yield from rows_in(stream, file, columns)
    elif ending in ENDINGS:
        encoding = encoding_in(stream, file)
        yield from entries(stream.read().decode(encoding), file, form)
    else:
        raise Spot(file).bad(
            "is none of .csv, .xlsx, .yaml, .yml and .json",
            "文件类型应为 .csv、.xlsx、.yaml、.yml 或 .json",
        )


def fields_of(
    row: Row,
    fields: Fields,
    names: Sequence[str],
    heard: Heard,
    is_harmless: Callable[[str], bool] = lambda _: False,
) -> dict[str, Any] | None:
    """Read a row's fields; None where a cell is wrong, or one of the `names` could be run.

    What `is_harmless` may begin as a formula does.
    """
    runs = False
    for name in names:
        text = row.cells.get(name, "").lstrip(" \r\n")
        if _FORMULA.match(text) and not is_harmless(text):
            runs = True
            heard.tell(
                row.cell(name).bad(
                    "begins as a formula does (= + - @); a spreadsheet would run it",
                    "以公式符号（= + - @）开头，会被电子表格当作公式执行",
                )
            )
    with contextlib.suppress(SpotError):  # told below, with all the others of the row
        if not runs:
            return read_fields(row, fields)
    for reader in fields.values():
        made(partial(reader, row), heard)
    return None


def made(make: Callable[[], Model], heard: Heard) -> Model | None:
    """Return what `make` makes; None, and the problem told, where it cannot."""
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
