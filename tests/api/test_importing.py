import asyncio
import io
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.imported_logs import read_kept
from activities.log_files import read_log
from api.importing import Imported, Target, import_file
from api.importing_logs import NamedLog, named_log
from domain.errors import BadInputError
from domain.import_columns import ImportRole
from domain.records import FeedbackItem
from store.engine import close, open_store
from store.event_logs import read_event_log
from store.feedback import feedback
from store.measures import measures
from store.people import COMPANY, directory
from tests.api.away import alone, asking
from tests.store.behind import execute
from tests.workbooks import workbook

SAID = "id,account,department,text,rating\n"
READ = "measure,label,unit,better,source,date,value\n"
EXAMPLES = Path("examples")
ANSWERS = Target(kind="feedback", collaboration="onboarding", round=2)
LOGGED = "case,time,department,activity,state\n"
TICKETS = Target(
    kind="event-logs", collaboration="onboarding", log=NamedLog(name="tickets", by="li.na")
)
MOST_MEMORY = 300
# A child begins with the memory of whoever starts it, and a process of tests has much.
MEASURED = [
    sys.executable,
    "-c",
    """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
print(end=str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss))
sys.exit(code)
""",
]
COMMAND = [sys.executable, "-c", "from cli.main import main; main()"]


async def keep(
    engine: AsyncEngine,
    target: Target,
    content: str | bytes,
    file: str = "x.csv",
    dry: bool = False,
) -> Imported:
    given = content.encode() if isinstance(content, str) else content
    return await import_file(engine, target, io.BytesIO(given), file, dry)


async def test_feedback_is_kept_once_by_its_id(engine: AsyncEngine) -> None:
    first = await keep(engine, ANSWERS, SAID + "F1,li.na,Legal,Slow,2\nF2,sam,Sales,Fine,\n")
    assert (first.ok, first.rows, first.new) == (True, 2, 2)
    again = await keep(engine, ANSWERS, SAID + "F1,li.na,Legal,Other,1\nF3,sam,Sales,Good,5\n")
    assert (again.ok, again.rows, again.new) == (True, 2, 1)
    kept = await feedback(engine, "onboarding", 2)
    assert [(item.id, item.text) for item in kept] == [
        ("F1", "Slow"),
        ("F2", "Fine"),
        ("F3", "Good"),
    ]
    assert await feedback(engine, "onboarding", 1) == []


async def test_a_workbook_is_kept_as_its_csv_would_be(engine: AsyncEngine) -> None:
    rows: list[list[Any]] = [SAID.strip().split(","), ["F1", "li.na", "法务部", "太慢", 2]]
    assert (await keep(engine, ANSWERS, workbook(rows), "x.xlsx")).new == 1
    item = FeedbackItem(id="F1", account="li.na", department="法务部", text="太慢", rating=2)
    assert await feedback(engine, "onboarding", 2) == [item]


@pytest.mark.parametrize("dry", [False, True])
async def test_a_file_with_a_problem_changes_nothing(engine: AsyncEngine, dry: bool) -> None:
    bad = SAID + "F1,li.na,Legal,Slow,2\n" * 2
    made = await keep(engine, ANSWERS, bad, dry=dry)
    assert (made.ok, made.rows, made.new, made.problem_count) == (False, 2, None, 1)
    assert [(one.line, one.column) for one in made.problems] == [(3, "id")]
    assert await feedback(engine, "onboarding", 2) == []


async def test_a_dry_run_keeps_nothing_also_without_a_problem(engine: AsyncEngine) -> None:
    for kind, content in (
        ("feedback", SAID + "F1,li.na,Legal,Slow,2\n"),
        ("measures", READ + "m,M,d,lower,s,2026-03-02,1\n"),
        ("directory", "account,name,department\nli.na,Li Na,Legal\n"),
    ):
        target = Target.model_validate({"kind": kind, "collaboration": "onboarding"})
        made = await keep(engine, target, content, dry=True)
        assert (made.ok, made.rows, made.new) == (True, 1, None)
    assert await feedback(engine, "onboarding", 1) == []
    assert await measures(engine, "onboarding") == ([], [])
    assert (await directory(engine, "onboarding")).people == ()


async def test_readings_are_corrected_and_a_bad_file_leaves_them(engine: AsyncEngine) -> None:
    target = Target(kind="measures", collaboration="onboarding")
    row = "m,M,d,lower,s,2026-03-02,"
    assert (await keep(engine, target, READ + row + "1\n")).new == 1
    assert (await keep(engine, target, READ + row + "2\n")).new == 1
    assert not (await keep(engine, target, READ + row + "3\n" + row + "4\n")).ok
    points, meanings = await measures(engine, "onboarding")
    assert [point.value for point in points] == [2.0]
    assert [meaning.measure for meaning in meanings] == ["m"]


async def test_people_take_the_place_of_those_of_their_scope(engine: AsyncEngine) -> None:
    company = Target(kind="directory")
    own = Target(kind="directory", collaboration="onboarding")
    header = "account,name,department\n"
    await keep(engine, company, header + "li.na,Li Na,Legal\nsam,Sam,Sales\n")
    await keep(engine, company, header + "sam,Sam,Sales\n")
    await keep(engine, own, header + "zhao.min,Zhao Min,Board\n")
    assert [p.account for p in (await directory(engine, COMPANY)).people] == ["sam"]
    assert [p.account for p in (await directory(engine, "onboarding")).people] == ["zhao.min"]
    assert not (await keep(engine, company, header + "sam,Sam,Sales\nSam,S,Sales\n")).ok
    assert [p.account for p in (await directory(engine, COMPANY)).people] == ["sam"]


@pytest.mark.parametrize(
    ("kind", "file"),
    [
        ("directory", "zh/people.yaml"),
        ("directory", "en/people.csv"),
        ("measures", "zh/measures.csv"),
        ("feedback", "en/feedback.csv"),
    ],
)
async def test_what_the_examples_hold_can_be_imported(
    engine: AsyncEngine, kind: str, file: str
) -> None:
    target = Target.model_validate({"kind": kind, "collaboration": "onboarding"})
    made = await keep(engine, target, (EXAMPLES / file).read_bytes(), file)
    assert made.problems == ()
    assert made.new == made.rows > 10


async def test_the_log_of_the_examples_is_kept_as_the_reader_of_files_finds_it(
    engine: AsyncEngine,
) -> None:
    for folder, header in (
        ("en", None),
        ("zh", {"case": "单号", "time": "时间", "department": "部门", "activity": "环节"}),
    ):
        content = (EXAMPLES / folder / "events.csv").read_bytes()
        made = await keep(engine, TICKETS, content, "events.csv")
        assert made.problems == ()
        assert made.new == made.rows > 100
        assert made.columns is not None
        told = made.columns.model_dump()
        none = dict.fromkeys(("start", "end", "resource"))
        assert told == (header or told) | {"state": told["state"]} | none
        kept = await read_event_log(engine, "onboarding", "tickets")
        assert kept is not None
        read = read_log(EXAMPLES / folder / "events.csv", {})
        found = read_kept(kept)
        assert found.table.equals(read.table)
        assert (found.placeholders, found.copies) == (read.placeholders, read.copies)
        assert (kept.log.fingerprint, kept.log.by) == (made.fingerprint, "li.na")
        assert (kept.log.rows, kept.log.columns) == (made.rows, made.columns)
        assert kept.log.cases == read.table["case"].n_unique()


@pytest.mark.parametrize("dry", [False, True])
async def test_a_log_with_a_problem_leaves_the_one_that_is_there(
    engine: AsyncEngine, dry: bool
) -> None:
    row = "A,2026-09-01,Legal,review,queued\n"
    assert (await keep(engine, TICKETS, LOGGED + row)).new == 1
    bad = await keep(engine, TICKETS, LOGGED + row + "A,yesterday,Legal,review,queued\n", dry=dry)
    assert (bad.ok, bad.rows, bad.new) == (False, 2, None)
    assert [(one.line, one.column) for one in bad.problems] == [(3, "time")]
    tried = await keep(engine, TICKETS, LOGGED + row * 2, dry=True)
    assert (tried.ok, tried.rows, tried.new) == (True, 2, None)
    kept = await read_event_log(engine, "onboarding", "tickets")
    assert kept is not None
    assert kept.log.rows == 1


async def test_a_log_is_replaced_and_the_same_file_again_is_nothing_new(
    engine: AsyncEngine,
) -> None:
    row = "A,2026-09-01,Legal,review,queued\n"
    made = [
        (await keep(engine, TICKETS, content)).new
        for content in (LOGGED + row * 3, LOGGED + row * 3, LOGGED + row * 2)
    ]
    assert made == [3, 0, 2]
    kept = await read_event_log(engine, "onboarding", "tickets")
    assert kept is not None
    assert kept.log.rows == 2


@pytest.mark.parametrize("dry", [False, True])
async def test_columns_that_nothing_is_read_from_are_told_and_not_those_that_were_named(
    engine: AsyncEngine, dry: bool
) -> None:
    named = NamedLog(name="tickets", columns={"activity": "was", "state": None})
    target = Target(kind="event-logs", log=named)
    content = "ticket,time,team,was,status,Kommentar\nA,2026-09-01,Legal,review,queued,x\n"
    made = await keep(engine, target, content, dry=dry)
    assert made.ok
    assert (made.passed_over, made.passed_over_count) == (("status", "Kommentar"), 2)
    path = f"/v1/imports/event-logs?file=t.csv&name=tickets&activity=was&state=&dry_run={dry}"
    async with asking(alone(engine)) as client:
        told = (await client.post(path, content=content.encode())).json()
    assert (told["passed_over"], told["passed_over_count"]) == (["status", "Kommentar"], 2)


@pytest.mark.parametrize(
    ("kind", "name", "columns", "said"),
    [
        ("event-logs", None, {}, "name: say what the event log is called"),
        ("event-logs", "Tickets 2026", {}, "name: “Tickets 2026” must be at most 48"),
        ("event-logs", "", {}, "name: “” must be at most 48"),
        ("event-logs", "t", {"case": ""}, "case: is empty"),
        ("event-logs", "t", {"time": "\u200b "}, "time: is empty"),
        ("event-logs", "t", {"state": "x" * 301}, "state: has 301 characters"),
        ("event-logs", "t", {"resource": "x" * 301}, "resource: has 301 characters"),
        ("feedback", "tickets", {}, "name: only event-logs take it, not feedback"),
        ("directory", None, {"state": ""}, "state: only event-logs take it, not directory"),
        ("measures", None, {"start": "x"}, "start: only event-logs take it, not measures"),
    ],
)
def test_what_cannot_be_said_of_a_log_is_one_sentence(
    kind: Any, name: str | None, columns: dict[ImportRole, str | None], said: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        named_log(kind, name, columns, None)
    assert str(caught.value).startswith(said)
    assert caught.value.sentence.zh != caught.value.sentence.en


def test_an_empty_state_says_that_a_log_has_none() -> None:
    given: dict[ImportRole, str | None] = {"case": " 单号 ", "time": None, "state": ""}
    found = named_log("event-logs", "tickets", given, "li.na")
    assert found == NamedLog(name="tickets", columns={"case": "单号", "state": None}, by="li.na")


async def test_a_file_that_changes_while_it_is_read_stops_the_import(engine: AsyncEngine) -> None:
    good, bad = (SAID + f"F1,li.na,Legal,Slow,{rating}\n" for rating in (2, 9))

    class Changing(io.BytesIO):
        def seek(self, offset: int, whence: int = 0) -> int:
            """Become another file for the second reading, which ends looking for the size."""
            if whence == 2 and self.read_once:
                self.getbuffer()[:] = bad.encode()
            self.read_once = self.read_once or whence == 2
            return super().seek(offset, whence)

        read_once = False

    with pytest.raises(Exception, match='"9" is not a whole number'):
        await import_file(engine, ANSWERS, Changing(good.encode()), "x.csv")
    assert await feedback(engine, "onboarding", 2) == []


async def test_an_import_of_100_000_answers_stays_under_300_mb(
    sqlite_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "many.csv"
    with file.open("w", encoding="utf-8") as stream:
        stream.write(SAID)
        for number in range(100_000):
            said = f"流程太长，等了三周没有人回复。{number} " * 8
            stream.write(f"F{number},user{number % 5000},法务部,{said},{number % 5 + 1}\n")
    words = ["import", "feedback", str(file), "--collaboration", "onboarding", "--json"]
    new, most = await measured(sqlite_url, words)
    assert (new, most < MOST_MEMORY) == (100_000, True)
    assert execute(sqlite_url, "SELECT count(*) FROM feedback") == [(100_000,)]


async def test_an_import_of_events_needs_no_more_memory_for_more_of_them(
    sqlite_url: str, tmp_path: Path
) -> None:
    """Of 60,000 events at once, the objects alone would be 78 MB."""
    needed = []
    for count in (10, 60_000):
        file = tmp_path / "many.csv"
        with file.open("w", encoding="utf-8") as stream:
            stream.write("工单号,时间,部门,环节,状态\n")
            for number in range(count):
                day, minute = number % 28 + 1, number % 60
                stream.write(
                    f"D-{number // 5},2026-03-{day:02} 09:{minute:02},法务部,审核,待处理\n"
                )
        words = ["import", "event-logs", str(file), "--name", "tickets", "--json"]
        new, most = await measured(sqlite_url, words)
        assert new == count
        needed.append(most)
    assert needed[1] - needed[0] < 50
    engine = open_store(sqlite_url)
    kept = await read_event_log(engine, "onboarding", "tickets")
    await close(engine)
    assert kept is not None
    assert sum(len(texts["case"]) for texts in kept.texts) == 60_000
    assert kept.log.cases == 12_000


async def measured(url: str, words: list[str]) -> tuple[int, float]:
    """Import in a process of its own; return what was new, and the most memory in MiB."""
    process = await asyncio.create_subprocess_exec(
        *MEASURED, *COMMAND, *words, env=os.environ | {"ACCORD_STORE": url}, stdout=PIPE
    )
    told, _ = await process.communicate()
    document, most = told.decode().rsplit("\n", 1)
    return json.loads(document)["new"], int(most) / 1024
