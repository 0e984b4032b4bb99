"""An event log from any file that it comes in, as the table that is computed on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from activities.files import FILE_LIMIT, Spot, checked, unopened
from activities.log_cells import Cells, by_role, parquet_cells, xlsx_cells
from activities.log_csv import csv_cells
from activities.log_states import states
from activities.log_times import moments, refuse_apart, refuse_mixed
from activities.log_xes import STANDARD, xes_cells
from activities.unpacking import blocks
from analysis.event_table import MOMENT, SCHEMA, by_case, in_order, known, without_copies
from domain.errors import WrongValueError
from domain.log_columns import LogColumns, LogRole, Wanted, columns_in
from domain.text import LINE_LIMIT, clean

Named = Mapping[LogRole, str]
MOST_EVENTS = 5_000_000
_CLEAN = "^(?:[!-~]+(?: [!-~]+)*)?$"


@dataclass(frozen=True)
class LogRead:
    """A log as a table of events in order.

    `placeholders` are the names that stand for no department, and how many events have each;
    `copies` is how many events stood twice and were left out.
    """

    table: pl.DataFrame
    columns: LogColumns
    placeholders: Mapping[str, int]
    copies: int


def read_log(
    path: Path, named: Named | Wanted, file: str | None = None, most: int = MOST_EVENTS
) -> LogRead:
    """Read a log; `named` says which columns are what, the others are told from the header.

    `file` is what the file is called, where that is not the name of its path.
    Raises BadInputError of one sentence that names the file, and the line where there is one.
    """
    wanted = named if isinstance(named, Wanted) else Wanted(named)
    return logged(_opened(path, path.name if file is None else file, wanted, most))


def _opened(path: Path, file: str, wanted: Wanted, most: int) -> Cells:
    try:
        checked(path, file, FILE_LIMIT)
        cells = _cells(path, file, wanted, most)
    except OSError as error:
        raise unopened(file, error) from None
    return cells


def logged(cells: Cells) -> LogRead:
    """Return the events of a log whose texts are known. Raises BadInputError as `read_log` does."""
    table, columns, ordered = _table(cells), cells.columns, cells.in_order
    del cells  # a long log's text is as much again
    once = without_copies(table)
    copies = len(table) - len(once)
    groups = once.filter(pl.col("department").is_null())["written"].value_counts()
    table = once.drop("written")
    del once
    return LogRead(
        table=by_case(table) if ordered else in_order(table),
        columns=columns,
        placeholders=dict(sorted(groups.iter_rows())),
        copies=copies,
    )


def _cells(path: Path, file: str, wanted: Wanted, most: int) -> Cells:
    name = file.lower()
    packed = name.endswith(".gz")
    match name.removesuffix(".gz").rpartition(".")[2]:
        case "csv":
            return csv_cells(path, file, packed, _chosen(wanted), most)
        case "xes":
            return _xes(path, file, packed, wanted, most)
        case "xlsx" if not packed:
            return xlsx_cells(path, file, _chosen(wanted))
        case "parquet" if not packed:
            return parquet_cells(path, file, _chosen(wanted), most)
    raise Spot(file).bad(
        "is none of .csv, .csv.gz, .xlsx, .parquet, .xes and .xes.gz",
        "文件类型应为 .csv、.csv.gz、.xlsx、.parquet、.xes 或 .xes.gz",
    )


def _chosen(wanted: Wanted) -> Callable[[Spot, Sequence[str]], LogColumns]:
    def choose(spot: Spot, header: Sequence[str]) -> LogColumns:
        try:
            return columns_in(header, wanted)
        except WrongValueError as fault:
            raise spot.bad(fault.sentence.en, fault.sentence.zh) from None

    return choose


def _xes(path: Path, file: str, packed: bool, wanted: Wanted, most: int) -> Cells:
    named = wanted.named
    names = {role: name for role, name in {**STANDARD, **named}.items() if name}
    with path.open("rb") as stream:
        read = xes_cells(blocks(stream, file, packed), file, set(names.values()), most)
    if read.text.is_empty():
        raise Spot(file).bad("holds no events", "没有事件")
    there = {role: name for role, name in names.items() if name in read.seen or role in named}
    none = {role: "" for role, name in named.items() if not name}
    told = _chosen(wanted._replace(named=there | none, usual={}))(Spot(file), list(read.seen))
    columns = LogColumns(**{**there, "time": told.time})  # other attributes were not kept
    roles = columns.named()
    return Cells(
        columns,
        by_role(read.text, columns),
        lambda row, role: Spot(f"{file}, event {row + 1}", None, roles[role]),
        in_order=True,
    )


def _table(cells: Cells) -> pl.DataFrame:
    text, spot = cells.text, cells.spot
    case = _lines(text["case"], "case", cells)
    empty = case == ""
    if empty.any():
        raise spot(empty.arg_max() or 0, "case").bad("is empty", "为空")
    when = _when(cells)
    written = _lines(text["group"], "group", cells)
    return (
        pl.DataFrame({"case": case, **when})
        .with_columns(
            written.alias("written"),
            written.alias("department"),
            _optional(cells, "activity").alias("activity"),
            _optional(cells, "resource").alias("resource"),
            states(text, when["at"]).alias("state"),
        )
        .with_columns(known("department"), known("resource"))
        .select(*SCHEMA.names(), "written")
    )


def _when(cells: Cells) -> dict[str, pl.Series]:
    """Return `at`, `until` and `offset`; a row without a start has taken no time."""
    text, spot = cells.text, cells.spot
    if cells.columns.start is None:
        at = moments(text["time"], "time", spot)
        refuse_mixed(at, "time", spot)
        none = pl.Series([None], dtype=MOMENT).new_from_index(0, len(at))
        return {"at": at["at"], "until": none, "offset": at["offset"].fill_null(0)}
    start, end = text["start"], text["end"]
    lone = start.str.strip_chars() == ""
    began = moments(end.zip_with(lone, start), "start", spot)
    refuse_mixed(began, "start", spot)
    open_ = end.str.strip_chars() == ""
    ended = moments(start.zip_with(open_, end), "end", spot)
    refuse_mixed(ended, "end", spot)
    refuse_apart(began, ended, spot)
    wrong = ended["at"] < began["at"]
    if wrong.any():
        row = wrong.arg_max() or 0
        raise spot(row, "end").bad("ends before it began", "结束时间早于开始时间")
    none = pl.Series([None], dtype=MOMENT).new_from_index(0, len(ended))
    until = none.zip_with(open_, ended["at"])
    return {"at": began["at"], "until": until, "offset": began["offset"].fill_null(0)}


def _lines(text: pl.Series, role: LogRole, cells: Cells) -> pl.Series:
    """Clean each different text once, and leave alone what is clean already."""
    found = text.unique()
    found = found.filter(~(found.str.contains(_CLEAN) & (found.str.len_bytes() <= LINE_LIMIT)))
    kept = {one: " ".join(clean(one).split()) for one in found}
    long = [one for one, line in kept.items() if len(line) > LINE_LIMIT]
    if long:
        row = text.is_in(long).arg_max() or 0
        raise cells.spot(row, role).bad(
            f"has more than {LINE_LIMIT} characters", f"超过 {LINE_LIMIT} 个字符"
        )
    changed = {one: line for one, line in kept.items() if one != line}
    return text.replace(changed) if changed else text


def _optional(cells: Cells, role: LogRole) -> pl.Series:
    if role in cells.text.columns:
        return _lines(cells.text[role], role, cells)
    return pl.Series([""], dtype=pl.String).new_from_index(0, len(cells.text))
