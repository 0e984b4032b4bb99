"""What an event log says about needs: computed and answered, and nothing of it kept."""

import asyncio
import dataclasses
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request

from activities.log_files import read_log
from analysis.needs import needs_report
from api.footing import Asks
from api.languages import language_of
from api.route import Once, put_file
from domain.log_columns import LOG_ROLES
from domain.problems import shown
from domain.text import Language

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


@router.post(
    "/needs",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def computed(
    asks: Asks,
    request: Request,
    of_log: Annotated[OfLog, Depends()],
    file: Annotated[str, Query(pattern=_FILE, description="its name")],
) -> dict[str, Any]:
    """Return where cases wait between departments, and how sure that is.

    The body is the log as it is: CSV, XLSX, Parquet or XES, also packed by gzip where its name says
    so. The answer is that of `accord needs --json`, without causes, which need working hours.
    """
    named = {role: name for role in LOG_ROLES if (name := getattr(of_log, role)) is not None}
    with tempfile.TemporaryDirectory(prefix="accord-needs-") as folder:
        path = Path(folder) / "log"
        await put_file(request, path)
        async with _AT_ONCE:
            return await asyncio.to_thread(
                _document, path, named, shown(file, 200), language_of(request)
            )


def _document(path: Path, named: Any, file: str, language: Language) -> dict[str, Any]:
    read = read_log(path, named, file, MOST_EVENTS)
    return needs_report(read.table, read.placeholders, read.copies).document(language)
