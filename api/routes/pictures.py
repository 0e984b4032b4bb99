"""Pictures of a collaboration: the hand-off map of its need, for whoever may read it."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.callers import require
from api.footing import Asks, On
from api.inputs import CollaborationId
from api.kept_map import NO_MAP, kept_map
from api.picturing import Picture, picture
from api.problems import ProblemError
from api.route import Once
from domain.hand_off_map import Theme
from domain.text import Language
from store import collaborations

router = APIRouter(prefix="/v1/collaborations", tags=["collaborations · 协作"], route_class=Once)


@router.get("/{id}/map.svg", response_class=Picture, responses={304: {"description": "the same"}})
async def hand_off_map(
    id: CollaborationId,
    on: On,
    asks: Asks,
    theme: Theme = "auto",
    lang: Annotated[Language | None, Query(description="else the collaboration's own")] = None,
    if_none_match: Annotated[str | None, Header(max_length=500)] = None,
) -> Response:
    """Draw the hand-off map of the newest need: departments, and queue hours as width.

    It shows what the suggestion rests on: the facts as they were computed for it, not the log as it
    is now.
    """
    await require(on.store, asks, "read", id)
    found = await kept_map(on.store, id)
    if found is None:
        raise ProblemError(404, "no_map", NO_MAP)
    brief = await collaborations.brief(on.store, id)
    language = lang or (brief.language if brief else "en")
    return picture(found, language, theme, if_none_match)
