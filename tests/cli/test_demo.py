"""The main job, through the console script, as a newcomer and as CI run it."""

import asyncio
import dataclasses
import json
import os
import pty
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from domain.ledger_verifying import verified
from store.ledger_key import check, read_public
from tests.cli import terminal
from tests.collector import Collected, collector

ACCORD = str(Path(sys.executable).with_name("accord"))
STAGES = ["identify", "team", "goals", "communication", "evaluation"]
QUIET = {
    k: v for k, v in os.environ.items() if not k.startswith(("OPENAI_", "ACCORD_", "TEMPORAL"))
} | {"ACCORD_MODELS": "/nowhere"}  # else `auto` takes the model that lies on this machine


def run(home: Path, *arguments: str, **more: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [ACCORD, "demo", *arguments],
        env=QUIET | {"ACCORD_HOME": str(home)} | more,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )


@pytest.fixture(scope="module", params=["zh", "en"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Run the demo once for each language; without --auto, since nobody is at the terminal."""
    ended = run(
        tmp_path_factory.mktemp("demo"), "--llm", "rules", "--json", "--lang", request.param
    )
    assert ended.returncode == 0, ended.stderr
    return json.loads(ended.stdout) | {"stderr": ended.stderr}


def test_all_five_stages_are_done_in_order(told: Any) -> None:
    assert [stage["stage"] for stage in told["stages"]] == STAGES
    assert {stage["state"] for stage in told["stages"]} == {"done"}


def test_the_charter_holds_every_part(told: Any) -> None:
    charter = told["charter"]
    assert charter["revision"] == len(charter["approvals"])
    for part in ("need", "resource", "team", "roles", "goals", "cadence", "digest"):
        assert charter[part], part


def test_the_script_sends_back_edits_rejects_and_settles_a_conflict(told: Any) -> None:
    by_kind = {s["kind"]: s for s in told["suggestions"] if s["state"] != "rejected"}
    assert by_kind["goals"]["revision"] == 2
    assert by_kind["goals"]["verbs"]["request_changes"] == 1
    assert by_kind["cadence"]["verbs"]["edit"] == 1
    assert len(by_kind["cadence"]["decided_by"]) == 2
    assert [s["kind"] for s in told["suggestions"] if s["state"] == "rejected"] == ["idea"]
    [conflict] = told["conflicts"]
    assert conflict["state"] == "approved"
    assert conflict["chosen"] in conflict["pareto"]


def test_every_evaluation_was_started_by_the_schedule(told: Any) -> None:
    assert told["evaluations"]
    for evaluation in told["evaluations"]:
        assert evaluation["scheduled_by"] == f"evaluation:{told['collaboration_id']}"
        assert evaluation["scheduled_at"]


def test_rules_say_why_no_model_drafted(told: Any) -> None:
    assert (told["llm"]["calls"], told["llm"]["by_outcome"]) == (0, {})
    goals = next(s for s in told["suggestions"] if s["kind"] == "goals")
    assert all(r["drafted_by"] == "rules" and r["reason"] for r in goals["revisions"])


def test_a_person_decides_only_a_few_times(told: Any) -> None:
    assert told["decisions_per_person"]
    assert max(told["decisions_per_person"].values()) <= 10


def test_the_folder_keeps_charter_decisions_and_an_unbroken_ledger(told: Any) -> None:
    folder = Path(told["folder"])
    lines = (folder / "ledger.jsonl").read_bytes().splitlines(keepends=True)
    ledger = verified(lines, check, [read_public(folder / "keys" / "ledger.pub")])
    assert (ledger.fault, ledger.unsigned) == (None, 0)
    assert ledger.rows >= sum(told["decisions_per_person"].values()) > 0
    assert (folder / "charter.md").read_text("utf-8").startswith("# ")
    assert json.loads((folder / "charter.json").read_text("utf-8")) == told["charter"]
    assert json.loads((folder / "decisions.json").read_text("utf-8"))


def test_progress_goes_to_stderr_with_the_demo_accounts_labelled(told: Any) -> None:
    label = "[演示账号]" if told["language"] == "zh" else "[demo account]"
    assert label in told["stderr"]
    assert told["drafts"] in told["stderr"].splitlines()[0]


@dataclasses.dataclass(frozen=True)
class Nothing:
    """A demo in which there is nothing to find, and the collector that it sent its traces to."""

    document: dict[str, Any]
    collected: Collected


@pytest.fixture(scope="module")
async def nothing(tmp_path_factory: pytest.TempPathFactory) -> Nothing:
    home = tmp_path_factory.mktemp("nothing")
    words = ("--plant", "none", "--seed", "4", "--lang", "zh", "--json")
    async with collector() as collected:
        sends = {"OTEL_EXPORTER_OTLP_TRACES_ENDPOINT": f"{collected.url}/v1/traces"}
        ended = await asyncio.to_thread(run, home, *words, **sends)
    assert ended.returncode == 0, ended.stderr
    return Nothing(json.loads(ended.stdout), collected)


def test_the_demo_is_one_trace_for_each_request_down_to_its_activities(nothing: Nothing) -> None:
    spans = nothing.collected.spans()
    (start,) = [one for one in spans if one.name == "POST /v1/collaborations"]
    caused = {one.name for one in nothing.collected.spans(start.trace_id.hex())}
    assert {
        "StartWorkflow:CollaborationWorkflow",
        "RunWorkflow:CollaborationWorkflow",
        "RunActivity:gather_need",
    } <= caused


def test_a_demo_with_a_setting_for_traces_that_cannot_be_used_says_so(tmp_path: Path) -> None:
    bad = {"OTEL_EXPORTER_OTLP_ENDPOINT": "localhost:4318"}
    ended = run(tmp_path, "--lang", "zh", **bad)
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1].startswith("OTEL_EXPORTER_OTLP_ENDPOINT：")
    assert "Traceback" not in ended.stderr
    assert not list(tmp_path.rglob("temporal.db"))


def test_an_organisation_with_nothing_to_find_is_told_so(nothing: Nothing) -> None:
    document = nothing.document
    assert document["parked"]["state"] == "impossible"
    assert "没有哪个部门的等待明显突出" in document["parked"]["sentence"]
    assert document["charter"]["need"] == []


def test_a_stranger_cannot_be_played(tmp_path: Path) -> None:
    ended = run(tmp_path, "--as", "nobody.here", "--lang", "en")
    assert ended.returncode == 2
    assert ended.stderr.splitlines()[-1] == "--as: nobody.here is not in the directory"
    assert "Traceback" not in ended.stderr


def test_a_model_that_is_not_there_is_said_at_once(tmp_path: Path) -> None:
    ended = run(tmp_path, "--llm", "openai", "--lang", "zh")
    assert ended.returncode == 2
    assert "OPENAI_BASE_URL" in ended.stderr
    assert not list(tmp_path.rglob("temporal.db"))


def test_a_model_on_this_machine_that_is_no_model_is_said_at_once(tmp_path: Path) -> None:
    text = tmp_path / "text.gguf"
    text.write_text("not a model")
    ended = run(tmp_path, "--llm", "local", "--lang", "en", ACCORD_MODEL=str(text))
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert "is not a GGUF model" in ended.stderr or "make local" in ended.stderr
    assert not list(tmp_path.rglob("temporal.db"))


def test_a_newcomer_at_the_terminal_decides_in_at_most_six_prompts(tmp_path: Path) -> None:
    answers = ["r\n需要写明影响范围\n", "a\n", "?\na\n"]
    screen, code = _at_a_terminal(tmp_path, answers)
    prompts = screen.count("[a] 同意")
    assert code == 0, screen[-2000:]
    assert 3 <= prompts <= 7  # six questions, one of them shown again after [?]
    assert "要求重拟：需要写明影响范围" in screen
    for text in re.split(r"── ", screen)[1:]:
        shown = text.split("[a] 同意")[0]
        assert shown.count("\n") <= 30
    assert "charter.md" in screen


def _at_a_terminal(home: Path, answers: list[str]) -> tuple[str, int]:
    """Run the demo in a pseudo-terminal; answer each prompt, in the end with Enter."""
    leader, follower = pty.openpty()
    environment = QUIET | {"ACCORD_HOME": str(home), "COLUMNS": "100", "TERM": "dumb"}
    process = subprocess.Popen(
        [ACCORD, "demo", "--llm", "rules", "--lang", "zh"],
        env=environment,
        stdin=follower,
        stdout=follower,
        stderr=follower,
    )
    os.close(follower)
    screen, seen, ends = b"", 0, time.monotonic() + 150
    while process.poll() is None and time.monotonic() < ends:
        screen += terminal.read(leader)
        if (prompts := screen.count(b"[Enter]")) > seen:
            seen = prompts
            answer = answers.pop(0) if answers else "\n"
            os.write(leader, answer.encode())
            seen += answer.startswith("?")  # the prompt comes back after the evidence
    process.kill()
    process.wait()
    return (screen + terminal.rest(leader)).decode(), process.returncode
