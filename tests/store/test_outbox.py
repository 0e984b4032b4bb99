import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from store.outbox import Announcement, announce, announcements
from tests.store.samples import LATER, NOW


async def test_a_message_is_announced_once(engine: AsyncEngine) -> None:
    assert await announce(engine, "k1", "onboarding", "li.na", "请审批", "第 1 版", NOW)
    assert not await announce(engine, "k1", "onboarding", "sam", "again", "", LATER)
    assert await announcements(engine, "onboarding") == [
        Announcement("k1", "onboarding", "li.na", "请审批", "第 1 版", NOW)
    ]


async def test_messages_are_listed_as_they_came(engine: AsyncEngine) -> None:
    await announce(engine, "z", "onboarding", "li.na", "1", "", LATER)
    await announce(engine, "y", "other", "li.na", "2", "", NOW)
    await announce(engine, "x", "onboarding", "sam", "3", "", NOW)
    assert [one.subject for one in await announcements(engine, "onboarding")] == ["1", "3"]


async def test_two_workers_announce_a_message_once(engine: AsyncEngine) -> None:
    said = await asyncio.gather(
        *(announce(engine, "k", "onboarding", "li.na", "s", "b", NOW) for _ in range(8))
    )
    assert said.count(True) == 1
