"""What a collaboration's conflicts are said to be at: the same in a terminal and on a page."""

from api.first_line import NOTE
from api.seen import SeenConflict
from domain.problems import shown
from domain.text import Bilingual
from domain.wording import STATE_NAMES


def conflict_line(conflict: SeenConflict) -> Bilingual:
    """Return what a conflict is about, between whom, and how far it is."""
    parties = [shown(party) for party in conflict.parties]
    issue = shown(conflict.issue, NOTE) or "—"
    en, zh = "collecting positions", "正在征集立场"
    if not conflict.is_open:
        en, zh = "positions are in", "立场征集已结束"
    if conflict.silent and conflict.is_open:
        en = f"waiting for the position of {', '.join(conflict.silent)}"
        zh = f"等待{'、'.join(conflict.silent)}陈述立场"
    if conflict.resolution:
        state = STATE_NAMES[conflict.state or "pending"]
        en, zh = f"{conflict.resolution}, {state.en}", f"{conflict.resolution}，{state.zh}"
    return Bilingual(
        en=f"Conflict {conflict.id}: {issue} ({', '.join(parties)}): {en}",
        zh=f"冲突 {conflict.id}：{issue}（{'、'.join(parties)}）：{zh}",
    )
