"""XES event logs: the attributes that are asked for, of each event in the order of the document.

A log of a million events has eight million tags, so they are looked at as whole columns.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import polars as pl

from activities.log_cells import too_many
from activities.xes_tags import attributes, tags_of
from activities.xes_text import XmlText
from domain.log_columns import LogRole

CASE = "case:"
"""What the name of an attribute of a whole case begins with."""

STANDARD: Mapping[LogRole, str] = {
    "case": "case:concept:name",
    "group": "org:group",
    "time": "time:timestamp",
    "activity": "concept:name",
    "lifecycle": "lifecycle:transition",
    "resource": "org:resource",
}
_NAME = "concept:name"
_CASE_NO, _EVENT_NO = "\0case", "\0event"  # no attribute is called so
_TRACE, _EVENT, _OF_EVENT = 2, 3, 4
"""How deep a trace stands, an event and an attribute of a case, and an attribute of an event."""


@dataclass
class XesCells:
    """What was asked for, a column for each name, and every attribute that was seen."""

    text: pl.DataFrame
    seen: dict[str, None]


@dataclass
class _Read:
    """What was read so far, and where it stands: how deep, in a trace or not, in an event or not.

    Rows of `events` have the number of their event, rows of `cases` that of their case; `case_of`
    has the case of each event.
    """

    depth: int = 0
    in_trace: bool = False
    in_event: bool = False
    case: int = 0
    event: int = 0
    case_of: list[pl.Series] = field(default_factory=list)
    events: list[pl.DataFrame] = field(default_factory=list)
    cases: list[pl.DataFrame] = field(default_factory=list)
    seen: dict[str, None] = field(default_factory=dict)


def xes_cells(blocks: Iterable[bytes], file: str, names: Iterable[str], most: int) -> XesCells:
    """Return the attributes of these `names` of each event, null where it has none.

    A name with `case:` is an attribute of the event's case; a case without a name is called by
    its number. What stands twice is the last, and attributes of attributes are none of an event's.
    Raises BadInputError for what is no XES.
    """
    asked, read, text = list(names), _Read(), XmlText(blocks, file, "log")
    for piece in text:
        _take(read, piece, asked)
        if read.event > most:
            raise too_many(text.spot, most)
    return XesCells(_columns(read, asked), read.seen)


def _take(read: _Read, piece: str, names: list[str]) -> None:
    """Add what a piece of the document says."""
    tags = _placed(read, piece)
    read.case_of.append(tags.filter("event_begins")["case"])
    of_event = pl.col("in_event") & (pl.col("depth") == _OF_EVENT)
    of_case = ~pl.col("event_begins") & (pl.col("depth") == _EVENT)
    found = tags.filter(pl.col("begins") & pl.col("in_trace") & (of_event | of_case))
    said = attributes(found["tag"]).with_columns(found["depth"], found["case"], found["event"])
    events, cases = said.filter(depth=_OF_EVENT), said.filter(depth=_EVENT)
    if read.case:  # one without a name is called by its number
        read.seen[CASE + _NAME] = None
    for rows, mark, kept, of in (
        (events, "", read.events, "event"),
        (cases, CASE, read.cases, "case"),
    ):
        seen = rows["key"].drop_nulls().unique(maintain_order=True)
        read.seen.update({mark + name: None for name in seen})
        wanted = [_NAME, *(name.removeprefix(mark) for name in names if name.startswith(mark))]
        kept.append(rows.filter(pl.col("key").is_in(wanted)).select(of, "key", "value"))


def _placed(read: _Read, piece: str) -> pl.DataFrame:
    """Return the tags of a piece with the case and the event that each stands in."""
    tags, read.depth = tags_of(piece, read.depth)
    tag, deep, begins = pl.col("tag"), pl.col("depth"), pl.col("begins")
    trace = begins & (deep == _TRACE) & tag.str.contains(r"^trace[\s/>]")
    event = begins & (deep == _EVENT) & pl.col("in_trace") & tag.str.contains(r"^event[\s/>]")
    placed = (
        tags.with_columns(trace_begins=trace)
        .with_columns(in_trace=_inside("trace_begins", _TRACE, read.in_trace))
        .with_columns(event_begins=event)
        .with_columns(
            in_event=_inside("event_begins", _EVENT, read.in_event),
            case=pl.col("trace_begins").cum_sum().cast(pl.Int64) + read.case,
            event=pl.col("event_begins").cum_sum().cast(pl.Int64) + read.event,
        )
    )
    if len(placed):
        last = placed.row(-1, named=True)
        read.case, read.event = last["case"], last["event"]
        read.in_trace, read.in_event = last["in_trace"], last["in_event"]
    return placed


def _inside(what: str, level: int, before: bool) -> pl.Expr:
    """Say of each tag whether it stands in one of these: what began last on their level tells."""
    begun = pl.col("begins") & (pl.col("depth") == level)
    return pl.when(begun).then(pl.col(what)).forward_fill().fill_null(before)


def _columns(read: _Read, names: list[str]) -> pl.DataFrame:
    """Return a column for each name, with a row for each event."""
    rows = pl.DataFrame({_CASE_NO: pl.concat(read.case_of)}).with_row_index(_EVENT_NO, offset=1)
    rows = rows.with_columns(pl.col(_EVENT_NO).cast(pl.Int64))
    of_event, of_case = pl.concat(read.events), pl.concat(read.cases)
    for name in names:
        whole = name.startswith(CASE)
        said, no, column = (of_case, "case", _CASE_NO) if whole else (of_event, "event", _EVENT_NO)
        last = said.filter(key=name.removeprefix(CASE) if whole else name).unique(no, keep="last")
        column_of = last.select(pl.col(no).alias(column), pl.col("value").alias(name))
        rows = rows.join(column_of, on=column, how="left", maintain_order="left")
        if name == CASE + _NAME:
            rows = rows.with_columns(pl.col(name).fill_null(pl.col(_CASE_NO).cast(pl.String)))
    return rows.select(names)
