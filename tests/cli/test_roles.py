import json
from pathlib import Path

import pytest

from cli.main import run

MATRIX = """\
departments: [客户成功部, 法务部]
people:
  - {account: wang.min, name: 王敏, department: 客户成功部, head: true}
  - {account: li.wei, name: 李伟, department: 法务部, head: true}
rows:
  - deliverable: 基线数据
    accountable: wang.min
    responsible: [wang.min]
  - deliverable: 审核标准
    accountable: li.wei
    responsible: [li.wei]
    consulted: [王敏]
gates:
  - {name: 上线, decider: wang.min, timeout: P2D, on_timeout: remind, break_glass: li.wei}
"""


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ACCORD_LANG", "en")


def checked(capsys: pytest.CaptureFixture[str], text: str, *options: str) -> tuple[int, str, str]:
    Path("matrix.yaml").write_text(text, encoding="utf-8")
    code = run(["roles", "matrix.yaml", *options])
    out, err = capsys.readouterr()
    return code, out, err


def test_a_sound_matrix_is_fine(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = checked(capsys, MATRIX, "--json")
    assert (code, json.loads(out)) == (0, {"findings": []})
    assert checked(capsys, MATRIX)[1] == "matrix.yaml: errors: 0, warnings: 0.\n"


def test_an_error_is_the_answer_1(capsys: pytest.CaptureFixture[str]) -> None:
    text = MATRIX.replace("accountable: li.wei", "accountable: [li.wei, wang.min]")
    code, out, _ = checked(capsys, text, "--json")
    assert code == 1
    assert json.loads(out)["findings"] == [
        {
            "rule": "roles.many_accountable",
            "row": "审核标准",
            "severity": "error",
            "message": "2 people are accountable for this row (li.wei, wang.min); "
            "exactly one person must be.",
        }
    ]
    code, out, _ = checked(capsys, text, "--lang", "zh")
    assert out.splitlines() == [
        "错误：审核标准：这一行的最终负责人有 2 人（li.wei、wang.min），应当恰好一人。"
        " [roles.many_accountable]",
        "matrix.yaml：错误 1 处，提醒 0 处。",
    ]


def test_a_warning_alone_is_still_a_yes(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = checked(capsys, MATRIX.replace(", break_glass: li.wei", ""), "--json")
    found = json.loads(out)["findings"]
    assert (code, [(one["rule"], one["severity"]) for one in found]) == (
        0,
        [("gates.no_break_glass", "warning")],
    )


def test_people_come_from_a_directory_beside_the_matrix(
    capsys: pytest.CaptureFixture[str],
) -> None:
    start, end = MATRIX.index("people:"), MATRIX.index("rows:")
    Path("people.csv").write_text(
        "account,name,department,head,absences\n"
        "wang.min,王敏,客户成功部,yes,\nli.wei,李伟,法务部,yes,2026-12-01/2026-12-05\n",
        encoding="utf-8",
    )
    text = f"{MATRIX[:start]}directory: people.csv\n{MATRIX[end:]}"
    code, out, _ = checked(capsys, text, "--json", "--on", "2026-11-30")
    assert (code, json.loads(out)["findings"][0]["rule"]) == (1, "roles.no_deputy")
    assert checked(capsys, text, "--on", "2026-12-06")[0] == 0


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("rows:", "row:", 5, "row: unknown field; did you mean “rows”?"),
        ("timeout: P2D", "timeout: soon", 14, "gates[0].timeout: must be a duration"),
        ("on_timeout: remind", "on_timeout: wait", 14, "gates[0].on_timeout: must be one of"),
        ("name: 李伟", "names: 李伟", 4, "people[1].name: is missing"),
    ],
)
def test_bad_input_is_one_sentence_with_file_line_and_field(
    capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, part: str
) -> None:
    code, out, err = checked(capsys, MATRIX.replace(old, new, 1))
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert err.startswith(f"matrix.yaml:{line}: ") or "rows: is missing" in err
    assert part in err or "rows: is missing" in err


def test_the_form_of_a_matrix_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "roles"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert set(schema["$defs"]["Rung"]["properties"]) == {"from", "to", "after"}
