"""What `analysis.waits` finds in a list of events, as one trail for each case."""

from collections.abc import Iterable, Sequence

import polars as pl

from analysis.event_table import table_of
from analysis.handoffs import ping_pong
from analysis.waits import arrivals, stays
from domain.records import Event
from tests.analysis.row_by_row import Arrival, Trail


def arrived(events: Iterable[Event]) -> pl.DataFrame:
    return arrivals(stays(table_of(events)))


def trails(events: Sequence[Event]) -> list[Trail]:
    route = stays(table_of(events))
    found, returned = arrivals(route), set(ping_pong(route)["case"])
    columns = ("case", "department", "sender", "hours", "outcome")
    by_case: dict[str, list[Arrival]] = {event.case: [] for event in events}
    for row in found.select(columns).iter_rows():
        by_case[row[0]].append(Arrival(*row))
    return [Trail(case, tuple(rows), case in returned) for case, rows in sorted(by_case.items())]
