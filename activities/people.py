"""The directory of people, from CSV or YAML: the same fields, the same checks."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import available_timezones

from pydantic import ValidationError

from activities.calendars import NONE, check_country
from activities.cells import ACCOUNT, Cell
from activities.entries import ENDINGS, Entries, entries
from activities.files import DOCUMENT_LIMIT, Spot, SpotError, read_text, shown
from activities.tabular import Fields, Row, read_fields, rows
from domain.directory import Absence, Directory, Person
from domain.directory_rules import first_fault
from domain.errors import BadInputError
from domain.text import Bilingual, Language

REQUIRED = ("account", "name", "department")
FIELDS = (
    *REQUIRED,
    *("head", "superior", "groups", "language", "time_zone", "skills", "hours", "absences"),
    *("deputy", "calendar"),
)
PEOPLE = Entries(
    FIELDS,
    REQUIRED,
    one=Bilingual(en="a person", zh="人员"),
    many=Bilingual(en="people", zh="人员"),
)
_YES = {"true", "yes", "y", "1", "x", "是", "✓"}
_NO = {"", "false", "no", "n", "0", "否"}
_LANGUAGES: dict[str, Language] = {"zh": "zh", "en": "en", "中文": "zh", "english": "en"}
_CALENDARS = {"none": NONE, "无": NONE, "中国": "CN", "中国大陆": "CN"}
_zones = cache(available_timezones)


def read_people(root: Path, file: str) -> Directory:
    """Read the people in the CSV, YAML or JSON `file` below `root`.

    Columns, or keys: account, name, department; optional head, superior, groups, language,
    time_zone, skills (`legal:4;python:3`), hours, absences (`2026-12-01/2026-12-05;…`), deputy,
    calendar (a country such as CN, DE or DE-BY, or none; by default the time zone's).
    Raises BadInputError naming the line, also for a broken rule of the directory: accounts
    are unique, one head per department, superiors and deputies exist and form no circle.
    """
    named = Path(file).suffix.lower()
    records = _entries(root, file) if named in ENDINGS else rows(root, file, REQUIRED)
    found = [(row.spot, _person(row)) for row in records]
    people = tuple(person for _, person in found)
    if fault := first_fault(people):
        raise found[fault.index][0].bad(fault.sentence.en, fault.sentence.zh)
    return Directory(people=people)


def _entries(root: Path, file: str) -> Iterator[Row]:
    for row in entries(read_text(root, file, DOCUMENT_LIMIT), file, PEOPLE):
        if isinstance(row, SpotError):
            raise row
        yield row


def _hours(row: Row) -> int:
    hours = row.cell("hours")
    return hours.whole(0, 80) if hours.text else cast(int, _default("hours"))


def _groups(row: Row) -> tuple[str, ...]:
    return tuple(part for part in _parts(row.cell("groups").text) if part)


def _person(row: Row) -> Person:
    return person(row, read_fields(row, PERSON_FIELDS))


def person(row: Row, fields: Mapping[str, Any]) -> Person:
    """Return the person with these fields. Raises BadInputError naming the row."""
    try:
        return Person.model_validate(fields)
    except ValidationError as error:  # a rule of Person that no reader of a cell names
        problem = error.errors()[0]
        field = str(problem["loc"][0]) if problem["loc"] else None
        raise Spot(row.spot.file, row.spot.line, field).bad(
            shown(problem["msg"], 120), f"取值不符合要求（{shown(problem['msg'], 120)}）"
        ) from None


def _default(field: str) -> Any:
    return Person.model_fields[field].default


def _parts(text: str) -> Iterable[str]:
    return (part.strip() for part in re.split(r"[;；]", text))


def _head(cell: Cell) -> bool:
    word = cell.text.strip().casefold()
    if word not in _YES | _NO:
        raise cell.bad("is neither yes nor no", "既不是「是」也不是「否」")
    return word in _YES


def _language(cell: Cell) -> Language:
    word = cell.text.strip().casefold()
    if word and word not in _LANGUAGES:
        raise cell.bad("is not a language; write zh or en", "不是可用的语言，请填写 zh 或 en")
    return _LANGUAGES[word] if word else cast(Language, _default("language"))


def _time_zone(cell: Cell) -> str:
    zone = cell.text.strip()
    if zone and zone not in _zones():
        raise cell.bad(
            "is not a time zone such as Asia/Shanghai", "不是时区，请写成 Asia/Shanghai 这样的形式"
        )
    return zone or str(_default("time_zone"))


def _calendar(cell: Cell) -> str | None:
    word = cell.optional_line()
    country = _CALENDARS.get(word.casefold(), word.upper())
    if country:
        try:
            check_country(country)
        except BadInputError:
            raise cell.bad(
                "is not a calendar; write a country such as CN, DE or DE-BY, or none",
                "不是可用的工作日历，请填写国家代码，如 CN、DE、DE-BY，或填写 none（无）",
            ) from None
    return country or None


def _skills(cell: Cell) -> dict[str, int]:
    skills: dict[str, int] = {}
    for part in filter(None, _parts(cell.text)):
        name, colon, level = (
            piece.strip() for piece in re.split("([:：])", part + ":", maxsplit=1)
        )
        level = level.rstrip(":").strip()
        if not name or not colon or name in skills or level not in {"1", "2", "3", "4", "5"}:
            raise Cell(part, cell.spot).bad(
                "is not a skill with its level from 1 to 5, such as legal:4",
                "不是技能及其等级（1 到 5），请写成 法务:4 这样的形式",
            )
        skills[name] = int(level)
    return skills


def _absences(cell: Cell) -> Iterator[Absence]:
    for part in filter(None, _parts(cell.text)):
        try:
            start, end = (dt.date.fromisoformat(day.strip()) for day in part.split("/"))
            yield Absence(start=start, end=end)
        except ValueError:  # not two dates, or the end before the start
            raise Cell(part, cell.spot).bad(
                "is not an absence from one day to a later one, such as 2026-12-01/2026-12-05",
                "不是起止日期，请写成 2026-12-01/2026-12-05 这样的形式，且结束不早于开始",
            ) from None


PERSON_FIELDS: Fields = {
    "account": lambda row: row.cell("account").matching(ACCOUNT),
    "name": lambda row: row.cell("name").line(),
    "department": lambda row: row.cell("department").line(),
    "head": lambda row: _head(row.cell("head")),
    "superior": lambda row: row.cell("superior").optional_line() or None,
    "groups": _groups,
    "language": lambda row: _language(row.cell("language")),
    "time_zone": lambda row: _time_zone(row.cell("time_zone")),
    "skills": lambda row: _skills(row.cell("skills")),
    "hours": _hours,
    "absences": lambda row: tuple(_absences(row.cell("absences"))),
    "deputy": lambda row: row.cell("deputy").optional_line() or None,
    "calendar": lambda row: _calendar(row.cell("calendar")),
}
