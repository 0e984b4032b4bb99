"""A log out of the store, as the table that a file of it would be read into."""

import polars as pl

from activities.files import Spot
from activities.log_cells import Cells
from activities.log_files import LogRead, logged
from analysis.event_table import table_of
from domain.import_columns import as_needed
from store.event_logs import KeptLog


def read_kept(kept: KeptLog) -> LogRead:
    """Return the events of an imported log by the functions that read a file, and so alike.

    One that an earlier version imported has less: no times of start and end, no people, none of the
    names that stand for no department, and what stands twice is in it twice.
    """
    columns, file = as_needed(kept.log.columns), kept.log.file
    if not kept.texts:
        return LogRead(table_of(kept.events), columns, {}, 0)
    roles = list(kept.texts[0])
    pieces = (pl.DataFrame(dict(one), schema=dict.fromkeys(roles, pl.String)) for one in kept.texts)
    text = pl.concat(list(pieces), rechunk=True)
    return logged(Cells(columns, text, lambda row, role: Spot(file)))
