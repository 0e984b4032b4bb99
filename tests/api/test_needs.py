"""Needs out of a log over HTTP: the answer of the command, and nothing is kept."""

import gzip
from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.log_files import read_log
from analysis.needs import needs_report
from domain.text import Language
from tests.api.away import alone, asking

EVENTS = Path("examples/en/events.csv")
PACKED = gzip.compress(EVENTS.read_bytes())
TEAMS = b"case,time,team\n1,2026-03-02,A\n"
FILE = {"content-type": "application/octet-stream"}


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
