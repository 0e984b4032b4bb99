"""When people are away, and when that next changes. Reads time zones: not for workflows."""

import datetime as dt
from collections.abc import Iterable

from domain.business_time import zone
from domain.directory import Absence, Person
from domain.text import Language

_DAY = dt.timedelta(days=1)
_EARLIEST, _LATEST = dt.date(1900, 1, 1), dt.date(9000, 1, 1)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def away(person: Person, at: dt.datetime | dt.date) -> Absence | None:
    """Return the absence that covers this moment where the person is, or this day."""
    day = at.astimezone(zone(person.time_zone)).date() if isinstance(at, dt.datetime) else at
    return next((a for a in person.absences if a.start <= day <= a.end), None)


def next_turn(people: Iterable[Person], after: dt.datetime) -> dt.datetime | None:
    """Return when one of `people` next leaves or is back, in UTC; None if nobody does.

    Until then the same people are away, so the same deputies decide.
    """
    turns = (turn for person in people for turn in _turns(person))
    return min((turn for turn in turns if turn > after), default=None)


def _turns(person: Person) -> Iterable[dt.datetime]:
    here = zone(person.time_zone)
    for absence in person.absences:
        leaves, last = absence.start, absence.end
        for day in (leaves, last + _DAY if last < dt.date.max else last):
            if _EARLIEST < day < _LATEST:  # else it is without beginning or end
                yield dt.datetime.combine(day, dt.time(), here).astimezone(dt.UTC)


def days(absence: Absence, language: Language) -> str:
    """Return the days of an absence; years are written when it runs over the end of one."""
    first, last = absence.start, absence.end
    with_year = first.year != last.year
    ends = (first,) if first == last else (first, last)
    return "–".join(_day(day, language, with_year) for day in ends)


def _day(day: dt.date, language: Language, with_year: bool) -> str:
    if language == "zh":
        return f"{day.year}年" * with_year + f"{day.month}月{day.day}日"
    return f"{day.day} {_MONTHS[day.month - 1]}" + f" {day.year}" * with_year
