import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from domain.business_time import (
    MOST_DAYS,
    WorkCalendar,
    add_working_days,
    add_working_time,
    days_off,
    next_working_moment,
    unannounced,
    working_days_between,
    zone,
)
from domain.errors import BadInputError
from domain.text import Bilingual

HOLIDAY = Bilingual(en="holiday", zh="节日")
CHINA = WorkCalendar(
    country="CN",
    closed={
        dt.date(2026, 1, 1): HOLIDAY,
        dt.date(2026, 1, 2): HOLIDAY,
        **{dt.date(2026, 2, day): HOLIDAY for day in (16, 17, 18, 19, 20, 23)},
    },
    made_up=frozenset({dt.date(2026, 1, 4), dt.date(2026, 2, 14), dt.date(2026, 2, 28)}),
    known_until=dt.date(2026, 12, 31),
)
BERLIN = WorkCalendar(country="none", zone="Europe/Berlin")
NEW_YORK = WorkCalendar(country="none", zone="America/New_York")

START = dt.datetime(2025, 12, 1, tzinfo=dt.UTC)
MOMENTS = st.integers(0, 2 * 366 * 24 * 60).map(lambda m: START + dt.timedelta(minutes=m))
DAYS = st.integers(0, 40)
WORK = st.integers(0, 120 * 60).map(lambda m: dt.timedelta(minutes=m))
DATES = st.dates(dt.date(2025, 12, 1), dt.date(2027, 12, 31))


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    opens = draw(st.integers(5, 20))
    return WorkCalendar(
        zone=draw(
            st.sampled_from(
                (
                    *("Asia/Shanghai", "Europe/Berlin", "America/New_York", "Africa/Cairo"),
                    *("Australia/Lord_Howe", "America/Nuuk", "Pacific/Apia", "Asia/Kathmandu"),
                )
            )
        ),
        opens=dt.time(opens, draw(st.sampled_from((0, 30)))),
        closes=dt.time(draw(st.integers(opens + 1, 22))),
        weekend=draw(st.frozensets(st.integers(0, 6), max_size=6)),
        closed=dict.fromkeys(draw(st.sets(DATES, max_size=60)), HOLIDAY),
        made_up=draw(st.frozensets(DATES, max_size=60)),
    )


def at(text: str, calendar: WorkCalendar) -> dt.datetime:
    """The moment at which the clock on the wall reads `text`."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=zone(calendar.zone))


def reads(moment: dt.datetime, calendar: WorkCalendar) -> str:
    assert moment.utcoffset() == dt.timedelta()
    return f"{moment.astimezone(zone(calendar.zone)):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-02 10:30", 2, "2026-03-04 10:30"),
        ("2026-03-06 10:30", 1, "2026-03-09 10:30"),  # over a weekend
        ("2026-03-02 10:30", 0, "2026-03-02 10:30"),  # no days from working time
        ("2026-03-07 10:30", 0, "2026-03-09 09:00"),  # no days from a Saturday
        ("2026-03-07 10:30", 1, "2026-03-10 09:00"),
        ("2026-03-02 07:00", 1, "2026-03-03 09:00"),  # before work
        ("2026-03-02 21:00", 1, "2026-03-04 09:00"),  # after work
        ("2026-03-02 17:59", 1, "2026-03-03 17:59"),
        ("2026-03-02 18:00", 1, "2026-03-04 09:00"),  # the end of work is the next day's start
        ("2026-02-13 17:00", 1, "2026-02-14 17:00"),  # a Saturday that is worked
        ("2026-02-13 17:00", 2, "2026-02-24 17:00"),  # over Spring Festival
        ("2026-02-13 17:00", 6, "2026-02-28 17:00"),  # and onto the second made-up Saturday
        ("2026-02-18 12:00", 1, "2026-02-25 09:00"),  # from a holiday
        ("2025-12-31 10:00", 1, "2026-01-04 10:00"),  # over the year's end onto a worked Sunday
    ],
)
def test_working_days_are_counted_as_people_in_china_work(start: str, days: int, due: str) -> None:
    assert reads(add_working_days(at(start, CHINA), days, CHINA), CHINA) == due


@pytest.mark.parametrize(
    ("calendar", "before", "after", "hours"),
    [
        (BERLIN, "2026-03-27 10:00", "2026-03-30 10:00", 71),  # clocks go forward
        (BERLIN, "2026-10-23 10:00", "2026-10-26 10:00", 73),  # and back
        (NEW_YORK, "2026-03-06 10:00", "2026-03-09 10:00", 71),
        (NEW_YORK, "2026-10-30 10:00", "2026-11-02 10:00", 73),
    ],
)
def test_the_time_of_day_stays_when_clocks_are_changed(
    calendar: WorkCalendar, before: str, after: str, hours: int
) -> None:
    due = add_working_days(at(before, calendar), 1, calendar)
    assert reads(due, calendar) == after
    assert due - at(before, calendar).astimezone(dt.UTC) == dt.timedelta(hours=hours)
    by_hours = add_working_time(at(before, calendar), dt.timedelta(hours=9), calendar)
    assert by_hours == due


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-02 10:00", 2, "2026-03-02 12:00"),
        ("2026-03-02 17:00", 2, "2026-03-03 10:00"),
        ("2026-03-02 17:00", 1, "2026-03-03 09:00"),  # work that ends the day: the next morning
        ("2026-02-14 17:00", 2, "2026-02-24 10:00"),
        ("2026-03-08 03:00", 0, "2026-03-09 09:00"),
    ],
)
def test_working_hours_run_on_only_while_people_work(start: str, hours: int, due: str) -> None:
    got = add_working_time(at(start, CHINA), dt.timedelta(hours=hours), CHINA)
    assert reads(got, CHINA) == due


def test_working_hours_are_counted_up_to_the_longest_and_no_further() -> None:
    start, longest = at("2026-03-02 09:00", CHINA), MOST_DAYS * dt.timedelta(hours=9)
    weekends = CHINA.model_copy(update={"closed": {}, "made_up": frozenset()})
    due = add_working_time(start, longest, weekends)
    assert reads(due, weekends) == reads(add_working_days(start, MOST_DAYS, weekends), weekends)
    for wrong in (longest + dt.timedelta(seconds=1), -dt.timedelta(seconds=1)):
        with pytest.raises(BadInputError, match="of working time cannot be counted"):
            add_working_time(start, wrong, weekends)


def test_days_are_counted_up_to_the_most_and_in_years_that_have_calendars() -> None:
    plain = WorkCalendar(zone="UTC")
    monday = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)
    assert working_days_between(monday, add_working_days(monday, MOST_DAYS, plain), plain) == (
        MOST_DAYS
    )
    for days in (-1, MOST_DAYS + 1):
        with pytest.raises(BadInputError, match="cannot be counted"):
            add_working_days(monday, days, plain)
    for year, counted in ((1969, False), (1970, True), (2899, True), (2900, False)):
        start = dt.datetime(year, 6, 3, 9, 0, tzinfo=dt.UTC)
        if counted:
            assert add_working_days(start, 0, plain).year == year
        else:
            with pytest.raises(BadInputError, match=f"{year} is not a year"):
                add_working_days(start, 0, plain)


def test_moments_are_in_utc_whatever_zone_they_were_told_in() -> None:
    start = at("2026-03-02 10:00", CHINA)
    for moment in (
        next_working_moment(start, CHINA),
        add_working_days(start, 1, CHINA),
        add_working_time(start, dt.timedelta(hours=1), CHINA),
    ):
        assert moment.tzinfo is dt.UTC


def test_the_same_moment_is_a_different_day_in_another_zone() -> None:
    friday_evening = dt.datetime(2026, 3, 6, 20, 0, tzinfo=dt.UTC)  # Saturday in Shanghai
    assert reads(next_working_moment(friday_evening, CHINA), CHINA) == "2026-03-09 09:00"
    assert reads(next_working_moment(friday_evening, NEW_YORK), NEW_YORK) == "2026-03-06 15:00"


def test_the_days_that_do_not_count_come_with_their_reason() -> None:
    skipped = days_off(at("2026-02-13 17:00", CHINA), at("2026-02-24 17:00", CHINA), CHINA)
    assert [one.day.day for one in skipped] == [15, 16, 17, 18, 19, 20, 21, 22, 23]
    assert [one.why.zh for one in skipped].count("周末") == 3


def test_a_year_that_is_not_announced_is_counted_and_told_in_both_languages() -> None:
    start = at("2026-12-30 10:00", CHINA)
    assert unannounced(start, CHINA) is None
    due = add_working_days(start, 2, CHINA)
    assert reads(due, CHINA) == "2027-01-01 10:00"
    told = unannounced(due, CHINA)
    assert told is not None
    assert told.en == (
        "the holidays and make-up working days of CN after 2026-12-31 are not known yet; "
        "Monday to Friday count as working days, except for holidays fixed by law"
    )
    assert told.zh == (
        "CN 在 2026-12-31 之后的放假调休安排尚未公布或未收录；"
        "暂按周一至周五为工作日计算，法定节假日除外"
    )


def test_the_last_day_that_is_announced_is_known() -> None:
    assert unannounced(at("2026-12-31 23:59", CHINA), CHINA) is None
    assert unannounced(at("2027-01-01 00:00", CHINA), CHINA) is not None


def test_a_worked_day_that_somebody_is_off_is_off() -> None:
    saturday = dt.date(2026, 2, 14)
    calendar = CHINA.model_copy(update={"closed": {saturday: HOLIDAY}})
    assert calendar.off(saturday) == HOLIDAY
    assert CHINA.off(saturday) is None


@pytest.mark.parametrize(
    "fields",
    [
        {"opens": dt.time(18), "closes": dt.time(9)},
        {"opens": dt.time(9), "closes": dt.time(9)},
        {"opens": dt.time(1), "closes": dt.time(9)},  # clocks are changed at that hour
        {"weekend": frozenset(range(7))},
    ],
)
def test_a_calendar_without_working_time_is_refused(fields: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        WorkCalendar.model_validate(fields)


@pytest.mark.parametrize(
    ("start", "days", "where", "said"),
    [
        (dt.datetime(2026, 3, 2), 1, "UTC", ("no time zone", "没有时区")),  # noqa: DTZ001
        (dt.datetime(2026, 3, 2, tzinfo=dt.UTC), -1, "UTC", ("-1 working days", "-1 个工作日")),
        (dt.datetime(2026, 3, 2, tzinfo=dt.UTC), 10**9, "UTC", ("cannot be counted", "无法计算")),
        (dt.datetime(9999, 3, 2, tzinfo=dt.UTC), 1, "UTC", ("9999 is not a year", "9999 年")),
        (dt.datetime(2026, 3, 2, tzinfo=dt.UTC), 1, "Mars/Base", ("Mars/Base", "不是时区")),
        (dt.datetime(2026, 3, 2, tzinfo=dt.UTC), 1, "../../etc/passwd", ("not a time", "不是时区")),
    ],
)
def test_what_cannot_be_counted_is_said_in_one_sentence(
    start: dt.datetime, days: int, where: str, said: tuple[str, str]
) -> None:
    with pytest.raises(BadInputError) as refused:
        add_working_days(start, days, WorkCalendar(zone=where))
    assert said[0] in refused.value.sentence.en
    assert said[1] in refused.value.sentence.zh


def test_more_hours_than_can_be_counted_are_refused() -> None:
    with pytest.raises(BadInputError):
        add_working_time(START, dt.timedelta(days=10**6), CHINA)
    with pytest.raises(BadInputError):
        add_working_time(START, dt.timedelta(hours=-1), CHINA)


def is_working(moment: dt.datetime, calendar: WorkCalendar) -> bool:
    local = moment.astimezone(zone(calendar.zone))
    return calendar.off(local.date()) is None and calendar.opens <= local.time() < calendar.closes


@settings(deadline=None)
@given(MOMENTS, DAYS, WORK, calendars())
def test_a_due_time_is_working_time_and_not_before_the_start(
    start: dt.datetime, days: int, work: dt.timedelta, calendar: WorkCalendar
) -> None:
    for due in (
        add_working_days(start, days, calendar),
        add_working_time(start, work, calendar),
    ):
        assert is_working(due, calendar)
        assert due >= start


@settings(deadline=None)
@given(MOMENTS, MOMENTS, DAYS, DAYS, calendars())
def test_later_starts_and_more_days_are_never_due_earlier(
    one: dt.datetime, other: dt.datetime, some: int, more: int, calendar: WorkCalendar
) -> None:
    early, late = sorted((one, other))
    few, many = sorted((some, more))
    due = add_working_days(early, few, calendar)
    assert due <= add_working_days(late, few, calendar)
    assert due <= add_working_days(early, many, calendar)


@settings(deadline=None)
@given(MOMENTS, DAYS, DAYS, WORK, WORK, calendars())
def test_adding_twice_is_adding_the_sum(
    start: dt.datetime,
    a: int,
    b: int,
    some: dt.timedelta,
    more: dt.timedelta,
    calendar: WorkCalendar,
) -> None:
    twice = add_working_days(add_working_days(start, a, calendar), b, calendar)
    assert twice == add_working_days(start, a + b, calendar)
    hours = add_working_time(add_working_time(start, some, calendar), more, calendar)
    assert hours == add_working_time(start, some + more, calendar)


@settings(deadline=None)
@given(MOMENTS, MOMENTS, DAYS, calendars())
def test_the_days_between_are_the_most_that_can_be_added(
    start: dt.datetime, end: dt.datetime, days: int, calendar: WorkCalendar
) -> None:
    due = add_working_days(start, days, calendar)
    assert working_days_between(start, due, calendar) == days
    count = working_days_between(start, end, calendar)
    if end >= next_working_moment(start, calendar):
        assert add_working_days(start, count, calendar) <= end
        assert end < add_working_days(start, count + 1, calendar)
    else:
        assert count == 0
