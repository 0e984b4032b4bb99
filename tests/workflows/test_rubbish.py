"""Rubbish typed into the Temporal UI, or sent raw: refused in one sentence, and nothing stuck."""

import asyncio
import sys
import uuid
from pathlib import Path
from typing import Any

import pytest
from temporalio.api.common.v1 import Payload
from temporalio.common import RawValue, SearchAttributeKey
from temporalio.service import RPCError

from domain.ledger import Row
from tests.workflows.cast import Shown, Story, begin, refusal, until
from tests.workflows.place import NAMESPACE, Handle, Place, brief, document
from workflows.names import conflict_id, round_id

PROBLEMS = SearchAttributeKey.for_keyword_list("TemporalReportedProblems")
RUBBISH: list[list[Any]] = [
    [],
    [""],
    ["text"],
    ["{half"],
    [[]],
    [[{"actor": "x"}]],
    [True],
    [12],
    [1.5],
    [None],
    [{}],
    [{"actor": 5}],
    [{"actor": ["x"], "revision": "one"}],
    [{"colour": "red"}],
    [{"actor": "x" * 5000, "revision": -1, "fingerprint": "zz"}],
    [{"actor": "stella", "comment": "x" * 30_000}],
    [{}, {}],
    [RawValue(Payload(metadata={"encoding": b"unheard/of"}, data=b"\xff"))],
    [RawValue(Payload(metadata={"encoding": b"json/plain"}, data=b"[1,"))],
    [RawValue(Payload(metadata={"encoding": b"binary/plain"}, data=b"\x00\xff"))],
]
SUGGESTION = ["decide", "approve", "edit", "request_changes", "redraft", "reject", "comment"]
COLLABORATION = [
    "close",
    "pause",
    "resume",
    "redraft",
    "raise_conflict",
    "propose_idea",
    "report_departure",
]


async def _refused_in_one_sentence(handle: Handle, update: str, given: list[Any]) -> None:
    error = await refusal(handle.execute_update(update, args=given))
    assert error.type in ("BadInput", "Refused")
    assert "\n" not in error.message
    assert 5 < len(error.message) < 600
    assert error.failure is not None
    assert not error.failure.stack_trace
    assert not error.failure.HasField("cause")


async def _is_healthy(handle: Handle) -> None:
    await handle.query("view")
    described = await handle.describe()
    assert not described.typed_search_attributes.get(PROBLEMS)


@pytest.fixture(scope="module")
async def told(at: Place) -> tuple[Story, Shown]:
    """One collaboration with one pending suggestion."""
    story = await begin(at, brief("en", skip=["identify", "team", "goals"]))
    return story, await story.pending("cadence")


@pytest.mark.parametrize("update", SUGGESTION)
async def test_rubbish_sent_to_a_suggestion_is_refused(
    told: tuple[Story, Shown], update: str
) -> None:
    _, shown = told
    for given in RUBBISH:
        await _refused_in_one_sentence(shown.handle, update, given)
    await _is_healthy(shown.handle)


@pytest.mark.parametrize("update", COLLABORATION)
async def test_rubbish_sent_to_a_collaboration_is_refused(
    told: tuple[Story, Shown], update: str
) -> None:
    story, _ = told
    for given in RUBBISH:
        await _refused_in_one_sentence(story.handle, update, given)
    await _is_healthy(story.handle)


@pytest.mark.parametrize("given", [{"actor": "stella"}, "rubbish", None])
async def test_an_update_that_no_workflow_has_is_refused_in_both_languages_and_kept(
    at: Place, told: tuple[Story, Shown], given: Any
) -> None:
    story, shown = told
    for handle in (story.handle, shown.handle):
        id = f"applaud-{uuid.uuid4()}"
        error = await refusal(handle.execute_update("applaud", given, id=id))
        assert error.type == "BadInput"
        assert error.details[0]["en"].startswith("applaud: there is no such thing to do here")
        assert error.details[0]["zh"].startswith("applaud：此处没有这一操作")
        assert error.failure is not None
        assert not error.failure.stack_trace

        async def kept(id: str = id) -> list[Row]:
            return [row for row in await at.ledger(story.id) if row.key.endswith(id)]

        (row,) = await until(kept, "the row of what was refused")
        assert (row.verb, row.result) == ("applaud", "refused")
        assert row.actor == ("stella" if isinstance(given, dict) else None)
        await _is_healthy(handle)


async def test_what_cannot_be_read_is_refused_also_by_an_update_that_no_workflow_has(
    told: tuple[Story, Shown],
) -> None:
    _, shown = told
    for given in RUBBISH:
        await _refused_in_one_sentence(shown.handle, "applaud", given)
    await _is_healthy(shown.handle)


async def test_an_unknown_field_is_named(told: tuple[Story, Shown]) -> None:
    _, shown = told
    error = await refusal(shown.send("approve", shown.asked[0], colour="red"))
    assert "colour" in error.message


async def test_a_field_of_more_than_a_megabyte_is_refused_in_one_sentence(
    told: tuple[Story, Shown],
) -> None:
    story, shown = told
    given = {"actor": "stella", "comment": "x" * 1_500_000}
    await _refused_in_one_sentence(shown.handle, "approve", [given])
    await _refused_in_one_sentence(story.handle, "close", [given])
    await _is_healthy(shown.handle)


async def test_more_than_2_mib_is_refused_and_leaves_nothing_behind(
    told: tuple[Story, Shown],
) -> None:
    _, shown = told
    with pytest.raises(RPCError):
        await shown.send_once("approve", shown.asked[0], comment="x" * (2 * 1024 * 1024))
    assert (await shown.again()).asked == shown.asked

    async def clear() -> bool:
        described = await shown.handle.describe()
        return not described.typed_search_attributes.get(PROBLEMS)

    await until(clear, "the end of the problem")


async def test_nothing_at_all_by_the_plain_temporal_command_is_refused(
    at: Place, told: tuple[Story, Shown]
) -> None:
    _, shown = told
    words = ["workflow", "update", "execute", "--workflow-id", shown.handle.id, "--name", "approve"]
    process = await asyncio.create_subprocess_exec(
        str(Path(sys.executable).with_name("temporal")),
        *words,
        *("--address", at.address, "--namespace", NAMESPACE),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode != 0
    assert b"not nothing" in out
    assert b"Traceback" not in out
    await _is_healthy(shown.handle)


async def test_bad_signals_are_dropped(told: tuple[Story, Shown]) -> None:
    story, shown = told
    before = await story.state()
    for given in RUBBISH:
        for signal in ("outcome", "proposed", "ledger_grew"):
            await story.handle.signal(signal, args=given)
        for signal in ("no_such_signal",):
            await shown.handle.signal(signal, args=given)
    stranger = {"suggestion": f"{story.id}:goals:9", "kind": "goals", "state": "approved"}
    more = {"revision": 1, "at": "2026-01-01T00:00:00Z"}
    await story.handle.signal("outcome", stranger | more)
    await story.handle.signal("proposed", {"kind": "need", "facts": "none", "source": "x"})
    await _is_healthy(story.handle)
    await _is_healthy(shown.handle)
    after = await story.state()
    assert after.suggestions == before.suggestions
    assert after.approved == before.approved
    assert after.parked is None


async def test_a_forged_approval_makes_no_charter_and_hides_no_real_one(
    at: Place, told: tuple[Story, Shown]
) -> None:
    story, shown = told
    pending = (await story.state()).pending[0]
    forged = {"suggestion": pending.id, "kind": pending.kind, "state": "approved"}
    more = {"revision": 1, "decided_by": ["mallory"], "at": "2026-01-01T00:00:00Z"}
    noted = len((await story.state()).notes)
    await story.handle.signal("outcome", forged | more)
    after = await story.when(lambda s: len(s.notes) > noted, "the note")
    assert pending.id in after.notes[-1]
    assert pending.kind not in after.approved
    assert after.pending_of(pending.kind) == pending
    assert f"{pending.id}:ended" not in after.attended


async def test_rounds_and_conflicts_take_no_rubbish_either(
    at: Place, told: tuple[Story, Shown]
) -> None:
    story, shown = told
    await shown.send("approve", shown.asked[0])  # after all that rubbish, the right decision counts
    await story.when(lambda s: s.round_started, "the feedback round")
    open_one = document("en", "conflict")
    open_one["positions"] = open_one["positions"][:1]
    await story.handle.execute_update("raise_conflict", open_one)
    await story.when(lambda s: s.counters.get("conflict") and not s.arrivals, "the conflict")
    collected = at.client.get_workflow_handle(round_id(story.id, 1))
    conflict = at.client.get_workflow_handle(conflict_id(story.id, 1))
    for given in RUBBISH:
        await _refused_in_one_sentence(collected, "end_round", given)
        await _refused_in_one_sentence(conflict, "state_position", given)
        await collected.signal("feedback_arrived", args=given)
    await conflict.query("view")
    for position in document("en", "conflict")["positions"][1:]:
        await conflict.execute_update("state_position", position)
    await collected.execute_update("end_round", {"actor": (await story.state()).steering[0]})
    await asyncio.gather(story.approve("resolution"), story.approve("digest"))
    assert (await story.ended("resolution")).state == "approved"
    await story.close()


async def test_no_workflow_of_this_server_reports_a_problem(at: Place) -> None:
    query = 'TemporalReportedProblems IN ("category=WorkflowTaskFailed")'
    assert [found.id async for found in at.client.list_workflows(query)] == []
