"""The event log of a brief: a file below the data folder, or one that was imported."""

import asyncio

from activities.ground import Ground
from activities.sources import read_events
from domain.brief import Brief
from domain.errors import BadInputError
from domain.records import Event
from store import event_logs


async def events_of(ground: Ground, brief: Brief) -> tuple[list[Event], str | None]:
    """Return the events in the order of the log, and the fingerprint of one that was imported.

    Raises:
        BadInputError: the log cannot be read, or there is none of this name.
    """
    log = brief.sources.events
    if log.log is None:
        return await asyncio.to_thread(read_events, ground.root, log), None
    found = await event_logs.read_event_log(ground.engine, brief.id, log.log)
    if found is None:
        raise _missing(log.log)
    return found[1], found[0].fingerprint


async def check_events(ground: Ground, brief: Brief) -> None:
    """Read through the file, or see that the imported log is there: it was read at its import.

    Raises:
        BadInputError: as `events_of` does.
    """
    log = brief.sources.events
    if log.log is None:
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
