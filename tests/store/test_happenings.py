import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from store import charters, collaborations, ledger
from store.engine import close, open_store, writing
from store.happenings import happenings, newest, note
from store.listings import keep_listing
from tests.postgresql import Postgresql, emptied
from tests.store.samples import LATER, NOW, brief
from tests.store.test_ledger import entry
from tests.store.test_listings import listed
from tests.workflows.cast import until

_WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


async def _story(engine: AsyncEngine) -> None:
    await collaborations.keep_collaboration(engine, brief(), NOW)
    await keep_listing(engine, listed(), NOW)
    await ledger.append(engine, entry("k1"))
    await charters.keep_charter(engine, "onboarding", 1, "{}", "f" * 64, "onboarding:goals:1", NOW)
    await collaborations.close_collaboration(engine, "onboarding", {"by": "zhao.min"}, LATER)


async def test_what_happens_is_noted_in_order_with_what_it_was(engine: AsyncEngine) -> None:
    assert await newest(engine) == 0
    await _story(engine)
    found = await happenings(engine, 0, 10)
    assert [one.type for one in found] == [
        "collaboration.started",
        "suggestion.pending",
        "decision.recorded",
        "charter.revised",
        "collaboration.closed",
    ]
    assert [one.number for one in found] == sorted(one.number for one in found)
    assert found[-1].number == await newest(engine)
    assert found[1].body["approvers"] == ["li.na", "sam"]
    assert found[2].suggestion == "onboarding:goals:1"
    assert (found[3].body, found[4].body) == ({"revision": 1}, {"by": "zhao.min"})


async def test_the_same_done_twice_is_told_once(engine: AsyncEngine) -> None:
    await _story(engine)
    before = await newest(engine)
    await _story(engine)
    assert await newest(engine) == before


async def test_whoever_comes_back_goes_on_where_they_were(engine: AsyncEngine) -> None:
    await _story(engine)
    first = await happenings(engine, 0, 2)
    rest = await happenings(engine, first[-1].number, 10)
    assert len(first) + len(rest) == 5
    assert await happenings(engine, rest[-1].number, 10) == []


async def test_only_what_may_be_seen_is_told(engine: AsyncEngine) -> None:
    await _story(engine)
    await keep_listing(engine, listed(9, collaboration="other"), NOW)
    assert {h.collaboration for h in await happenings(engine, 0, 10, ["other"])} == {"other"}
    assert await happenings(engine, 0, 10, []) == []


async def test_nobody_reads_past_what_another_writer_still_has_to_commit(
    server: Postgresql,
) -> None:
    """SQLite has one writer anyway."""
    engine = open_store(emptied(server))
    async with writing(engine) as slow:
        await note(slow, "first", "onboarding", NOW, {})
        quick = asyncio.create_task(ledger.append(engine, entry("second")))

        async def waits() -> bool:
            return quick.done() or await asyncio.to_thread(server.execute, _WAITING) == [(1,)]

        await until(waits, "the other writer to wait")
        assert await happenings(engine, 0, 10) == []
    await quick
    found = [one.type for one in await happenings(engine, 0, 10)]
    assert found == ["first", "decision.recorded"]
    await close(engine)
