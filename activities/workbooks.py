"""XLSX workbooks: the first sheet as rows of text, and nothing that a file can do to its reader."""

import datetime as dt
import re
import warnings
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.cell.read_only import EMPTY_CELL
from openpyxl.utils.exceptions import InvalidFileException

from activities.files import MIB, Spot, SpotError, shown
from activities.tabular import Columns, Row, under_header

MOST_PARTS = 1_000
MOST_UNPACKED = 256 * MIB
MOST_SHARED = 64 * MIB  # of texts that all cells share: they are held in memory
MOST_COLUMNS = 256  # exports of approvals have a column for each field of a form
MOST_ROWS = 200_000
_BLOCK = 64 * 1024
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]{1,3}(\d{1,7}):[A-Z]{1,3}\d{1,7})"')
_UNREADABLE = (
    *(zipfile.BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError),
    *(OSError, EOFError, AttributeError, IndexError, NotImplementedError, OverflowError),
    *(RuntimeError, zipfile.zlib.error),  # type: ignore[attr-defined]
)


@dataclass
class _Reading:
    """Which columns are read: those at these `places`, all where there are none.

    Under its header a column that nobody asks for is as if its cells were empty.
    """

    columns: Columns
    places: frozenset[int] | None = None

    def told(self, spot: Spot, header: Sequence[str]) -> Sequence[str]:
        """Return the columns that there must be, and read no others from here on."""
        needed = self.columns(spot, header) if callable(self.columns) else self.columns
        self.places = frozenset(n for n, name in enumerate(header) if name in needed)
        return needed


def sheet_rows(
    stream: BinaryIO, file: str, columns: Columns, only: bool = False
) -> Iterator[Row | SpotError]:
    """Read the first sheet; in the place of a bad row comes what is wrong with it.

    With `only`, no cells are read but those of the `columns`. Formulas and merged cells are
    refused: what they show depends on who opens them. Raises BadInputError for a file that is no
    workbook or would unfold to more than is read here.
    """
    reading = _Reading(columns)
    try:
        _refuse_traps(stream, file)
        stream.seek(0)
        yield from _rows(stream, file, reading.told if only else columns, reading)
    except SpotError:
        raise
    except _UNREADABLE:
        raise Spot(file).bad(
            "is not an Excel workbook (.xlsx), or is protected by a password",
            "不是 Excel 工作簿（.xlsx），或设有密码",
        ) from None


def _rows(
    stream: BinaryIO, file: str, columns: Columns, reading: _Reading
) -> Iterator[Row | SpotError]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of styles and extensions, which nothing here needs
        book = load_workbook(stream, read_only=True, keep_links=False)
    try:
        sheet = book.worksheets[0]
        part = sheet._worksheet_path.removeprefix("/")
        bad: list[SpotError] = [*_merged(stream, part, file)]
        rows = under_header(_records(sheet, file, bad, reading), file, columns)
        try:
            first = next(rows)
        except SpotError as error:
            raise _of_first(error, book.sheetnames) from None
        yield first
        yield from rows
        yield from bad
    finally:
        book.close()


def _of_first(error: SpotError, sheets: Sequence[str]) -> SpotError:
    """Say of a sheet without the header or the rows that it is the first, where there are more."""
    if len(sheets) < 2:
        return error
    name, count, told = shown(sheets[0], 30), len(sheets), error.sentence
    en = f"{told.en.removesuffix('.')}; of {count} sheets only the first, “{name}”, is read."
    zh = f"{told.zh.removesuffix('。')}；共 {count} 个工作表，只读取第一个「{name}」。"
    return SpotError(en, zh, error.spot)


def _records(
    sheet: Any, file: str, bad: list[SpotError], reading: _Reading
) -> Iterator[tuple[Spot, list[str]]]:
    """Return the rows that hold something; cells that cannot be read go to `bad`."""
    sheet.reset_dimensions()  # a wrong one would hide rows
    header = 0
    for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1):
        spot = Spot(file, number)
        if number > MOST_ROWS:
            raise spot.bad(f"more than {MOST_ROWS:,} rows", f"超过 {MOST_ROWS:,} 行")
        there = [
            place for place, cell in enumerate(cells) if cell is not EMPTY_CELL and _holds(cell)
        ]
        if not there:
            continue
        header = header or there[-1] + 1  # what has no name is no column
        texts = [""] * max(header, there[-1] + 1)
        for place in there:
            if reading.places is None or place in reading.places or place >= header:
                texts[place] = _read(file, cells[place], bad)
        yield spot, texts


def _holds(cell: Any) -> bool:
    return cell.value is not None and cell.value != ""


def _read(file: str, cell: Any, bad: list[SpotError]) -> str:
    if cell.data_type in ("f", "e"):
        bad.append(_unfit(file, cell))
    return _text(cell.value)


def _unfit(file: str, cell: Any) -> SpotError:
    spot = Spot(file, cell.row, cell.column_letter)
    if cell.data_type == "e":
        return spot.bad("holds an error of a formula", "单元格是公式错误值")
    return spot.bad(
        "holds a formula; copy it and paste the values", "单元格含有公式，请复制后粘贴为数值"
    )


def _text(value: object) -> str:
    """Write a value as a person would type it into a CSV."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value)


def _refuse_traps(stream: BinaryIO, file: str) -> None:
    with zipfile.ZipFile(stream) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        shared = sum(part.file_size for part in parts if "sharedStrings" in part.filename)
        if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or shared > MOST_SHARED:
            raise Spot(file).bad(
                f"unfolds to {unpacked // MIB:,} MiB, which is too much; save it as CSV",
                f"解压后达 {unpacked // MIB:,} MiB，过大；请另存为 CSV",
            )
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and _declares(archive, part):
                raise Spot(file).bad(
                    "declares XML entities, which no workbook needs",
                    "含有工作簿不需要的 XML 实体声明",
                )


def _declares(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with archive.open(part) as opened:
        return b"<!DOCTYPE" in opened.read(_BLOCK).replace(b"\0", b"").upper()


def _merged(stream: BinaryIO, part: str, file: str) -> Iterator[SpotError]:
    """Find merged cells, which stand behind all rows and which a streaming reader passes over."""
    with zipfile.ZipFile(stream) as archive, archive.open(part) as opened:
        rest = b""
        while block := opened.read(_BLOCK):
            text = rest + block
            last = 0
            for found in _MERGED.finditer(text):
                last = found.end()
                cells = found[1].decode()
                yield Spot(file, int(found[2])).bad(
                    f"the cells {cells} are merged; unmerge them and fill each",
                    f"单元格 {cells} 已合并，请取消合并并逐格填写",
                )
            rest = text[max(last, len(text) - 200) :]
