import datetime as dt
from pathlib import Path
from zoneinfo import available_timezones

import pytest

from activities.calendars import asked_times, calendar_of, check_country, country_of, work_calendar
from activities.people import read_people
from domain.business_time import add_working_days, unannounced
from domain.directory import Absence, Directory, Person
from domain.due_times import EXPIRE, RUNGS
from domain.errors import BadInputError

IN_2026 = dt.date(2026, 6, 1)
CHINA = work_calendar("CN", "Asia/Shanghai", IN_2026)
NOTICES = {  # from the notices of the General Office of the State Council (国办发明电)
    2025: ("01-26", "02-08", "04-27", "09-28", "10-11"),
    2026: ("01-04", "02-14", "02-28", "05-09", "09-20", "10-10"),
}


@pytest.mark.parametrize("year", NOTICES)
def test_the_make_up_days_are_those_of_the_notice(year: int) -> None:
    worked = sorted(day for day in CHINA.made_up if day.year == year)
    assert tuple(f"{day:%m-%d}" for day in worked) == NOTICES[year]
    assert all(CHINA.off(day) is None for day in worked)


def test_spring_festival_2026_is_as_long_as_announced() -> None:
    days = [dt.date(2026, 2, 14) + dt.timedelta(days=n) for n in range(15)]
    worked = [day.day for day in days if CHINA.off(day) is None]
    assert worked == [14, 24, 25, 26, 27, 28]
    told = CHINA.off(dt.date(2026, 2, 17))
    assert told is not None
    assert told.zh == "春节"
    assert "Spring Festival" in told.en


def test_in_a_year_that_is_not_announced_fixed_holidays_count_and_it_is_told() -> None:
    assert CHINA.known_until == dt.date(2026, 12, 31)
    calendar = work_calendar("CN", "Asia/Shanghai", dt.date(2028, 1, 5))
    due = add_working_days(dt.datetime(2027, 9, 30, 2, tzinfo=dt.UTC), 1, calendar)
    assert due.date() > dt.date(2027, 10, 1)
    note = unannounced(due, calendar)
    assert note is not None
    assert "尚未公布" in note.zh


def test_a_year_far_beyond_the_library_is_counted_by_weekdays() -> None:
    calendar = work_calendar("CN", "Asia/Shanghai", dt.date(2150, 1, 1))
    friday = dt.datetime(2150, 1, 2, 2, tzinfo=dt.UTC)
    assert add_working_days(friday, 1, calendar) == friday + dt.timedelta(days=3)
    assert unannounced(friday, calendar)


def test_other_countries_have_their_own_holidays_and_weekends() -> None:
    germany = work_calendar("DE", "Europe/Berlin", IN_2026)
    assert germany.off(dt.date(2026, 4, 3)) is not None  # Good Friday
    assert unannounced(dt.datetime(2027, 5, 1, tzinfo=dt.UTC), germany) is None
    epiphany = dt.date(2026, 1, 6)
    assert germany.off(epiphany) is None
    bavaria = work_calendar("DE-BY", "Europe/Berlin", IN_2026).off(epiphany)
    assert bavaria is not None
    assert "公共假日" in bavaria.zh
    israel = work_calendar("IL", "Asia/Jerusalem", IN_2026)
    assert israel.off(dt.date(2026, 6, 5)) is not None  # a Friday
    assert israel.off(dt.date(2026, 6, 7)) is None  # a Sunday


def test_without_a_country_monday_to_friday_count() -> None:
    weekdays = work_calendar("none", "UTC", IN_2026)
    assert weekdays.off(dt.date(2026, 10, 1)) is None
    assert unannounced(dt.datetime(2040, 1, 1, tzinfo=dt.UTC), weekdays) is None


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Asia/Shanghai", "CN"),
        ("Asia/Urumqi", "CN"),
        ("PRC", "CN"),
        ("Asia/Hong_Kong", "HK"),
        ("Europe/Berlin", "DE"),
        ("US/Eastern", "US"),
        ("UTC", "none"),
    ],
)
def test_the_country_follows_from_the_zone(zone: str, country: str) -> None:
    assert country_of(zone) == country


def test_every_zone_has_a_calendar() -> None:
    for zone in available_timezones() - {"localtime"}:
        check_country(country_of(zone))


@pytest.mark.parametrize("country", ["XX", "DE-XX", "DE-", "", "china", "CHN"])
def test_an_unknown_country_is_refused_in_one_sentence(country: str) -> None:
    with pytest.raises(BadInputError) as refused:
        work_calendar(country, "UTC", IN_2026)
    assert "is not a calendar" in refused.value.sentence.en
    assert "不是可用的工作日历" in refused.value.sentence.zh


def test_an_unknown_zone_is_refused_in_one_sentence() -> None:
    with pytest.raises(BadInputError):
        work_calendar("CN", "Mars/Base", IN_2026)


def read(tmp_path: Path, rows: str) -> Directory:
    (tmp_path / "p.csv").write_text("account,name,department,time_zone,calendar\n" + rows, "utf-8")
    return read_people(tmp_path, "p.csv")


def test_a_person_may_have_another_calendar_than_their_zone(tmp_path: Path) -> None:
    rows = "a,A,X,Europe/Berlin,\nb,B,X,Europe/Berlin,中国\nc,C,X,,无\nd,D,X,,de-by\n"
    found = [calendar_of(p, IN_2026).country for p in read(tmp_path, rows).people]
    assert found == ["DE", "CN", "none", "DE-BY"]


def test_a_wrong_calendar_names_its_cell(tmp_path: Path) -> None:
    with pytest.raises(BadInputError) as refused:
        read(tmp_path, "a,A,X,,Atlantis\n")
    assert 'line 2, column calendar: "Atlantis" is not a calendar' in refused.value.sentence.en
    assert "「Atlantis」不是可用的工作日历" in refused.value.sentence.zh


def test_people_asked_before_a_holiday_have_their_days_after_it() -> None:
    away = (Absence(start=dt.date(2026, 2, 9), end=dt.date(2026, 2, 15)),)
    directory = Directory(
        people=(
            Person(account="wang", name="王芳", department="D", absences=away, deputy="li"),
            Person(account="li", name="李雷", department="D"),
            Person(account="tom", name="Tom", department="D", time_zone="Europe/Berlin"),
        )
    )
    asked_at = dt.datetime(2026, 2, 12, 2, tzinfo=dt.UTC)  # a Thursday, 10:00 in Shanghai
    decided_by, due = asked_times(("wang", "tom"), directory, asked_at, RUNGS)
    assert [one.account for one in decided_by] == ["li", "tom"]
    expires = next(rung for rung in due.rungs if rung.name == EXPIRE)
    assert (expires.account, f"{expires.at:%m-%d %H:%M}") == ("li", "02-26 02:00")


def test_somebody_who_has_left_still_has_a_due_time() -> None:
    asked_at = dt.datetime(2026, 3, 2, 2, tzinfo=dt.UTC)
    _, due = asked_times(("gone",), Directory(people=()), asked_at, RUNGS)
    assert f"{due.at(EXPIRE):%m-%d}" == "03-09"
