"""Times of a log cell by cell, as `log_times` reads whole columns: for what is read row by row."""

import contextlib
import datetime as dt
import re

from activities.cells import Cell
from activities.files import Spot, SpotError
from activities.import_rows import Heard
from activities.time_forms import YEARS, rare_time
from activities.zones import mixed

_OFFSET = re.compile(r"(?i)(\d)\s*(z|utc|[+-](?:[01]\d|2[0-3]):?[0-5]\d)$")
_FORMS = (
    *("%Y-%m-%d %H:%M:%S", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%dT%H:%M:%S.%f", "%Y-%m-%d %H:%M:%S.%f"),
    *("%Y/%m/%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M", "%Y/%m/%d %H:%M"),
    *("%Y年%m月%d日 %H:%M:%S", "%Y年%m月%d日 %H:%M", "%d/%b/%y %I:%M %p", "%d/%b/%Y %H:%M"),
    *("%Y-%m-%d", "%Y/%m/%d", "%Y年%m月%d日"),
)
"""Those of a whole column, which may also stand before an offset."""


def moment(cell: Cell) -> dt.datetime:
    """Return a time in UTC, in any form that a log may have. Raises BadInputError."""
    text = cell.text.strip()
    mark = _OFFSET.search(text) if ":" in text else None
    bare = text[: mark.start(2)].rstrip() if mark else text
    if mark is None or ":" in bare:
        with contextlib.suppress(SpotError):
            return rare_time(cell)
    found = _by_form(bare)
    return rare_time(cell) if found is None else found - _ahead(mark)


def has_offset(text: str) -> bool:
    """Say whether a time is a moment, and not only what a clock showed."""
    return ":" in text and _OFFSET.search(text.strip()) is not None


class Zones:
    """Tells, once for each column, of times with an offset beside times without one."""

    def __init__(self, heard: Heard) -> None:
        self._heard = heard
        self._first: dict[tuple[str, bool], Spot] = {}

    def hear(self, role: str, cell: Cell) -> None:
        """Take one time."""
        sort = has_offset(cell.text)
        if (role, sort) in self._first:
            return
        self._first[role, sort] = cell.spot
        other = self._first.get((role, not sort))
        if other is not None:
            zoned, bare = (cell.spot, other) if sort else (other, cell.spot)
            self._heard.tell(mixed(bare, zoned.line))


def _by_form(bare: str) -> dt.datetime | None:
    for form in _FORMS:
        with contextlib.suppress(ValueError):
            found = dt.datetime.strptime(bare, form).replace(tzinfo=dt.UTC)
            return found if YEARS[0] <= found.year <= YEARS[1] else None
    return None


def _ahead(mark: re.Match[str] | None) -> dt.timedelta:
    if mark is None or mark[2].lower() in ("z", "utc"):
        return dt.timedelta()
    digits = mark[2][1:].replace(":", "")
    size = dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -size if mark[2].startswith("-") else size
