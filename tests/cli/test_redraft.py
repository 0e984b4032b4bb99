"""A draft by rules whose model failed: every place says why, and how it is drafted anew."""

import asyncio
import http.server
import threading
from collections.abc import Iterator

import pytest

from cli.engine import connected, dev_server
from tests.cli.desk import HEAD, SPONSOR, Desk

WHY = "The model endpoint did not accept the key."
HINT = "When the model answers again, have it drafted anew: accord decide"


class _Locked(http.server.BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.send_response(401)
        self.send_header("content-length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk whose model endpoint takes no key, with the goals of `redraft-1` put before people."""
    opened = Desk(tmp_path_factory.mktemp("locked") / "home", tmp_path_factory.mktemp("files"))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Locked)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    model = {"OPENAI_BASE_URL": f"http://127.0.0.1:{server.server_port}/v1", "ACCORD_MODEL": "m"}
    with (
        dev_server(opened.home, ports=(0, 0)) as engine,
        (opened.folder / "worker.log").open("w") as log,
    ):
        asyncio.run(connected(engine))
        with opened.process("worker", log=log, more=model) as worker:
            assert worker.stdout
            assert worker.stdout.readline().startswith("Serving 127.0.0.1:")
            opened.start("redraft-1", skip=["identify", "team"])
            opened.asked("redraft-1:goals:1")
            yield opened
            worker.terminate()
            assert worker.wait(20) == 0
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("shown", ["redraft-1", "redraft-1:goals:1"])
def test_show_says_why_rules_drafted_and_how_the_model_is_asked_again(
    locked: Desk, shown: str
) -> None:
    answer = locked("show", shown)
    assert f"drafted by rules ({WHY})" in answer.out
    (line,) = [line for line in answer.out.splitlines() if HINT in line]
    assert "accord decide redraft-1:goals:1 redraft --as " in line
    chinese = locked("show", shown, "--lang", "zh").out
    assert "模型恢复后，可重新起草：accord decide redraft-1:goals:1 redraft --as " in chinese


def test_the_inbox_says_so_too_and_with_the_account_that_asks(locked: Desk) -> None:
    told = locked("inbox", "--as", HEAD).out
    assert f"drafted by rules ({WHY})" in told
    assert f"{HINT} redraft-1:goals:1 redraft --as {HEAD}\n" in told
    (row,) = locked("inbox", "--json").document["pending"]
    assert row["provenance"]["reason"] == WHY


def test_as_a_document_it_names_who_may_have_it_redrafted(locked: Desk) -> None:
    (one,) = locked("show", "redraft-1", "--json").document["suggestions"]
    assert one["provenance"]["drafted_by"] == "rules"
    asked = locked("show", "redraft-1:goals:1", "--json").document["waiting"]["people"]
    assert one["redraft_as"] == asked[0]["account"]


def test_what_is_pending_is_redrafted_by_the_name_of_its_kind_until_it_was_three_times(
    locked: Desk,
) -> None:
    stranger = locked("redraft", "redraft-1", "goals", "--as", "nobody.known")
    assert stranger.code == 1
    assert "nobody.known is not asked about redraft-1:goals:1" in stranger.err
    answer = locked("redraft", "redraft-1", "共同目标", "--as", HEAD, "--json")
    assert answer.code == 0
    assert answer.document["collaboration"] == "redraft-1"
    assert answer.document["result"] == f"{HEAD}: redraft (r1)"
    _revision(locked, 2)
    said = locked("redraft", "redraft-1", "goals", "--as", HEAD)
    assert (said.code, said.out) == (0, "redraft-1: goals is being drafted anew.\n")
    _revision(locked, 3)
    last = locked("decide", "redraft-1:goals:1", "重新起草", "--as", HEAD, "--lang", "zh")
    assert last.code == 0
    assert f"已记录：{HEAD}：重新起草（redraft-1:goals:1，第 3 版）。" in last.out
    _revision(locked, 4)
    late = locked("redraft", "redraft-1", "goals", "--as", HEAD, "--json")
    assert (late.code, late.document["code"]) == (1, "no_more_rounds")
    shown = locked("show", "redraft-1:goals:1").out
    assert WHY in shown
    assert HINT not in shown
    verbs = [row["verb"] for row in locked.rows("redraft-1", lambda rows: len(rows) == 5)]
    assert verbs.count("redraft") == 5  # three that were done, and two refused


def test_of_several_pending_ideas_one_must_be_named(locked: Desk) -> None:
    locked.start("redraft-2", skip=["identify", "team"])
    for number in (1, 2):
        words = ["--title", f"idea {number}", "--text", "One list of parts for all of us."]
        assert locked("idea", "redraft-2", "--as", "olga.vasquez", *words).code == 0
        locked.asked(f"redraft-2:idea:{number}")
    answer = locked("redraft", "redraft-2", "idea", "--as", SPONSOR)
    assert answer.code == 2
    assert answer.err == (
        "redraft-2:idea:1, redraft-2:idea:2 are all pending; choose one: "
        "accord decide redraft-2:idea:1 redraft --as NAME\n"
    )


def test_what_is_neither_pending_nor_parked_is_not_redrafted(locked: Desk) -> None:
    answer = locked("redraft", "redraft-1", "cadence", "--as", SPONSOR)
    assert answer.code == 1
    assert "cadence is not parked" in answer.err
    assert locked("redraft", "never-started", "goals", "--as", SPONSOR).code == 2


def _revision(desk: Desk, number: int) -> None:
    def there(seen: dict[str, object]) -> bool:
        text = seen["suggestion"]
        found = isinstance(text, dict) and text["revision"] == number
        return found and seen["status"] == "pending"

    desk.until("redraft-1:goals:1", there)
