"""The text of an event log, one column for each role, and where each row of it stands."""

import itertools
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from activities.files import Spot, SpotError
from activities.tabular import Row
from activities.workbooks import sheet_rows
from domain.log_columns import LogColumns, LogRole

BROKEN = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What polars raises on a file that is not what it says; a panic is no Exception to Python."""
Choose = Callable[[Spot, Sequence[str]], LogColumns]
"""Tells which columns are what, from where a header is and what it says; or raises."""


@dataclass(frozen=True)
class Cells:
    """The text of a log by role; `in_order` where the file itself says what came first."""

    columns: LogColumns
    text: pl.DataFrame
    spot: Callable[[int, LogRole], Spot]
    in_order: bool = False


def by_role(text: pl.DataFrame, columns: LogColumns) -> pl.DataFrame:
    """Return the columns under the names of their roles, with "" for what is empty."""
    named = columns.named().items()
    return text.select(pl.col(name).fill_null("").alias(role) for role, name in named)


def rows_read(rows: Iterable[Row | SpotError], columns: LogColumns) -> Cells:
    """Return what rows hold; the first that is wrong is raised."""
    names = dict.fromkeys(columns.named().values())
    texts: dict[str, list[str]] = {name: [] for name in names}
    lines: list[Spot] = []
    for row in rows:
        if isinstance(row, SpotError):
            raise row
        lines.append(row.spot)
        for name, column in texts.items():
            column.append(row.cells.get(name, ""))

    def spot(row: int, role: LogRole) -> Spot:
        return Spot(lines[row].file, lines[row].line, columns.named().get(role))

    text = pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String))
    return Cells(columns, by_role(text, columns), spot)


def xlsx_cells(path: Path, file: str, choose: Choose) -> Cells:
    """Read the first sheet of a workbook."""
    chosen: list[LogColumns] = []

    def told(spot: Spot, header: Sequence[str]) -> Sequence[str]:
        chosen.append(choose(spot, header))
        return tuple(chosen[0].named().values())

    with path.open("rb") as stream:
        rows = sheet_rows(stream, file, told, only=True)
        first = next(rows)  # or what is wrong: a sheet without rows is refused
        return rows_read(itertools.chain([first], rows), chosen[0])


def too_many(spot: Spot, most: int) -> SpotError:
    """Return the error for a log of more events than are read."""
    return spot.bad(
        f"more than {most:,} events; take a shorter time", f"超过 {most:,} 条事件，请缩短时间范围"
    )


def parquet_cells(path: Path, file: str, choose: Choose, most: int) -> Cells:
    """Read a Parquet file; its times may be text or times."""
    try:
        scan = pl.scan_parquet(path)
        schema = scan.collect_schema()
        count = scan.select(pl.len()).collect().item()
    except (*BROKEN, OSError):
        raise _no_parquet(file) from None
    columns = choose(Spot(file), schema.names())
    if count > most:
        raise too_many(Spot(file), most)
    names = dict.fromkeys(columns.named().values())
    for name in names:
        if schema[name].is_nested():
            raise Spot(file, None, name).bad(
                "holds lists or structures, not one value a row", "含有列表或结构，而非单个值"
            )
    try:
        text = scan.select(_as_text(name, schema[name]) for name in names).collect()
    except BROKEN:
        raise _no_parquet(file) from None
    if text.is_empty():
        raise Spot(file).bad("holds no rows", "没有数据行")
    named = columns.named()
    return Cells(
        columns, by_role(text, columns), lambda row, role: Spot(file, row + 1, named.get(role))
    )


def _as_text(name: str, sort: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(sort, pl.Datetime):
        zone = "+00:00" if sort.time_zone else ""
        utc = column.dt.convert_time_zone("UTC") if sort.time_zone else column
        return utc.dt.to_string(f"%Y-%m-%dT%H:%M:%S%.6f{zone}")
    return column.cast(pl.String)


def _no_parquet(file: str) -> SpotError:
    return Spot(file).bad("is not a Parquet file that can be read", "不是可读取的 Parquet 文件")
