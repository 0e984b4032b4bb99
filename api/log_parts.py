"""An event log that is sent, alone or beside the working hours of those whose work is in it."""

import asyncio
import shutil
from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any

from fastapi import Request
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from activities.documents import parse_document
from activities.files import MIB, encoding_in, sized
from api.problems import ProblemError
from api.route import file_read, put_file
from domain.problems import shown
from domain.text import Bilingual
from domain.working_hours import WorkingHours, working_hours

Hours = dict[str, WorkingHours]
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/octet-stream": {"schema": {"type": "string"}},
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["log"],
                    "properties": {
                        "log": {"type": "string", "format": "binary"},
                        "calendars": {"type": "string", "format": "binary"},
                    },
                }
            },
        },
    }
}
"""What such a route takes: the log as it is, or a form of a log and its calendars."""
_FORM = "multipart/form-data"
_PARTS = ("log", "calendars")
_PIECE = 64 * 1024
_UNREADABLE = Bilingual(
    en="the form cannot be read: send the files log and calendars, and nothing else",
    zh="无法读取表单：请只发送 log 与 calendars 两个文件",
)
_NO_LOG = Bilingual(en="log: the form has no such file", zh="log：表单中没有该文件")


async def put_log(request: Request, path: Path) -> Hours | None:
    """Write the log that was sent to `path`; return the working hours that came beside it.

    Raises:
        ProblemError: it is a form of something else.
        BadInputError: the calendars are none; it says what `accord needs --calendars` says.
    """
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != _FORM:
        await put_file(request, path)
        return None
    form = await _form(request)
    try:
        log, calendars = (form.get(name) for name in _PARTS)
        if not isinstance(log, UploadFile):
            raise ProblemError(422, "bad_input", _NO_LOG)
        await asyncio.to_thread(_copy, log, path)
        if not isinstance(calendars, UploadFile):
            return None
        return await asyncio.to_thread(_hours, calendars)
    finally:
        await form.close()


async def _form(request: Request) -> FormData:
    parser = MultiPartParser(request.headers, _pieces(request), max_files=2, max_fields=0)
    try:
        form = await parser.parse()
    except MultiPartException:
        raise ProblemError(400, "bad_form", _UNREADABLE) from None
    names = [name for name, _ in form.multi_items()]
    if len(set(names)) < len(names) or not set(names) <= set(_PARTS):
        await form.close()
        raise ProblemError(400, "bad_form", _UNREADABLE)
    return form


async def _pieces(request: Request) -> AsyncGenerator[bytes]:
    """Return what was sent, also where it was read before, for its fingerprint."""
    kept = file_read(request)
    if kept is None:
        async for piece in request.stream():
            yield piece
        return
    while piece := await asyncio.to_thread(kept.read, _PIECE):
        yield piece


def _copy(log: UploadFile, path: Path) -> None:
    with path.open("wb") as own:
        shutil.copyfileobj(log.file, own)


def _hours(calendars: UploadFile) -> Hours:
    """Read who works when, as `accord needs --calendars` does and with its sentences."""
    file = shown(Path(calendars.filename or "calendars.json").name, 200)
    sized(calendars.size or 0, file, MIB)
    encoding = encoding_in(calendars.file, file)
    return working_hours(parse_document(calendars.file.read().decode(encoding), file), shown(file))
