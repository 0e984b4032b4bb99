"""Deadlines: silence reminds, then expires, and never approves."""

import asyncio

import pytest

from tests.workflows.cast import Shown, Story, begin, until
from tests.workflows.place import Place, brief

SOON = {"remind": "PT5S", "decide": "PT6S"}
EARLY = ["identify", "team", "goals"]


@pytest.fixture(scope="module")
async def silent_and_paused(at: Place) -> tuple[Story, Shown, Story, Shown]:
    """Two collaborations of which nobody decides anything; the second one is paused at once."""
    silent = await begin(at, brief("zh", skip=EARLY, deadlines=SOON))
    paused = await begin(at, brief("en", skip=EARLY, deadlines=SOON))
    first, second = await asyncio.gather(silent.pending("cadence"), paused.pending("cadence"))
    await _steer(paused, "pause")
    await silent.when(lambda s: s.parked, "the expiry")
    return silent, first, paused, second


async def _steer(story: Story, update: str) -> str:
    actor = (await story.state()).steering[0]
    answer: str = await story.handle.execute_update(update, {"actor": actor})
    return answer


async def test_everybody_is_reminded_once_before_it_expires(
    at: Place, silent_and_paused: tuple[Story, Shown, Story, Shown]
) -> None:
    story, shown, _, _ = silent_and_paused
    sent = await at.sent(story.id)
    told = {
        sort: sorted(n.recipient for n in sent if f":{sort}:" in n.key)
        for sort in ("asked", "reminded", "escalated", "ended")
    }
    assert told["asked"] == told["reminded"] == sorted(shown.asked)
    above = set(told["escalated"]) - set(shown.asked)
    assert above
    assert told["ended"] == sorted([*shown.asked, *above])


async def test_silence_expires_and_parks_and_rejects_nothing(
    at: Place, silent_and_paused: tuple[Story, Shown, Story, Shown]
) -> None:
    story, shown, _, _ = silent_and_paused
    assert await shown.handle.result() == "expired"
    parked = (await story.state()).parked
    assert parked is not None
    assert parked.state == "expired"
    row = (await at.ledger(story.id))[-1]
    assert (row.verb, row.actor) == ("expire", None)
    await story.close()


async def test_a_pause_stops_the_deadline_and_decisions_still_count(
    at: Place, silent_and_paused: tuple[Story, Shown, Story, Shown]
) -> None:
    _, _, story, shown = silent_and_paused
    again = await shown.again()
    assert again.state.status == "pending"
    assert again.state.due_at is not None
    assert not [n for n in await at.sent(story.id) if ":reminded:" in n.key]
    await shown.send("request_changes", shown.asked[0], comment="Fewer meetings, please.")
    await story.pending("cadence", revision=2)
    await _steer(story, "resume")
    resumed = await until(lambda: _unpaused(shown), "the running deadline")
    assert resumed.state.due_at is not None
    assert resumed.state.due_at > again.state.due_at
    parked = (await story.when(lambda s: s.parked, "the expiry after the pause")).parked
    assert parked.state == "expired"
    await story.close()


async def test_what_starts_during_a_pause_waits_as_well(at: Place) -> None:
    story = await begin(at, brief("en", deadlines=SOON))
    need = await story.pending("need")
    await _steer(story, "pause")
    await need.all_approve()
    resource = await story.pending("resource")
    paused = await until(lambda: _paused(resource), "the pause of the new suggestion")
    assert paused.state.paused_at is not None
    await story.close()


async def _paused(shown: Shown) -> Shown | None:
    again = await shown.again()
    return again if again.state.paused_at else None


async def _unpaused(shown: Shown) -> Shown | None:
    again = await shown.again()
    return None if again.state.paused_at else again
