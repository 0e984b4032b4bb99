"""Reading a survey of waiting: CSV, XLSX, YAML or JSON, one answer a row."""

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, BinaryIO

from activities.cells import Cell
from activities.entries import Entries
from activities.files import Spot, locate, unopened
from activities.import_rows import Heard, fields_of, read
from activities.tabular import Row
from domain.errors import WrongValueError
from domain.event_words import is_placeholder
from domain.survey import Answer, faults
from domain.survey_columns import FIELDS, SurveyRole, survey_columns, whole_columns
from domain.survey_words import (
    MOST_A_WEEK,
    MOST_HOURS,
    Period,
    frequency,
    frequency_of,
    hours_lost,
    said_yes,
)
from domain.text import Bilingual

MOST_ANSWERS = 10_000
_FORM = Entries(
    FIELDS,
    (),
    one=Bilingual(en="an answer", zh="答复"),
    many=Bilingual(en="answers", zh="答复"),
)
_columns = functools.lru_cache(64)(survey_columns)


def read_survey(path: Path, file: str | None = None) -> list[Answer]:
    """Return the answers in a file that somebody names; `file` is what it is called.

    Raises BadInputError of one sentence that names the file, and the line where there is one.
    """
    file = path.name if file is None else file
    try:
        with path.open("rb") as stream:
            return survey_in(stream, file)
    except OSError as error:
        raise unopened(file, error) from None


def read_survey_below(root: Path, file: str) -> list[Answer]:
    """Return the answers in a file below the data folder. Raises BadInputError."""
    return read_survey(locate(root, file), file)


def survey_in(stream: BinaryIO, file: str) -> list[Answer]:
    """Return the answers in an open file. Raises BadInputError as `read_survey` does."""
    heard = Heard(strict=True)
    found: list[Answer] = []
    spots: list[Spot] = []
    for row, fields in read(stream, file, _FORM, _reader(heard), heard, _told):
        if heard.rows > MOST_ANSWERS:
            raise row.spot.bad(
                f"more than {MOST_ANSWERS:,} answers", f"超过 {MOST_ANSWERS:,} 条答复"
            )
        if fields:
            found.append(fields["answer"])
            spots.append(row.spot)
    for fault in faults(found, [spot.line for spot in spots]):
        raise spots[fault.place].bad(fault.sentence.en, fault.sentence.zh)
    return found


def _told(spot: Spot, header: Sequence[str]) -> Sequence[str]:
    """Return the columns that the header of a table has for us."""
    try:
        return tuple(whole_columns(header).values())
    except WrongValueError as error:
        raise spot.bad(error.sentence.en, error.sentence.zh) from None


def _reader(heard: Heard) -> Any:
    def fields(row: Row) -> dict[str, Any] | None:
        names = [
            _cell(row, role).spot.column or "" for role in ("department", "process", "waits_on")
        ]
        return fields_of(row, {"answer": _answer}, names, heard, is_placeholder)

    return fields


def _cell(row: Row, role: SurveyRole) -> Cell:
    """Return the cell of a role; of a column that is not there, an empty one."""
    try:
        return row.cell(_columns(tuple(row.cells)).get(role, role))
    except WrongValueError as error:  # two fields of one entry of a document
        raise row.spot.bad(error.sentence.en, error.sentence.zh) from None


def _answer(row: Row) -> Answer:
    department = _cell(row, "department").optional_line()
    if not department and not any(text.strip() for text in row.cells.values()):
        raise row.spot.bad("is empty", "为空")
    waits_on = _cell(row, "waits_on").optional_line()
    process = _cell(row, "process")
    if is_placeholder(waits_on) and is_placeholder(process.text):
        return Answer(department, waits_on=waits_on)
    if is_placeholder(process.text):
        raise process.spot.bad("names no process", "没有写明流程")
    often, per = _often(row)
    return Answer(
        department,
        process.line(),
        waits_on,
        often,
        per,
        _hours(_cell(row, "hours")),
        _confirmed(_cell(row, "confirmed")),
    )


def _often(row: Row) -> tuple[float, Period]:
    cell, per = _cell(row, "how_often"), _cell(row, "per")
    found = frequency_of(cell.line(), per.text) if per.text else frequency(cell.line())
    if found is None:
        raise cell.bad(
            "does not say how often, in one way only and up to "
            f"{MOST_A_WEEK:,} times a week; write for example “3 per week” or “every 2 months”",
            f"不能明确表示频率（每周至多 {MOST_A_WEEK:,} 次）；请写成「每周 3 次」"
            f"或「每两个月一次」",
        )
    return found


def _hours(cell: Cell) -> float:
    hours = hours_lost(cell.line())
    if hours is None:
        raise cell.bad(
            f"is not hours lost each time, from 0 to {MOST_HOURS:,}; write for example 2.5",
            f"不是每次损失的小时数（0 到 {MOST_HOURS:,}）；请写成 2.5 这样的数字",
        )
    return hours


def _confirmed(cell: Cell) -> bool | None:
    said = said_yes(cell.text)
    if said is None and not is_placeholder(cell.text):
        raise cell.bad("is neither yes nor no, nor empty", "应为「是」「否」或留空")
    return said
