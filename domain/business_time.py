"""Working time: days and hours counted where a person works, by a calendar made beforehand.

Reading a time zone reads the machine's zone data, which may change between deploys. Workflows
therefore never call what is here: an activity resolves due times, and state keeps the moments.
"""

import datetime as dt
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from domain.errors import BadInputError, WrongValueError
from domain.text import Bilingual, Frozen

EARLIEST, LATEST = dt.time(5), dt.time(22)
"""Working hours lie between these: clocks are changed at night, so no working day is cut short."""
MOST_DAYS = 2_000
WEEKEND = Bilingual(en="weekend", zh="周末")
_DAY = dt.timedelta(days=1)


class WorkCalendar(Frozen):
    """When somebody works: zone, hours, weekend (Monday is 0), days off, and make-up days (调休).

    `closed` says why a day is off, and wins over `made_up`, the days of a weekend that are worked.
    Holidays after `known_until` are not announced yet; None means that nothing is awaited.
    """

    country: str = "none"
    zone: str = "Asia/Shanghai"
    opens: dt.time = dt.time(9)
    closes: dt.time = dt.time(18)
    weekend: frozenset[int] = frozenset({5, 6})
    closed: dict[dt.date, Bilingual] = Field(default_factory=dict)
    made_up: frozenset[dt.date] = frozenset()
    known_until: dt.date | None = None

    @model_validator(mode="after")
    def _workable(self) -> "WorkCalendar":
        if not EARLIEST <= self.opens < self.closes <= LATEST:
            raise WrongValueError(
                f"working hours {self.opens:%H:%M} to {self.closes:%H:%M} must lie in order "
                f"between {EARLIEST:%H:%M} and {LATEST:%H:%M}",
                f"工作时间 {self.opens:%H:%M} 至 {self.closes:%H:%M} 必须先后有序，"
                f"并在 {EARLIEST:%H:%M} 到 {LATEST:%H:%M} 之间",
                at=("opens",),
            )
        if not set(range(7)) - self.weekend:
            raise WrongValueError(
                "a week needs a working day", "一周至少要有一个工作日", at=("weekend",)
            )
        return self

    def off(self, day: dt.date) -> Bilingual | None:
        """Return why nobody works on `day`; None on a working day."""
        if day in self.closed:
            return self.closed[day]
        return WEEKEND if day.weekday() in self.weekend and day not in self.made_up else None


class DayOff(Frozen):
    """A day that does not count, and why."""

    day: dt.date
    why: Bilingual


def next_working_moment(start: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
    """Return `start` in UTC if it is working time, else when work begins again.

    The moment at which work ends belongs to the next working day.
    """
    return _utc(_opened(_local(start, calendar), calendar), calendar)


def add_working_days(start: dt.datetime, days: int, calendar: WorkCalendar) -> dt.datetime:
    """Return the same time of day, `days` working days after work is next done, in UTC."""
    if not 0 <= days <= MOST_DAYS:
        raise BadInputError(
            f"{days} working days cannot be counted; give a number from 0 to {MOST_DAYS}",
            f"无法计算 {days} 个工作日，请给出 0 到 {MOST_DAYS} 之间的数",
        )
    begun = _opened(_local(start, calendar), calendar)
    day = begun.date()
    for _ in range(days):
        day = _first_working(day + _DAY, calendar)
    return _utc(dt.datetime.combine(day, begun.time()), calendar)


def add_working_time(
    start: dt.datetime, duration: dt.timedelta, calendar: WorkCalendar
) -> dt.datetime:
    """Return when `duration` of working hours has passed since `start`, in UTC."""
    hours = dt.datetime.combine(dt.date.min, calendar.closes) - dt.datetime.combine(
        dt.date.min, calendar.opens
    )
    if not dt.timedelta() <= duration <= MOST_DAYS * hours:
        raise BadInputError(
            f"{duration} of working time cannot be counted; at most {MOST_DAYS} days can",
            f"无法计算 {duration} 的工作时间，最多 {MOST_DAYS} 个工作日",
        )
    at = _opened(_local(start, calendar), calendar)
    while duration >= (rest := dt.datetime.combine(at, calendar.closes) - at):
        duration -= rest
        at = _opened(dt.datetime.combine(at + _DAY, calendar.opens), calendar)
    return _utc(at + duration, calendar)


def working_days_between(start: dt.datetime, end: dt.datetime, calendar: WorkCalendar) -> int:
    """Return how many whole working days may be added to `start` without passing `end`."""
    begun, ended = _opened(_local(start, calendar), calendar), _local(end, calendar)
    worked = [d for d in _days(begun.date() + _DAY, ended.date()) if not calendar.off(d)]
    too_early = bool(worked) and worked[-1] == ended.date() and ended.time() < begun.time()
    return len(worked) - too_early


def days_off(start: dt.datetime, end: dt.datetime, calendar: WorkCalendar) -> tuple[DayOff, ...]:
    """Return the days from `start` to `end` that do not count, each with its reason."""
    days = _days(_local(start, calendar).date(), _local(end, calendar).date())
    return tuple(DayOff(day=d, why=why) for d in days if (why := calendar.off(d)))


def unannounced(at: dt.datetime, calendar: WorkCalendar) -> Bilingual | None:
    """Say that the holidays at this moment are not announced yet, if they are not."""
    known = calendar.known_until
    if known is None or _local(at, calendar).date() <= known:
        return None
    return Bilingual(
        en=f"the holidays and make-up working days of {calendar.country} after {known} are not "
        "known yet; Monday to Friday count as working days, except for holidays fixed by law",
        zh=f"{calendar.country} 在 {known} 之后的放假调休安排尚未公布或未收录；"
        "暂按周一至周五为工作日计算，法定节假日除外",
    )


def zone(name: str) -> ZoneInfo:
    """Return the time zone, or say in a sentence that there is none of this name."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # not found; a path; a directory
        raise BadInputError(
            f'"{name[:60]}" is not a time zone such as Asia/Shanghai',
            f"「{name[:60]}」不是时区，请写成 Asia/Shanghai 这样的形式",
        ) from None


def _local(at: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
    """Return the time on the wall, without its zone: working days are counted on it."""
    if at.tzinfo is None:
        raise BadInputError(
            f"{at} has no time zone; write for example 2026-03-02T09:00+08:00",
            f"时间 {at} 没有时区，请写成 2026-03-02T09:00+08:00 这样的形式",
        )
    if not 1970 <= at.year < 2900:
        raise BadInputError(
            f"{at.year} is not a year that working days are counted in",
            f"无法计算 {at.year} 年的工作日",
        )
    return at.astimezone(zone(calendar.zone)).replace(tzinfo=None)


def _utc(wall: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
    return wall.replace(tzinfo=zone(calendar.zone), fold=0).astimezone(dt.UTC)


def _opened(wall: dt.datetime, calendar: WorkCalendar) -> dt.datetime:
    """Return the time itself while work is done, else the next opening."""
    day = wall.date() + (_DAY if wall.time() >= calendar.closes else dt.timedelta())
    first = _first_working(day, calendar)
    if first == wall.date() and wall.time() >= calendar.opens:
        return wall
    return dt.datetime.combine(first, calendar.opens)


def _first_working(day: dt.date, calendar: WorkCalendar) -> dt.date:
    while calendar.off(day):
        day += _DAY
    return day


def _days(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    return (first + dt.timedelta(days=n) for n in range((last - first).days + 1))
