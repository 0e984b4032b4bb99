"""A need of an imported log: what is said of it is what is said of the file."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.event_logs import facts_of_need
from activities.ground import Ground
from domain.need_facts import NeedFacts
from domain.sources import EventLog
from store.engine import writing
from store.event_logs import read_event_log
from store.tables.evidence import event_logs, logged_events
from tests import causes_by_hand
from tests.api.away import alone, asking
from tests.store.samples import brief

IMPORT = "/v1/imports/event-logs"
APPROVALS = "审批编号,审批人部门,审批人,审批节点,审批时间,到达时间\n" + "".join(
    f"A-{n},{team},{who},{step},2026-03-02 {hour + n % 7}:{n:02},2026-03-02 0{n % 9}:30\n"
    for n in range(40)
    for team, who, step, hour in (
        ("销售部", "安", "提交", 10),
        ("法务部", "博", "审核", 12),
        ("-", "池", "备案", 13),
        ("财务部", "丁", "付款", 16),
    )
)
CYCLES = "case,time,department,activity,state\n" + "".join(
    f"{n},2026-03-{n % 27 + 1:02} {hour}:00+08:00,{team},{did},{state}\n"
    for n in range(40)
    for team, did, state, hour in (
        ("Sales", "sell", "start", "09"),
        ("Sales", "sell", "complete", 10),
        ("Legal", "review", "start", 11 + n % 5),
        ("Legal", "review", "complete", 18),
        ("Legal", "review", "complete", 18),
    )
)
"""States of two sorts: which one `complete` is, only the whole column tells."""
BY_HAND = {"department": "team"} | causes_by_hand.COLUMNS


async def facts(engine: AsyncEngine, root: Path, log: EventLog) -> NeedFacts:
    """What stage 1 rests on, without what the log is called."""
    sources = brief().sources.model_copy(update={"events": log})
    found = await facts_of_need(Ground(engine=engine, root=root), brief(sources=sources))
    assert isinstance(found, NeedFacts)
    return found.model_copy(update={"source": "", "source_fingerprint": None})


async def imported(engine: AsyncEngine, content: str, calendars: str | None, **named: str) -> Any:
    params = {"file": "work.csv", "name": "work"} | named
    files: dict[str, Any] = {"log": ("work.csv", content)}
    if calendars is not None:
        files["calendars"] = ("hours.json", calendars)
    async with asking(alone(engine)) as client:
        answer = await client.post(IMPORT, params=params, files=files)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("content", "calendars", "named"),
    [
        (causes_by_hand.LOG, causes_by_hand.CALENDARS, BY_HAND),
        (causes_by_hand.LOG, None, BY_HAND),
        (APPROVALS, None, {}),
        (CYCLES, None, {}),
        (Path("examples/zh/events.csv").read_text("utf-8"), None, {}),
    ],
    ids=["times and calendars", "times", "approvals", "life cycles", "the example"],
)
async def test_stage_1_says_the_same_of_an_imported_log_as_of_its_file(
    engine: AsyncEngine, tmp_path: Path, content: str, calendars: str | None, named: dict[str, str]
) -> None:
    (tmp_path / "work.csv").write_text(content, encoding="utf-8")
    (tmp_path / "hours.json").write_text(calendars or "")
    given = {"file": "work.csv", **named} | ({"calendars": "hours.json"} if calendars else {})
    expected = await facts(engine, tmp_path, EventLog.model_validate(given))
    told = await imported(engine, content, calendars, **named)
    found = await facts(engine, tmp_path, EventLog(log="work"))
    assert found == expected
    assert found.report is not None
    assert told["rows"] == found.report.log.events + found.report.log.copies
    assert bool(found.causes) == bool(calendars)
    if calendars:
        hours = dict(found.causes)
        rows = causes_by_hand.expected()
        assert hours == {
            cause: round(sum(row[f"wt_{cause}"] for row in rows) / 3600, 2) for cause in hours
        }
        assert (found.report.log.copies, found.report.log.placeholders) == (1, {"N/A": 1})


async def test_other_calendars_are_another_log_and_the_list_says_which_came(
    engine: AsyncEngine,
) -> None:
    other = causes_by_hand.CALENDARS.replace("18:00", "17:00")
    made = [
        (await imported(engine, causes_by_hand.LOG, hours, **BY_HAND))["new"]
        for hours in (None, None, causes_by_hand.CALENDARS, causes_by_hand.CALENDARS, other)
    ]
    assert made == [14, 0, 14, 0, 14]
    async with asking(alone(engine)) as client:
        answer = await client.get(IMPORT)
    (one,) = answer.json()["event_logs"]
    assert (one["rows"], one["cases"], one["by"]) == (14, 7, "stella.ahmed")
    assert one["columns"] == BY_HAND | {"time": "began", "state": None}
    assert len(one["calendars"]) == 64


async def test_calendars_that_cannot_be_used_leave_the_log_that_is_there(
    engine: AsyncEngine,
) -> None:
    await imported(engine, causes_by_hand.LOG, causes_by_hand.CALENDARS, **BY_HAND)
    params = {"file": "work.csv", "name": "work"} | BY_HAND
    files = {"log": ("work.csv", causes_by_hand.LOG), "calendars": ("hours.json", '{"Bo": 1}')}
    async with asking(alone(engine)) as client:
        headers = {"accept-language": "en"}
        answer = await client.post(IMPORT, params=params, files=files, headers=headers)
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("hours.json: Bo, entry 1: write from and to")
    kept = await read_event_log(engine, "onboarding", "work")
    assert kept is not None
    assert set(kept.hours or {}) == {"Bo"}


async def test_a_log_of_an_earlier_version_still_tells_what_it_told(
    engine: AsyncEngine, tmp_path: Path
) -> None:
    """Its pieces are events that were read already: no times of an end, no people."""
    events = [
        {
            "case": str(case),
            "at": f"2026-03-{case % 27 + 1:02}T{hour:02}:00:00Z",
            "department": team,
            "activity": "x",
            "state": state,
        }
        for case in range(40)
        for team, state, hour in (("Sales", "working", 9), ("Legal", "queued", 10))
    ]
    await imported(engine, CYCLES, None)
    async with writing(engine) as connection:
        await connection.execute(event_logs.update().values(cases=None))
        await connection.execute(logged_events.update().values(body=json.dumps(events)))
    found = await facts(engine, tmp_path, EventLog(log="work"))
    assert (found.events, found.cases, found.hand_offs) == (80, 40, 40)
    assert found.report is not None
    assert found.report.log.placeholders == {}
    assert (await imported(engine, CYCLES, None))["new"] == 200
