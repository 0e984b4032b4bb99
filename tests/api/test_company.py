"""The company's objectives and files over HTTP."""

from pathlib import Path

import pytest

from domain.event_columns import ROLES
from tests.api.calling import Api
from tests.workflows.place import brief, document

GIVEN = {"objectives": [{"id": "O1", "text": "上线周期缩短三成"}]}
SPONSOR = "stella.ahmed"
EVENTS = Path("examples/en/events.csv").read_bytes()
CSV = {"content-type": "application/octet-stream"}


async def test_objectives_are_replaced_by_whoever_has_read_them(calls: Api) -> None:
    before = await calls("GET", "/v1/strategy", "ad.min")
    tag = before.headers["etag"]
    bare = await calls("PUT", "/v1/strategy", "ad.min", GIVEN)
    assert (bare.status_code, bare.json()["code"]) == (428, "unbound")
    made = await calls("PUT", "/v1/strategy", "ad.min", GIVEN, {"if-match": tag})
    assert made.status_code == 200, made.text
    assert made.json()["objectives"][0]["text"] == "上线周期缩短三成"
    other = {"objectives": [{"id": "O2", "text": "Fewer returns"}]}
    late = await calls("PUT", "/v1/strategy", "ad.min", other, {"if-match": tag})
    assert (late.status_code, late.json()["code"]) == (409, "stale")
    assert (await calls("GET", "/v1/strategy", "ad.min")).json()["objectives"] == (
        made.json()["objectives"]
    )


async def test_a_file_with_problems_is_told_line_by_line_and_nothing_is_kept(calls: Api) -> None:
    story = await calls.start(skip=["identify", "team", "goals"])
    await story.pending("cadence")
    path = f"/v1/imports/feedback?file=said.csv&collaboration={story.id}&round=7"
    text = "id,account,department,text\n1,x,Sales,Fine\n1,y,Sales,Again\n,z,Sales,No id\n"
    for dry in ("&dry_run=true", ""):
        told = await calls("POST", path + dry, SPONSOR, headers=CSV, content=text.encode("gb18030"))
        assert told.status_code == (200 if dry else 422), told.text
        document = told.json()
        assert document["ok"] is False
        assert {one["line"] for one in document["problems"]} == {3, 4}
    good = text.splitlines()[:2]
    kept = await calls("POST", path, SPONSOR, headers=CSV, content="\n".join(good).encode())
    assert (kept.status_code, kept.json()["new"]) == (200, 1), kept.text
    again = await calls("POST", path, SPONSOR, headers=CSV, content="\n".join(good).encode())
    assert again.json()["new"] == 0


async def test_readings_and_answers_belong_to_a_collaboration(calls: Api) -> None:
    told = await calls("POST", "/v1/imports/measures?file=m.csv", "ad.min", content=b"x")
    assert (told.status_code, told.json()["code"]) == (422, "bad_input")
    wrong = await calls("POST", "/v1/imports/directory?file=../etc/passwd", "ad.min", content=b"x")
    assert wrong.status_code == 422
    unknown = await calls(
        "POST", "/v1/imports/measures?file=m.csv&collaboration=nowhere-1", "ad.min", content=b"x"
    )
    assert unknown.status_code == 404


async def test_a_file_that_is_not_what_its_name_says_is_a_problem_of_its_own(calls: Api) -> None:
    told = await calls(
        "POST", "/v1/imports/directory?file=people.xlsx&dry_run=true", "ad.min", content=b"id,name"
    )
    assert (told.status_code, told.json()["ok"]) == (200, False), told.text
    assert all(one["error"]["zh"] for one in told.json()["problems"])


async def test_a_company_that_only_has_the_api_gives_the_log_that_stage_1_reads(calls: Api) -> None:
    path = "/v1/imports/event-logs?file=events.csv&name=tickets"
    content = EVENTS
    tried = await calls("POST", f"{path}&dry_run=true", "ad.min", headers=CSV, content=content)
    assert (tried.status_code, tried.json()["new"]) == (200, None), tried.text
    kept = await calls("POST", path, "ad.min", headers=CSV, content=content)
    assert kept.status_code == 200, kept.text
    told = kept.json()
    assert told["new"] == told["rows"] > 100
    none = dict.fromkeys(("start", "end", "resource"))
    assert told["columns"] == {role: role for role in ROLES} | none
    story, file = [
        await calls.start(sources=_sources(events))
        for events in ({"log": "tickets"}, _sources(None)["events"])
    ]
    seen = (await story.pending("need")).state
    assert seen.suggestion is not None
    log = {one.id: one for one in seen.suggestion.evidence}
    assert log["log"].source == f"tickets (imported file, SHA-256 {told['fingerprint'][:12]}…)"
    other = (await file.pending("need")).state.suggestion
    assert other is not None
    told_by_the_file = {one.id: one.value for one in other.evidence}
    assert "; not known: " in told_by_the_file["coverage"]
    assert told_by_the_file == {name: one.value for name, one in log.items()}
    header, first = content.splitlines()[:2]
    later = await calls("POST", path, "ad.min", headers=CSV, content=header + b"\n" + first)
    assert later.json()["new"] == 1, later.text
    assert (await story.shown("need")).state.suggestion == seen.suggestion


def _sources(events: object) -> dict[str, object]:
    sources: dict[str, object] = document("en", "brief")["sources"]
    return sources | ({"events": events} if events else {})


async def test_a_log_that_was_never_imported_is_told_by_its_field(calls: Api) -> None:
    wanted = brief("en", sources=_sources({"log": "nowhere"}))
    told = await calls(
        "POST", "/v1/collaborations", wanted["sponsor"], wanted, {"accept-language": "en"}
    )
    assert told.status_code == 422, told.text
    assert told.json()["detail"].startswith("sources.events.log: no event log nowhere was imported")


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("event-logs?file=e.csv", "name: say what the event log is called"),
        ("event-logs?file=e.csv&name=t&case=", "case: is empty"),
        ("event-logs?file=e.csv&name=Not+a+name", "name"),
        ("directory?file=e.csv&name=t", "name: only event-logs take it, not directory"),
        ("directory?file=e.csv&state=", "state: only event-logs take it, not directory"),
    ],
)
async def test_what_cannot_be_said_of_a_log_is_a_422(calls: Api, query: str, said: str) -> None:
    told = await calls("POST", f"/v1/imports/{query}", "ad.min", headers=CSV, content=b"x")
    assert told.status_code == 422, told.text
    assert said in told.text


async def test_columns_that_nobody_knows_are_named_in_the_query(calls: Api) -> None:
    path = "/v1/imports/event-logs?file=e.csv&name=named&dry_run=true"
    content = "ref,wann,部门,was\nA,2026-09-01,法务部,x\n".encode("gb18030")
    told = (await calls("POST", path, "ad.min", headers=CSV, content=content)).json()
    assert told["columns"] is None
    assert [one["error"]["en"].split("; ")[1] for one in told["problems"]] == [
        f"name it as {role}" for role in ("case", "time", "activity")
    ]
    path += "&case=ref&time=wann&activity=was&state="
    told = (await calls("POST", path, "ad.min", headers=CSV, content=content)).json()
    assert (told["ok"], told["problems"], told["rows"]) == (True, [], 1)
    assert told["columns"] == {
        "case": "ref",
        "time": "wann",
        "department": "部门",
        "activity": "was",
        "state": None,
        "start": None,
        "end": None,
        "resource": None,
    }
