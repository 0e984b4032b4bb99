"""XES event logs: the attributes that are asked for, of each event in the order of the document.

A log of a million events has eight million tags, so they are looked at as whole columns.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl
from numpy.typing import NDArray

from activities.log_cells import too_many
from activities.xes_tags import Tags, meant
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
_TRACE, _EVENT, _OF_EVENT = 2, 3, 4
"""How deep a trace stands, an event and an attribute of a case, and an attribute of an event."""
_Said = tuple[NDArray[np.intp], pl.Series]


@dataclass
class XesCells:
    """What was asked for, a column for each name, and every attribute that was seen."""

    text: pl.DataFrame
    seen: dict[str, None]


@dataclass
class _Read:
    """What was read so far, and where it stands: how deep, in a trace or not, in an event or not.

    `kept` has for each attribute that is asked for the numbers of the events or cases that have
    it, and what it says there. `case_of` has the case of each event.
    """

    kept: dict[str, list[_Said]]
    depth: int = 0
    in_trace: bool = False
    in_event: bool = False
    case: int = 0
    event: int = 0
    case_of: list[NDArray[np.intp]] = field(default_factory=list)
    seen: dict[str, None] = field(default_factory=dict)


def xes_cells(blocks: Iterable[bytes], file: str, names: Iterable[str], most: int) -> XesCells:
    """Return the attributes of these `names` of each event, null where it has none.

    A name with `case:` is an attribute of the event's case; a case without a name is called by
    its number. What stands twice is the last, and attributes of attributes are none of an event's.
    Raises BadInputError for what is no XES.
    """
    asked, text = list(names), XmlText(blocks, file, "log")
    read = _Read({name: [] for name in asked})
    for tags in text:
        _take(read, tags)
        if read.event > most:
            raise too_many(text.spot, most)
    return XesCells(_columns(read), read.seen)


def _take(read: _Read, tags: Tags) -> None:
    """Add what a piece of the document says."""
    if not tags.forms:
        return
    step = tags.each([one.step for one in tags.forms])
    depth = read.depth + np.cumsum(step) + (step == 0)  # of a tag that ends, of no use
    trace, event = (step >= 0) & (depth == _TRACE), (step >= 0) & (depth == _EVENT)
    traces = trace & tags.each([one.name == "trace" for one in tags.forms])
    in_trace = _inside(trace, traces, read.in_trace)
    events = event & in_trace & tags.each([one.name == "event" for one in tags.forms])
    in_event = _inside(event, events, read.in_event)
    case_no, event_no = read.case + np.cumsum(traces), read.event + np.cumsum(events)
    read.case_of.append(case_no[events])
    read.depth += int(step.sum())
    read.case, read.event = int(case_no[-1]), int(event_no[-1])
    read.in_trace, read.in_event = bool(in_trace[-1]), bool(in_event[-1])
    if read.case:  # one without a name is called by its number
        read.seen[CASE + _NAME] = None
    of_event = in_trace & in_event & (step >= 0) & (depth == _OF_EVENT)
    _keep(read, "", tags, np.flatnonzero(of_event), event_no)
    _keep(read, CASE, tags, np.flatnonzero(in_trace & event & ~events), case_no)


def _inside(begun: NDArray[np.bool_], these: NDArray[np.bool_], before: bool) -> NDArray[np.bool_]:
    """Say of each tag whether it stands in one of these: what began last on their level tells."""
    last = np.maximum.accumulate(np.where(begun, np.arange(len(begun)), -1))
    return np.where(last < 0, before, these[last])


def _keep(
    read: _Read, mark: str, tags: Tags, rows: NDArray[np.intp], number: NDArray[np.intp]
) -> None:
    """Keep what these tags say of the attributes that are asked for, which begin with a mark."""
    form = tags.form[rows]
    some = np.flatnonzero(np.bincount(form))  # np.unique imports numpy.ma, for 50 ms
    for key in dict.fromkeys(tags.forms[n].key for n in some):
        if key is None:
            continue
        read.seen[mark + key] = None
        if mark + key in read.kept and (mark or not key.startswith(CASE)):
            own = rows[np.asarray([one.key == key for one in tags.forms])[form]]
            read.kept[mark + key].append((number[own], tags.values(own)))


def _columns(read: _Read) -> pl.DataFrame:
    """Return a column for each name that was asked for, with a row for each event."""
    case_of = np.concatenate([np.empty(0, np.intp), *read.case_of]) - 1
    columns = {}
    for name, kept in read.kept.items():
        whole = name.startswith(CASE)
        text = _last(kept, read.case if whole else read.event)
        if name == CASE + _NAME:
            text = text.zip_with(text.is_not_null(), _numbers(read.case))
        columns[name] = text.gather(case_of) if whole else text
    return pl.DataFrame(columns)


def _last(kept: Sequence[_Said], count: int) -> pl.Series:
    """Return the last that was said of each, null where nothing was."""
    said = pl.concat([*(text for _, text in kept), pl.Series([None], dtype=pl.String)])
    row = np.full(count, len(said) - 1)
    for_ = np.concatenate([np.empty(0, np.intp), *(number for number, _ in kept)])
    row[for_ - 1] = np.arange(len(said) - 1)  # of those of one number, the last stays
    return meant(said).gather(row)


def _numbers(count: int) -> pl.Series:
    return pl.arange(1, count + 1, eager=True).cast(pl.String)
