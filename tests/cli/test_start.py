import json
import socket
import time

import pytest

from activities.sources import read_document
from api import sending, starting
from tests.cli.desk import EXAMPLES, Desk


def test_a_collaboration_starts_and_says_what_to_do_next(desk: Desk) -> None:
    answer = desk("start", desk.brief("begin-1"))
    assert answer.code == 0
    lines = answer.out.splitlines()
    assert lines[0] == "Started begin-1: Fenland Harvest Machines: Faster returns and replacements"
    assert lines[1].startswith("Temporal UI: http://127.0.0.1:")
    assert lines[1].endswith("/namespaces/accord/workflows/collaboration:begin-1")
    assert "accord show begin-1" in lines[2]


def test_another_id_can_be_named_and_the_answer_is_one_document(desk: Desk) -> None:
    answer = desk("start", desk.brief("begin-1"), "--id", "begin-2", "--json")
    assert answer.code == 0
    assert answer.document["id"] == "begin-2"
    assert answer.document["workflow_id"] == "collaboration:begin-2"
    assert answer.document["opened"] is True


def test_an_id_is_used_once(desk: Desk) -> None:
    desk.start("begin-3")
    again = desk("start", desk.brief("begin-3"), "--lang", "zh")
    assert again.code == 2
    assert again.err == (
        "id：编号 begin-3 已被使用；请换一个编号（--id），或查看：accord show begin-3\n"
    )


def test_a_brief_with_an_unknown_field_is_refused_with_its_line(desk: Desk) -> None:
    text = (EXAMPLES / "en" / "brief.yaml").read_text(encoding="utf-8")
    answer = desk("start", desk.written("bad.yaml", f"{text}sponsors: x\n"))
    assert answer.code == 2
    assert "bad.yaml:" in answer.err
    assert "sponsors: unknown field; did you mean “sponsor”?" in answer.err


def test_a_log_without_the_named_column_is_told_by_start_and_by_show(desk: Desk) -> None:
    sources = read_document(EXAMPLES, "en/brief.yaml")["sources"]
    sources["events"]["department"] = "owner"
    answer = desk("start", desk.brief("begin-4", sources=sources))
    assert answer.code == 2
    assert answer.err.count("\n") == 1
    assert "en/events.csv" in answer.err
    assert "owner" in answer.err
    seen = desk("show", "begin-4")
    assert seen.code == 0
    assert seen.first.startswith("Failed at ")
    assert "owner" in seen.first


def test_a_brief_that_failed_can_be_mended_and_keeps_its_id(desk: Desk) -> None:
    assert desk("start", desk.brief("begin-5", sponsor="nobody.known")).code == 2
    assert desk("start", desk.brief("begin-5")).code == 0


@pytest.mark.parametrize("id", ["", "A b", "a:b:c", "x" * 60])
def test_an_id_that_none_can_have_is_refused(desk: Desk, id: str) -> None:
    answer = desk("start", desk.brief("begin-1"), "--id", id)
    assert answer.code == 2
    assert "is not the id of a collaboration" in answer.err


def test_without_an_engine_there_is_one_sentence(empty: Desk) -> None:
    for arguments in (["start", empty.brief("x")], ["show", "x"], ["inbox"]):
        answer = empty(*arguments)
        assert (answer.code, answer.out) == (2, "")
        assert answer.err == "no engine is running here: `accord up`\n"


def test_an_engine_that_died_is_told_within_seconds(empty: Desk) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    empty.home.mkdir()
    noted = {"address": f"127.0.0.1:{port}", "ui": "http://127.0.0.1:1", "pid": 1}
    (empty.home / "engine.json").write_text(json.dumps(noted))
    begun = time.monotonic()
    answer = empty("show", "x", "--json")
    assert time.monotonic() - begun < 10
    assert answer.code == 2
    assert answer.document["error"]["en"] == (
        f"the engine at 127.0.0.1:{port} does not answer; is `accord up` still running?"
    )


@pytest.mark.parametrize("noted", ["", "[]", '{"address": 5}', "\x00"])
def test_a_spoilt_note_of_the_engine_counts_as_none(empty: Desk, noted: str) -> None:
    empty.home.mkdir()
    (empty.home / "engine.json").write_text(noted)
    assert empty("inbox").err == "no engine is running here: `accord up`\n"


def test_a_configured_server_wins_over_the_engine_of_this_home(desk: Desk, empty: Desk) -> None:
    noted = json.loads((desk.home / "engine.json").read_text())
    configured = {"TEMPORAL_ADDRESS": noted["address"]}
    assert empty("inbox", "--json", **configured).document["ok"] is True
    assert empty("inbox", "--ui", **configured).code == 2
    link = empty("inbox", "--ui", **configured, ACCORD_UI="https://temporal.example/")
    assert link.out.startswith("https://temporal.example/namespaces/accord/workflows?")
    answer = empty("show", "x", **configured, TEMPORAL_NAMESPACE="elsewhere")
    assert answer.code == 2
    assert "has no namespace elsewhere; set TEMPORAL_NAMESPACE" in answer.err


def test_a_profile_that_cannot_be_read_is_one_sentence(empty: Desk) -> None:
    file = empty.written("temporal.toml", "[profile.default\n")
    answer = empty("inbox", TEMPORAL_CONFIG_FILE=file)
    assert answer.code == 2
    assert answer.err.startswith("the Temporal profile cannot be used: ")
    assert answer.err.count("\n") == 1


def test_without_a_worker_the_collaboration_waits_and_start_says_so(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(starting, "QUEUE", "nobody-serves-this")
    monkeypatch.setattr(sending, "VIEW_PATIENCE", 0.5)
    answer = desk("start", desk.brief("begin-6"))
    assert answer.code == 0
    assert "No worker has opened it yet" in answer.out
