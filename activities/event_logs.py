"""What a brief says waiting is told by: a log in a file, one that was imported, or a survey.

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
from activities.imported_logs import read_kept
from activities.log_files import read_log
from activities.surveys import read_survey_below
from analysis.need_facts import need_facts
from analysis.survey_need import survey_need_facts
from domain.brief import Brief
from domain.errors import BadInputError
from domain.need_facts import NeedFacts
from domain.sources import EventLog
from domain.survey_facts import SurveyNeedFacts
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


async def facts_of_need(ground: Ground, brief: Brief) -> NeedFacts | SurveyNeedFacts:
    """Return what the brief's log shows or, where it names a survey, what departments say.

    Raises:
        BadInputError: the log or survey cannot be read, or there is no log of this name.
    """
    if (log := brief.sources.events) is None:
        return await asyncio.to_thread(_of_survey, ground, brief)
    found = await log_of(ground, brief, log)
    facts = await asyncio.to_thread(
        need_facts,
        found.table,
        log.source,
        brief.need,
        brief.departments,
        found.placeholders,
        found.copies,
        found.hours,
    )
    return facts.model_copy(update={"source_fingerprint": found.fingerprint})


def _of_survey(ground: Ground, brief: Brief) -> SurveyNeedFacts:
    file = brief.sources.survey or ""
    answers = read_survey_below(ground.root, file)
    return survey_need_facts(answers, file, brief.need, brief.departments)


async def log_of(ground: Ground, brief: Brief, log: EventLog) -> BriefLog:
    """Return a log that a brief names.

    Raises:
        BadInputError: the log cannot be read, or there is none of this name.
    """
    if log.log is None:
        return await asyncio.to_thread(read_brief_log, ground.root, log)
    found = await event_logs.read_event_log(ground.engine, brief.id, log.log)
    if found is None:
        raise _missing(log.log)
    read = await asyncio.to_thread(read_kept, found)
    return BriefLog(read.table, found.log.fingerprint, read.placeholders, read.copies, found.hours)


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
        BadInputError: as `facts_of_need` does.
    """
    log = brief.sources.events
    if log is None:
        await asyncio.to_thread(read_survey_below, ground.root, brief.sources.survey or "")
    elif log.log is None:
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
