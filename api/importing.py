"""Imports, for the command line and the HTTP API: a file is kept as a whole, or not at all."""

import asyncio
import collections
import contextlib
import itertools
from collections.abc import Iterable
from typing import BinaryIO

from sqlalchemy.ext.asyncio import AsyncEngine

from activities.files import SpotError
from activities.import_rows import Heard
from activities.importing import Kind, feedback_in, measures_in, people_in
from api.importing_logs import FoundLog, NamedLog, import_log
from api.losses import Missed, booked_everywhere, missed
from domain.event_columns import EventColumns
from domain.records import FeedbackItem
from domain.text import Bilingual, Frozen
from store.feedback import keep_feedback
from store.measures import keep_measures
from store.people import keep_directory

CHUNK = 2_000
"""Answers that are kept in one transaction: others write to an SQLite store in between."""


class ImportProblem(Frozen):
    """One problem of a file: its line (from 1) and column, where known, in one sentence."""

    line: int | None
    column: str | None
    error: Bilingual


class Target(Frozen):
    """What is imported, and whom it belongs to.

    '' is the whole company, for a directory and an event log. `log` is there for event logs only.
    """

    kind: Kind
    collaboration: str = ""
    round: int = 1
    log: NamedLog | None = None


class Imported(Frozen):
    """What a file holds and what came of it; `new` is None where nothing was kept.

    A file with problems is not kept. `problem_count` counts those that are not listed as well, and
    `passed_over_count` all columns that nothing was read from, of which `passed_over` names some.
    Of a directory, `missed` says to which open collaborations somebody is lost, or promised twice.
    Of an event log, `columns` says which are what, as named or recognised, and `fingerprint` is the
    SHA-256 of the file.
    """

    kind: Kind
    file: str
    dry_run: bool
    rows: int
    problem_count: int
    problems: tuple[ImportProblem, ...]
    new: int | None = None
    columns: EventColumns | None = None
    fingerprint: str | None = None
    passed_over: tuple[str, ...] = ()
    passed_over_count: int = 0
    missed: tuple[Missed, ...] = ()

    @property
    def ok(self) -> bool:
        """Say whether the file can be, or was, kept."""
        return self.problem_count == 0


async def import_file(
    engine: AsyncEngine, target: Target, stream: BinaryIO, file: str, dry_run: bool = False
) -> Imported:
    """Check the whole file and keep it, unless it has problems or this is a dry run.

    People take the place of those of their scope, readings that of earlier ones of the same day;
    an answer whose id is there already stays as it was first said. An event log takes the place of
    that of its name.
    """
    heard = Heard()
    found: FoundLog | None = None
    of_people = target.kind == "directory" and not dry_run
    before = await booked_everywhere(engine, target.collaboration) if of_people else {}
    if target.log:
        scope = target.collaboration
        found = await import_log(engine, scope, target.log, stream, file, heard, dry_run)
        new = found.new
    else:
        keep = {"directory": _directory, "measures": _measures, "feedback": _feedback}[target.kind]
        new = await keep(engine, target, stream, file, heard, dry_run)
    is_kept = of_people and new is not None
    return Imported(
        kind=target.kind,
        file=file,
        dry_run=dry_run,
        rows=heard.rows,
        problem_count=heard.count,
        problems=tuple(sorted(map(_problem, heard.problems), key=lambda one: one.line or 0)),
        new=new,
        columns=found.columns if found else None,
        fingerprint=found.fingerprint if found else None,
        passed_over=tuple(heard.passed_over),
        passed_over_count=heard.passed_over_count,
        missed=await missed(engine, target.collaboration, before) if is_kept else (),
    )


async def _directory(
    engine: AsyncEngine,
    target: Target,
    stream: BinaryIO,
    file: str,
    heard: Heard,
    dry_run: bool,
) -> int | None:
    directory = await asyncio.to_thread(people_in, stream, file, heard)
    if dry_run or heard.count:
        return None
    await keep_directory(engine, target.collaboration, directory)
    return len(directory.people)


async def _measures(
    engine: AsyncEngine,
    target: Target,
    stream: BinaryIO,
    file: str,
    heard: Heard,
    dry_run: bool,
) -> int | None:
    points, meanings = await asyncio.to_thread(measures_in, stream, file, heard)
    if dry_run or heard.count:
        return None
    return await keep_measures(engine, target.collaboration, points, meanings)


async def _feedback(
    engine: AsyncEngine,
    target: Target,
    stream: BinaryIO,
    file: str,
    heard: Heard,
    dry_run: bool,
) -> int | None:
    """Read the file twice: to find every problem, then, without any, to keep it in pieces."""
    await asyncio.to_thread(_read_through, feedback_in(stream, file, heard))
    if dry_run or heard.count:
        return None
    new = 0
    with contextlib.closing(feedback_in(stream, file, Heard(strict=True))) as items:
        while chunk := await asyncio.to_thread(_next, items):
            new += await keep_feedback(engine, target.collaboration, target.round, chunk)
    return new


def _read_through(items: Iterable[FeedbackItem]) -> None:
    collections.deque(items, maxlen=0)


def _next(items: Iterable[FeedbackItem]) -> list[FeedbackItem]:
    return list(itertools.islice(items, CHUNK))


def _problem(error: SpotError) -> ImportProblem:
    spot = error.spot
    return ImportProblem(line=spot.line, column=spot.column, error=error.sentence)
