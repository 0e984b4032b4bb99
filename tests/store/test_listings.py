import asyncio
import datetime as dt
from typing import Any

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.listing import Listing
from store.happenings import happenings
from store.listings import Place, Wanted, keep_listing, listings, one_listing
from tests.store.samples import LATER, NOW

DUE = NOW + dt.timedelta(days=5)


def listed(number: int = 1, **changes: Any) -> Listing:
    """A suggestion that waits for Li Na and Sam."""
    fields: dict[str, Any] = {
        "suggestion": f"onboarding:goals:{number}",
        "collaboration": "onboarding",
        "kind": "goals",
        "state": "pending",
        "title": "共同目标",
        "revision": 1,
        "fingerprint": "f" * 64,
        "approvers": ("li.na", "sam"),
        "departments": ("交付部", "法务部"),
        "since": NOW,
        "due_at": DUE,
    }
    return Listing(**fields | changes)


async def test_what_was_kept_is_listed_as_it_was(engine: AsyncEngine) -> None:
    assert await keep_listing(engine, listed(), NOW)
    assert await listings(engine, Wanted(state="pending"), 10) == [listed()]
    assert await one_listing(engine, "onboarding:goals:1") == listed()
    assert await one_listing(engine, "onboarding:goals:2") is None


async def test_the_same_again_changes_nothing_and_is_told_once(engine: AsyncEngine) -> None:
    assert await keep_listing(engine, listed(), NOW)
    assert not await keep_listing(engine, listed(), LATER)
    assert [one.type for one in await happenings(engine, 0, 10)] == ["suggestion.pending"]


async def test_what_comes_late_does_not_undo_what_is_newer(engine: AsyncEngine) -> None:
    await keep_listing(engine, listed(state="approved", approvers=(), due_at=None), LATER)
    assert not await keep_listing(engine, listed(), NOW)
    found = await one_listing(engine, "onboarding:goals:1")
    assert found is not None
    assert (found.state, found.due_at) == ("approved", None)


async def test_each_sees_what_waits_for_them_the_nearest_deadline_first(
    engine: AsyncEngine,
) -> None:
    for number in range(1, 6):
        due = None if number == 5 else DUE - dt.timedelta(days=number)
        who = ("li.na",) if number != 3 else ("sam",)
        await keep_listing(engine, listed(number, approvers=who, due_at=due), NOW)
    found = await listings(engine, Wanted(approver="li.na", state="pending"), 10)
    assert [one.suggestion[-1] for one in found] == ["4", "2", "1", "5"]


async def test_whoever_has_signed_finds_it_no_longer(engine: AsyncEngine) -> None:
    await keep_listing(engine, listed(), NOW)
    await keep_listing(engine, listed(approvers=("sam",)), LATER)
    assert await listings(engine, Wanted(approver="li.na"), 10) == []
    assert len(await listings(engine, Wanted(approver="sam"), 10)) == 1


async def test_pages_meet_without_a_gap_or_a_repetition(engine: AsyncEngine) -> None:
    for number in range(1, 26):
        due = DUE + dt.timedelta(days=number % 3)
        await keep_listing(engine, listed(number, due_at=due), NOW)
    for wanted in (Wanted(), Wanted(approver="sam")):
        seen: list[Listing] = []
        place: Place | None = None
        while page := await listings(engine, wanted, 4, place):
            seen += page
            assert page[-1].due_at is not None
            place = Place(page[-1].due_at, page[-1].suggestion)
        assert len(seen) == len({one.suggestion for one in seen}) == 25
        assert seen == await listings(engine, wanted, 100)


async def test_pages_miss_and_repeat_nothing_while_others_come_and_go(engine: AsyncEngine) -> None:
    """Whoever turns pages sees all that waited from first to last, each once."""
    for number in range(1, 31):
        await keep_listing(engine, listed(number, due_at=DUE + dt.timedelta(days=number)), NOW)
    decided: dict[str, Any] = {"state": "approved", "approvers": (), "due_at": None}
    seen: list[str] = []
    place: Place | None = None
    pages = 0
    while page := await listings(engine, Wanted(approver="sam", state="pending"), 5, place):
        pages += 1
        seen += [one.suggestion for one in page]
        assert page[-1].due_at is not None
        place = Place(page[-1].due_at, page[-1].suggestion)
        come = [listed(100 + pages, due_at=DUE - dt.timedelta(days=pages))]  # before what was seen
        if pages < 4:
            come.append(listed(200 + pages, due_at=DUE + dt.timedelta(days=40 + pages)))
        gone = [listed(pages, **decided), listed(30, **decided)]  # one was seen, one not yet
        for one in (*come, *gone):
            await keep_listing(engine, one, LATER)
    assert [int(id.rpartition(":")[2]) for id in seen] == [*range(1, 30), 201, 202, 203]


async def test_a_list_is_narrowed_down(engine: AsyncEngine) -> None:
    await keep_listing(engine, listed(1), NOW)
    await keep_listing(engine, listed(2, kind="team", departments=("法务部",)), NOW)
    await keep_listing(engine, listed(3, collaboration="other"), NOW)

    async def found(**wanted: Any) -> str:
        return "".join(o.suggestion[-1] for o in await listings(engine, Wanted(**wanted), 9))

    assert await found(kind="team") == "2"
    assert await found(department="交付部") == "13"
    assert await found(department="部") == ""
    assert await found(department='%"') == ""
    assert await found(collaborations=["other"]) == "3"
    assert await found(collaborations=[]) == ""


async def test_of_many_who_keep_at_once_the_newest_stays(engine: AsyncEngine) -> None:
    times = [NOW + dt.timedelta(seconds=n) for n in range(12)]
    await asyncio.gather(
        *(keep_listing(engine, listed(revision=n + 1), at) for n, at in enumerate(times))
    )
    found = await one_listing(engine, "onboarding:goals:1")
    assert found is not None
    assert found.revision == 12
