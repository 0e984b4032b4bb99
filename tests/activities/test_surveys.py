import io
import json
from pathlib import Path

import pytest

from activities import surveys
from activities.files import SpotError
from activities.surveys import read_survey, survey_in
from domain.errors import BadInputError
from domain.survey import Answer
from tests.workbooks import workbook

HEADER = "department,process,waits_on,how_often,hours,confirmed\n"
ROW = "Sales,Contracts,Legal,3 per week,2.5,\n"
ANSWER = Answer("Sales", "Contracts", "Legal", 3, "week", 2.5)
ZH = "部门,流程,等待部门,频率,每次损失小时,对方确认\n销售部,合同审核,法务部,每周 3 次,2.5,是\n"
ZH_ANSWER = Answer("销售部", "合同审核", "法务部", 3, "week", 2.5, True)


def read(content: str | bytes, file: str = "survey.csv") -> list[Answer]:
    given = content.encode() if isinstance(content, str) else content
    return survey_in(io.BytesIO(given), file)


def refused(content: str | bytes, file: str = "survey.csv") -> str:
    with pytest.raises(SpotError) as caught:
        read(content, file)
    assert "\n" not in caught.value.sentence.en
    assert caught.value.sentence.zh != caught.value.sentence.en
    return caught.value.sentence.en


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_chinese_table_is_read_in_each_encoding(encoding: str) -> None:
    assert read(ZH.encode(encoding)) == [ZH_ANSWER]


def test_the_same_rows_come_from_a_table_a_workbook_yaml_and_json() -> None:
    cells = [line.split(",") for line in (HEADER + ROW).splitlines()]
    entry = dict(zip(*cells, strict=True))
    chinese = [line.split(",") for line in ZH.splitlines()]
    assert read(HEADER + ROW) == [ANSWER]
    assert read(workbook(cells), "survey.xlsx") == [ANSWER]
    assert read(json.dumps({"answers": [entry]}), "survey.json") == [ANSWER]
    assert read(json.dumps([dict(zip(*chinese, strict=True))]), "survey.yaml") == [ZH_ANSWER]


def test_a_header_may_call_its_columns_as_people_do() -> None:
    header = "Our department,Item,Waiting on,Frequency,Hours lost (each time),Remark\n"
    assert read(header + ROW) == [ANSWER]
    assert read(
        "填报部门,等待事项,对方部门,频次,损失（小时）\nSales,Contracts,Legal,每周3次,2.5\n"
    ) == [ANSWER]


def test_a_number_and_a_period_may_stand_in_two_columns() -> None:
    header = "department,process,waits_on,times,per,hours\n"
    assert read(header + "Sales,Contracts,Legal,3,week,2.5\n") == [ANSWER]


@pytest.mark.parametrize("rest", [",,,,", "无,无,,,", "-,n/a,,,"])
def test_a_department_that_waits_for_nobody_says_so_in_one_row(rest: str) -> None:
    (one,) = read(HEADER + f"Sales,{rest}\n")
    assert (one.department, one.process, one.is_claim) == ("Sales", "", False)


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ("Sales,Contracts,Legal,often,2,\n", 'line 2, column how_often: "often" does not say how'),
        ("Sales,Contracts,Legal,,2,\n", "line 2, column how_often: is empty"),
        ("Sales,Contracts,Legal,daily,much,\n", 'line 2, column hours: "much" is not hours lost'),
        ("Sales,,Legal,daily,2,\n", "line 2, column process: names no process"),
        (
            "Sales,Contracts,Legal,daily,2,maybe\n",
            'column confirmed: "maybe" is neither yes nor no',
        ),
        ("Sales,=cmd(),Legal,daily,2,\n", "begins as a formula does"),
        ("Sales,Contracts,Sales,daily,2,\n", "line 2: “Sales” waits on itself"),
        (ROW + "Sales,b\n", "line 3: 2 cells, but the header has 6 columns"),
        (
            ROW + "".join(f"Sales,{p},Legal,daily,2,\n" for p in "abc"),
            "line 5: “c” is a fourth process of “Sales”",
        ),
        (ROW + "Sales,Contracts,Legal,daily,2,\n", "line 3: “Sales” says of “Contracts” something"),
    ],
)
def test_a_bad_row_is_one_sentence_that_names_its_line(rows: str, says: str) -> None:
    assert says in refused(HEADER + rows)


@pytest.mark.parametrize(
    ("content", "file", "says"),
    [
        ("", "survey.csv", "the file is empty"),
        (HEADER, "survey.csv", "has a header but no rows"),
        ("a,b\n1,2\n", "survey.csv", "line 1: no column is known to be department"),
        (
            "部门,dept,department,process,waits_on,how_often,hours\n,,,,,,\n1,,,,,,\n",
            "survey.csv",
            "“部门” and “department” could each be the column department",
        ),
        ("[]", "survey.json", "is not a list of answers"),
        ('[{"who": "Sales"}]', "survey.json", 'there is no field "who"'),
        (
            '[{"department": "A", "部门": "B"}]',
            "survey.json",
            "could each be the column department",
        ),
        ('[{"department": "A", "process": "p", "waits_on": "B"}]', "survey.json", "how_often: is"),
        ("x", "survey.txt", "is none of .csv, .xlsx, .yaml, .yml and .json"),
        (b"\x00\x01\x02", "survey.csv", "is not a text file"),
        (b"PK", "survey.xlsx", "is not an Excel workbook"),
        (workbook([["department"], ["=1+1"]]), "survey.xlsx", "no column is known to be process"),
    ],
)
def test_a_file_that_is_no_survey_is_one_sentence(
    content: str | bytes, file: str, says: str
) -> None:
    assert says in refused(content, file)


def test_no_more_answers_are_read_than_a_company_gives(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(surveys, "MOST_ANSWERS", 1)
    assert "line 3: more than 1 answers" in refused(HEADER + ROW + ROW)


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"^no.csv: "):
        read_survey(tmp_path / "no.csv")
