"""What departments say they wait for: computed from a survey, answered, and not kept."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request

from activities.surveys import read_survey
from analysis.survey import survey_report
from api.footing import Asks
from api.languages import language_of
from api.route import Once, put_file
from domain.problems import shown
from domain.text import Language

router = APIRouter(prefix="/v1", tags=["needs · 需求识别"], route_class=Once)
_FILE = r"^[^/\\]{1,200}\.(csv|yaml|yml|json|xlsx)$"
_AT_ONCE = asyncio.Semaphore(1)


@router.post(
    "/needs:survey",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/octet-stream": {"schema": {"type": "string"}}},
        }
    },
)
async def surveyed(
    asks: Asks, request: Request, file: Annotated[str, Query(pattern=_FILE, description="its name")]
) -> dict[str, Any]:
    """Return who says that they wait on whom. All of it is self-reported, none of it measured.

    The body is the survey as it is: CSV, XLSX, YAML or JSON. The answer is that of
    `accord needs --survey FILE --json`.
    """
    with tempfile.TemporaryDirectory(prefix="accord-survey-") as folder:
        path = Path(folder) / "survey"
        await put_file(request, path)
        async with _AT_ONCE:
            return await asyncio.to_thread(_document, path, shown(file, 200), language_of(request))


def _document(path: Path, file: str, language: Language) -> dict[str, Any]:
    return survey_report(read_survey(path, file)).document(language)
