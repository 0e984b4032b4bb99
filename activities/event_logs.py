"""The event log of a brief: a file below the data folder, or one that was imported.

A file is read as `accord needs` reads it, so that both say the same of it.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from activities.documents import read_document
from activities.files import locate
from activities.ground import Ground
from activities.log_files import read_log
from analysis.event_table import table_of
from domain.brief import Brief, EventLog
from domain.errors import BadInputError
from domain.working_hours import WorkingHours, working_hours
from store import event_logs


@dataclass(frozen=True)
class BriefLog:
    """A log as a table of events in order, and what is known of it besides.

    `fingerprint` is that of the file that an imported log came from; `hours` is who works when.
    """

    table: pl.DataFrame
    fingerprint: str | None = None
    placeholders: Mapping[str, int] = field(default_factory=dict)
    copies: int = 0
    hours: Mapping[str, WorkingHours] | None = None


async def log_of(ground: Ground, brief: Brief) -> BriefLog:
    """Return the log of a brief.

    Raises:
        BadInputError: the log cannot be read, or there is none of this name.
    """
    log = brief.sources.events
    if log.log is None:
        return await asyncio.to_thread(read_brief_log, ground.root, log)
    found = await event_logs.read_event_log(ground.engine, brief.id, log.log)
    if found is None:
        raise _missing(log.log)
    return BriefLog(await asyncio.to_thread(table_of, found[1]), found[0].fingerprint)


def read_brief_log(root: Path, log: EventLog) -> BriefLog:
    """Read the log that is a file below `root`, and who works when. Raises BadInputError."""
    read = read_log(locate(root, log.source), log.wanted, log.source)
    hours = None
    if log.calendars is not None:
        hours = working_hours(read_document(root, log.calendars), log.calendars)
    return BriefLog(read.table, placeholders=read.placeholders, copies=read.copies, hours=hours)


async def check_events(ground: Ground, brief: Brief) -> None:
    """Read through the file, or see that the imported log is there: it was read at its import.

    Raises:
        BadInputError: as `log_of` does.
    """
    log = brief.sources.events
    if log.log is None:
        await asyncio.to_thread(read_brief_log, ground.root, log)
    elif await event_logs.event_log(ground.engine, brief.id, log.log) is None:
        raise _missing(log.log)


def _missing(name: str) -> BadInputError:
    return BadInputError(
        f"sources.events.log: no event log {name} was imported for this collaboration or the "
        "company (`accord import event-logs`)",
        f"sources.events.log：没有为该协作或全公司导入名为 {name} 的事件日志"
        "（`accord import event-logs`）",
    )
