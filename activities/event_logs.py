"""What a brief says waiting is told by: a log in a file, one that was imported, or a survey."""

import asyncio

from activities.ground import Ground
from activities.sources import read_events
from activities.surveys import read_survey_below
from analysis.handoffs import need_facts
from analysis.survey_need import survey_need_facts
from domain.brief import Brief, EventLog
from domain.errors import BadInputError
from domain.facts import NeedFacts
from domain.records import Event
from domain.survey_facts import SurveyNeedFacts
from store import event_logs


async def facts_of_need(ground: Ground, brief: Brief) -> NeedFacts | SurveyNeedFacts:
    """Return what the brief's log shows or, where it names a survey, what departments say.

    Raises:
        BadInputError: the log or survey cannot be read, or there is no log of this name.
    """
    if (log := brief.sources.events) is None:
        return await asyncio.to_thread(_of_survey, ground, brief)
    events, fingerprint = await events_of(ground, brief, log)
    found = await asyncio.to_thread(need_facts, events, log.source, brief.need, brief.departments)
    return found.model_copy(update={"source_fingerprint": fingerprint})


def _of_survey(ground: Ground, brief: Brief) -> SurveyNeedFacts:
    file = brief.sources.survey or ""
    answers = read_survey_below(ground.root, file)
    return survey_need_facts(answers, file, brief.need, brief.departments)


async def events_of(ground: Ground, brief: Brief, log: EventLog) -> tuple[list[Event], str | None]:
    """Return the events in the order of the log, and the fingerprint of one that was imported.

    Raises:
        BadInputError: the log cannot be read, or there is none of this name.
    """
    if log.log is None:
        return await asyncio.to_thread(read_events, ground.root, log), None
    found = await event_logs.read_event_log(ground.engine, brief.id, log.log)
    if found is None:
        raise _missing(log.log)
    return found[1], found[0].fingerprint


async def check_events(ground: Ground, brief: Brief) -> None:
    """Read through the file, or see that the imported log is there: it was read at its import.

    Raises:
        BadInputError: as `facts_of_need` does.
    """
    log = brief.sources.events
    if log is None:
        await asyncio.to_thread(read_survey_below, ground.root, brief.sources.survey or "")
    elif log.log is None:
        await asyncio.to_thread(read_events, ground.root, log)
    elif await event_logs.event_log(ground.engine, brief.id, log.log) is None:
        raise _missing(log.log)


def _missing(name: str) -> BadInputError:
    return BadInputError(
        f"sources.events.log: no event log {name} was imported for this collaboration or the "
        "company (`accord import event-logs`)",
        f"sources.events.log：没有为该协作或全公司导入名为 {name} 的事件日志"
        "（`accord import event-logs`）",
    )
