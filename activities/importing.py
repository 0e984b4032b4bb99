"""Reading what is imported: every row as it is to be kept, or every problem with its place.

What people said in feedback stays as they said it, and numbers may be negative.
"""

from collections.abc import Generator, Iterator, Mapping
from functools import partial
from typing import Any, BinaryIO, Literal

from activities.entries import Entries
from activities.files import Spot
from activities.import_rows import Heard, fields_of, made, read
from activities.people import PEOPLE, PERSON_FIELDS, person
from activities.sources import (
    FEEDBACK_COLUMNS,
    FEEDBACK_FIELDS,
    MEANING_FIELDS,
    MEASURE_COLUMNS,
    POINT_FIELDS,
    other_meaning,
    read_twice,
)
from activities.tabular import Fields, Row
from domain.directory import Directory, Person
from domain.directory_rules import faults
from domain.records import FeedbackItem, MeasureMeaning, MeasurePoint
from domain.text import Bilingual

Kind = Literal["directory", "measures", "feedback", "event-logs"]

_MEASURES = Entries(
    MEASURE_COLUMNS,
    MEASURE_COLUMNS,
    one=Bilingual(en="a reading", zh="读数"),
    many=Bilingual(en="readings", zh="读数"),
)
_FEEDBACK = Entries(
    (*FEEDBACK_COLUMNS, "rating"),
    FEEDBACK_COLUMNS,
    one=Bilingual(en="an answer", zh="意见"),
    many=Bilingual(en="answers", zh="意见"),
)
_FORMS: Mapping[Kind, Entries] = {
    "directory": PEOPLE,
    "measures": _MEASURES,
    "feedback": _FEEDBACK,
}
_NAMES: Mapping[Kind, tuple[str, ...]] = {
    "directory": ("name", "department", "groups"),
    "measures": ("measure", "label", "unit", "source"),
    "feedback": ("department",),
}


def people_in(stream: BinaryIO, file: str, heard: Heard) -> Directory:
    """Return the people in a file, all of them or none; `heard` lists every problem."""
    found: list[tuple[Spot, Person]] = []
    whole = True
    for row, fields in _read(stream, file, "directory", PERSON_FIELDS, heard):
        one = made(partial(person, row, fields), heard) if fields else None
        whole = whole and one is not None
        account = row.cells.get("account", "").strip()
        if one is None and account:  # others may name them, and they may stand twice
            one = Person.model_construct(account=account, name=account, department="")
        if one:
            found.append((row.spot, one))
    for fault in faults([one for _, one in found]):
        heard.tell(found[fault.index][0].bad(fault.sentence.en, fault.sentence.zh))
    return Directory(people=tuple(one for _, one in found)) if whole else Directory(people=())


def measures_in(
    stream: BinaryIO, file: str, heard: Heard
) -> tuple[list[MeasurePoint], list[MeasureMeaning]]:
    """Return the readings and meanings in a file; `heard` lists every problem."""
    points: dict[tuple[str, object], MeasurePoint] = {}
    meanings: dict[str, MeasureMeaning] = {}
    for row, fields in _read(stream, file, "measures", {**MEANING_FIELDS, **POINT_FIELDS}, heard):
        if not fields:
            continue
        meaning = MeasureMeaning(**{name: fields[name] for name in MEANING_FIELDS})
        if meanings.setdefault(meaning.measure, meaning) != meaning:
            heard.tell(other_meaning(row))
        point = MeasurePoint(measure=meaning.measure, at=fields["at"], value=fields["value"])
        if points.setdefault((point.measure, point.at), point) is not point:
            heard.tell(read_twice(row, point))
    return list(points.values()), list(meanings.values())


def feedback_in(stream: BinaryIO, file: str, heard: Heard) -> Generator[FeedbackItem, None, None]:
    """Return the answers in a file one by one; `heard` lists every problem."""
    lines: dict[str, int | None] = {}
    for row, fields in _read(stream, file, "feedback", FEEDBACK_FIELDS, heard):
        if not fields:
            continue
        if fields["id"] in lines:
            first = lines[fields["id"]]
            heard.tell(
                row.cell("id").bad(
                    f"stands in line {first} already; each answer needs an id of its own",
                    f"已在第 {first} 行出现；每条意见需要唯一的编号",
                )
            )
            continue
        lines[fields["id"]] = row.spot.line
        yield FeedbackItem(**fields)


def _read(
    stream: BinaryIO, file: str, kind: Kind, fields: Fields, heard: Heard
) -> Iterator[tuple[Row, dict[str, Any] | None]]:
    names = _NAMES[kind]
    return read(stream, file, _FORMS[kind], lambda row: fields_of(row, fields, names, heard), heard)
