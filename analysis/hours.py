"""When people in several time zones are at work together."""

import datetime as dt
from collections.abc import Sequence
from zoneinfo import ZoneInfo

from domain.errors import BadInputError

OPENS, CLOSES = dt.time(9), dt.time(18)

_HOUR = dt.timedelta(hours=1)
_DAY = dt.timedelta(days=1)
_Span = tuple[dt.datetime, dt.datetime]


def shared_hours(time_zones: Sequence[str], on: dt.date) -> tuple[int, int] | None:
    """Return whole UTC hours `[start, end)` in which everybody is within 9:00-18:00 local time.

    The span starts on the UTC date `on`; it is the longest one, the earliest of equals. An `end`
    over 24 lies on the next UTC date: 26 is 02:00. Somebody's local date may be the one before
    or after. None if there is no full hour, or no zone. Raises BadInputError for an unknown zone.
    """
    midnight = dt.datetime.combine(on, dt.time(), dt.UTC)
    spans: list[_Span] | None = None
    for name in dict.fromkeys(time_zones):
        days = _working_days(_zone(name), on)
        spans = days if spans is None else _overlaps(spans, days)
    starting = [(start, end) for start, end in spans or () if midnight <= start < midnight + _DAY]
    if not starting:
        return None
    start, end = max(starting, key=lambda span: (span[1] - span[0], midnight - span[0]))
    return start.hour, (end - midnight) // _HOUR


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise BadInputError(
            en=f"There is no time zone {name!r}; a name such as Asia/Shanghai is expected.",
            zh=f"没有名为「{name}」的时区；应填写 Asia/Shanghai 这样的时区名称。",
        ) from None


def _working_days(zone: ZoneInfo, on: dt.date) -> list[_Span]:
    """Return the working days around `on`, in UTC, narrowed to whole hours."""
    return [
        (
            _up(dt.datetime.combine(day, OPENS, zone).astimezone(dt.UTC)),
            _down(dt.datetime.combine(day, CLOSES, zone).astimezone(dt.UTC)),
        )
        for day in (on - _DAY, on, on + _DAY)
    ]


def _overlaps(some: list[_Span], others: list[_Span]) -> list[_Span]:
    both = [(max(a[0], b[0]), min(a[1], b[1])) for a in some for b in others]
    return [(start, end) for start, end in both if start < end]


def _down(moment: dt.datetime) -> dt.datetime:
    return moment.replace(minute=0, second=0, microsecond=0)


def _up(moment: dt.datetime) -> dt.datetime:
    whole = _down(moment)
    return whole if whole == moment else whole + _HOUR
