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
_NEEDED = ("case", "group", "time", "start", "end")
"""What a row that breaks off before it would silently be taken not to have."""


def csv_cells(path: Path, file: str, packed: bool, choose: Choose, most: int) -> Cells:
    """Read a CSV: UTF-8 or GB18030, separated by commas, semicolons or tabs."""
    with _as_utf8(path, file, packed) as plain:
        separator, header, line = _header(plain, file)
        columns = choose(Spot(file, line), header)
        _refuse_twice(Spot(file, line), header, columns)
        _refuse_cut(plain, file, separator, len(header))
        places = sorted({header.index(name) for name in columns.named().values()})
        text = _columns(plain, separator, places, most + 1)
        if text is None:
            return _row_by_row(plain, file, separator, columns)
        needed = {header.index(name) for role, name in columns.named().items() if role in _NEEDED}
        if text[:, places.index(max(needed))].has_nulls():
            _refuse_short(plain, file, separator, max(needed), len(header))
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
    with path.open("rb") as stream:
        return rows_read(rows_in(stream, file, lambda _, found: found, separator), columns)


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


def _header(path: Path, file: str) -> tuple[str, list[str], int]:
    """Return what separates cells, the header, in which quotes may hold breaks, and its line."""
    with path.open(encoding="utf-8-sig", newline="") as text:
        number, line = 1, text.readline(MIB)
        while line and not line.strip():
            number, line = number + 1, text.readline(MIB)
        while line.count('"') % 2 and len(line) < MIB and (more := text.readline(MIB)):
            line += more
    spot = Spot(file, number)
    if not line:
        raise Spot(file).bad("the file is empty", "文件是空的")
    if len(line) >= MIB:
        raise spot.bad("is no header: it has more than 1 MiB", "不是表头：超过 1 MiB")
    if line.endswith("\r"):
        raise spot.bad(
            "ends in a carriage return alone, as lines did on old Macs; save it with line feeds",
            "行尾只有回车符（旧版 Mac 格式），请另存为以换行符结尾的文本",
        )
    separator = max(_SEPARATORS, key=line.count)
    try:
        names = next(csv.reader([line], delimiter=separator), [])
    except csv.Error as error:
        raise spot.bad(f"is not valid CSV ({error})", f"不是有效的 CSV（{error}）") from None
    return separator, [" ".join(clean(name).split()) for name in names], number


def _refuse_twice(spot: Spot, header: Sequence[str], columns: LogColumns) -> None:
    for name in columns.named().values():
        if header.count(name) > 1:
            raise spot.bad(
                f"the column “{shown(name)}” stands twice", f"「{shown(name)}」列出现了两次"
            )


def _refuse_short(path: Path, file: str, separator: str, last: int, columns: int) -> None:
    """Refuse a row that ends before the `last` cell that it needs; it is not known to be empty."""
    mark = separator.encode()
    with path.open("rb") as stream:  # a line with quoted breaks has fewer too, but it is rare
        if all(line.count(mark) >= last or not line.strip() for line in stream):
            return
    with path.open(encoding="utf-8-sig", newline="") as text:
        for line, cells in _rows(csv.reader(text, delimiter=separator)):
            if len(cells) <= last and any(cell.strip() for cell in cells):
                raise Spot(file, line).bad(
                    f"{len(cells)} cells, but the header has {columns} columns",
                    f"有 {len(cells)} 个单元格，但表头有 {columns} 列",
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
        filled = (
            line
            for line, cells in _rows(csv.reader(text, delimiter=separator))
            if any(cells[place].strip() for place in places if place < len(cells))
        )
        return next(itertools.islice(filled, row + 1, None), 0)  # the header is the first


def _rows(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows with the line at which each begins."""
    line = reader.line_num + 1
    for cells in reader:
        yield line, cells
        line = reader.line_num + 1
