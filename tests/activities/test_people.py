import datetime as dt
from pathlib import Path

import pytest

from activities.people import read_people
from domain.directory import Directory
from domain.errors import BadInputError

HEADER = (
    "account,name,department,head,superior,groups,language,time_zone,skills,hours,absences,deputy\n"
)
CSV = (
    HEADER
    + "wang.li,王莉,法务部,是,,board;护航,zh,,合同:4；谈判:2,6,2026-12-01/2026-12-05;"
    + "2027-01-04/2027-01-04,tom\n"
    + "tom,Tom Ash,法务部,no,wang.li,,en,Europe/Berlin,,,,\n"
)
YAML = """
people:
  - account: wang.li
    name: 王莉
    department: 法务部
    head: true
    groups: [board, 护航]
    skills: {合同: 4, 谈判: 2}
    hours: 6
    absences:
      - {start: 2026-12-01, end: 2026-12-05}
      - 2027-01-04/2027-01-04
    deputy: tom
  - account: tom
    name: Tom Ash
    department: 法务部
    superior: wang.li
    language: en
    time_zone: Europe/Berlin
"""


def read(root: Path, file: str, content: str) -> Directory:
    (root / file).write_text(content, encoding="utf-8")
    return read_people(root, file)


def test_csv_and_yaml_say_the_same(tmp_path: Path) -> None:
    directory = read(tmp_path, "people.csv", CSV)
    assert directory == read(tmp_path, "people.yaml", YAML)
    head = directory.head_of("法务部")
    assert head is not None
    assert head.skills == {"合同": 4, "谈判": 2}
    assert head.groups == ("board", "护航")
    assert [absence.end for absence in head.absences] == [
        dt.date(2026, 12, 5),
        dt.date(2027, 1, 4),
    ]
    tom = directory.person("tom")
    assert tom is not None
    assert (tom.head, tom.time_zone, tom.hours, tom.deputy) == (False, "Europe/Berlin", 8, None)


def test_three_columns_are_enough(tmp_path: Path) -> None:
    directory = read(tmp_path, "p.csv", "name,account,department\nAnn,ann,Sales\n")
    assert directory.people[0].time_zone == "Asia/Shanghai"


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        ("WANG.LI,B,X,,,,,,,,,", "line 3: the account WANG.LI stands twice."),
        ("b,B,法务部,yes,,,,,,,,", "line 3: 法务部 has a head already; b cannot be a second one."),
        ("b,B,X,,nobody,,,,,,,", "line 3: the superior of b, nobody, is not another person"),
        ("b,B,X,,b,,,,,,,", "line 3: the superior of b, b, is not another person"),
        ("b,B,X,,,,,,,,,nobody", "line 3: the deputy of b, nobody, is not another person"),
        ("b,B,X,perhaps,,,,,,,,", 'column head: "perhaps" is neither yes nor no.'),
        ("b,B,X,,,,fr,,,,,", 'column language: "fr" is not a language'),
        ("b,B,X,,,,,Mars/Base,,,,", 'column time_zone: "Mars/Base" is not a time zone'),
        ("b,B,X,,,,,../../etc/passwd,,,,", "is not a time zone"),
        ("b,B,X,,,,,,legal:6,,,", 'column skills: "legal:6" is not a skill with its level'),
        ("b,B,X,,,,,,legal,,,", 'column skills: "legal" is not a skill with its level'),
        ("b,B,X,,,,,,a:1;a:2,,,", 'column skills: "a:2" is not a skill with its level'),
        ("b,B,X,,,,,,,81,,", 'column hours: "81" is not a whole number from 0 to 80.'),
        ("b,B,X,,,,,,,,2026-12-05/2026-12-01,", "column absences: "),
        ("b,B,X,,,,,,,,soon,", 'column absences: "soon" is not an absence'),
        ("b,,X,,,,,,,,,", "column name: is empty."),
        ("b b,B,X,,,,,,,,,", 'column account: "b b" must be'),
    ],
)
def test_what_is_wrong_with_people_is_one_sentence(tmp_path: Path, row: str, sentence: str) -> None:
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, "p.csv", HEADER + "wang.li,王莉,法务部,是,,,,,,,,\n" + row + "\n")
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("p.csv, line 3")


def test_superiors_that_run_in_a_circle_are_refused(tmp_path: Path) -> None:
    rows = "account,name,department,superior\na,A,X,\nb,B,X,d\nc,C,X,b\nd,D,X,c\n"
    with pytest.raises(BadInputError, match="line 3: the superiors of b lead back to b") as caught:
        read(tmp_path, "p.csv", rows)
    assert "绕回" in caught.value.within("zh")


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("- account: a\n  name: A\n  department: X\n- just text\n", "line 4: is not a person"),
        ("- account: a\n  name: A\n  departement: X\n", 'there is no field "departement"'),
        ("- account: a\n  name: A\n", 'line 1: the field "department" is missing'),
        ("- account: a\n  name: A\n  department: [X]\n  hours: many\n", 'hours: "many" is not'),
        ("- account: a\n  name: A\n  department: X\n  skills: {legal: 9}\n", '"legal:9" is not'),
        ("team: none\n", "is not a list of people"),
        ("people: []\n", "is not a list of people"),
        ("people: 3\n", "is not a list of people"),
    ],
)
def test_what_is_wrong_with_a_document_of_people_is_one_sentence(
    tmp_path: Path, content: str, sentence: str
) -> None:
    with pytest.raises(BadInputError) as caught:
        read(tmp_path, "p.yaml", content)
    assert sentence in str(caught.value)


def test_people_may_come_as_json(tmp_path: Path) -> None:
    directory = read(tmp_path, "p.json", '[{"account": "a", "name": "A", "department": "X"}]')
    assert directory.departments == ("X",)
