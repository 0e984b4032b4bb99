"""Pictures of a collaboration: the hand-off map of its need, for whoever may read it."""

from typing import Annotated

from fastapi import APIRouter, Header, Query, Response

from api.callers import require
from api.footing import Asks, On
from api.inputs import CollaborationId
from api.picturing import Picture, picture
from api.problems import ProblemError
from api.route import Once
from domain.hand_off_map import Theme, map_of
from domain.text import Bilingual, Language
from store import collaborations, facts

router = APIRouter(prefix="/v1/collaborations", tags=["collaborations · 协作"], route_class=Once)
_NONE = Bilingual(
    en="this collaboration has no hand-off map: no event log was read for its need",
    zh="该协作没有交接图：其协作需求未读取事件日志",
)


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
    need = await facts.newest_need(on.store, id)
    if need is None or need.report is None or not need.report.edges:
        raise ProblemError(404, "no_map", _NONE)
    brief = await collaborations.brief(on.store, id)
    language = lang or (brief.language if brief else "en")
    return picture(map_of(need.report, need.source), language, theme, if_none_match)
