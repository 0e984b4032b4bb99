"""How a brief says where work waits: by a log of events, or by a survey where there is none."""

from collections.abc import Mapping
from typing import Any, Literal

from cli.brief_filled import FILES
from domain.errors import BadInputError
from domain.problems import shown
from domain.text import Bilingual, fold

Way = Literal["log", "store", "survey"]
ASKED = Bilingual(
    en="What tells where work waits? log: a file of events; store: an imported event log; "
    "survey: there is no log, departments report it themselves",
    zh="等待情况的依据：log（事件日志文件）、store（已导入的事件日志）"
    "或 survey（没有日志，由各部门填写等待问卷）",
)
FIELDS: dict[Way, str] = {"log": "events.file", "store": "events.log", "survey": "survey"}
"""The field of `sources` that each way fills in."""
USUAL: dict[Way, str | None] = {"log": "events.csv", "store": None, "survey": "survey.csv"}
_CALLED: dict[str, Way] = {
    "log": "log",
    "events": "log",
    "日志": "log",
    "事件日志": "log",
    "store": "store",
    "imported": "store",
    "已导入": "store",
    "survey": "survey",
    "问卷": "survey",
}


def way_of(answer: str) -> Way:
    """Return the way that somebody named. Raises BadInputError."""
    found = _CALLED.get(fold(answer))
    if found is None:
        given = shown(answer)
        raise BadInputError(
            f"must be log, store or survey, not “{given}”",
            f"应为 log、store、survey 之一，而不是「{given}」",
        )
    return found


def written(way: Way, given: str) -> dict[str, Any]:
    """Return what `sources` says of it."""
    if way == "survey":
        return {"survey": given}
    return {"events": {"file" if way == "log" else "log": given}}


def sourced(given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the sources so far, and for each that is not asked for yet one that is right."""
    found: dict[str, Any] = FILES | {"events": {"file": FILES["events"]}} | dict(given)
    if "survey" in given:  # one of the two, never both
        del found["events"]
    return found
