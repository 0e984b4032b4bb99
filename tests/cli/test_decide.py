import os
import pty
import subprocess
from pathlib import Path

import pytest

from api import sending
from cli.changes import read_changes
from cli.decide import read_verb
from cli.main import run
from domain.errors import BadInputError
from tests.cli.desk import COMMAND, HEAD, LEAD, Desk


@pytest.fixture(scope="module")
def need(desk: Desk) -> str:
    """A suggestion that is decided on by comments and refusals only, so that it stays pending."""
    desk.start("decide-1")
    desk.asked("decide-1:need:1")
    return "decide-1:need:1"


def test_a_decision_shows_the_text_and_says_which_revision_it_decides_on(desk: Desk) -> None:
    desk.start("decide-2")
    desk.asked("decide-2:need:1")
    answer = desk("decide", "decide-2:need:1", "approve", "--as", HEAD)
    assert answer.code == 0
    assert "[need:1] " in answer.out
    assert "You decide on revision 1." in answer.out
    assert "Recorded: lucia.novak: approve (decide-2:need:1, revision 1)." in answer.out
    last = answer.out.splitlines()[-1]
    assert last.startswith("Waiting for ")
    assert HEAD not in last


def test_a_decision_counts_in_chinese_and_from_the_id_of_the_workflow(desk: Desk) -> None:
    desk.start("decide-3")
    desk.asked("decide-3:need:1")
    answer = desk("decide", "suggestion:decide-3:need:1", "同意", "--as", HEAD, "--lang", "zh")
    assert answer.code == 0
    assert "已记录：lucia.novak：同意（decide-3:need:1，第 1 版）。" in answer.out


def test_an_edit_makes_a_revision_in_the_editors_words(desk: Desk) -> None:
    desk.start("decide-4")
    desk.asked("decide-4:need:1")
    edit = ["--change", "need:1.title=Finance = the narrow place"]
    answer = desk("decide", "decide-4:need:1", "edit", "--as", LEAD, "--json", *edit)
    assert answer.code == 0
    assert answer.document["state"] == "pending"
    assert LEAD not in answer.document["waiting_for"]
    seen = desk("show", "decide-4:need:1").out
    assert "revision 2" in seen
    assert "Finance = the narrow place" in seen


def test_an_edit_can_come_from_a_file(desk: Desk) -> None:
    desk.start("decide-5")
    desk.asked("decide-5:need:1")
    file = desk.written("changes.json", [{"id": "need:1", "body": {"title": "From a file"}}])
    answer = desk("decide", "decide-5:need:1", "edit", "--as", LEAD, "--changes", file)
    assert answer.code == 0
    assert "From a file" in desk("show", "decide-5:need:1").out


def test_a_stale_revision_is_refused(desk: Desk, need: str) -> None:
    answer = desk("decide", need, "approve", "--as", HEAD, "--revision", "7")
    assert answer.code == 1
    assert answer.err == (
        "revision 7 is out of date; revision 1 is the current one, read it first\n"
    )


def test_a_refusal_comes_in_the_readers_language_and_with_its_code(desk: Desk, need: str) -> None:
    answer = desk("decide", need, "approve", "--as", "nobody.known", "--json", "--lang", "zh")
    assert answer.code == 1
    assert "nobody.known 不在 decide-1:need:1 的审批人之列" in answer.err
    assert answer.document["code"] == "not_asked"
    assert answer.document["error"]["en"].startswith("nobody.known is not asked")


def test_another_text_is_refused(desk: Desk, need: str) -> None:
    answer = desk("decide", need, "approve", "--as", HEAD, "--fingerprint", "00000000")
    assert answer.code == 1
    assert "the fingerprint belongs to another text" in answer.err


def test_a_reason_is_asked_for(desk: Desk, need: str) -> None:
    answer = desk("decide", need, "reject", "--as", HEAD)
    assert (answer.code, answer.err) == (1, 'give a reason in "comment"\n')


def test_no_control_character_of_a_comment_reaches_the_terminal(desk: Desk, need: str) -> None:
    said = "look \x1b[31mred\x1b]0;title\x07 \x9b2J \u202eback\nWaiting for nobody"
    answer = desk("decide", need, "comment", "--as", HEAD, "--comment", said)
    assert answer.code == 0
    desk.until(need, lambda seen: seen["state"]["remarks"])
    desk.rows("decide-1", lambda rows: any("red" in row["comment"] for row in rows))
    shown, ledger = desk("show", need).out, desk("ledger", "show", "decide-1").out
    for text in (shown, ledger, desk("show", need, "--json").out):
        assert "red" in text
        assert not set(text) & set("\x1b\x07\x9b\u202e")
    line = next(line for line in shown.splitlines() if "look" in line)
    assert line.endswith("Waiting for nobody")


def test_a_control_character_in_a_refusal_does_not_reach_the_terminal(desk: Desk) -> None:
    answer = desk("decide", "\x1b[31mx", "approve", "--as", HEAD)
    assert answer.code == 2
    assert "\x1b" not in answer.err


def test_an_unknown_suggestion_is_told_and_kept_in_the_ledger(desk: Desk, need: str) -> None:
    answer = desk("decide", "decide-1:need:9", "approve", "--as", HEAD)
    assert (answer.code, answer.err) == (2, "there is nothing called decide-1:need:9\n")
    rows = desk("ledger", "show", "decide-1", "--json").document["rows"]
    (kept,) = [row for row in rows if row["suggestion"] == "decide-1:need:9"]
    assert (kept["result"], kept["surface"], kept["actor"]) == ("refused", "cli", HEAD)


def test_an_ended_suggestion_takes_no_decision_and_the_attempt_is_kept(desk: Desk) -> None:
    desk.start("decide-6")
    desk.asked("decide-6:need:1")
    assert desk("decide", "decide-6:need:1", "拒绝", "--as", HEAD, "--comment", "no").code == 0
    desk.until("decide-6:need:1", lambda seen: seen["status"] == "rejected")
    late = desk("decide", "decide-6:need:1", "approve", "--as", LEAD, "--revision", "1")
    assert late.code == 1
    desk.until("decide-6", lambda seen: seen["state"]["parked"])
    rows = desk.rows("decide-6", lambda rows: len(rows) > 1)
    assert [(row["verb"], row["result"]) for row in rows] == [
        ("reject", "recorded"),
        ("approve", "refused"),
    ]
    assert {row["surface"] for row in rows} == {"cli"}
    assert all(row["signature"] for row in rows)  # this desk can read the worker's key


def test_an_attempt_is_kept_unsigned_where_the_key_cannot_be_read(
    desk: Desk, tmp_path: Path
) -> None:
    (tmp_path / "broken.key").write_text("no key")
    for name in ("missing", "broken"):
        named = {"ACCORD_LEDGER_KEY": str(tmp_path / f"{name}.key")}
        sent = ["decide", f"{name}-1:need:1", "approve", "--as", LEAD, "--revision", "1"]
        assert desk(*sent, **named).code == 2
        [row] = desk("ledger", "show", f"{name}-1", "--json").document["rows"]
        assert (row["result"], row["kid"], row["signature"]) == ("refused", None, None)
        told = desk("ledger", "verify", f"{name}-1", "--json").document
        assert (told["ok"], told["unsigned"], told["anchored"]) == (True, 1, False)


def test_the_same_decision_sent_twice_counts_once(desk: Desk) -> None:
    desk.start("decide-7")
    desk.asked("decide-7:need:1")
    send = ["decide", "decide-7:need:1", "approve", "--as", LEAD, "--decision-id", "mine-1"]
    assert desk(*send).code == 0
    assert desk(*send).code == 0
    desk.until("decide-7:need:1", lambda seen: seen["state"]["signatures"])
    rows = desk.rows("decide-7", lambda rows: rows)
    assert len(rows) == 1


def test_another_decision_under_a_used_id_is_refused_and_kept(desk: Desk) -> None:
    desk.start("decide-8")
    desk.asked("decide-8:need:1")
    send = ["decide", "decide-8:need:1", "--as", LEAD, "--decision-id", "mine-8"]
    assert desk(*send, "approve").code == 0
    for more in (["reject", "--comment", "no"], ["approve", "--comment", "yes"]):
        other = desk(*send, *more, "--json")
        assert other.code == 1
        assert (other.document["code"], other.document["ok"]) == ("id_used", False)
        assert "Recorded" not in other.out
    seen = desk("show", "decide-8:need:1", "--json").document
    assert LEAD not in str(seen["waiting"]["people"])
    assert seen["status"] == "pending"
    rows = desk.rows("decide-8", lambda rows: len(rows) > 2)
    assert [(row["verb"], row["result"]) for row in rows] == [
        ("approve", "recorded"),
        ("reject", "refused"),
        ("approve", "refused"),
    ]


def test_bytes_that_are_no_text_are_refused_in_one_sentence(desk: Desk, need: str) -> None:
    gbk = "同意".encode("gbk").decode("utf-8", "surrogateescape")
    answer = desk("decide", need, "comment", "--as", HEAD, "--comment", gbk)
    assert answer.code == 2
    assert answer.err == "something of this is not valid text; a terminal must be set to UTF-8\n"


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["not-an-id", "approve", "--as", "a"], "is not the id of a suggestion"),
        (["a:need:1", "applaud", "--as", "a"], "is not a decision; one of approve"),
        (["a:need:1", "approve", "--as", "a b'"], "is not an account"),
        (["a:need:1", "approve"], "--as"),
        (["a:need:1", "edit", "--as", "a", "--change", "title=x"], "ITEM.FIELD=VALUE"),
        (["a:need:1", "edit", "--as", "a", "--changes", "nowhere.json"], "no such file"),
        (["a:need:1", "approve", "--as", "a", "--decision-id", "a b"], "--decision-id"),
    ],
)
def test_bad_usage_is_one_sentence(desk: Desk, arguments: list[str], part: str) -> None:
    answer = desk("decide", *arguments)
    assert answer.code == 2
    assert part in answer.err
    assert answer.err.count("\n") == 1


def test_without_a_worker_it_is_not_yet_decided(
    silent: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "PATIENCE", 0.5)
    bound = ["--revision", "1", "--fingerprint", "0123456789ab", "--decision-id", "mine-2"]
    answer = silent("decide", "silent-1:need:1", "approve", "--as", HEAD, *bound, "--json")
    assert answer.code == 1
    assert answer.err.startswith("Not yet: nobody has accepted it")
    assert "--decision-id mine-2" in answer.err
    assert answer.document["decision_id"] == "mine-2"


def test_without_a_worker_the_current_text_cannot_be_bound(
    silent: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "VIEW_PATIENCE", 0.5)
    answer = silent("decide", "silent-1:need:1", "approve", "--as", HEAD)
    assert answer.code == 1
    assert "no worker answers, so the current text cannot be read" in answer.err


def test_in_a_terminal_the_decision_is_confirmed(desk: Desk, need: str) -> None:
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [*COMMAND, "decide", need, "approve", "--as", HEAD],
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=desk.environment,
    ) as process:
        os.write(ours, b"n\n")
        out, err = process.communicate(timeout=30)
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 1
    assert "lucia.novak: approve? [y/N]" in out
    assert err == "Nothing was sent.\n"


@pytest.mark.parametrize(
    ("typed", "verb"),
    [
        ("approve", "approve"),
        ("request-changes", "request_changes"),
        ("REQUEST_CHANGES", "request_changes"),
        ("修改后同意", "edit"),
        ("要求重拟", "request_changes"),
        ("重新起草", "redraft"),
        ("拒绝", "reject"),
        ("评论", "comment"),
    ],
)
def test_a_verb_is_known_in_both_languages(typed: str, verb: str) -> None:
    assert read_verb(typed) == verb


def test_changes_of_one_item_come_together_and_values_are_json_or_text() -> None:
    typed = [
        "member:wang.min.hours=6",
        'member:wang.min.covers=["legal"]',
        "key_result:1.text=a=b",
        "key_result:1.target=NaN",
        "key_result:1.keep=true",
    ]
    assert read_changes(typed, None) == [
        {"id": "member:wang.min", "body": {"hours": 6, "covers": ["legal"]}},
        {"id": "key_result:1", "body": {"text": "a=b", "target": "NaN", "keep": True}},
    ]


@pytest.mark.parametrize("text", ["{}", '[{"id": "x"}]', '[{"id": "x", "body": 1}]', "[", ""])
def test_a_file_that_holds_no_changes_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "changes.json"
    file.write_text(text)
    with pytest.raises(BadInputError):
        read_changes([], file)


def test_help_is_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    listed = capsys.readouterr().out
    for command in ("up", "start", "show", "inbox", "decide", "close", "feedback", "ledger"):
        assert f"\n  {command} " in listed
    assert run(["decide", "--help"]) == 0
    assert "要求重拟" in capsys.readouterr().out
