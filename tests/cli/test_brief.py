import datetime as dt
import json
import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.schemas import schema_of
from cli.brief_new import ask_brief, in_yaml
from cli.main import run
from cli.yaml_lines import findings_of, load_checked, read_with_lines
from domain.brief import Brief
from domain.brief_words import WORDS
from domain.conflict import Conflict
from domain.errors import BadInputError
from domain.text import Bilingual

GOOD = """\
id: onboarding
title: 客户入职加速
language: zh
sponsor: wang.min
lead: 客户成功部
departments: [客户成功部, 法务部]
objectives:
  - {id: O1, text: 缩短入职周期, measure: onboarding_days}
due: 2026-12-31
sources:
  people: people.csv
  events: {file: events.csv}
  feedback: feedback.csv
  measures: measures.csv
"""
PEOPLE = """\
account,name,department,head,superior
wang.min,王敏,客户成功部,yes,
li.wei,李伟,法务部,yes,wang.min
"""


@pytest.fixture(autouse=True)
def _alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("ACCORD_DATA", raising=False)
    monkeypatch.setenv("ACCORD_LANG", "en")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    folder.mkdir()
    (folder / "people.csv").write_text(PEOPLE, encoding="utf-8")
    (folder / "events.csv").write_text(
        "case,time,department,activity,state\n1,2026-01-01T00:00:00Z,法务部,x,queued\n",
        encoding="utf-8",
    )
    (folder / "feedback.csv").write_text(
        "id,account,department,text\nF1,li.wei,法务部,hi\n", encoding="utf-8"
    )
    (folder / "measures.csv").write_text(
        "measure,label,unit,better,source,date,value\nm,M,d,lower,x,2026-01-01,1\n",
        encoding="utf-8",
    )
    return folder


def written(text: str | bytes, name: str = "brief.yaml") -> str:
    Path(name).write_bytes(text if isinstance(text, bytes) else text.encode())
    return name


def checked(capsys: pytest.CaptureFixture[str], text: str, *options: str) -> tuple[int, list[str]]:
    code = run(["brief", "check", written(text), *options])
    return code, capsys.readouterr().out.splitlines()


def test_a_right_brief_with_its_sources_is_fine(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    assert checked(capsys, GOOD, "--data", str(folder)) == (0, ["brief.yaml is fine."])


def test_without_a_data_folder_the_answer_says_that_sources_were_not_looked_at(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, lines = checked(capsys, GOOD)
    assert code == 0
    assert "were not looked at" in lines[-1]


def test_every_problem_is_listed_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    text = (
        GOOD.replace("language: zh", "languge: zh")
        .replace("[客户成功部, 法务部]", "[客户成功部, 法务部, 法务部]")
        .replace("due: 2026-12-31", "due: 2026-02-30\ndue: 2026-03-01")
        .replace("feedback: feedback.csv", "feedback: 5")
    )
    code, lines = checked(capsys, text)
    assert code == 1
    assert lines[:-2] == [
        "brief.yaml:1: language: is missing",
        "brief.yaml:3: languge: unknown field; did you mean “language”?",
        "brief.yaml:6: departments[2]: “法务部” stands twice",
        "brief.yaml:9: due: must be a date like 2026-09-30, not “2026-02-30”",
        "brief.yaml:10: due: stands twice, first in line 9",
        "brief.yaml:14: sources.feedback: must be text, not the number 5; "
        "put it in quotation marks if it is meant as text",
    ]


def test_the_same_list_comes_in_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    code, lines = checked(capsys, GOOD.replace("lead: 客户成功部", "lead: 财务部"), "--lang", "zh")
    assert code == 1
    assert lines[0] == "brief.yaml:5：lead：「财务部」不在参与部门 departments 之列"
    assert lines[1] == "brief.yaml 共有 1 处问题。"


def test_json_is_one_document_with_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["brief", "check", written(GOOD.replace("id: on", "id: On")), "--json"])
    document = json.loads(capsys.readouterr().out)
    assert code == 1
    assert (document["ok"], document["sources_checked"]) == (False, False)
    (problem,) = document["problems"]
    assert (problem["line"], problem["path"]) == (1, "id")
    assert problem["en"]
    assert problem["zh"]


@pytest.mark.parametrize(
    ("old", "new", "line", "part"),
    [
        ("sponsor: wang.min", "sponsor: wang.mn", 4, "did you mean “wang.min”?"),
        ("法务部]", "财务部]", 6, "nobody in people.csv has the department “财务部”"),
        ("people.csv", "nobody.csv", 11, "there is no such file"),
        ("events.csv", "../events.csv", 12, "only a path below the data folder"),
        ("events.csv", "people.csv", 12, "case"),
        ("feedback.csv", "/etc/passwd", 13, "only a path below the data folder"),
        ("measures.csv", "feedback.csv", 14, "measure"),
    ],
)
def test_what_a_brief_points_at_is_checked_below_the_data_folder(
    capsys: pytest.CaptureFixture[str], folder: Path, old: str, new: str, line: int, part: str
) -> None:
    code, lines = checked(capsys, GOOD.replace(old, new), "--data", str(folder))
    assert code == 1
    assert lines[0].startswith(f"brief.yaml:{line}: ")
    assert part in lines[0]


def test_a_department_without_a_head_is_a_problem(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    (folder / "people.csv").write_text(PEOPLE.replace("法务部,yes", "法务部,no"), encoding="utf-8")
    code, lines = checked(capsys, GOOD, "--data", str(folder))
    assert code == 1
    assert lines[0].startswith("brief.yaml:6: departments[1]: “法务部” has no head in people.csv")


def test_sources_are_checked_although_another_field_is_wrong(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    text = GOOD.replace("id: onboarding", "id: A B").replace("wang.min", "nobody")
    _, lines = checked(capsys, text, "--data", str(folder))
    assert [line.split(": ")[1] for line in lines[:-1]] == ["id", "sponsor"]


@pytest.mark.parametrize(
    ("events", "said"),
    [
        ("{}", "sources.events: name either a file or an imported log, and not both"),
        (
            "{file: events.csv, log: tickets}",
            "sources.events: name either a file or an imported log, and not both",
        ),
        (
            "{file: store}",
            "sources.events.file: “store” is no file; name the imported log as log",
        ),
        (
            "{log: Tickets 2026}",
            "sources.events.log: “Tickets 2026” must be at most 48 small letters, digits and "
            "hyphens, such as onboarding-2026",
        ),
        (
            "{log: tickets, state: null}",
            "sources.events.state: the columns of an imported log were named at its import; "
            "leave this out",
        ),
        ("{lag: tickets}", "sources.events.lag: unknown field; did you mean “log”?"),
    ],
)
def test_the_event_log_is_one_file_or_one_imported_log(
    capsys: pytest.CaptureFixture[str], folder: Path, events: str, said: str
) -> None:
    text = GOOD.replace("{file: events.csv}", events)
    code, lines = checked(capsys, text, "--data", str(folder))
    assert code == 1
    assert lines[0] == f"brief.yaml:12: {said}"


@pytest.mark.parametrize(
    ("support", "said"),
    [
        ("{budget: 5}", "support.currency: a budget needs its currency, and a currency its budget"),
        ("{currency: CNY}", "support.budget: a budget needs its currency, and a currency its"),
        (
            "{budget: 5, currency: yuan}",
            "support.currency: “yuan” must be a currency in three capital letters, such as CNY",
        ),
        ("{budget: 0, currency: CNY}", "support.budget: "),
        ("{hours: 0}", "support.hours: "),
        ("{hours: 4001}", "support.hours: "),
        ("{people: {财务部: 1}}", "support.people.财务部: “财务部” is not among departments"),
        ("{people: {法务部: 0}}", "support.people.法务部: "),
        ("{persons: 3}", "support.persons: unknown field"),
    ],
)
def test_what_the_sponsor_is_asked_for_is_right_or_said_to_be_wrong(
    capsys: pytest.CaptureFixture[str], support: str, said: str
) -> None:
    code, lines = checked(capsys, f"{GOOD}support: {support}\n")
    assert code == 1
    assert lines[0].startswith(f"brief.yaml:15: {said}"), lines


def test_a_brief_may_say_what_the_sponsor_is_asked_for() -> None:
    asked = "{outcome: 更快, hours: 8, budget: 2000.50, currency: CNY, people: {法务部: 2}}"
    given = load_checked(Path(written(f"{GOOD}support: {asked}\n")), Brief)
    assert given.support
    assert (given.support.hours, str(given.support.budget)) == (8, "2000.5")
    assert given.support.people == {"法务部": 2}
    assert Brief.model_validate_json(given.model_dump_json()) == given


def test_a_brief_on_an_imported_log_can_be_written_out_and_read_again() -> None:
    given = load_checked(Path(written(GOOD.replace("file: events.csv", "log: tickets"))), Brief)
    assert given.sources.events is not None
    assert given.sources.events.source == "tickets"
    assert Brief.model_validate_json(given.model_dump_json()) == given


def test_what_was_imported_is_not_looked_for_in_files(
    capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    text = GOOD.replace("{file: events.csv}", "{log: tickets}")
    for name in ("people", "feedback", "measures"):
        text = text.replace(f"{name}.csv", "store")
    assert checked(capsys, text, "--data", str(folder))[0] == 0


def test_the_data_folder_comes_from_the_environment(
    capsys: pytest.CaptureFixture[str], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ACCORD_DATA", str(folder))
    assert checked(capsys, GOOD.replace("wang.min", "nobody"))[0] == 1


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("title：入职\nid: x\n", 1, "full-width colon"),
        ("id:x\ntitle: y\n", 1, "lacks the space after the colon"),
        ("a:\n\t- b\n", 2, "indented with a tab"),
        ("title: 入职: 慢\n", 1, "put text with a colon in quotation marks"),
        ("a: [1\nb: 2\n", 2, "a bracket is not closed"),
        ("- a\nb: 1\n", 2, "indentation"),
        ("a: 1\n---\nb: 1\n", 2, "more than one document"),
        ("a: @x\n", 1, "needs quotation marks"),
        ("a: 1\nb: \x7f\n", 2, "U+007F"),
        ('{"id": "x",\n "title": "y"', 2, "bracket"),
    ],
)
def test_a_slip_in_the_yaml_is_told_in_plain_words(text: str, line: int, part: str) -> None:
    located = read_with_lines(Path(written(text)))
    (finding,) = findings_of(located, Brief)
    assert finding.line == line
    assert part in finding.within("en")
    assert finding.within("zh").startswith(f"brief.yaml:{line}：")


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 5000])
def test_endless_nesting_is_one_problem(text: str) -> None:
    located = read_with_lines(Path(written(text)))
    assert [f.sentence.zh for f in findings_of(located, Brief)] == ["嵌套层次过深"]


def test_a_billion_laughs_are_not_unfolded() -> None:
    rows = ["a0: &a0 [x, x]"] + [f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]" for n in range(1, 60)]
    located = read_with_lines(Path(written("\n".join(rows))))
    assert "anchors and aliases" in located.findings[0].sentence.en


def test_tags_are_refused_and_never_obeyed() -> None:
    rows = ("a: !!python/object/apply:os.system [ls]", "b: !!set {x}", "c: !mine 1", "d: !!int ''")
    located = read_with_lines(Path(written("\n".join(rows))))
    assert located.value == {"a": ["ls"], "b": {"x": None}, "c": "1", "d": ""}
    assert [finding.sentence.en for finding in located.findings] == [
        "the tag python/object/apply:os.system is not used",
        "the tag set is not used",
        "the tag !mine is not used",
    ]


@pytest.mark.parametrize(
    ("content", "part"),
    [
        (b"", "empty"),
        (b"# nothing\n", "nothing but comments"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a text file"),
        (b"title: " + b"x" * 2 * 1024 * 1024, "2.0 MiB"),
    ],
)
def test_a_file_that_cannot_be_read_is_one_sentence_and_two(
    capsys: pytest.CaptureFixture[str], content: bytes, part: str
) -> None:
    code = run(["brief", "check", written(content)])
    out, err = capsys.readouterr()
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert part in err


def test_a_brief_in_a_chinese_windows_encoding_is_read() -> None:
    located = read_with_lines(Path(written(GOOD.encode("gb18030"))))
    assert findings_of(located, Brief) == ()


def test_a_missing_file_still_gives_one_json_document(capsys: pytest.CaptureFixture[str]) -> None:
    code = run(["brief", "check", "nowhere.yaml", "--json"])
    out, err = capsys.readouterr()
    assert code == 2
    assert json.loads(out)["error"]["zh"] == "nowhere.yaml：没有这个文件。"
    assert err == "nowhere.yaml: there is no such file.\n"


def test_a_checked_file_is_returned_as_its_model() -> None:
    assert load_checked(Path(written(GOOD)), Brief).due == dt.date(2026, 12, 31)


def test_a_wrong_file_is_refused_with_its_first_problem_and_line() -> None:
    text = "issue: x\nparties: [A, B]\noptions:\n  - {id: A, text: a, serves: {I1: 900}}\n"
    text += "  - {id: B, text: b, serves: {}}\n"
    with pytest.raises(BadInputError) as refused:
        load_checked(Path(written(text, "conflict.yaml")), Conflict)
    assert refused.value.within("en") == (
        "conflict.yaml:4: options[0].serves.I1: 900 does not lie between 0 and 100"
    )


def test_the_schema_describes_every_field_in_both_languages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["schema", "brief"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == schema_of("brief")
    assert set(WORDS) == set(_places(Brief.model_json_schema()))
    assert printed["properties"]["sponsor"]["description"] == WORDS["sponsor"].both


@pytest.mark.parametrize(
    ("arguments", "en", "zh"),
    [
        (["brief", "chek"], "There is no command “chek”; did you mean check? ", "没有命令「chek」"),
        (["brief", "check"], "FILE is missing. ", "缺少参数 FILE。"),
        (["brief", "check", "a", "b"], "One word too many: b. ", "多余的参数：b。"),
        (
            ["schema", "x"],
            "NAME must be one of brief, conflict, policy, team, roles, not “x”. ",
            "NAME 应为",
        ),
        (["--nope"], "There is no option --nope. ", "没有选项 --nope。"),
        (["brief", "check", "x", "--data"], "The option --data needs a value. ", "选项 --data"),
        (["schema", "brief", "--lang", "fr"], "--lang: “fr” is not a language", "--lang：「fr」"),
    ],
)
def test_bad_usage_is_one_sentence_in_the_readers_language(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    en: str,
    zh: str,
) -> None:
    for language, sentence in (("en", en), ("zh", zh)):
        monkeypatch.setenv("ACCORD_LANG", language)
        assert run(arguments) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert err.startswith(sentence)


def test_the_locale_chooses_the_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ACCORD_LANG")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    run(["brief", "check", "nowhere"])
    assert capsys.readouterr().err == "nowhere：没有这个文件。\n"


def answering(*answers: str) -> tuple[Any, list[Bilingual], list[str]]:
    remaining: Iterator[str] = iter(answers)
    told: list[Bilingual] = []
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return next(remaining)

    brief = ask_brief(ask, told.append, "zh", dt.date(2026, 1, 1))
    assert not list(remaining)
    return brief, told, asked


FILES = ("", "", "", "", "")


def test_the_answers_make_a_brief_that_is_right() -> None:
    answers, told, _ = answering(
        *("客户入职加速", "onboarding", "", "客户成功部、法务部", "", "wang.min"),
        *("缩短入职周期", "onboarding_days", "少返工", "", "", ""),
        *FILES,
    )
    brief = load_checked(Path(written(in_yaml(answers, "zh"))), Brief)
    assert told == []
    assert brief.departments == ("客户成功部", "法务部")
    assert (brief.lead, brief.due) == ("客户成功部", dt.date(2026, 4, 1))
    assert [(o.id, o.measure) for o in brief.objectives] == [
        ("O1", "onboarding_days"),
        ("O2", None),
    ]


def test_a_wrong_answer_is_told_at_once_and_asked_again() -> None:
    answers, told, asked = answering(
        *("", "客户入职加速", "A B", "onboarding", "fr", "", "法务部", "客户成功部、法务部"),
        *("财务部", "", "", "wang.min", "", "缩短入职周期", "", "", "soon", "2026-12-31"),
        *FILES,
    )
    assert answers["lead"] == "客户成功部"
    assert [sentence.zh.removeprefix("  ✗ ")[:12] for sentence in told] == [
        *("不能为空", "「A B」应为不超过 4", "应为 zh、en 之一，", "至少需要 2 项，现有 "),
        *("「财务部」不在参与部门 ", "不能为空", "不能为空", "应为 2026-09-3"),
    ]
    assert len(asked) == 23


HEAD = ("入职", "onboarding", "", "客户成功部、法务部", "", "wang.min", "缩短周期", "", "", "")


@pytest.mark.parametrize(
    ("way", "given", "kept"),
    [
        ("", "", {"events": {"file": "events.csv"}}),
        ("日志", "tickets.xes.gz", {"events": {"file": "tickets.xes.gz"}}),
        ("store", "tickets-2026", {"events": {"log": "tickets-2026"}}),
        ("survey", "", {"survey": "survey.csv"}),
        ("问卷", "等待.xlsx", {"survey": "等待.xlsx"}),
    ],
)
def test_where_work_waits_is_told_by_a_log_or_by_a_survey(
    way: str, given: str, kept: dict[str, Any]
) -> None:
    answers, told, asked = answering(*HEAD, "", way, given, "", "")
    assert told == []
    assert "没有日志" in asked[-4]
    brief = load_checked(Path(written(in_yaml(answers, "zh"))), Brief)
    sources = brief.sources.model_dump(exclude_unset=True)
    assert {name: one for name, one in sources.items() if name in ("events", "survey")} == kept
    assert (brief.sources.people, brief.sources.measures) == ("people.csv", "measures.csv")


def test_what_tells_of_no_way_is_asked_again_and_so_is_a_name_that_no_log_has() -> None:
    _, told, asked = answering(*HEAD, "", "tickets.csv", "store", "Tickets 2026", "t", "", "")
    assert told[0].zh == "  ✗ 应为 log、store、survey 之一，而不是「tickets.csv」"
    assert told[0].en == "  ✗ must be log, store or survey, not “tickets.csv”"
    assert "Tickets 2026" in told[1].zh
    assert len(asked) == len(HEAD) + 7


def test_a_latin_title_offers_a_short_name() -> None:
    answers, _, _ = answering(
        *("Faster Onboarding!", "", "en", "Sales, Legal", "", "ann", "Be fast", "", "", ""), *FILES
    )
    assert answers["id"] == "faster-onboarding"


def test_an_odd_answer_survives_the_way_through_yaml() -> None:
    answers, _, _ = answering(
        *("yes: # no", "odd", "en", "- a, b: c", "", "ann", "null", "1e3", "", ""), *FILES
    )
    brief = load_checked(Path(written(in_yaml(answers, "en"))), Brief)
    assert (brief.title, brief.departments) == ("yes: # no", ("- a", "b: c"))
    assert (brief.objectives[0].text, brief.objectives[0].measure) == ("null", "1e3")


def test_without_a_terminal_nothing_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["brief", "new"]) == 2
    assert "needs a terminal" in capsys.readouterr().err
    assert not Path("brief.yaml").exists()


def test_in_a_terminal_a_brief_is_never_overwritten() -> None:
    written(GOOD)
    command = [sys.executable, "-c", "from cli.main import main; main()", "brief", "new"]
    master, terminal = pty.openpty()
    here = str(Path(__file__).parents[2])
    ended = subprocess.run(
        command,
        stdin=terminal,
        capture_output=True,
        text=True,
        timeout=60,
        env=os.environ | {"PYTHONPATH": here, "PYTHONUTF8": "1"},
        check=False,
    )
    os.close(master)
    os.close(terminal)
    assert (ended.returncode, ended.stdout) == (2, "")
    assert ended.stderr == "brief.yaml: exists already; name another file.\n"
    assert Path("brief.yaml").read_text(encoding="utf-8") == GOOD


@pytest.mark.parametrize(("arguments", "code"), [(["schema", "brief"], 0), (["brief", "x"], 2)])
def test_the_process_ends_with_the_answer(arguments: list[str], code: int) -> None:
    assert _process(arguments).wait(60) == code


def test_a_reader_who_leaves_is_no_answer() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    process = _process(["schema", "brief"], writing)
    os.close(writing)
    assert process.wait(60) == 141


def _process(arguments: list[str], stdout: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", "from cli.main import main; main()", *arguments]
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.Popen(command, stdout=stdout, stderr=subprocess.DEVNULL, env=environment)


def _places(schema: dict[str, Any], at: dict[str, Any] | None = None) -> Iterator[str]:
    here = schema if at is None else at
    for name, field in here.get("properties", {}).items():
        yield name
        inner = field.get("items", field)
        inner = next((one for one in inner.get("anyOf", ()) if "$ref" in one), inner)
        if reference := inner.get("$ref"):
            below = schema["$defs"][reference.rsplit("/", 1)[-1]]
            yield from (f"{name}.{place}" for place in _places(schema, below))
