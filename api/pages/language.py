"""In which language somebody reads a page: as they chose, else as their browser asks."""

from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from api.languages import language_of
from api.pages.frame import LANGUAGE
from domain.text import Language

Lang = Annotated[str | None, Query(pattern="^(zh|en)$")]


def chosen(request: Request, lang: str | None = None) -> Language:
    """Return the language of the link, else of an earlier choice, else of the browser."""
    found = lang or request.cookies.get(LANGUAGE)
    return "zh" if found == "zh" else "en" if found == "en" else language_of(request)


def kept(response: Response, lang: str | None) -> Response:
    """Remember the choice."""
    if lang:
        response.set_cookie(LANGUAGE, lang, max_age=31_536_000, samesite="lax", httponly=True)
    return response
