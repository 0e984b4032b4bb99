"""What a collaboration is started with: rubbish ends as Failed, with one sentence."""

import asyncio
import json
import sys
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowExecutionStatus, WorkflowFailureError
from temporalio.common import RawValue
from temporalio.exceptions import ApplicationError

from tests.workflows.cast import Story, until
from tests.workflows.place import NAMESPACE, Handle, Place, brief

MIB = 1024 * 1024
RUBBISH: dict[str, list[Any]] = {
    "no input": [],
    "null": [None],
    "an array": [[1, 2, 3]],
    "a text": ["hello"],
    "a text that is nearly JSON": ["{oops"],
    "a number": [7],
    "a truth": [True],
    "an empty object": [{}],
    "two inputs": [{}, {}],
    "an unreadable payload": [RawValue(Payload(metadata={"encoding": b"x"}, data=b"\xff"))],
    "bytes": [RawValue(Payload(metadata={"encoding": b"binary/plain"}, data=b"\xff"))],
    "broken JSON": [RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"{"))],
}


async def _failure(handle: Handle) -> ApplicationError:
    """Return what a run failed with; one that goes on running is a fault."""
    async with asyncio.timeout(8):
        with pytest.raises(WorkflowFailureError) as raised:
            await handle.result()
    described = await handle.describe()
    assert described.status is WorkflowExecutionStatus.FAILED
    assert isinstance(raised.value.cause, ApplicationError)
    return raised.value.cause


def _one_sentence(error: ApplicationError) -> str:
    failure = error.failure
    assert failure is not None
    assert not failure.stack_trace
    assert not failure.HasField("cause")
    assert "\n" not in error.message
    assert "Traceback" not in error.message
    assert "pydantic" not in error.message
    assert 10 < len(error.message) < 600
    return error.message


async def _started(at: Place, *given: Any, workflow: str = "CollaborationWorkflow") -> Handle:
    id = f"start-{brief('en')['id']}"
    return await at.client.start_workflow(workflow, args=given, id=id, task_queue=at.queue)


@pytest.mark.parametrize("workflow", ["Collaboration", "Suggestion", "FeedbackRound", "Conflict"])
@pytest.mark.parametrize("what", RUBBISH)
async def test_rubbish_at_the_start_ends_as_failed(at: Place, workflow: str, what: str) -> None:
    handle = await _started(at, *RUBBISH[what], workflow=f"{workflow}Workflow")
    _one_sentence(await _failure(handle))


@pytest.mark.parametrize("what", RUBBISH)
async def test_an_evaluation_of_rubbish_ends_as_failed(at: Place, what: str) -> None:
    handle = await _started(at, *RUBBISH[what], workflow="EvaluationWorkflow")
    _one_sentence(await _failure(handle))


async def test_a_workflow_about_an_unknown_collaboration_ends_as_failed(at: Place) -> None:
    handle = await _started(at, "nobody-knows-it", workflow="EvaluationWorkflow")
    assert "nobody-knows-it" in _one_sentence(await _failure(handle))


def _with(field: str, value: Any) -> dict[str, Any]:
    sources = brief("en")["sources"]
    return {"sources": sources | {field: value}}


def _log(**changes: str) -> dict[str, Any]:
    log = brief("en")["sources"]["events"]
    return _with("events", log | changes)


def _survey(file: str) -> dict[str, Any]:
    sources = brief("en")["sources"] | {"survey": file}
    del sources["events"]
    return {"sources": sources}


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown field": ({"sponser": "x"}, "sponser"),
    "a sponsor whom nobody knows": ({"sponsor": "nobody.here"}, "nobody.here"),
    "a log without the named column": (_log(department="abteilung"), "abteilung"),
    "an imported log that is not there": (_with("events", {"log": "nowhere"}), "log: no event log"),
    "a survey that is not there": (_survey("en/nowhere.csv"), "en/nowhere.csv"),
    "a survey of other columns": (_survey("en/measures.csv"), "no column is known"),
    "a log and a survey": (_with("survey", "en/survey.csv"), "events or a survey"),
    "two event logs": (_log(log="tickets"), "sources.events"),
    "an empty file": (_log(file="empty.csv"), "empty.csv"),
    "a binary file": (_log(file="picture.csv"), "picture.csv"),
    "a path outside": (_with("feedback", "../server/engine.json"), "ACCORD_DATA"),
    "an absolute path": (_with("measures", "/etc/passwd"), "ACCORD_DATA"),
    "a file that is not there": (_with("people", "en/nobody.csv"), "nobody.csv"),
    "a folder": (_with("people", "en"), "en"),
    "a megabyte and more": ({"background": "x" * (MIB + MIB // 2)}, "background"),
    "a deadline before the reminder": (
        {"deadlines": {"remind": "P5D", "decide": "P2D"}},
        "deadlines",
    ),
}


@pytest.fixture(scope="module")
def bad_files(at: Place) -> Path:
    (at.data / "empty.csv").write_bytes(b"")
    (at.data / "picture.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\xff" * 50)
    return at.data


@pytest.mark.parametrize("what", WRONG)
async def test_a_wrong_brief_ends_as_failed_with_a_sentence_that_names_it(
    at: Place, bad_files: Path, what: str
) -> None:
    changes, named = WRONG[what]
    assert named in _one_sentence(await _failure(await _started(at, brief("en", **changes))))


async def test_a_department_nobody_belongs_to_ends_as_failed(at: Place) -> None:
    given = brief("zh")
    given["departments"] = [*given["departments"], "不存在的部门"]
    assert "不存在的部门" in _one_sentence(await _failure(await _started(at, given)))


async def test_a_field_of_2_mib_never_starts_anything(at: Place) -> None:
    with pytest.raises(Exception, match=r"(?i)size|limit"):
        await _started(at, brief("en", background="x" * (2 * MIB)))


async def test_the_same_brief_twice_is_refused_the_second_time(at: Place) -> None:
    given = brief("en", skip=["identify", "team", "goals"])
    first, second = await asyncio.gather(_started(at, given), _started(at, given))
    refused = await until(lambda: _either_failed(first, second), "the refusal of one of two")
    assert given["id"] in _one_sentence(await _failure(refused))
    other = first if refused is second else second
    story = Story(at, other, given["id"])
    await story.pending("cadence")
    await story.close()


async def _either_failed(*handles: Handle) -> Handle | None:
    for handle in handles:
        if (await handle.describe()).status is WorkflowExecutionStatus.FAILED:
            return handle
    return None


async def _cli(at: Place, *words: str) -> dict[str, Any]:
    """Run Temporal's own command line against the server; return the JSON that it prints."""
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("temporal")),
        *words,
        *("--address", at.address, "--namespace", NAMESPACE, "--output", "json"),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    printed: dict[str, Any] = json.loads(out)
    return printed


async def _by_cli(at: Place, *more: str) -> Handle:
    start = ("workflow", "start", "--type", "CollaborationWorkflow", "--task-queue", "accord")
    printed = await _cli(at, *start, *more)
    return at.client.get_workflow_handle(printed["workflowId"], run_id=printed["runId"])


async def test_the_plain_temporal_command_starts_one_that_proceeds(
    at: Place, tmp_path: Path
) -> None:
    given = brief("zh")
    file = tmp_path / "brief.json"
    file.write_text(json.dumps(given), encoding="utf-8")
    handle = await _by_cli(at, "--input-file", str(file))
    story = Story(at, handle, given["id"])
    assert (await story.pending("need")).asked
    await story.close()


@pytest.mark.parametrize("given", [[], ["--input", "[1]"], ["--input", '"rubbish"']])
async def test_the_plain_temporal_command_with_rubbish_ends_as_failed(
    at: Place, given: list[str]
) -> None:
    _one_sentence(await _failure(await _by_cli(at, *given)))
