"""What an event log says about needs: computed and answered, and nothing of it kept."""

import asyncio
import dataclasses
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from activities.log_files import read_log
from analysis.needs import needs_report
from api.footing import Asks
from api.languages import language_of
from api.log_parts import BODY, Hours, put_log
from api.picturing import Picture, picture
from api.route import Once
from domain.hand_off_map import Theme, map_of
from domain.log_columns import LOG_ROLES, LogRole
from domain.needs import NeedsReport
from domain.problems import shown

router = APIRouter(prefix="/v1", tags=["needs · 需求识别"], route_class=Once)
FILES = "/v1/needs"
MOST_EVENTS = 1_000_000
_FILE = r"^[^/\\]{1,200}\.(csv|csv\.gz|xlsx|parquet|xes|xes\.gz)$"
_AT_ONCE = asyncio.Semaphore(1)
"""A log of a million events takes half a gigabyte: one after the other."""

_Column = Annotated[str | None, Query(max_length=300)]


@dataclasses.dataclass(frozen=True)
class OfLog:
    """Which columns of the log are what; those not named are told from its header."""

    group: _Column = None
    case: _Column = None
    activity: _Column = None
    time: _Column = None
    lifecycle: _Column = None
    start: _Column = None
    end: _Column = None
    resource: _Column = None


_File = Annotated[str, Query(pattern=_FILE, description="its name")]


@router.post("/needs", openapi_extra=BODY)
async def computed(
    asks: Asks, request: Request, of_log: Annotated[OfLog, Depends()], file: _File
) -> dict[str, Any]:
    """Return where cases wait between departments, and how sure that is.

    The body is the log as it is: CSV, XLSX, Parquet or XES, also packed by gzip where its name says
    so; or a form with the files `log` and `calendars`, which is who works when, for the causes of
    waiting. The answer is that of `accord needs --json`.
    """
    report = await _report(request, of_log, file)
    return report.document(language_of(request))


@router.post("/needs:map", openapi_extra=BODY, response_class=Picture)
async def drawn_at_once(
    asks: Asks,
    request: Request,
    of_log: Annotated[OfLog, Depends()],
    file: _File,
    theme: Theme = "auto",
) -> Response:
    """Draw the hand-off map of a log: departments, and queue hours as width.

    The picture of `accord needs --map`, in the language that is asked for.
    """
    report = await _report(request, of_log, file)
    return picture(map_of(report, shown(file, 200)), language_of(request), theme)


async def _report(request: Request, of_log: OfLog, file: str) -> NeedsReport:
    named = {role: name for role in LOG_ROLES if (name := getattr(of_log, role)) is not None}
    with tempfile.TemporaryDirectory(prefix="accord-needs-") as folder:
        path = Path(folder) / "log"
        hours = await put_log(request, path)
        async with _AT_ONCE:
            return await asyncio.to_thread(_computed, path, named, shown(file, 200), hours)


def _computed(
    path: Path, named: Mapping[LogRole, str], file: str, hours: Hours | None
) -> NeedsReport:
    read = read_log(path, named, file, MOST_EVENTS)
    return needs_report(read.table, read.placeholders, read.copies, hours)
