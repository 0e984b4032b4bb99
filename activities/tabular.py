"""CSV files: rows that know where they stand, and cells that are kept as text."""

import contextlib
import csv
import io
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TextIO

from activities.cells import Cell
from activities.files import FILE_LIMIT, Spot, SpotError, checked, encoding_in, locate, shown
from domain.errors import BadInputError
from domain.text import LIMIT, clean


@dataclass(frozen=True)
class Row:
    """One record of a CSV file: its cells by column name and the line it starts at."""

    spot: Spot
    cells: dict[str, str]

    def __contains__(self, column: object) -> bool:
        return column in self.cells

    def cell(self, column: str) -> Cell:
        """Return the cell in `column`; empty when the file lacks an optional column."""
        spot = Spot(self.spot.file, self.spot.line, column)
        return Cell(self.cells.get(column, "").strip(" \r\n"), spot)


Fields = Mapping[str, Callable[[Row], Any]]
"""How each field of a model is read from a row."""

Columns = Sequence[str] | Callable[[Spot, Sequence[str]], Sequence[str]]
"""The columns that a file must have, or what tells them from where its header is and what it is."""


def read_fields(row: Row, fields: Fields) -> dict[str, Any]:
    """Return each field of a row. Raises BadInputError naming the first cell that is wrong."""
    return {name: read(row) for name, read in fields.items()}


def rows(root: Path, file: str, columns: Sequence[str]) -> Iterator[Row]:
    """Read the CSV `file` below `root`, one record at a time; `columns` must exist in it.

    Blank lines are passed over. Raises BadInputError naming the file, line and column.
    """
    path = locate(root, file)
    checked(path, file, FILE_LIMIT)
    with path.open("rb") as stream:
        for row in rows_in(stream, file, columns):
            if isinstance(row, SpotError):
                raise row
            yield row


def rows_in(
    stream: BinaryIO, file: str, columns: Columns, separator: str = ","
) -> Iterator[Row | SpotError]:
    """Read an open CSV as `rows` does; in the place of a bad record comes what is wrong with it.

    Raises BadInputError for what leaves nothing to go on with, such as a missing column.
    """
    encoding = encoding_in(stream, file)
    text = io.TextIOWrapper(stream, encoding=encoding, newline="")
    try:
        yield from under_header(_records(text, file, separator), file, columns)
    finally:
        with contextlib.suppress(ValueError):  # it was closed by whoever opened it
            text.detach()


def under_header(
    records: Iterator[tuple[Spot, list[str]]], file: str, columns: Columns
) -> Iterator[Row | SpotError]:
    """Take the first record as the names of the columns of all others."""
    first = next(records, None)
    if first is None:
        raise Spot(file).bad("the file is empty", "文件是空的")
    header = _header(first[0], first[1], columns)
    found = False
    for spot, cells in records:
        found = True
        try:
            yield Row(spot, _by_column(header, cells, spot))
        except SpotError as error:
            yield error
    if not found:
        raise Spot(file).bad("has a header but no rows", "只有表头，没有数据行")


def _records(stream: TextIO, file: str, separator: str) -> Iterator[tuple[Spot, list[str]]]:
    reader = csv.reader(stream, strict=True, delimiter=separator)
    while True:
        spot = Spot(file, reader.line_num + 1)
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise _unreadable(spot, error) from None
        if any(cell.strip() for cell in cells):
            yield spot, cells


def _unreadable(spot: Spot, error: csv.Error) -> BadInputError:
    if "field larger" in str(error):  # csv's own limit, 131,072 characters, lies above ours
        return spot.bad(
            f"a field has more than {LIMIT:,} characters (or a quotation mark is never closed)",
            f"有字段超过 {LIMIT:,} 个字符（或引号没有闭合）",
        )
    return spot.bad(f"is not valid CSV ({error})", f"不是有效的 CSV（{error}）")


def _header(spot: Spot, cells: list[str], columns: Columns) -> list[str]:
    header = [" ".join(clean(cell[:LIMIT]).split()) for cell in cells]
    listed = ", ".join(shown(name, 30) for name in header[:20] if name)
    for column in columns(spot, header) if callable(columns) else columns:
        if column not in header:
            raise spot.bad(
                f'there is no column "{shown(column)}"; the columns are: {listed}',
                f"没有「{shown(column)}」列，现有的列是：{listed}",
            )
    twice = next((n for n, count in Counter(header).items() if n and count > 1), None)
    if twice is not None:
        raise spot.bad(
            f'the column "{shown(twice)}" stands twice', f"「{shown(twice)}」列出现了两次"
        )
    return header


def _by_column(header: list[str], cells: list[str], spot: Spot) -> dict[str, str]:
    for name, cell in zip(header, cells, strict=False):
        if len(cell) > LIMIT:
            raise Spot(spot.file, spot.line, name).bad(
                f"{len(cell):,} characters; at most {LIMIT:,} are allowed",
                f"有 {len(cell):,} 个字符，最多允许 {LIMIT:,} 个",
            )
    if len(cells) < len(header) or any(cell.strip() for cell in cells[len(header) :]):
        raise spot.bad(
            f"{len(cells)} cells, but the header has {len(header)} columns",
            f"有 {len(cells)} 个单元格，但表头有 {len(header)} 列",
        )
    return {name: clean(cell) for name, cell in zip(header, cells, strict=False)}
