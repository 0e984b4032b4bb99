from pathlib import Path

import pytest

from activities.surveys import survey_in
from domain.survey import Answer
from tests.cli.desk import EXAMPLES, Desk

SURVEYS = {"en": EXAMPLES / "en/survey.csv", "zh": EXAMPLES / "zh/survey.csv"}
HEADER = "department,process,waits_on,how_often,hours\n"


def test_the_document_holds_what_was_promised(empty: Desk, tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text(
        HEADER + "Sales,Contracts,Legal,3 per week,2\nOps,Review,Legal,monthly,5\n"
    )
    told = empty("needs", "--survey", str(tmp_path / "s.csv"), "--json")
    assert (told.code, told.err) == (0, "")
    found = told.document
    assert found["survey"]["source"] == "self-reported"
    assert (found["survey"]["answers"], found["survey"]["departments"]) == (2, 2)
    assert found["matrix"][0] == {
        "source": "Sales",
        "target": "Legal",
        "processes": ["Contracts"],
        "hours_per_week": 6.0,
        "basis": "self-reported",
    }
    (queue,) = found["queues"]
    assert (queue["group"], queue["hours_per_week"], queue["backed"]) == ("Legal", 7.15, True)
    assert found["needs"][0]["groups"] == ["Legal", "Sales", "Ops"]
    assert [one["reason"] for one in found["one_sided"]] == ["the other side has not answered"] * 2
    assert found["silent"][0]["group"] == "Legal"
    assert len(found["remarks"]) == 3


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_line_says_that_it_is_self_reported_in_both_languages(
    empty: Desk, language: str
) -> None:
    path = str(SURVEYS[language])
    english, chinese = (empty("needs", "--survey", path, "--lang", lang) for lang in ("en", "zh"))
    assert (english.code, chinese.code) == (0, 0)
    assert all(line.startswith("[self-reported] ") for line in english.out.splitlines())
    assert all(line.startswith("[自报] ") for line in chinese.out.splitlines())
    assert len(english.out.splitlines()) == len(chinese.out.splitlines())
    assert "Candidate needs" in english.out
    assert "候选协作需求" in chinese.out


def test_a_language_changes_words_and_no_figure(empty: Desk) -> None:
    path = str(SURVEYS["zh"])
    english, chinese = (
        empty("needs", "--survey", path, "--json", "--lang", lang).document for lang in ("en", "zh")
    )
    assert (english["queues"], english["matrix"]) == (chinese["queues"], chinese["matrix"])
    assert english["survey"]["label"] == "self-reported"
    assert chinese["survey"]["label"] == "自报"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_template_can_be_read_again(empty: Desk, tmp_path: Path, language: str) -> None:
    told = empty("needs", "--survey-template", language)
    assert told.code == 0
    path = tmp_path / "survey.csv"
    path.write_text(told.out, "utf-8")
    with path.open("rb") as stream:
        (answer,) = survey_in(stream, "survey.csv")
    assert answer[3:] == Answer("", times=3, per="week", hours=2.5)[3:]
    assert empty("needs", "--survey", str(path)).code == 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ((), "Name one of LOG, --survey FILE and --survey-template"),
        (("log.csv", "--survey", "s.csv"), "Name one of LOG, --survey FILE"),
        (("--survey", "s.csv", "--group", "x"), "leave --group, --map and the others out"),
        (("--survey", "s.csv", "--map", "m.svg"), "no map"),
        (("--survey", "no.csv"), "no.csv: No such file or directory"),
        (("--survey-template", "fr"), "“fr” is not a language here"),
    ],
)
def test_what_cannot_be_used_is_one_sentence_and_exit_code_2(
    empty: Desk, arguments: tuple[str, ...], says: str
) -> None:
    told = empty("needs", *arguments, "--json")
    assert told.code == 2
    assert says in told.document["error"]["en"]
    assert told.err.count("\n") == 1
