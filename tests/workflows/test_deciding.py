"""Decisions by people: what counts, what is refused, and what is kept of both."""

import asyncio
import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from temporalio.api.enums.v1 import EventType
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import WorkflowExecutionStatus
from temporalio.service import RPCError

from store import ledger, suggestions
from store.engine import writing
from tests.workflows.cast import Shown, Story, begin, refusal, until
from tests.workflows.place import Place, brief

EARLY = ["identify", "team", "goals"]
"""Stages to skip, so that the first suggestion is the cadence: one of two people decides it."""


async def _need(at: Place) -> tuple[Story, Shown]:
    story = await begin(at, brief("en"))
    shown = await story.pending("need")
    assert len(shown.asked) > 2
    return story, shown


async def _cadence(at: Place, **changes: Any) -> tuple[Story, Shown]:
    story = await begin(at, brief("zh", skip=EARLY, **changes))
    return story, await story.pending("cadence")


async def _code(update: Any) -> str:
    """Return the code of a refusal that comes with a sentence in both languages."""
    error = await refusal(update)
    (detail,) = error.details
    assert detail["en"]
    assert detail["zh"]
    assert error.message in (detail["en"], detail["zh"])
    return str(detail["code"])


async def test_people_who_were_not_asked_and_stale_texts_are_refused(at: Place) -> None:
    _, shown = await _need(at)
    first, *others = shown.asked
    assert await _code(shown.send("approve", "stranger")) == "not_asked"
    assert await _code(shown.send("approve", first, revision=7)) == "stale"
    assert await _code(shown.send("approve", first, fingerprint="0" * 12)) == "other_text"
    assert await _code(shown.send("approve", first, revision=None)) == "unbound"
    assert await _code(shown.send("reject", first)) == "no_reason"
    assert (await shown.again()).asked == [first, *others]
    await shown.send("approve", first)
    assert (await shown.again()).asked == others


async def test_a_decision_acts_at_once(at: Place) -> None:
    _, shown = await _cadence(at)
    await shown.settled()
    await shown.send("approve", shown.asked[0])
    assert await asyncio.wait_for(shown.handle.result(), 10) == "approved"


async def test_while_it_waits_nothing_goes_on_in_its_history(at: Place) -> None:
    _, shown = await _cadence(at)

    async def resting() -> list[HistoryEvent]:
        """Return its history once nothing is under way, if it has an alarm by then."""
        told = (await shown.handle.describe()).raw_description
        if told.pending_activities or told.HasField("pending_workflow_task"):
            return []
        events = (await shown.handle.fetch_history()).events
        return [*events] if _timers(events) else []

    before = await until(resting, "the alarm of the deadline")
    # One that polls has a short timer whenever it rests, however long that takes to ring.
    assert all(length > dt.timedelta(hours=1) for length in _timers(before))
    await _need(at)  # a whole draft of something else meanwhile
    assert len(await until(resting, "nothing under way")) == len(before)


def _timers(events: Iterable[HistoryEvent]) -> list[dt.timedelta]:
    begun = [one for one in events if one.event_type == EventType.EVENT_TYPE_TIMER_STARTED]
    return [one.timer_started_event_attributes.start_to_fire_timeout.ToTimedelta() for one in begun]


async def test_the_sentence_of_a_refusal_is_in_the_language_of_the_collaboration(at: Place) -> None:
    _, shown = await _cadence(at)
    error = await refusal(shown.send("approve", "stranger"))
    assert error.message == error.details[0]["zh"]


async def test_a_decision_after_the_end_is_refused(at: Place) -> None:
    story, shown = await _cadence(at)
    await shown.send("approve", shown.asked[0], id="the-one")
    assert await shown.handle.result() == "approved"
    with pytest.raises(RPCError, match="completed"):
        await shown.send("approve", shown.asked[1])
    assert await shown.send("approve", shown.asked[0], id="the-one")  # the first answer, again
    rows = [r for r in await at.ledger(story.id) if r.verb == "approve"]
    assert len(rows) == 1


async def test_the_same_decision_id_twice_counts_once(at: Place) -> None:
    story, shown = await _need(at)
    first, second = shown.asked[:2]
    once = await shown.send("approve", first, id="mine")
    assert await shown.send("approve", first, id="mine") == once
    assert await shown.send("approve", second, id="mine") == once  # the server's own answer
    assert await _code(shown.send("approve", first, id="another")) == "signed_already"
    assert (await refusal(shown.send("approve", second, decision_id="mine"))).type == "BadInput"
    await shown.send("approve", second)
    rows = await _rows(at, story, "approve", 2)
    assert [row.actor for row in rows] == [first, second]


async def test_two_who_approve_at_the_same_instant_are_both_recorded(at: Place) -> None:
    story, shown = await _need(at)
    pair = shown.asked[:2]
    await asyncio.gather(*(shown.send("approve", actor) for actor in pair))
    again = await shown.again()
    assert again.state.status == "pending"
    assert again.asked == shown.asked[2:]
    rows = await _rows(at, story, "approve", 2)
    assert {row.actor for row in rows} == set(pair)


async def test_a_decision_that_comes_while_another_is_recorded_is_recorded_too(at: Place) -> None:
    story, shown = await _need(at)
    first, second = shown.asked[:2]

    async def announced() -> bool:
        return len(await at.sent(story.id)) == len(shown.asked)

    await until(announced, "the announcements")
    async with writing(at.engine):  # nobody else can write: recording the first takes a while
        await shown.send("approve", first)
        await until(lambda: _is_recording(shown), "the recording of the first")
        await shown.send("approve", second)
    rows = await _rows(at, story, "approve", 2)
    assert [row.actor for row in rows] == [first, second]


async def _is_recording(shown: Shown) -> bool:
    described = await shown.handle.describe()
    return any(
        p.activity_type.name == "conclude" for p in described.raw_description.pending_activities
    )


async def test_all_who_approve_at_once_make_one_charter_revision(at: Place) -> None:
    story, shown = await _need(at)
    await asyncio.gather(*(shown.send("approve", actor) for actor in shown.asked))
    sponsor = (await shown.again()).asked
    await shown.all_approve()
    assert (await story.ended("need")).state == "approved"
    assert (await story.state()).charter_revision == 1
    many = len(shown.asked) + len(sponsor)
    assert len(await _rows(at, story, "approve", many)) == many
    assert await ledger.fault(at.engine, story.id) is None


async def test_a_request_for_changes_is_redrafted_and_approved(at: Place) -> None:
    story, shown = await _cadence(at)
    await shown.send("request_changes", shown.asked[0], comment="会议太多，请减少。")
    redrafted = await story.approve("cadence", revision=2)
    suggestion = redrafted.state.suggestion
    assert suggestion is not None
    assert "会议太多" in suggestion.model_dump_json()
    assert (await story.ended("cadence")).state == "approved"
    kept = await suggestions.revisions(at.engine, f"{story.id}:cadence:1")
    assert [revision.revision for revision in kept] == [1, 2]


async def test_two_edits_at_once_leave_both_texts_in_the_store(at: Place) -> None:
    story, shown = await _need(at)
    item = shown.state.items[0]
    editor, other = shown.asked[:2]

    def change(text: str) -> list[dict[str, Any]]:
        return [{"id": item.id, "body": {"title": text}}]

    await shown.send("edit", editor, changes=change("Parts wait for inspection"))
    second = await shown.again()
    assert editor not in second.asked
    assert set(second.asked) == set(shown.asked) - {editor}
    await second.send("edit", other, changes=change("Parts wait much too long"))
    third = await shown.again()
    assert editor in third.asked

    async def told_again() -> bool:
        keys = [note.key for note in await at.sent(story.id)]
        return f"{story.id}:need:1:r3:asked:{editor}" in keys

    # Told as soon as the times of this turn are worked out; one who decides sooner need not be.
    await until(told_again, f"the word to {editor} about revision 3")
    await third.all_approve()
    assert (await story.ended("need")).state == "approved"
    kept = await suggestions.revisions(at.engine, f"{story.id}:need:1")
    assert [revision.revision for revision in kept] == [1, 2, 3]
    assert "Parts wait for inspection" in kept[1].model_dump_json()


async def test_a_rejected_required_kind_parks_and_redraft_goes_on(at: Place) -> None:
    story, shown = await _cadence(at)
    await shown.send("reject", shown.asked[0], comment="现在不合适")
    parked = (await story.when(lambda s: s.parked, "the parking")).parked
    assert (parked.kind, parked.state) == ("cadence", "rejected")
    sponsor = (await story.state()).steering[0]
    redraft = story.handle.execute_update
    assert "goals" not in (await story.state()).approved
    error = await refusal(redraft("redraft", {"actor": sponsor, "kind": "goals"}))
    assert error.type == "Refused"
    error = await refusal(redraft("redraft", {"actor": "stranger", "kind": "cadence"}))
    assert "stranger" in error.message
    await redraft("redraft", {"actor": sponsor, "kind": "cadence"})
    await story.approve("cadence", number=2)
    assert (await story.ended("cadence", 2)).state == "approved"
    assert (await story.state()).parked is None


async def test_a_rejected_digest_parks_nothing(at: Place) -> None:
    story, shown = await _cadence(at)
    await shown.send("approve", shown.asked[0])
    await story.end_round()
    digest = await story.pending("digest")
    await digest.send("reject", digest.asked[0], comment="不够准确")
    state = await story.when(lambda s: s.stage == "evaluation", "the evaluation stage")
    assert state.parked is None
    assert "communication" in state.done
    await story.close()


async def test_closing_while_a_draft_is_pending_tells_everybody_who_was_asked(at: Place) -> None:
    story, shown = await _cadence(at)
    assert (await story.close())["stages"] == EARLY
    assert await shown.handle.result() == "withdrawn"
    notes = {note.recipient for note in await at.sent(story.id) if ":ended:" in note.key}
    assert notes == set(shown.asked)
    described = await story.handle.describe()
    assert described.status is WorkflowExecutionStatus.COMPLETED


async def test_every_refusal_is_in_the_ledger_and_hides_nothing(at: Place) -> None:
    story, shown = await _cadence(at)
    actor = shown.asked[0]
    await refusal(shown.send("approve", "stranger", id="same", surface="cli"))
    await refusal(shown.send("approve", actor, id="same", revision=9))
    await refusal(shown.send("reject", actor, id="same"))
    await refusal(story.handle.execute_update("close", {"actor": "stranger"}, id="same"))
    await shown.send("approve", actor, id="same")
    rows = await _rows(at, story, None, 5)
    seen = {(r.verb, r.actor, r.result, r.surface) for r in rows}
    assert seen == {
        ("approve", "stranger", "refused", "cli"),
        ("approve", actor, "refused", "temporal"),
        ("reject", actor, "refused", "temporal"),
        ("close", "stranger", "refused", "temporal"),
        ("approve", actor, "recorded", "temporal"),
    }
    assert all(row.reason for row in rows if row.result == "refused")
    assert await ledger.fault(at.engine, story.id) is None


async def test_an_update_id_that_is_the_name_of_an_event_hides_no_event(at: Place) -> None:
    story, shown = await _cadence(at)
    for id in ("withdraw", "expire"):
        await shown.send("comment", shown.asked[0], id=id, comment=id)
    await story.close()
    verbs = [row.verb for row in await at.ledger(story.id)]
    assert verbs == ["comment", "comment", "withdraw"]


async def test_one_approval_cycle_takes_31_events(at: Place) -> None:
    story, shown = await _cadence(at)
    await shown.settled()
    await shown.send("approve", shown.asked[0])
    await shown.handle.result()
    events = await shown.events()
    assert len(events) == 31, events
    await story.ended("cadence")


async def _rows(at: Place, story: Story, verb: str | None, count: int) -> list[Any]:
    """Wait until the ledger holds `count` rows (of this verb), and return them."""

    async def look() -> list[Any] | None:
        rows = [r for r in await at.ledger(story.id) if verb is None or _counts(r, verb)]
        return rows if len(rows) >= count else None

    return await until(look, f"{count} ledger rows")


def _counts(row: Any, verb: str) -> bool:
    return bool(row.verb == verb and row.result == "recorded")
