"""Event logs in CSV: read column by column, and once more row by row to say where a fault is."""

import contextlib
import csv
import io
import itertools
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from activities.files import MIB, Spot, encoding_in, shown
from activities.log_cells import BROKEN, Cells, Choose, by_role, rows_read, too_many
from activities.tabular import rows_in
from activities.unpacking import blocks
from domain.log_columns import LogColumns, LogRole
from domain.text import clean

_TAIL = 64 * 1024
_SEPARATORS = (",", "\t", ";")


def csv_cells(path: Path, file: str, packed: bool, choose: Choose, most: int) -> Cells:
    """Read a CSV: UTF-8 or GB18030, separated by commas, semicolons or tabs."""
    with _as_utf8(path, file, packed) as plain:
        separator, header = _header(plain, file)
        columns = choose(Spot(file, 1), header)
        _refuse_twice(file, header, columns)
        _refuse_cut(plain, file, separator, len(header))
        places = sorted({header.index(name) for name in columns.named().values()})
        text = _columns(plain, separator, places, most + 1)
        if text is None:
            return _row_by_row(plain, file, separator, columns)
    if text.is_empty():
        raise Spot(file).bad("has a header but no rows", "只有表头，没有数据行")
    if len(text) > most:
        raise too_many(Spot(file), most)
    text.columns = [header[place] for place in places]

    def spot(row: int, role: LogRole) -> Spot:
        with _as_utf8(path, file, packed) as again:
            number = _line_of(again, separator, places, row)
        return Spot(file, number, columns.named().get(role))

    return Cells(columns, by_role(text, columns), spot)


def _row_by_row(path: Path, file: str, separator: str, columns: LogColumns) -> Cells:
    """Read what is not even as the strict reader does, which says where the fault is."""
    if separator != ",":
        raise Spot(file).bad(
            "rows have more cells than the header; save it with commas",
            "有的行单元格比表头多，请另存为逗号分隔",
        )
    with path.open("rb") as stream:
        return rows_read(rows_in(stream, file, lambda _, found: found), columns)


@contextlib.contextmanager
def _as_utf8(path: Path, file: str, packed: bool) -> Iterator[Path]:
    """Give a file that holds the text in UTF-8: this one, or one of our own for so long."""
    with contextlib.ExitStack() as kept:
        if packed:
            with path.open("rb") as stream:
                path = kept.enter_context(_written(blocks(stream, file, packed)))
        with path.open("rb") as stream:
            encoding = encoding_in(stream, file)
            if encoding == "gb18030":
                text = io.TextIOWrapper(stream, encoding=encoding, newline="")
                pieces = iter(lambda: text.read(MIB).encode(), b"")
                path = kept.enter_context(_written(pieces))
        yield path


@contextlib.contextmanager
def _written(pieces: Iterable[bytes]) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="accord-log-") as folder:
        path = Path(folder) / "log.csv"
        with path.open("wb") as stream:
            stream.writelines(pieces)
        yield path


def _header(path: Path, file: str) -> tuple[str, list[str]]:
    """Return what separates cells, and the header, in which quotes may hold line breaks."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        line = text.readline(MIB)
        while line.count('"') % 2 and len(line) < MIB and (more := text.readline(MIB)):
            line += more
    if len(line) >= MIB:
        raise Spot(file, 1).bad("is no header: it has more than 1 MiB", "不是表头：超过 1 MiB")
    separator = max(_SEPARATORS, key=line.count)
    try:
        names = next(csv.reader([line], delimiter=separator), [])
    except csv.Error as error:
        raise Spot(file, 1).bad(
            f"is not valid CSV ({error})", f"不是有效的 CSV（{error}）"
        ) from None
    return separator, [" ".join(clean(name).split()) for name in names]


def _refuse_twice(file: str, header: Sequence[str], columns: LogColumns) -> None:
    for name in columns.named().values():
        if header.count(name) > 1:
            raise Spot(file, 1).bad(
                f"the column “{shown(name)}” stands twice", f"「{shown(name)}」列出现了两次"
            )


def _refuse_cut(path: Path, file: str, separator: str, columns: int) -> None:
    """Refuse a file that ends in the middle of a row, as one does that was not sent whole."""
    with path.open("rb") as stream:
        stream.seek(max(0, path.stat().st_size - _TAIL))
        last = stream.read().rpartition(b"\n")[2]
    cells = last.count(separator.encode()) + 1
    if last.strip() and b'"' not in last and cells < columns:
        raise Spot(file).bad(
            f"is cut off: the last row has {cells} cells, but the header has {columns} columns",
            f"文件不完整：最后一行有 {cells} 个单元格，但表头有 {columns} 列",
        )


def _columns(path: Path, separator: str, places: Sequence[int], rows: int) -> pl.DataFrame | None:
    """Return these columns as text; None where the rows are not what a strict reader takes."""
    try:
        text = pl.read_csv(
            path, separator=separator, columns=list(places), infer_schema=False, n_rows=rows
        )
    except (*BROKEN, ValueError):
        return None
    if not _nothing(text.to_series()).any():  # most logs have no empty row
        return text
    return text.filter(~pl.all_horizontal(_nothing(column) for column in text))


def _nothing(column: pl.Series) -> pl.Series:
    return column.fill_null("").str.strip_chars() == ""


def _line_of(path: Path, separator: str, places: Sequence[int], row: int) -> int:
    """Return the line at which a row begins; rows without anything are passed over."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, delimiter=separator)
        next(reader, None)
        return next(itertools.islice(_filled(reader, places), row, None), 0)


def _filled(reader: Any, places: Sequence[int]) -> Iterator[int]:
    line = reader.line_num + 1
    for cells in reader:
        if any(cells[place].strip() for place in places if place < len(cells)):
            yield line
        line = reader.line_num + 1
