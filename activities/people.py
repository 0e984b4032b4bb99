"""The directory of people, from CSV or YAML: the same fields, the same checks."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast
from zoneinfo import available_timezones

from pydantic import ValidationError

from activities.calendars import NONE, check_country
from activities.cells import ACCOUNT, Cell
from activities.documents import lines_of, parse_document
from activities.files import Spot, read_text, shown
from activities.tabular import Row, rows
from domain.directory import Absence, Directory, Person
from domain.directory_rules import first_fault
from domain.errors import BadInputError
from domain.text import Language

REQUIRED = ("account", "name", "department")
FIELDS = (
    *REQUIRED,
    *("head", "superior", "groups", "language", "time_zone", "skills", "hours", "absences"),
    *("deputy", "calendar"),
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
    records = (
        _entries(root, file) if named in (".yaml", ".yml", ".json") else rows(root, file, REQUIRED)
    )
    found = [(row.spot, _person(row)) for row in records]
    people = tuple(person for _, person in found)
    if fault := first_fault(people):
        raise found[fault.index][0].bad(fault.sentence.en, fault.sentence.zh)
    return Directory(people=people)


def _entries(root: Path, file: str) -> Iterator[Row]:
    text = read_text(root, file)
    entries = parse_document(text, file)
    if isinstance(entries, dict):
        entries = entries.get("people")
    if not isinstance(entries, list) or not entries:
        raise Spot(file).bad("is not a list of people", "不是人员列表")
    lines = lines_of(text) if not file.lower().endswith(".json") else ()
    for index, entry in enumerate(entries):
        spot = Spot(file, lines[index] if index < len(lines) else None)
        yield _as_row(entry, spot)


def _as_row(entry: Any, spot: Spot) -> Row:
    """Write one entry of a document as a CSV would hold it, so that one reader serves both."""
    if not isinstance(entry, dict):
        raise spot.bad("is not a person with fields", "不是带字段的人员条目")
    for key in entry:
        if key not in FIELDS:
            raise spot.bad(
                f'there is no field "{shown(key)}"; the fields are: {", ".join(FIELDS)}',
                f"没有「{shown(key)}」这个字段，可用的字段是：{'、'.join(FIELDS)}",
            )
    for key in REQUIRED:
        if key not in entry:
            raise spot.bad(f'the field "{key}" is missing', f"缺少字段「{key}」")
    return Row(spot, {key: _as_text(value) for key, value in entry.items()})


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return ";".join(_as_text(part) for part in value)
    if isinstance(value, dict) and set(value) == {"start", "end"}:
        return f"{value['start']}/{value['end']}"
    if isinstance(value, dict):
        return ";".join(f"{name}:{_as_text(level)}" for name, level in value.items())
    return str(value)


def _person(row: Row) -> Person:
    hours = row.cell("hours")
    try:
        return Person(
            account=row.cell("account").matching(ACCOUNT),
            name=row.cell("name").line(),
            department=row.cell("department").line(),
            head=_head(row.cell("head")),
            superior=row.cell("superior").optional_line() or None,
            groups=tuple(part for part in _parts(row.cell("groups").text) if part),
            language=_language(row.cell("language")),
            time_zone=_time_zone(row.cell("time_zone")),
            skills=_skills(row.cell("skills")),
            hours=hours.whole(0, 80) if hours.text else _default("hours"),
            absences=tuple(_absences(row.cell("absences"))),
            deputy=row.cell("deputy").optional_line() or None,
            calendar=_calendar(row.cell("calendar")),
        )
    except ValidationError as error:  # a rule of Person that no check above names
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
