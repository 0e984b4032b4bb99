"""Times as people's programs show them: with morning or afternoon, or in Chinese words."""

import contextlib
import datetime as dt
import re

from activities.cells import Cell
from activities.files import SpotError

YEARS = (2, 9998)  # so that no offset leads out of what a calendar has; 1 and 9999 stand for none
_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_SHOWN = re.compile(
    r"(?P<date>\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2})日?[T\s]*(?P<zh>上午|下午)?\s*"
    r"(?P<hour>\d{1,2})[:时](?P<minute>\d{1,2})(?:[:分](?P<second>\d{1,2}))?[分秒]?"
    r"\s*(?P<en>AM|PM)?(?P<offset>.*)",
    re.IGNORECASE,
)


def rare_time(cell: Cell) -> dt.datetime:
    """Return a time in UTC, in a form that whole columns rarely have. Raises BadInputError."""
    with contextlib.suppress(SpotError):
        at = Cell(_as_iso(cell.text.translate(_WIDE).strip()), cell.spot).time()
        if YEARS[0] <= at.year <= YEARS[1]:
            return at
    raise cell.bad(
        "is not a time such as 2026-11-20T09:30+08:00",
        "不是时间，请写成 2026-11-20T09:30+08:00 这样的形式",
    )


def _as_iso(text: str) -> str:
    """Write 2026年3月2日 下午3:05 and 2026/3/2 3:05 PM as ISO 8601 does."""
    found = _SHOWN.fullmatch(text)
    if found is None:
        return text
    half = found["en"] or {"上午": "AM", "下午": "PM"}.get(found["zh"] or "", "")
    hour = int(found["hour"])
    if half:
        if not 1 <= hour <= 12 or (found["en"] and found["zh"]):
            return text
        hour = hour % 12 + 12 * (half.upper() == "PM")
    year, month, day = re.split(r"\D", found["date"])
    clock = ":".join(f"{int(one):02}" for one in (hour, found["minute"], found["second"] or 0))
    return f"{year}-{int(month):02}-{int(day):02}T{clock}{found['offset'].strip()}"
