"""The log of a brief: whatever `accord needs` reads, and the same is said of it."""

import gzip
import json
from pathlib import Path

import polars as pl
import pytest

from activities.event_logs import read_brief_log
from activities.log_files import read_log
from domain.errors import BadInputError
from domain.sources import EventLog
from tests.workbooks import workbook

HEADER = ("case", "time", "department", "activity", "state")
ROWS = (
    ("1", "2026-03-02T09:00", "Sales", "sell", "working"),
    ("1", "2026-03-02T10:00", "Legal", "review", "queued"),
    ("1", "2026-03-02T14:00", "Legal", "review", "in progress"),
)
CSV = "\n".join(",".join(row) for row in (HEADER, *ROWS)) + "\n"
XES = (
    '<?xml version="1.0"?><log><trace><string key="concept:name" value="1"/>'
    + "".join(
        f'<event><string key="org:group" value="{group}"/><date key="time:timestamp" value="{at}"/>'
        f'<string key="concept:name" value="{did}"/>'
        f'<string key="lifecycle:transition" value="{state}"/></event>'
        for group, at, did, state in (
            ("Sales", "2026-03-02T09:00:00Z", "sell", "complete"),
            ("Legal", "2026-03-02T10:00:00Z", "review", "schedule"),
            ("Legal", "2026-03-02T14:00:00Z", "review", "start"),
        )
    )
    + "</trace></log>"
)


def _written(folder: Path, name: str) -> EventLog:
    path = folder / name
    match name.partition(".")[2]:
        case "csv":
            path.write_text(CSV)
        case "csv.gz":
            path.write_bytes(gzip.compress(CSV.encode()))
        case "xlsx":
            path.write_bytes(workbook([list(HEADER), *map(list, ROWS)]))
        case "parquet":
            columns = {name: [row[n] for row in ROWS] for n, name in enumerate(HEADER)}
            pl.DataFrame(columns).write_parquet(path)
        case "xes":
            path.write_text(XES)
        case "xes.gz":
            path.write_bytes(gzip.compress(XES.encode()))
    return EventLog(file=name)


@pytest.mark.parametrize("name", ["a.csv", "a.csv.gz", "a.xlsx", "a.parquet", "a.xes", "a.xes.gz"])
def test_a_brief_may_name_whatever_accord_needs_reads(tmp_path: Path, name: str) -> None:
    found = read_brief_log(tmp_path, _written(tmp_path, name)).table
    assert found["department"].to_list() == ["Sales", "Legal", "Legal"]
    assert found["state"].to_list()[1:] == ["queued", "working"]
    assert found.equals(read_log(tmp_path / name, {}).table)


def test_usual_names_may_be_missing_and_others_are_told_from_the_header(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("单号,操作时间,处理部门,节点\nA,2026-03-02,法务部,审核\n")
    found = read_brief_log(tmp_path, EventLog(file="a.csv")).table
    assert found["department"].to_list() == ["法务部"]


def test_a_usual_name_is_taken_before_one_that_is_only_alike(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "case,time,department,activity,state,lifecycle\nA,2026-03-02,X,y,queued,complete\n"
    )
    assert read_brief_log(tmp_path, EventLog(file="a.csv")).table["state"].to_list() == ["queued"]


def test_a_log_without_states_has_none_whatever_its_columns_are_called(tmp_path: Path) -> None:
    for name in ("a.csv", "a.xes"):
        log = _written(tmp_path, name).model_copy(update={"state": None})
        assert set(read_brief_log(tmp_path, log).table["state"]) == {"unknown"}


def test_start_end_people_and_working_hours_are_named_in_the_brief(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(
        "case,team,who,from,until\n1,A,Ann,2026-03-02 09:00,2026-03-02 16:00\n"
    )
    week = [{"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00", "endTime": "17:00"}]
    (tmp_path / "hours.json").write_text(json.dumps({"Ann": week}))
    log = EventLog(
        file="a.csv",
        department="team",
        start="from",
        end="until",
        resource="who",
        calendars="hours.json",
    )
    found = read_brief_log(tmp_path, log)
    assert found.table["resource"].to_list() == ["Ann"]
    assert found.table["until"].null_count() == 0
    assert found.hours is not None
    assert set(found.hours) == {"Ann"}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"department": "Team"}, "a.csv, line 1: sources.events.department: there is no column"),
        ({"state": "phase"}, "sources.events.state: there is no column “phase”"),
        ({"file": "../a.csv"}, "only a path below the data folder"),
        ({"file": "b.csv"}, "there is no such file"),
        ({"calendars": "no.json"}, "no.json: there is no such file"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_in_the_words_of_the_brief(
    tmp_path: Path, more: dict[str, str], says: str
) -> None:
    _written(tmp_path, "a.csv")
    with pytest.raises(BadInputError) as error:
        read_brief_log(tmp_path, EventLog.model_validate({"file": "a.csv"} | more))
    assert says in error.value.within("en")
    assert "--" not in error.value.within("zh")


@pytest.mark.parametrize("more", [{"start": "a"}, {"end": "a"}])
def test_a_start_without_an_end_is_refused_in_the_brief(more: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="start and end are named together"):
        EventLog.model_validate({"file": "a.csv"} | more)


@pytest.mark.parametrize("more", [{"start": "a", "end": "b"}, {"resource": "a"}])
def test_an_imported_log_takes_no_columns(more: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="named at its import"):
        EventLog.model_validate({"log": "tickets"} | more)
