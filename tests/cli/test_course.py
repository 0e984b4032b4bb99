"""What can happen at any time, and in the last stages: feedback, conflicts, ideas, evaluations."""

import pytest

from activities.sources import read_document
from tests.cli.desk import EXAMPLES, LEAD, SPONSOR, Desk

PARTIES = ("Regional Service", "Returns Laboratory", "Finance")


@pytest.fixture(scope="module")
def evaluated(desk: Desk) -> str:
    """A collaboration that has come to its evaluations, the stages before it skipped."""
    skip = ["identify", "team", "goals", "communication"]
    desk.start("course-1", skip=skip)
    desk.until("course-1", lambda seen: seen["next_evaluation"])
    return "course-1"


def test_when_nobody_is_waited_for_the_next_evaluation_is_told(desk: Desk, evaluated: str) -> None:
    first = desk("show", evaluated).first
    assert first.startswith("Nobody is waited for: it runs; next evaluation 20")


def test_an_evaluation_can_be_asked_for(desk: Desk, evaluated: str) -> None:
    answer = desk("evaluate", evaluated, "--json")
    assert answer.code == 0
    assert answer.document["schedule"] == "evaluation:course-1"


def test_there_is_nothing_to_evaluate_before_the_last_stage(desk: Desk) -> None:
    desk.start("course-2")
    answer = desk("evaluate", "course-2")
    assert answer.code == 1
    assert "has no evaluations" in answer.err
    assert desk("evaluate", "never-started").code == 2


def test_an_idea_becomes_a_suggestion_in_its_authors_words(desk: Desk, evaluated: str) -> None:
    words = ["--title", "A shared stock list", "--text", "One list of parts for all of us."]
    answer = desk("idea", evaluated, "--as", "olga.vasquez", *words)
    assert answer.code == 0
    assert answer.out == "Proposed as course-1:idea:1.\n"
    desk.asked("course-1:idea:1")
    assert "One list of parts for all of us." in desk("show", "course-1:idea:1").out


def test_an_idea_can_come_from_a_file(desk: Desk, evaluated: str) -> None:
    file = str(EXAMPLES / "en" / "idea.yaml")
    answer = desk("idea", evaluated, file, "--as", "olga.vasquez", "--json")
    assert answer.code == 0
    assert desk.asked(answer.document["suggestion"])["state"]["kind"] == "idea"


def test_an_idea_of_somebody_unknown_is_told_at_once(desk: Desk, evaluated: str) -> None:
    answer = desk("idea", evaluated, "--as", "nobody.known", "--title", "x", "--text", "y")
    assert answer.code == 1
    assert "nobody.known is not in the directory" in answer.err


@pytest.mark.parametrize("words", [[], ["--title", "x"], ["f.yaml", "--text", "x"]])
def test_an_idea_is_a_file_or_a_title_with_a_text(desk: Desk, words: list[str]) -> None:
    answer = desk("idea", "course-1", "--as", LEAD, *words)
    assert (answer.code, answer.err) == (
        2,
        "an idea is either a FILE, or --title and --text\n",
    )


def test_a_conflict_waits_for_silent_parties_and_then_brings_a_resolution(
    desk: Desk, evaluated: str
) -> None:
    raised = read_document(EXAMPLES, "en/conflict.yaml")
    positions = raised.pop("positions")
    said = desk.written("conflict.json", raised | {"positions": positions[:2]})
    answer = desk("conflict", evaluated, said, "--as", LEAD)
    assert answer.code == 0
    assert answer.out.startswith("Raised as course-1:conflict:1; ")
    seen = desk.until(evaluated, lambda seen: seen["conflicts"] and seen["conflicts"][0]["issue"])
    assert seen["conflicts"][0]["silent"] == ["Finance"]
    assert "Waiting for the position of Finance since 20" in seen["first_line"]["en"]
    strange = desk.written("strange.json", positions[2] | {"department": "Kitchen"})
    refused = desk("conflict", evaluated, strange, "--as", LEAD, "--position")
    assert (refused.code, refused.err) == (1, "Kitchen is not a party\n")
    stated = desk.written("position.json", positions[2])
    answer = desk("conflict", evaluated, stated, "--as", "lucia.novak", "--position")
    assert answer.out == "Position taken into course-1:conflict:1.\n"
    desk.asked("course-1:resolution:1")
    shown = desk("show", evaluated).out
    assert "course-1:resolution:1, waiting for decisions" in shown


def test_a_conflict_between_strangers_is_refused(desk: Desk, evaluated: str) -> None:
    raised = read_document(EXAMPLES, "en/conflict.yaml")
    raised |= {"positions": [], "parties": ["Finance", "Kitchen"]}
    answer = desk("conflict", evaluated, desk.written("c.json", raised), "--as", LEAD)
    assert answer.code == 1
    assert "Kitchen does not take part" in answer.err
    broken = desk.written("c2.json", raised | {"options": []})
    answer = desk("conflict", evaluated, broken, "--as", LEAD)
    assert answer.code == 2
    assert "c2.json" in answer.err


@pytest.fixture(scope="module")
def asked(desk: Desk) -> str:
    """A collaboration whose first feedback round is open."""
    desk.start("course-3", skip=["identify", "team", "goals"])
    early = desk("feedback", "course-3", "--text", "Too early.", "--as", LEAD)
    assert early.code == 1
    assert "has no feedback round 1 yet" in early.err
    desk.approve("course-3:cadence:1")
    desk.until("course-3", lambda seen: any(w["asked"] for w in seen["waiting"]))
    return "course-3"


def test_an_open_round_is_waited_for_and_takes_feedback(desk: Desk, asked: str) -> None:
    before = desk("show", asked, "--json").document["waiting"][0]
    assert "Waiting for feedback of " in desk("show", asked).first
    rows = "id,account,department,text,rating\nX-1,a.b,Finance,Late again.,2\n"
    answer = desk("feedback", asked, desk.written("f.csv", rows), "--as", LEAD)
    assert answer.code == 0
    assert answer.out.startswith("Round 1: 1 of 1 answers are new")
    again = desk("feedback", asked, desk.written("f.csv", rows), "--as", LEAD, "--json")
    assert again.document["new"] == 0
    said = desk("feedback", asked, "--text", "We hear too late.", "--as", SPONSOR, "--json")
    assert said.document["new"] == 1
    after = desk("show", asked, "--json").document["waiting"][0]
    assert after["asked"] == before["asked"]


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["--text", "x", "--as", "nobody.known"], "is not in the directory"),
        (["--text", " ", "--as", LEAD], "--text: is empty"),
        (["nowhere.csv", "--as", LEAD], "nowhere.csv"),
        (["--as", LEAD], "give one of FILE, --text and --close"),
        (["--text", "x", "--close", "--as", LEAD], "give one of FILE, --text and --close"),
    ],
)
def test_feedback_that_cannot_be_used_is_refused(
    desk: Desk, asked: str, arguments: list[str], part: str
) -> None:
    answer = desk("feedback", asked, *arguments)
    assert answer.code == 2
    assert part in answer.err


def test_a_round_is_ended_by_those_who_steer_and_takes_nothing_afterwards(
    desk: Desk, asked: str
) -> None:
    refused = desk("feedback", asked, "--close", "--as", "lucia.novak")
    assert refused.code == 1
    assert "may not end the round" in refused.err
    assert desk("feedback", asked, "--close", "--as", SPONSOR).out == "Round 1 is ended.\n"
    desk.asked("course-3:digest:1")
    late = desk("feedback", asked, "--text", "Too late.", "--as", LEAD)
    assert late.code == 1
    assert "feedback round 1 of course-3 has ended" in late.err
