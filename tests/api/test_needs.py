"""Needs out of a log over HTTP: the answer of the command, and nothing is kept."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.log_files import read_log
from analysis.needs import needs_report
from domain.text import Language
from tests import causes_by_hand
from tests.api.away import alone, asking

EVENTS = Path("examples/en/events.csv")
PACKED = gzip.compress(EVENTS.read_bytes())
TEAMS = b"case,time,team\n1,2026-03-02,A\n"
FILE = {"content-type": "application/octet-stream"}
TIMED = {"file": "work.csv", "group": "team"} | causes_by_hand.COLUMNS


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", [{}, {"idempotency-key": "needs-once"}])
async def test_the_answer_is_that_of_the_command(
    engine: AsyncEngine, language: Language, key: dict[str, str]
) -> None:
    headers = FILE | key | {"accept-language": language}
    async with asking(alone(engine)) as client:
        path = "/v1/needs?file=log.csv.gz&group=department"
        answer = await client.post(path, content=PACKED, headers=headers)
    assert answer.status_code == 200, answer.text
    read = read_log(EVENTS, {"group": "department"})
    report = needs_report(read.table, read.placeholders, read.copies)
    assert answer.json() == report.document(language)
    assert answer.json()["needs"][0]["groups"] == ["Finance", "Regional Service"]


@pytest.mark.parametrize(
    ("path", "content", "says"),
    [
        (
            "/v1/needs?file=log.csv&group=Team",
            TEAMS,
            "log.csv, line 1",
        ),
        ("/v1/needs?file=log.xes", b"<html/>", "log.xes, line 1: is not XES"),
        ("/v1/needs?file=log.csv", b"", "log.csv: the file is empty"),
    ],
)
async def test_a_log_that_cannot_be_used_is_a_problem_in_one_sentence(
    engine: AsyncEngine, path: str, content: bytes, says: str
) -> None:
    async with asking(alone(engine)) as client:
        answer = await client.post(path, content=content, headers=FILE)
    assert answer.status_code == 422
    assert says in answer.text


@pytest.mark.parametrize("file", ["../log.csv", "log.txt", ""])
async def test_only_a_name_of_a_log_is_taken(engine: AsyncEngine, file: str) -> None:
    async with asking(alone(engine)) as client:
        answer = await client.post("/v1/needs", params={"file": file}, content=b"x", headers=FILE)
    assert answer.status_code == 422


def _form(calendars: str | bytes | None = causes_by_hand.CALENDARS, **more: Any) -> dict[str, Any]:
    """Return the files of a form: the log worked out by hand, and who works when."""
    log = ("whatever.csv", causes_by_hand.LOG)
    if calendars is None:
        return {"log": log} | more
    return {"log": log, "calendars": ("hours.json", calendars)} | more


@pytest.mark.parametrize("key", [{}, {"idempotency-key": "causes-once"}])
async def test_with_working_hours_beside_the_log_the_causes_are_those_worked_out_by_hand(
    engine: AsyncEngine, key: dict[str, str]
) -> None:
    async with asking(alone(engine)) as client:
        answer = await client.post("/v1/needs", params=TIMED, files=_form(), headers=key)
        again = await client.post("/v1/needs", params=TIMED, files=_form(), headers=key)
        alone_ = await client.post("/v1/needs", params=TIMED, files=_form(None))
        raw = await client.post("/v1/needs", params=TIMED, content=causes_by_hand.LOG, headers=FILE)
    assert answer.status_code == 200, answer.text
    assert answer.json()["causes"] == causes_by_hand.expected()
    assert again.json() == answer.json()
    (remark,) = answer.json()["remarks"]
    assert remark.startswith("The working hours name 1 of the log's 4 people")
    assert alone_.json() == raw.json() == answer.json() | {"causes": [], "remarks": []}


@pytest.mark.parametrize(
    ("calendars", "says"),
    [
        ("[]", "hours.json: is not a list of working hours for each person."),
        ("{", "hours.json, line 1: is not valid JSON"),
        (b"", "hours.json: the file is empty."),
        ('{"Bo": 1}', "hours.json: Bo, entry 1: write from and to as MONDAY"),
        ('{"Bo": [{"from": "MONDAY"}]}', "hours.json: Bo, entry 1: write from and to as MONDAY"),
        (b'{"Bo": "\x89PNG\x00"}', "hours.json: is not a text file"),
        ("[" * 200 + "]" * 200, "hours.json: is nested more than 40 levels deep"),
        (" " * (1 << 20) + "{}", "hours.json: the file has 1.0 MiB; at most 1 MiB are read"),
    ],
)
async def test_working_hours_that_cannot_be_used_are_the_sentence_of_the_command(
    engine: AsyncEngine, calendars: str | bytes, says: str
) -> None:
    async with asking(alone(engine)) as client:
        headers = {"accept-language": "en"}
        answer = await client.post(
            "/v1/needs", params=TIMED, files=_form(calendars), headers=headers
        )
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith(says)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ({"start": "begun"}, "work.csv, line 1: --start: there is no column “begun”"),
        ({"end": None}, "--start and --end are named together or not at all"),
        ({"resource": "whom"}, "--resource: there is no column “whom”"),
    ],
)
async def test_columns_that_are_not_there_are_told_also_of_a_form(
    engine: AsyncEngine, path: dict[str, str | None], says: str
) -> None:
    params = {name: text for name, text in (TIMED | path).items() if text is not None}
    async with asking(alone(engine)) as client:
        headers = {"accept-language": "en"}
        answer = await client.post("/v1/needs", params=params, files=_form(), headers=headers)
    assert answer.status_code == 422
    assert says in answer.json()["detail"]


_HEAD = b'--b\r\nContent-Disposition: form-data; name="'
_EVENTS = _HEAD + b'log"; filename="x.csv"\r\n\r\n' + TEAMS + b"\r\n"


@pytest.mark.parametrize(
    ("kind", "body", "status"),
    [
        ("multipart/form-data; boundary=b", b"", 422),
        ("multipart/form-data; boundary=b", b"nonsense", 400),
        ("multipart/form-data", _EVENTS + b"--b--\r\n", 400),
        ("multipart/form-data; boundary=b", _EVENTS + _EVENTS + b"--b--\r\n", 400),
        ("multipart/form-data; boundary=b", _HEAD + b'log"\r\n\r\nx\r\n--b--\r\n', 400),
        (
            "multipart/form-data; boundary=b",
            _EVENTS + _HEAD + b'more"; filename="y"\r\n\r\ny\r\n--b--\r\n',
            400,
        ),
        (
            "multipart/form-data; boundary=b",
            _HEAD + b'calendars"; filename="h.json"\r\n\r\n{}\r\n--b--\r\n',
            422,
        ),
    ],
)
async def test_a_form_of_anything_else_is_a_problem_in_one_sentence(
    engine: AsyncEngine, kind: str, body: bytes, status: int
) -> None:
    async with asking(alone(engine)) as client:
        answer = await client.post(
            "/v1/needs?file=log.csv&group=team", content=body, headers={"content-type": kind}
        )
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
