import asyncio
import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from activities.files import DOCUMENT_LIMIT
from cli.connection import needed_store
from cli.main import run
from domain.charter import Charter
from domain.composing import compose
from domain.directory import Directory, Person
from domain.items import Member
from domain.suggestion import DraftItem
from store import charters, collaborations
from store.migrating import migrate
from tests.approvals import brief

PEOPLE = """\
people:
  - {name: 王敏, department: 客户成功部, skills: {沟通: 4}, hours: 10, authority: true}
  - {name: 李伟, department: 法务部, skills: {合同: 5}, hours: 8}
  - {name: 陈静, department: 法务部, skills: {合同: 3}, hours: 8}
  - {name: 赵磊, department: 财务部, skills: {核算: 4}, hours: 6}
"""
REQUEST = (
    PEOPLE
    + """\
require:
  skills: {合同: {level: 4, count: 1}}
  departments: [客户成功部, 法务部, 财务部]
  size: {min: 2, max: 4}
  hours: 4
  exclude: [陈静]
minimise: size
"""
)
KEYS = [
    *("status", "objective", "bound", "gap", "seconds", "team", "liaisons", "unmet"),
    *("relaxations", "alternatives"),
]


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ACCORD_LANG", "en")


def answered(
    capsys: pytest.CaptureFixture[str], text: str, *options: str, file: str = "request.yaml"
) -> tuple[int, str, str]:
    Path(file).write_text(text, encoding="utf-8")
    code = run(["team", file, *options])
    out, err = capsys.readouterr()
    return code, out, err


def document(capsys: pytest.CaptureFixture[str], text: str, **more: Any) -> tuple[int, Any]:
    code, out, _ = answered(capsys, text, "--json", **more)
    return code, json.loads(out)


def test_the_document_has_the_keys_of_the_documents(capsys: pytest.CaptureFixture[str]) -> None:
    code, found = document(capsys, REQUEST)
    assert code == 0
    assert list(found) == KEYS
    assert (found["status"], found["objective"], found["bound"], found["gap"]) == (
        *("optimal", 3, 3),
        0,
    )
    assert found["team"] == [
        {"name": "王敏", "department": "客户成功部", "covers": [], "hours": 4, "lead": True},
        {"name": "李伟", "department": "法务部", "covers": ["合同"], "hours": 4, "lead": False},
        {"name": "赵磊", "department": "财务部", "covers": [], "hours": 4, "lead": False},
    ]


def test_json_is_read_as_yaml_is(capsys: pytest.CaptureFixture[str]) -> None:
    _, from_yaml = document(capsys, REQUEST)
    plain = {
        "people": [
            {"name": "王敏", "department": "客户成功部", "hours": 10, "authority": True},
            {"name": "李伟", "department": "法务部", "skills": {"合同": 5}},
            {"name": "赵磊", "department": "财务部", "hours": 6},
        ],
        "require": {
            "skills": {"合同": {"level": 4, "count": 1}},
            "departments": ["客户成功部", "法务部", "财务部"],
            "size": {"min": 2, "max": 4},
            "hours": 4,
        },
    }
    code, found = document(capsys, json.dumps(plain), file="request.json")
    assert code == 0
    assert found["team"] == from_yaml["team"]


def test_an_infeasible_request_says_what_clashes_and_what_would_help(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, found = document(capsys, REQUEST.replace("level: 4, count: 1", "level: 4, count: 2"))
    assert code == 1
    assert (found["status"], found["objective"], found["team"]) == ("infeasible", None, [])
    assert [one["requirement"] for one in found["unmet"]] == ["skill:合同>=4x2"]
    assert found["unmet"][0]["zh"] == "合同 4 级以上 2 人"
    first = found["relaxations"][0]
    assert first["changes"] == [{"field": "skills.合同.count", "before": 2, "after": 1}]


def test_a_table_is_read_in_either_language(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = answered(capsys, REQUEST)
    assert code == 0
    assert "optimal · proved best" in out
    assert "members: 3, proved bound 3, gap 0.0 %" in out
    assert "  王敏 (lead)  客户成功部  4           –" in out
    _, out, _ = answered(capsys, REQUEST, "--lang", "zh")
    assert "optimal · 已证明最优" in out
    assert "王敏（牵头）" in out


def test_a_clash_and_its_way_out_are_read_in_either_language(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = REQUEST.replace("level: 4, count: 1", "level: 4, count: 2")
    _, out, _ = answered(capsys, text)
    assert "  - 2 × 合同 at level 4 or higher" in out
    assert "ask for 1 person with 合同 instead of 2 (cost 2)" in out
    _, out, _ = answered(capsys, text, "--lang", "zh")
    assert "掌握合同的人数要求由 2 人减到 1 人（代价 2）" in out


def test_one_requirement_that_nobody_can_meet_is_not_said_to_clash(
    capsys: pytest.CaptureFixture[str],
) -> None:
    text = REQUEST.replace("level: 4, count: 1", "level: 4, count: 2")
    assert "This cannot be met, whatever the rest:" in answered(capsys, text)[1]
    assert "以下要求无论如何都无法满足：" in answered(capsys, text, "--lang", "zh")[1]
    two = text.replace("level: 4, count: 2", "level: 3, count: 2")
    assert "These cannot hold together" in answered(capsys, two)[1]


def test_members_without_a_free_hour_are_pointed_out(capsys: pytest.CaptureFixture[str]) -> None:
    busy = PEOPLE.replace("hours: 10", "hours: 10, promised: 10")
    text = busy + "require: {departments: [客户成功部], size: {min: 1, max: 1}}\n"
    on = ("--on", "2026-03-02")
    assert "No free hours in the period: 王敏." in answered(capsys, text, *on)[1]
    assert "该期间没有空余工时：王敏。" in answered(capsys, text, *on, "--lang", "zh")[1]
    assert "No free hours" not in answered(capsys, REQUEST)[1]


def test_a_department_whose_only_person_is_away_throughout_has_nobody_to_send(
    capsys: pytest.CaptureFixture[str],
) -> None:
    away = PEOPLE.replace("hours: 10", "absences: [2026-01-01/2026-12-31]")
    text = away + "require: {departments: [客户成功部], size: {min: 1, max: 1}}\n"
    on = ("--on", "2026-03-02")
    assert "- nobody who is away the whole period" in answered(capsys, text, *on)[1]
    assert "- 整个期间不在岗的人不进入团队" in answered(capsys, text, *on, "--lang", "zh")[1]


def test_a_first_aim_that_is_proved_is_said_to_be(capsys: pytest.CaptureFixture[str]) -> None:
    text = PEOPLE + "require: {size: {min: 1, max: 2}}\nlimit: 0.000000001\n"
    _, out, _ = answered(capsys, text + "minimise: [load, size]\n")
    assert "feasible · best found; proved by the first aim, not by all of them" in out


@pytest.mark.parametrize(
    ("file", "part"),
    [("nope.csv", "there is no file “nope.csv” beside"), ("../a.csv", "must be a file beside")],
)
@pytest.mark.parametrize("command", ["team", "roles"])
def test_a_directory_that_is_not_there_is_named_with_its_field(
    capsys: pytest.CaptureFixture[str], file: str, part: str, command: str
) -> None:
    Path("request.yaml").write_text(
        f"directory: {file}\n" + ("rows: []\n" if command == "roles" else ""), encoding="utf-8"
    )
    assert run([command, "request.yaml"]) == 2
    err = capsys.readouterr().err
    assert err.startswith("request.yaml: directory: ")
    assert part in err


def test_people_come_from_a_directory_beside_the_request(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("in").mkdir()
    Path("in/people.csv").write_text(
        "account,name,department,head,skills,hours\n"
        "wang.min,王敏,客户成功部,yes,,8\nli.wei,李伟,法务部,no,合同:5,8\n",
        encoding="utf-8",
    )
    require = "require: {departments: [客户成功部, 法务部], size: {min: 2, max: 3}}\n"
    for text in ("directory: people.csv\n", "people: people.csv\n"):
        code, found = document(capsys, text + require, file="in/request.yaml")
        assert code == 0
        assert [(one["name"], one["lead"]) for one in found["team"]] == [
            ("王敏", True),
            ("李伟", False),
        ]


def test_a_day_away_counts_from_the_day_that_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    text = REQUEST.replace("hours: 6}", "hours: 6, absences: [2026-03-02/2026-03-27]}")
    assert answered(capsys, text, "--on", "2026-03-02")[0] == 1
    assert answered(capsys, text, "--on", "2026-04-01")[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("hours: 6", "hours: six", 5, "people[3].hours: must be a number, not “six”"),
        ("minimise: size", "minimise: cost", 12, "minimise: must be one of size, diameter"),
        ("max: 4", "max: 1", 9, "require.size.max: 1 is below min"),
        ("[陈静]", "[陈晶]", 11, "require.exclude[0]: nobody in people is called “陈晶”"),
        ("level: 4", "level: 9", 7, "require.skills.合同.level: must be at most 5"),
        ("name: 李伟", "name: 王敏", 3, "people[1].name: “王敏” is people[0] already"),
        (PEOPLE, "people: []\n", 1, "people: is missing or empty"),
        ("department: 财务部", "departmant: 财务部", 5, "people[3].department: is missing"),
    ],
)
def test_bad_input_is_one_sentence_with_file_line_and_field(
    capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, part: str
) -> None:
    assert old in REQUEST
    code, out, err = answered(capsys, REQUEST.replace(old, new, 1))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"request.yaml:{line}: ")
    assert part in err


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ('{"people": [}', "request.json:1: is not valid JSON"),
        ('{"people": [], "people": []}', "stands twice"),
        ("[1]", "must be a group of fields"),
        ('{"people": [{"name": "a"}]}', "people[0].department: is missing"),
        ("", "the file is empty"),
    ],
)
def test_bad_json_is_one_sentence_too(
    capsys: pytest.CaptureFixture[str], text: str, part: str
) -> None:
    code, out, err = answered(capsys, text, file="request.json")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith("request.json")
    assert part in err


def test_a_long_request_is_read_and_its_faults_named(capsys: pytest.CaptureFixture[str]) -> None:
    people = [{"name": f"p{n}", "department": "A" * 100} for n in range(9_000)]
    plain: dict[str, Any] = {"people": people, "require": {"size": {"min": 1, "max": 2}}}
    code, found = document(capsys, json.dumps(plain), file="long.json")
    assert (code, found["objective"]) == (0, 1)
    plain["require"]["exclude"] = ["nobody"]
    longest = json.dumps(plain) + " " * DOCUMENT_LIMIT
    for text, place in ((json.dumps(plain, indent=0), "long.json:36010"), (longest, "long.json")):
        code, _, err = answered(capsys, text, file="long.json")
        said = "require.exclude[0]: nobody in people is called “nobody”\n"
        assert (code, err) == (2, f"{place}: {said}")
    people[4]["hours"] = "many"
    code, _, err = answered(capsys, json.dumps(plain), file="long.json")
    assert (code, "people[4].hours: must be a number" in err) == (2, True)


def test_a_long_request_may_be_yaml(capsys: pytest.CaptureFixture[str]) -> None:
    comment = "# 很长\n" * 200_000
    code, found = document(capsys, REQUEST + comment)
    assert (code, found["objective"]) == (0, 3)
    code, _, err = answered(capsys, comment + REQUEST.replace("hours: 6", "hours: six"))
    assert (code, err) == (2, "request.yaml:200005: people[3].hours: must be a number, not “six”\n")
    code, _, err = answered(capsys, comment + REQUEST.replace("hours: 6}", "hours: 6"))
    assert (code, err) == (
        2,
        "request.yaml:200006: a bracket is not closed, or a comma is missing\n",
    )


def test_a_request_too_long_for_yaml_is_told_of_json(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = answered(capsys, REQUEST + "#" * DOCUMENT_LIMIT)
    said = "the file has 8.0 MiB; at most 8 MiB of YAML are read, and 64 of JSON."
    assert (code, err) == (2, f"request.yaml: {said}\n")


def test_a_missing_file_and_a_bad_day_are_one_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["team", "none.yaml"]) == 2
    assert capsys.readouterr().err == "none.yaml: there is no such file.\n"
    code, _, err = answered(capsys, REQUEST, "--on", "soon")
    assert (code, err) == (2, "--on: “soon” is not a date such as 2026-12-01.\n")


def test_the_form_of_a_request_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "team"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert {"people", "require", "communication", "minimise"} <= set(schema["properties"])


def test_hours_promised_to_collaborations_in_the_store_are_taken_off(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    listed = REQUEST.replace("{name: 李伟,", "{account: li.wei, name: 李伟,")
    address = f"sqlite+aiosqlite:///{tmp_path / 'accord.db'}"
    monkeypatch.setenv("ACCORD_STORE", address)
    migrate(address)
    asyncio.run(_promise("li.wei", 5))
    code, found = document(capsys, listed)
    assert code == 0
    code, out, _ = answered(capsys, listed, "--promised", "--json")
    assert code == 1
    assert "hours>=4" in [one["requirement"] for one in json.loads(out)["unmet"]]
    assert found["status"] == "optimal"


def test_promised_hours_without_a_store_are_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("ACCORD_STORE", raising=False)
    monkeypatch.setenv("ACCORD_HOME", str(tmp_path / "none"))
    code, out, err = answered(capsys, REQUEST, "--promised")
    assert (code, out) == (2, "")
    assert "there is no store in" in err
    assert len(err.strip().splitlines()) == 1


async def _promise(account: str, hours: int) -> None:
    """A collaboration that goes on, whose approved team asks these hours of an account."""
    at = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
    person = Person(account=account, name="李伟", department="法务部")
    member = Member(account=account, name="李伟", department="法务部", hours=hours)
    items = compose([DraftItem(body=member)], Directory(people=(person,)), {})
    charter = Charter(collaboration="other", title="Other", language="en", revision=1, team=items)
    async with needed_store() as engine:
        await collaborations.keep_collaboration(engine, brief(id="other"), at)
        body, made_by = charter.model_dump_json(), "other:team:1"
        await charters.keep_charter(engine, "other", 1, body, charter.fingerprint, made_by, at)
