"""When a person works: spans of clock time on the days of a week."""

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import Any

from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Frozen

DAYS = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY", "SATURDAY", "SUNDAY")
_FIELDS = ("from", "to", "beginTime", "endTime")
Span = tuple[dt.datetime, dt.datetime]


class WorkingHours(Frozen):
    """The spans of each day of the week, Monday first, in order; 24:00 is the last moment."""

    week: tuple[tuple[tuple[int, int], ...], ...]

    def within(self, begin: dt.datetime, end: dt.datetime) -> Iterator[Span]:
        """Return the parts of the time from `begin` to `end` that are worked."""
        day = begin.replace(hour=0, minute=0, second=0, microsecond=0)
        while day < end:
            for opens, closes in self.week[day.weekday()]:
                span = (
                    max(begin, day + dt.timedelta(seconds=opens)),
                    min(end, day + dt.timedelta(seconds=closes)),
                )
                if span[0] < span[1]:
                    yield span
            day += dt.timedelta(days=1)


def working_hours(document: Any, file: str) -> dict[str, WorkingHours]:
    """Read who works when: a list of `from`, `to`, `beginTime`, `endTime` for each person.

    Raises BadInputError naming the person and the entry.
    """
    if not isinstance(document, Mapping) or not document:
        raise BadInputError(
            f"{file}: is not a list of working hours for each person.",
            f"{file}：不是每个人的工作时间列表。",
        )
    return {
        str(name): _week(entries, f"{file}: {shown(name)}") for name, entries in document.items()
    }


def _week(entries: Any, place: str) -> WorkingHours:
    week: list[list[tuple[int, int]]] = [[] for _ in DAYS]
    if not isinstance(entries, list):
        raise _wrong(place, 1)
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, Mapping) or not set(_FIELDS) <= set(entry):
            raise _wrong(place, number)
        first, last = (_day(entry[name], place, number) for name in ("from", "to"))
        opens, closes = (_seconds(entry[n], place, number) for n in ("beginTime", "endTime"))
        if not opens < closes:
            raise _wrong(place, number)
        for step in range((last - first) % 7 + 1):
            week[(first + step) % 7].append((opens, closes))
    return WorkingHours(week=tuple(tuple(sorted(day)) for day in week))


def _day(name: Any, place: str, number: int) -> int:
    if str(name).upper() not in DAYS:
        raise _wrong(place, number)
    return DAYS.index(str(name).upper())


def _seconds(text: Any, place: str, number: int) -> int:
    parts = str(text).split(":")
    if not 2 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise _wrong(place, number)
    hours, minutes, seconds = (int(part) for part in (*parts, "0")[:3])
    total = hours * 3600 + minutes * 60 + seconds
    if minutes > 59 or seconds > 59 or total > 86_400:
        raise _wrong(place, number)
    return total


def _wrong(place: str, number: int) -> BadInputError:
    return BadInputError(
        f"{place}, entry {number}: write from and to as MONDAY, beginTime and endTime as 09:00:00, "
        "the end after the beginning.",
        f"{place} 第 {number} 条：from 与 to 请写 MONDAY 等，beginTime 与 endTime 请写 09:00:00，"
        "且结束晚于开始。",
    )
