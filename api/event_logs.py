"""Event logs that were imported, for the API and the command line: which there are, and whose."""

import datetime as dt
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import RefusedError, UnknownError
from domain.event_columns import EventColumns
from domain.records import ImportedLog
from domain.text import Bilingual, Frozen
from store import collaborations, event_logs
from store.collaborations import Naming

_MOST_NAMED = 5
"""Collaborations that a sentence names; the others are counted."""


class NamedBy(Frozen):
    """A collaboration whose brief names a log, and whether it goes on."""

    id: str
    open: bool


class EventLogSeen(Frozen):
    """One event log, where it came from, and which collaborations name it in their briefs.

    `collaboration` is null for a log of the company, which also those name that have one of the
    same name to themselves. `fingerprint` is the SHA-256 of its file, and `calendars` that of the
    working hours that came with it. `cases` is null of a log that an earlier version imported
    without all that needs are computed from.
    """

    name: str
    collaboration: str | None
    rows: int
    cases: int | None
    file: str
    columns: EventColumns
    fingerprint: str
    calendars: str | None
    by: str | None
    at: dt.datetime
    named_by: tuple[NamedBy, ...]


async def see_logs(
    engine: AsyncEngine,
    scope: str,
    readable: Sequence[str] | None = None,
    limit: int | None = None,
    before: tuple[dt.datetime, str] | None = None,
) -> list[EventLogSeen]:
    """Return the logs of a collaboration or, with '', of the company, the newest first.

    Of the collaborations that name them, those that are `readable`; None is all.
    """
    found = await event_logs.logs(engine, scope, limit, before)
    naming: dict[str, list[NamedBy]] = defaultdict(list)
    for one in await _naming(engine, scope, [log.name for log in found]):
        if readable is None or one.id in readable:
            naming[one.log].append(NamedBy(id=one.id, open=one.is_open))
    return [_seen(log, naming[log.name]) for log in found]


def _seen(log: ImportedLog, naming: Sequence[NamedBy]) -> EventLogSeen:
    fields = log.model_dump(exclude={"scope"})
    return EventLogSeen.model_validate(
        fields | {"collaboration": log.scope or None, "named_by": tuple(naming)}
    )


async def forget_log(
    engine: AsyncEngine, scope: str, name: str, readable: Sequence[str] | None = None
) -> None:
    """Delete a log with its events; what was computed from it stays.

    Raises:
        UnknownError: there is none of this name.
        RefusedError: a collaboration that goes on names it, and may read it again.
    """
    if name not in [log.name for log in await event_logs.logs(engine, scope)]:
        raise UnknownError(name)
    open_ones = [one.id for one in await _naming(engine, scope, [name]) if one.is_open]
    if open_ones:
        raise _in_use(name, open_ones, readable)
    if not await event_logs.forget_event_log(engine, scope, name):
        raise UnknownError(name)


async def _naming(engine: AsyncEngine, scope: str, names: Sequence[str]) -> list[Naming]:
    found = await collaborations.naming_logs(engine, names)
    return [one for one in found if scope in ("", one.id)]


def _in_use(name: str, ids: Sequence[str], readable: Sequence[str] | None) -> RefusedError:
    """Return the refusal; whoever may not read a collaboration does not learn its name."""
    told = [id for id in ids if readable is None or id in readable][:_MOST_NAMED]
    more = len(ids) - len(told)
    en = ", ".join([*told, *([f"{more} more" if told else f"{more} in all"] if more else [])])
    zh = "、".join([*told, *([f"另有 {more} 项" if told else f"共 {more} 项"] if more else [])])
    return RefusedError(
        Bilingual(
            en=f"event log {name} is named by collaborations that go on ({en}); close them first, "
            "or import another log under this name",
            zh=f"事件日志 {name} 被进行中的协作引用（{zh}）；请先结束这些协作，"
            "或以同名导入新日志替换",
        ),
        code="log_named",
    )
