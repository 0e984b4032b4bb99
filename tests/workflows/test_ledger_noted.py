"""What Temporal remembers of the ledger: how far it has grown, and that never backwards."""

from typing import Any

from domain.ledger import Row, first_fault
from domain.ledger_signing import signatures_fault
from store.ledger_key import check, trusted_keys
from tests.workflows.cast import Story, begin, refusal, until
from tests.workflows.place import Place, brief


async def _noted(story: Story, count: int) -> tuple[int, str]:
    state = await story.when(lambda s: s.ledger_count >= count, f"{count} rows noted")
    return state.ledger_count, state.ledger_head


async def _rows(at: Place, story: Story, count: int) -> list[Row]:
    async def look() -> list[Row] | None:
        rows = await at.ledger(story.id)
        return rows if len(rows) >= count else None

    return await until(look, f"{count} rows of {story.id}")


async def test_the_collaboration_notes_each_growth_refused_attempts_with_the_next(
    at: Place,
) -> None:
    story = await begin(at, brief("en"))
    shown = await story.pending("need")
    await shown.send("comment", shown.asked[0], comment="one")
    rows = await _rows(at, story, 1)
    assert await _noted(story, 1) == (1, rows[0].hash)
    await refusal(story.handle.execute_update("pause", {"actor": "nobody.known"}))
    rows = await _rows(at, story, 2)
    assert rows[1].result == "refused"
    assert (await story.state()).ledger_count == 1
    await shown.send("comment", shown.asked[0], comment="two")
    rows = await _rows(at, story, 3)
    count, head = await _noted(story, 3)
    assert (count, head) == (3, rows[2].hash)
    assert first_fault(rows, count, head) is None
    assert first_fault(rows[:2], count, head) is not None
    await story.close()


async def test_a_worker_signs_every_row_that_it_writes(at: Place) -> None:
    story = await begin(at, brief("zh"))
    shown = await story.pending("need")
    await refusal(story.handle.execute_update("pause", {"actor": "nobody.known"}))
    await shown.send("comment", shown.asked[0], comment="one")
    rows = await _rows(at, story, 2)
    assert all(row.signature for row in rows)
    keys = {key.kid: key for key in trusted_keys(at.home, None)}
    assert {row.kid for row in rows} == set(keys)
    assert signatures_fault(rows, keys, check) is None
    await story.close()


async def test_a_late_or_senseless_note_changes_nothing(at: Place) -> None:
    story = await begin(at, brief("en"))
    shown = await story.pending("need")
    await shown.send("comment", shown.asked[0], comment="one")
    noted = await _noted(story, 1)
    senseless: list[Any] = [{"count": 0, "head": "a" * 64}, {"count": 1, "head": "a" * 64}]
    for told in [*senseless, {"count": "many", "head": 1}, "rubbish", None]:
        await story.handle.signal("ledger_grew", told)
    assert await _noted(story, 1) == noted
    await story.close()


async def test_a_decision_is_recorded_though_its_collaboration_is_gone(at: Place) -> None:
    story = await begin(at, brief("en"))
    shown = await story.pending("need")
    await story.handle.terminate()
    await shown.send("comment", shown.asked[0], comment="one")
    rows = await _rows(at, story, 1)
    assert [(row.verb, row.comment) for row in rows] == [("comment", "one")]

    async def recorded() -> bool:  # the activity ended well, though nobody took its note
        return not (await shown.again()).state.unrecorded

    await until(recorded, "the end of recording")


async def test_what_is_withdrawn_at_the_end_still_closes_cleanly(at: Place) -> None:
    story = await begin(at, brief("en"))
    shown = await story.pending("need")
    await story.close()
    assert await shown.handle.result() == "withdrawn"
    rows = await _rows(at, story, 1)
    state = await story.state()  # of a closed workflow
    assert first_fault(rows, state.ledger_count or None, state.ledger_head or None) is None
    assert [row.verb for row in rows] == ["withdraw"]
