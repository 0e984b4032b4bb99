import json
from pathlib import Path

import pytest

from cli.main import run
from cli.policy_words import DEDUP, MODES
from tests.cli.test_brief import GOOD, PEOPLE

POLICIES = """\
policies:
  goals:
    dedup: once
    steps:
      - {name: 部门会签, approvers: [{role: heads}], items: touched}
      - mode: ratio
        percent: 60
        approvers:
          - {role: sponsor}
          - {account: li.wei}
        veto: [{role: sponsor}]
"""


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ACCORD_DATA", raising=False)
    monkeypatch.setenv("ACCORD_LANG", "en")
    Path("people.csv").write_text(PEOPLE, encoding="utf-8")


def previewed(
    capsys: pytest.CaptureFixture[str], text: str, *options: str
) -> tuple[int, list[str], str]:
    Path("brief.yaml").write_text(text, encoding="utf-8")
    code = run(["policy", "preview", "brief.yaml", "--directory", "people.csv", *options])
    out, err = capsys.readouterr()
    return code, out.splitlines(), err


def test_the_path_of_a_kind_is_shown_in_english(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines, _ = previewed(capsys, GOOD + POLICIES, "--kind", "goals")
    assert code == 0
    assert lines[0].startswith("shared goals (goals) · the brief's own policy · ")
    assert lines[1] == "  1. 部门会签 (all must approve)"
    assert lines[2] == "    王敏 wang.min · head of 客户成功部 · what touches 客户成功部"
    assert lines[4] == "  2. at least 60 %: 2 of 2"
    assert lines[5] == "    王敏 wang.min · sponsor · the whole · veto"


def test_the_same_path_is_shown_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines, _ = previewed(capsys, GOOD + POLICIES, "--kind", "goals", "--lang", "zh")
    assert lines[0].startswith("共同目标（goals）· 立项申请自定义 · ")
    assert lines[1] == "  1. 部门会签（会签）"
    assert lines[2] == "    王敏 wang.min · 客户成功部负责人 · 涉及客户成功部的条目"
    assert lines[4] == "  2. 按比例会签：不低于 60%，即 2 人中 2 人同意"
    assert lines[5] == "    王敏 wang.min · 分管领导 · 全部内容 · 一票否决"


def test_without_a_kind_every_kind_is_one_entry_of_one_document(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, lines, _ = previewed(capsys, GOOD, "--json", "--on", "2026-03-02")
    document = json.loads("\n".join(lines))
    assert (code, document["ok"], document["on"]) == (0, True, "2026-03-02")
    assert len(document["policies"]) == 11
    assert not any(one["own"] for one in document["policies"])


def test_a_policy_file_names_its_brief_and_its_people(capsys: pytest.CaptureFixture[str]) -> None:
    Path("brief.yaml").write_text(GOOD, encoding="utf-8")
    Path("own.yaml").write_text("brief: brief.yaml\npeople: people.csv\n" + POLICIES, "utf-8")
    assert run(["policy", "preview", "own.yaml", "--kind", "goals"]) == 0
    assert "the brief's own policy" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("li.wei", "li.we", 24, "steps[1].approvers[1].account: nobody in the directory has"),
        ("percent: 60", "percent: 600", 21, "steps[1].percent: must be at most 100"),
        ("mode: ratio", "mode: any", 21, "percent: goes with the mode ratio only"),
        ("goals:", "gaols:", 16, "must be one of need, resource, team, roles, goals"),
        ("[{role: heads}]", "[heads]", 19, "must be a group of fields"),
        ("{role: heads}", "{rule: heads}", 19, "did you mean “role”?"),
    ],
)
def test_what_is_wrong_is_one_sentence_with_line_and_field(
    capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, part: str
) -> None:
    code, lines, err = previewed(capsys, GOOD + POLICIES.replace(old, new, 1))
    assert (code, lines, err.count("\n")) == (2, [], 1)
    assert err.startswith(f"brief.yaml:{line}: ")
    assert part in err


def test_a_brief_check_tells_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    Path("brief.yaml").write_text(GOOD + POLICIES.replace("li.wei", "li.we"), encoding="utf-8")
    for name in ("events", "feedback", "measures"):
        Path(f"{name}.csv").write_text("", encoding="utf-8")
    assert run(["brief", "check", "brief.yaml", "--data", "."]) == 1
    assert "did you mean “li.wei”?" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "part"),
    [
        (("--kind", "goal"), "did you mean goals?"),
        (("--initiator", "nobody"), "--initiator: nobody in people.csv has the account"),
        (("--on", "soon"), "--on: “soon” is not a date"),
    ],
)
def test_a_wrong_option_is_one_sentence(
    capsys: pytest.CaptureFixture[str], options: tuple[str, ...], part: str
) -> None:
    code, lines, err = previewed(capsys, GOOD, *options)
    assert (code, lines, err.count("\n")) == (2, [], 1)
    assert part in err


def test_without_people_it_says_how_to_name_them(capsys: pytest.CaptureFixture[str]) -> None:
    Path("brief.yaml").write_text(GOOD, encoding="utf-8")
    assert run(["policy", "preview", "brief.yaml"]) == 2
    assert "--directory" in capsys.readouterr().err


def test_every_mode_and_dedup_has_words_and_a_schema(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["schema", "policy"]) == 0
    schema = json.loads(capsys.readouterr().out)
    assert set(schema["properties"]["dedup"]["enum"]) == set(DEDUP)
    assert set(schema["$defs"]["StepRule"]["properties"]["mode"]["enum"]) == set(MODES)
