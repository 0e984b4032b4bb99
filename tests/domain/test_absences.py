import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.absences import away, next_turn
from domain.directory import Absence, Person

NOW = dt.datetime(2026, 3, 4, 12, 0, tzinfo=dt.UTC)


def person(*spans: tuple[dt.date, dt.date], zone: str = "Asia/Shanghai") -> Person:
    absences = tuple(Absence(start=start, end=end) for start, end in spans)
    return Person(account="a", name="A", department="D", absences=absences, time_zone=zone)


def test_who_is_away_is_back_at_midnight_where_they_are() -> None:
    gone = person((dt.date(2026, 3, 2), dt.date(2026, 3, 6)))
    assert away(gone, NOW) == gone.absences[0]
    assert next_turn([gone], NOW) == dt.datetime(2026, 3, 6, 16, tzinfo=dt.UTC)


def test_the_first_to_leave_or_to_be_back_is_next() -> None:
    late = person((dt.date(2026, 3, 5), dt.date(2026, 3, 9)), zone="America/New_York")
    soon = person((dt.date(2026, 3, 5), dt.date(2026, 3, 9)))
    assert next_turn([late, soon], NOW) == dt.datetime(2026, 3, 4, 16, tzinfo=dt.UTC)


def test_nobody_away_means_nothing_changes() -> None:
    assert next_turn([person()], NOW) is None
    assert next_turn([], NOW) is None


def test_an_absence_without_end_has_none() -> None:
    assert next_turn([person((dt.date.min, dt.date.max))], NOW) is None


SPANS = st.tuples(st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31)), st.integers(0, 30)).map(
    lambda span: (span[0], span[0] + dt.timedelta(days=span[1]))
)
ZONES = st.sampled_from(("Asia/Shanghai", "Africa/Cairo", "America/New_York", "Pacific/Apia"))
MOMENTS = st.integers(0, 366 * 24).map(
    lambda hours: dt.datetime(2026, 1, 1, tzinfo=dt.UTC) + dt.timedelta(hours=hours)
)


@settings(deadline=None)
@given(st.lists(SPANS, max_size=3), ZONES, MOMENTS, MOMENTS)
def test_until_the_next_turn_nothing_changes(
    spans: list[tuple[dt.date, dt.date]], zone: str, one: dt.datetime, other: dt.datetime
) -> None:
    who = person(*spans, zone=zone)
    early, late = sorted((one, other))
    turn = next_turn([who], early)
    if turn is None or late < turn:
        assert bool(away(who, late)) == bool(away(who, early))
