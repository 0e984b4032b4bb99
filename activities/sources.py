"""Evidence from files below the data folder: people, feedback, measures, documents.

Plain synchronous functions, for a caller's thread. Text is cleaned here, once, and kept as text:
a cell that starts with `=` is never evaluated. Every refusal is a BadInputError of one sentence
that names the file, the line and the column. Times without a zone are taken as UTC, and all
times come out in UTC.
"""

from pathlib import Path

from activities.cells import ACCOUNT, ID, Cell
from activities.documents import read_document
from activities.files import SpotError
from activities.people import read_people
from activities.tabular import Fields, Row, read_fields, rows
from domain.records import FeedbackItem, MeasureMeaning, MeasurePoint
from domain.text import fold

__all__ = ["read_document", "read_feedback", "read_measures", "read_people"]

FEEDBACK_COLUMNS = ("id", "account", "department", "text")
MEASURE_COLUMNS = ("measure", "label", "unit", "better", "source", "date", "value")

_BETTER = {"lower": "lower", "higher": "higher", "越低越好": "lower", "越高越好": "higher"}


def read_feedback(root: Path, file: str) -> list[FeedbackItem]:
    """Read feedback from the CSV `file` below `root`: id, account, department, text, rating.

    The column `rating` (1 to 5), or a cell of it, may be left out.
    """
    items: dict[str, FeedbackItem] = {}
    for row in rows(root, file, FEEDBACK_COLUMNS):
        item = _feedback_item(row)
        if item.id in items:
            raise row.cell("id").bad("stands twice; each item needs an id of its own", "重复出现")
        items[item.id] = item
    return list(items.values())


def _said(row: Row) -> str:
    text = row.cell("text")
    if not text.text.strip():
        raise text.spot.bad("is empty", "为空")
    return text.text


def _rating(row: Row) -> int | None:
    rating = row.cell("rating")
    return rating.whole(1, 5) if rating.text.strip() else None


FEEDBACK_FIELDS: Fields = {
    "text": _said,
    "id": lambda row: row.cell("id").matching(ID),
    "account": lambda row: row.cell("account").matching(ACCOUNT),
    "department": lambda row: row.cell("department").line(),
    "rating": _rating,
}


def _feedback_item(row: Row) -> FeedbackItem:
    return FeedbackItem(**read_fields(row, FEEDBACK_FIELDS))


def read_measures(root: Path, file: str) -> tuple[list[MeasurePoint], list[MeasureMeaning]]:
    """Read the readings and the meaning of each measure from the CSV `file` below `root`.

    A measure means the same in each of its rows and is read once a day at most.
    """
    points: dict[tuple[str, object], MeasurePoint] = {}
    meanings: dict[str, MeasureMeaning] = {}
    for row in rows(root, file, MEASURE_COLUMNS):
        meaning = MeasureMeaning(**read_fields(row, MEANING_FIELDS))
        if meanings.setdefault(meaning.measure, meaning) != meaning:
            raise other_meaning(row)
        point = MeasurePoint(measure=meaning.measure, **read_fields(row, POINT_FIELDS))
        if (point.measure, point.at) in points:
            raise read_twice(row, point)
        points[point.measure, point.at] = point
    return list(points.values()), list(meanings.values())


def other_meaning(row: Row) -> SpotError:
    """Return the error for a measure that means something else than in an earlier row."""
    return row.cell("measure").bad(
        "has another label, unit, better or source than before",
        "的名称、单位、方向或来源与前文不一致",
    )


def read_twice(row: Row, point: MeasurePoint) -> SpotError:
    """Return the error for a second reading on one day."""
    return row.cell("measure").bad(f"is read twice on {point.at}", f"在 {point.at} 出现了两次")


def _better(cell: Cell) -> str:
    word = fold(cell.text)
    if word not in _BETTER:
        raise cell.bad(
            'must be "lower" or "higher"', "必须是 lower（越低越好）或 higher（越高越好）"
        )
    return _BETTER[word]


MEANING_FIELDS: Fields = {
    "measure": lambda row: row.cell("measure").line(),
    "label": lambda row: row.cell("label").line(),
    "unit": lambda row: row.cell("unit").line(),
    "better": lambda row: _better(row.cell("better")),
    "source": lambda row: row.cell("source").line(),
}
POINT_FIELDS: Fields = {
    "at": lambda row: row.cell("date").day(),
    "value": lambda row: row.cell("value").number(),
}
