"""Needs out of a survey over HTTP: the answer of the command, and nothing is kept."""

from pathlib import Path

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from activities.surveys import read_survey
from analysis.survey import survey_report
from domain.text import Language
from tests.api.away import alone, asking

SURVEY = Path("examples/zh/survey.csv")
CONTENT = SURVEY.read_text("utf-8").encode("gb18030")
FILE = {"content-type": "application/octet-stream"}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("key", [{}, {"idempotency-key": "survey-once"}])
async def test_the_answer_is_that_of_the_command(
    engine: AsyncEngine, language: Language, key: dict[str, str]
) -> None:
    headers = FILE | key | {"accept-language": language}
    async with asking(alone(engine)) as client:
        path = "/v1/needs:survey?file=survey.csv"
        answer = await client.post(path, content=CONTENT, headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.json() == survey_report(read_survey(SURVEY)).document(language)


@pytest.mark.parametrize(
    ("file", "content", "says"),
    [
        ("s.csv", b"a,b\n1,2\n", "s.csv, line 1: no column is known to be department"),
        ("s.csv", b"", "s.csv: the file is empty"),
        ("s.json", b"{", "s.json"),
    ],
)
async def test_a_survey_that_cannot_be_used_is_a_problem_in_one_sentence(
    engine: AsyncEngine, file: str, content: bytes, says: str
) -> None:
    async with asking(alone(engine)) as client:
        answer = await client.post(f"/v1/needs:survey?file={file}", content=content, headers=FILE)
    assert answer.status_code == 422
    assert says in answer.text


@pytest.mark.parametrize("file", ["../s.csv", "s.xes", ""])
async def test_only_a_name_of_a_survey_is_taken(engine: AsyncEngine, file: str) -> None:
    async with asking(alone(engine)) as client:
        answer = await client.post(
            "/v1/needs:survey", params={"file": file}, content=b"x", headers=FILE
        )
    assert answer.status_code == 422
