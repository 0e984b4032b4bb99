"""Bad files by both doors: the command and the API tell the same problems, and keep nothing."""

import asyncio
import dataclasses
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from store.collaborations import keep_collaboration
from store.engine import close, open_store
from tests.api.away import alone, asking
from tests.cli.desk import Desk
from tests.store.samples import NOW, brief
from tests.workbooks import workbook

SAID = "id,account,department,text,rating\n"
READ = "measure,label,unit,better,source,date,value\n"
PEOPLE = "account,name,department\n"
ONE = "m,M,d,lower,s,"
NO_TEXT, RUNS = "is not a text file", "a spreadsheet would run it"
NO_DATE, NO_NUMBER = "is not a date such as", "is not a number such as"


@dataclasses.dataclass(frozen=True)
class Bad:
    """A file, and where and how its first problem is told."""

    name: str
    kind: str
    content: bytes
    line: int | None
    column: str | None
    says: str
    file: str = "x.csv"


def said(name: str, row: str | bytes, line: int | None, column: str | None, says: str) -> Bad:
    more = row if isinstance(row, bytes) else row.encode("utf-8", "surrogatepass")
    return Bad(name, "feedback", SAID.encode() + more, line, column, says)


def read(name: str, row: str, column: str | None, says: str, line: int = 2) -> Bad:
    return Bad(name, "measures", (READ + row).encode(), line, column, says)


def people(name: str, content: str, line: int | None, column: str | None, says: str) -> Bad:
    return Bad(name, "directory", content.encode(), line, column, says)


def entries(name: str, file: str, content: str, line: int | None, says: str) -> Bad:
    return Bad(name, "directory", content.encode(), line, None, says, file)


ENCODED = (
    Bad("UTF-16", "feedback", (SAID + "F1,a,L,t,1\n").encode("utf-16"), None, None, NO_TEXT),
    said(
        "two encodings",
        "F1,a,法务,很慢,1\n".encode() + "F2,a,法务,太慢,1\n".encode("gb18030"),
        3,
        None,
        "is in another encoding than line 2",
    ),
    said("half a character", "F1,a,法务\ud800部门,慢,1\n", None, None, NO_TEXT),
    said("a NUL", "F1,a,L\0,t,1\n", None, None, NO_TEXT),
    Bad("a picture", "directory", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", None, None, NO_TEXT),
    Bad("an archive called CSV", "directory", workbook([["account"]]), None, None, NO_TEXT),
    entries("a text called a workbook", "x.xlsx", PEOPLE, None, "is not an Excel workbook"),
    entries("half an escape", "x.json", '[{"account": "\\ud8', 1, "is not valid JSON"),
)
SIZED = (
    Bad("nothing", "feedback", b"", None, None, "the file is empty"),
    Bad("a mark of UTF-8 alone", "feedback", b"\xef\xbb\xbf", None, None, "the file is empty"),
    said("a header alone", "", None, None, "has a header but no rows"),
    said("a cell too long", f"F1,a,L,{'x' * 20_001},1\n", 2, "text", "at most 20,000"),
    entries("a long YAML", "x.yaml", f"# {'x' * 8 * 1024 * 1024}", None, "at most 8 MiB"),
    entries("a nest without end", "x.json", "[" * 5_000, None, "more than 40 levels deep"),
    entries("a bomb of aliases", "x.yaml", "a: &a [x]\nb: [*a, *a]\n", 1, "are not allowed"),
)
SHAPED = (
    Bad("a column less", "measures", b"measure,label\nm,M\n", 1, None, "there is no column"),
    people("a column twice", "account,name,department,name\na,A,L,B\n", 1, None, "stands twice"),
    people("a cell more", f"{PEOPLE}a,A,L,x\n", 2, None, "4 cells, but the header has 3"),
    said("a quotation without end", 'F1,a,L,"never closed,1\n', 2, None, "is not valid CSV"),
    said("a rating of 6", "F1,a,L,t,6\n", 2, "rating", "from 1 to 5"),
    people("no account", f"{PEOPLE},A,L\n", 2, "account", "is empty"),
    people("a Chinese account", f"{PEOPLE}王芳,A,L\n", 2, "account", "1 to 64 Latin letters"),
)
DATED = tuple(
    read(f"the date {date!r}", f"{ONE}{date},1\n", "date", NO_DATE)
    for date in (
        "2026-02-30",
        "30/02/2026",
        "2026-13-01",
        "0000-00-00",
        "10000-01-01",
        "2026-03-02T10:00",
        "²026-03-02",
        "46083",
        "yesterday",
        "",
    )
)
NUMBERED = tuple(
    read(f"the number {value!r}", f'{ONE}2026-03-02,"{value}"\n', "value", NO_NUMBER)
    for value in ("nan", "inf", "-inf", "1e999", "1,5", "0x10", "1_000", "one", "")
)
REPEATED = (
    said("an id twice", "F1,a,L,t,1\nF1,b,L,u,2\n", 3, "id", "stands in line 2 already"),
    people("an account in other letters", f"{PEOPLE}a.b,A,L\nA.b,B,L\n", 3, None, "stands twice"),
    read("a reading twice", f"{ONE}2026-03-02,1\n{ONE}2026/3/2,2\n", "measure", "is read twice", 3),
)
FORMULAS = (
    *(
        people(f"a name with {mark!r}", f'{PEOPLE}a,"{mark}1+1",L\n', 2, "name", RUNS)
        for mark in ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠", " =")
    ),
    said("a department that runs", "F1,a,=cmd|x,t,1\n", 2, "department", RUNS),
    read("a unit that runs", "m,M,@x,lower,s,2026-03-02,1\n", "unit", RUNS),
)
TABLE = (*ENCODED, *SIZED, *SHAPED, *DATED, *NUMBERED, *REPEATED, *FORMULAS)


Told = dict[str, list[tuple[int, dict[str, Any]]]]


async def by_api(store: Path) -> Told:
    """Send all of them to the API: in earnest, and to be checked only."""
    engine = open_store(f"sqlite:///{store}")
    told: Told = {}
    try:
        await keep_collaboration(engine, brief(id="t-1"), NOW)
        async with asking(alone(engine)) as client:
            for row in TABLE:
                path = f"/v1/imports/{row.kind}?file={row.file}&collaboration=t-1&dry_run="
                sent = [await client.post(path + dry, content=row.content) for dry in "01"]
                told[row.name] = [(one.status_code, one.json()) for one in sent]
    finally:
        await close(engine)
    return told


@pytest.fixture(scope="module")
def told(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """A store that has one collaboration, and what the API said of each file."""
    store = tmp_path_factory.mktemp("told") / "accord.db"
    store.write_bytes(migrated.read_bytes())
    return store, asyncio.run(by_api(store))


def kept(file: Path) -> list[int]:
    """Return how many rows there are of all that can be imported."""
    with sqlite3.connect(file) as connection:
        tables = ("people", "measure_points", "measure_meanings", "feedback")
        return [connection.execute(f"SELECT count(*) FROM {one}").fetchone()[0] for one in tables]


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.kind}: {row.name}")
def test_a_bad_file_is_told_the_same_by_both_doors_and_nothing_of_it_is_kept(
    empty: Desk, told: tuple[Path, Told], row: Bad
) -> None:
    store, ((status, document), (dry_status, dry)) = told[0], told[1][row.name]
    assert (status, document["ok"]) == (422, False)
    first = document["problems"][0]
    assert (first["line"], first["column"]) == (row.line, row.column)
    assert row.says in first["error"]["en"]
    assert first["error"]["zh"] != first["error"]["en"]
    assert all("\n" not in text for text in first["error"].values())
    assert (dry_status, dry["problems"]) == (200, document["problems"])
    file = empty.folder / row.file
    file.write_bytes(row.content)
    words = ("import", row.kind, str(file), "--collaboration", "t-1", "--json")
    answer = empty(*words, ACCORD_STORE=f"sqlite:///{store}")
    assert (answer.code, answer.err) == (1, "")
    assert answer.document["problems"] == document["problems"]
    assert kept(store) == [0, 0, 0, 0]


def test_no_two_rows_have_one_name() -> None:
    assert len({row.name for row in TABLE}) == len(TABLE) > 50
