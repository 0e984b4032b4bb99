import asyncio
import datetime as dt
from collections.abc import AsyncIterator, Sequence
from typing import Any

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.event_columns import ROLES, EventColumns
from domain.log_columns import LogRole
from domain.records import Event, ImportedLog
from domain.working_hours import WorkingHours
from store.engine import reading, writing
from store.event_logs import (
    Hours,
    KeptLog,
    event_log,
    forget_event_log,
    keep_event_log,
    logs,
    piece_of,
    read_event_log,
    written_hours,
)
from store.people import COMPANY
from store.tables.evidence import event_logs, logged_events

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
COLUMNS = EventColumns(case="单号", time="时间", department="部门", activity="节点", state=None)


def log(**changes: Any) -> ImportedLog:
    fields: dict[str, Any] = {
        "scope": "onboarding",
        "name": "tickets",
        "columns": COLUMNS,
        "file": "工单.csv",
        "fingerprint": "a" * 64,
        "rows": 2,
        "by": "li.na",
        "at": NOW,
        "cases": 1,
    }
    return ImportedLog(**fields | changes)


Row = dict[LogRole, str]


def event(case: str, hour: int = 0, department: str = "法务部") -> Row:
    at = (NOW + dt.timedelta(hours=hour)).isoformat()
    return {"case": case, "time": at, "group": department, "activity": "审核"}


async def some(*chunks: Sequence[Row]) -> AsyncIterator[str]:
    for chunk in chunks:
        yield piece_of(chunk)


def rows(kept: KeptLog) -> list[Row]:
    return [
        dict(zip(texts, row, strict=True))
        for texts in kept.texts
        for row in zip(*texts.values(), strict=True)
    ]


async def found(
    engine: AsyncEngine, collaboration: str, name: str
) -> tuple[ImportedLog, list[Row]] | None:
    kept = await read_event_log(engine, collaboration, name)
    return None if kept is None else (kept.log, rows(kept))


async def counted(engine: AsyncEngine) -> tuple[int, int]:
    """How many logs there are, and how many pieces of them."""
    async with reading(engine) as connection:
        found = [
            (await connection.execute(select(func.count()).select_from(table))).scalar_one()
            for table in (event_logs, logged_events)
        ]
    return found[0], found[1]


async def cases(engine: AsyncEngine, collaboration: str, name: str = "tickets") -> list[str]:
    kept = await found(engine, collaboration, name)
    assert kept is not None
    return [one["case"] for one in kept[1]]


async def test_events_come_back_as_they_came_in_and_in_their_order(engine: AsyncEngine) -> None:
    first = [event("B", 2), event("A"), event("A", department="")]
    edges: list[Row] = [
        {"case": "z", "start": "", "end": "0001-01-01", "group": "=1", "resource": "\u2028\\"},
        {"case": '"', "start": "9999-12-31", "end": "", "group": "[]", "resource": "\t\U0001f600"},
    ]
    assert await keep_event_log(engine, log(), some(first, [event("A")], edges))
    assert await found(engine, "onboarding", "tickets") == (
        log(),
        [*first, event("A"), *edges],
    )
    assert await event_log(engine, "onboarding", "tickets") == log()


async def test_a_log_of_the_same_name_is_replaced_as_a_whole(engine: AsyncEngine) -> None:
    await keep_event_log(engine, log(), some([event("A"), event("B")]))
    await keep_event_log(engine, log(name="other"), some([event("C")]))
    later = log(fingerprint="b" * 64, rows=1, by=None)
    assert await keep_event_log(engine, later, some([event("D")]))
    assert await found(engine, "onboarding", "tickets") == (later, [event("D")])
    assert await cases(engine, "onboarding", "other") == ["C"]
    assert await counted(engine) == (2, 2)


async def test_the_same_file_again_changes_nothing_but_with_other_columns_it_does(
    engine: AsyncEngine,
) -> None:
    await keep_event_log(engine, log(), some([event("A")]))
    again = log(by="somebody.else", at=NOW + dt.timedelta(days=1))
    assert not await keep_event_log(engine, again, some([event("B")]))
    assert await found(engine, "onboarding", "tickets") == (log(), [event("A")])
    other = log(columns=COLUMNS.model_copy(update={"state": "状态"}))
    assert await keep_event_log(engine, other, some([event("B")]))
    assert await found(engine, "onboarding", "tickets") == (other, [event("B")])


async def test_an_import_that_breaks_off_leaves_the_earlier_log(engine: AsyncEngine) -> None:
    await keep_event_log(engine, log(), some([event("A")]))

    async def broken() -> AsyncIterator[str]:
        yield piece_of([event("B")])
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="the disk is full"):
        await keep_event_log(engine, log(fingerprint="b" * 64), broken())
    assert await found(engine, "onboarding", "tickets") == (log(), [event("A")])
    assert await counted(engine) == (1, 1)


async def test_whoever_reads_meanwhile_has_the_earlier_log_whole(engine: AsyncEngine) -> None:
    await keep_event_log(engine, log(), some([event("A")] * 3))
    seen: list[list[str]] = []

    async def slow() -> AsyncIterator[str]:
        yield piece_of([event("B")])
        seen.append(await cases(engine, "onboarding"))
        yield piece_of([event("B")])

    await keep_event_log(engine, log(fingerprint="b" * 64), slow())
    assert seen == [["A"] * 3]
    assert await cases(engine, "onboarding") == ["B"] * 2


async def test_a_collaboration_has_its_own_log_else_that_of_the_company(
    engine: AsyncEngine,
) -> None:
    await keep_event_log(engine, log(scope=COMPANY), some([event("company")]))
    assert await cases(engine, "onboarding") == ["company"]
    await keep_event_log(engine, log(), some([event("own")]))
    assert await cases(engine, "onboarding") == ["own"]
    assert await cases(engine, "returns") == ["company"]
    assert await found(engine, "onboarding", "nothing") is None
    assert await event_log(engine, "onboarding", "nothing") is None


async def test_of_two_imports_at_once_one_is_kept_whole(engine: AsyncEngine) -> None:
    def big(case: str) -> AsyncIterator[str]:
        return some(*[[event(case)] * 50] * 4)

    made = await asyncio.gather(
        *(keep_event_log(engine, log(fingerprint=c * 64), big(c)) for c in "abc")
    )
    assert made == [True, True, True]
    kept = await found(engine, "onboarding", "tickets")
    assert kept is not None
    assert [one["case"] for one in kept[1]] == [kept[0].fingerprint[0]] * 200
    assert await counted(engine) == (1, 4)


async def test_a_log_of_many_pieces_comes_back_whole_and_in_order(engine: AsyncEngine) -> None:
    pieces = [[event(f"{piece}-{place}") for place in range(3)] for piece in range(11)]
    await keep_event_log(engine, log(), some(*pieces))
    expected = [one["case"] for piece in pieces for one in piece]
    assert await cases(engine, "onboarding") == expected


async def test_logs_are_listed_by_their_scope_the_newest_first_and_page_by_page(
    engine: AsyncEngine,
) -> None:
    for number, name in enumerate(["a", "b", "c"]):
        at = NOW + dt.timedelta(hours=number // 2)  # two come at once
        await keep_event_log(engine, log(scope=COMPANY, name=name, at=at), some([event("A")]))
    await keep_event_log(engine, log(name="own"), some([event("A")]))
    assert [one.name for one in await logs(engine, COMPANY)] == ["c", "b", "a"]
    assert await logs(engine, "onboarding") == [log(name="own")]
    assert await logs(engine, "another-1") == []
    first = await logs(engine, COMPANY, limit=2)
    assert [one.name for one in first] == ["c", "b"]
    rest = await logs(engine, COMPANY, 2, (first[-1].at, first[-1].name))
    assert [one.name for one in rest] == ["a"]


async def test_a_log_that_is_deleted_is_gone_with_its_events_and_no_other(
    engine: AsyncEngine,
) -> None:
    for scope in (COMPANY, "onboarding"):
        await keep_event_log(engine, log(scope=scope), some([event("A")], [event("B")]))
    assert await forget_event_log(engine, COMPANY, "tickets")
    assert not await forget_event_log(engine, COMPANY, "tickets")
    assert await counted(engine) == (1, 2)
    assert await cases(engine, "onboarding") == ["A", "B"]
    assert await event_log(engine, "another-1", "tickets") is None


WEEK: Hours = {
    "Bo": WorkingHours(week=(((0, 86_400),), *((),) * 6)),
    "安": WorkingHours(week=((),) * 7),
}


async def test_who_works_when_is_kept_beside_the_log_and_other_hours_are_another_log(
    engine: AsyncEngine,
) -> None:
    assert await keep_event_log(engine, log(), some([event("A")]))
    kept = await read_event_log(engine, "onboarding", "tickets")
    assert kept is not None
    assert kept.hours is None
    hours = written_hours(WEEK)
    assert hours == written_hours(dict(reversed(list(WEEK.items()))))
    timed = log(calendars="c" * 64)
    assert await keep_event_log(engine, timed, some([event("A")]), hours)
    assert not await keep_event_log(engine, timed, some([event("A")]), hours)
    kept = await read_event_log(engine, "onboarding", "tickets")
    assert kept is not None
    assert (kept.log, kept.hours) == (timed, WEEK)
    assert await logs(engine, "onboarding") == [timed]


async def test_a_log_that_an_earlier_version_kept_is_read_and_replaced_by_the_whole_of_it(
    engine: AsyncEngine,
) -> None:
    """Its columns had five names, and its pieces were events."""
    earlier = Event(case="A", at=NOW, department=None, activity="审核", state="queued")

    async def pieces() -> AsyncIterator[str]:
        for _ in range(2):
            yield f"[{earlier.model_dump_json()}]"

    await keep_event_log(engine, log(cases=None), pieces())
    async with writing(engine) as connection:
        columns = COLUMNS.model_dump(include=set(map(str, ROLES)))
        await connection.execute(update(event_logs).values(columns=columns))
    kept = await read_event_log(engine, "onboarding", "tickets")
    assert kept == KeptLog(log(cases=None), [], [earlier] * 2)
    assert await keep_event_log(engine, log(), some([event("A")]))
    assert await found(engine, "onboarding", "tickets") == (log(), [event("A")])
