"""Public holidays, from the library `holidays`, made into calendars that rules can count on."""

import datetime as dt
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

import holidays
from holidays import HolidayBase

from domain.business_time import WorkCalendar, zone
from domain.deputies import StandIn, stand_ins
from domain.directory import Directory, Person
from domain.due_times import Answering, DueTimes, Rung, due_times
from domain.errors import BadInputError
from domain.text import Bilingual

NONE = "none"
"""The calendar of somebody for whom no country's holidays count: Monday to Friday."""
BY_DECREE = frozenset({"AZ", "BY", "CN", "HU", "KG", "KZ", "LV", "MM", "RU", "UZ", "VN"})
"""Countries that move working days onto weekends, each year anew."""
_DECREES = range(2020, 2051)
_BEFORE, _AFTER = 1, 3
_DEFAULT_ZONE: str = Person.model_fields["time_zone"].default


def work_calendar(country: str, zone_name: str, on: dt.date) -> WorkCalendar:
    """Return the calendar of `country` (CN, DE, DE-BY or none) around `on`.

    Raises BadInputError when there is no such zone, or the library knows no such country.
    """
    zone(zone_name)
    return _work_calendar(country, zone_name, on.year)


def calendar_of(person: Person, on: dt.date) -> WorkCalendar:
    """Return a person's calendar: the one they name, else the one of their zone's country."""
    country = person.calendar or country_of(person.time_zone)
    return work_calendar(country, person.time_zone, on)


def check_country(country: str) -> None:
    """Raise BadInputError unless `country` is `none` or one whose holidays are known."""
    code, dash, part = country.partition("-")
    parts = _countries().get(code)
    if country == NONE or (parts is not None and (not dash or part in parts)):
        return
    raise BadInputError(
        f'"{country[:60]}" is not a calendar: write a country such as CN, DE or DE-BY, or none',
        f"「{country[:60]}」不是可用的工作日历，请填写国家代码，如 CN、DE、DE-BY，或 none（无）",
    )


def country_of(zone_name: str) -> str:
    """Return the country of a time zone by the table of the zone data; none for UTC and alike."""
    countries, links = _zone_table()
    return countries.get(zone_name) or countries.get(links.get(zone_name, ""), NONE)


def answering(
    decided_by: Sequence[StandIn], directory: Directory, at: dt.datetime
) -> tuple[Answering, ...]:
    """Return those who are to answer, with the calendar and absences of whoever decides."""
    return tuple(_answering(one.account, directory, at) for one in decided_by)


def asked_times(
    accounts: Sequence[str],
    directory: Directory,
    asked_at: dt.datetime,
    rungs: Sequence[Rung],
    initiator: str | None = None,
) -> tuple[tuple[StandIn, ...], DueTimes]:
    """Return who decides in whose place, and when each rung of the wait is reached."""
    decided_by = stand_ins(accounts, directory, asked_at, initiator)
    return decided_by, due_times(asked_at, rungs, answering(decided_by, directory, asked_at))


def _answering(account: str, directory: Directory, at: dt.datetime) -> Answering:
    person = directory.person(account)
    if person is None:
        usual = work_calendar(country_of(_DEFAULT_ZONE), _DEFAULT_ZONE, at.date())
        return Answering(account=account, name=account, calendar=usual)
    return Answering(
        account=account,
        name=person.name,
        calendar=calendar_of(person, at.date()),
        absences=person.absences,
    )


@cache
def _countries() -> dict[str, list[str]]:
    known = holidays.list_supported_countries(include_aliases=True)
    return {code: parts for code, parts in known.items() if len(code) == 2}


@cache
def _work_calendar(country: str, zone_name: str, year: int) -> WorkCalendar:
    check_country(country)
    if country == NONE:
        return WorkCalendar(country=NONE, zone=zone_name)
    native, english = _days(country, year, "zh_CN"), _days(country, year, "en_US")
    made_up = frozenset(native.weekend_workdays)
    return WorkCalendar(
        country=country,
        zone=zone_name,
        weekend=frozenset(native.weekend),
        closed={
            day: _named(name, native.language, english[day])
            for day, name in sorted(native.items())
            if day not in made_up
        },
        made_up=made_up,
        known_until=_known_until(country, native, year),
    )


def _days(country: str, year: int, language: str) -> HolidayBase:
    code, _, part = country.partition("-")
    years = range(year - _BEFORE, year + _AFTER + 1)
    plain = holidays.country_holidays(code, subdiv=part or None, years=years, expand=False)
    if language not in plain.supported_languages:
        return plain
    return holidays.country_holidays(
        code, subdiv=part or None, years=years, expand=False, language=language
    )


def _named(name: str, language: str | None, english: str) -> Bilingual:
    zh = name if language == "zh_CN" else f"公共假日（{english}）"
    return Bilingual(en=english, zh=zh)


def _known_until(country: str, days: HolidayBase, year: int) -> dt.date:
    """Return the last day whose arrangement is known.

    Where working days are moved each year by decree, a year in which the library moves none has
    not been announced, or has not reached it. Elsewhere its rules hold as far as it counts.
    """
    code = country.partition("-")[0]
    if code in BY_DECREE:
        return dt.date(_last_decree(code), 12, 31)
    return dt.date(min(year + _AFTER, days.end_year), 12, 31)


@cache
def _last_decree(code: str) -> int:
    moved = holidays.country_holidays(code, years=_DECREES, expand=False).weekend_workdays
    return max(day.year for day in moved)


@cache
def _zone_table() -> tuple[dict[str, str], dict[str, str]]:
    """Return the country of each zone, and what the zones' other names stand for."""
    data = files("tzdata") / "zoneinfo"
    table = (data / "zone.tab").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in table if line and not line.startswith("#"))
    links = (data / "tzdata.zi").read_text(encoding="utf-8").splitlines()
    pairs = (line.split() for line in links if line.startswith("L "))
    return {row[2]: row[0] for row in rows}, {name: target for _, target, name in pairs}
