"""The hand-off map that the newest need of a collaboration rests on, for API and command."""

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.hand_off_map import HandOffMap, map_of
from domain.text import Bilingual
from store import facts

NO_MAP = Bilingual(
    en="this collaboration has no hand-off map: no event log was read for its need",
    zh="该协作没有交接图：其协作需求未读取事件日志",
)


async def kept_map(store: AsyncEngine, collaboration: str) -> HandOffMap | None:
    """Return the map of the facts as they were computed for the need, not of the log as it is now.

    None where no log was read, or nothing was handed over in it.
    """
    need = await facts.newest_need(store, collaboration)
    if need is None or need.report is None or not need.report.edges:
        return None
    return map_of(need.report, need.source)
