import asyncio
import datetime as dt

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.text import Bilingual
from store.deliveries import (
    LEASE,
    Message,
    Planned,
    claim,
    counts,
    plan,
    settle,
    sharers,
    troubled,
    unplanned,
)
from store.outbox import announce
from tests.store.samples import LATER, NOW

WHY = Bilingual(en="no answer", zh="没有应答")


async def waiting(engine: AsyncEngine, *keys: str, ways: tuple[str, ...] = ("mail",)) -> None:
    """Put messages into the outbox, and plan them."""
    for key in keys:
        await announce(engine, key, "onboarding", "li.na", "请审批", "第 1 版", NOW)
    for message in await unplanned(engine, 1_000):
        await plan(engine, message, [Planned(message.key, way) for way in ways], NOW)


async def test_a_message_is_planned_once_and_then_is_not_new(engine: AsyncEngine) -> None:
    await announce(engine, "k", "onboarding", "li.na", "s", "b", NOW)
    (found,) = await unplanned(engine, 10)
    assert found == Message(found.number, "k", "onboarding", "li.na", "s", "b", NOW)
    for _ in range(2):  # two processes saw it
        await plan(engine, found, [Planned("k", "mail"), Planned("k", "chat")], NOW)
    assert await unplanned(engine, 10) == []
    assert await counts(engine) == {"new": 0, "waiting": 2}


async def test_what_is_said_on_a_shared_way_is_said_there_once(engine: AsyncEngine) -> None:
    for person in ("li.na", "sam"):
        await announce(engine, f"k:{person}", "onboarding", person, "s", "b", NOW)
    for message in await unplanned(engine, 10):
        await plan(engine, message, [Planned("k:*", "everybody[0]")], NOW)
    (claimed,) = await claim(engine, "p1", NOW)
    assert await sharers(engine, claimed.message) == [("k:li.na", "li.na"), ("k:sam", "sam")]


async def test_many_deliverers_take_each_delivery_once(engine: AsyncEngine) -> None:
    await waiting(engine, *(f"k{n}" for n in range(40)))
    taken = await asyncio.gather(*(claim(engine, f"p{n}", NOW, 7) for n in range(8)))
    keys = [one.message.key for some in taken for one in some]
    assert len(keys) == len(set(keys)) == 40


async def test_what_a_dead_process_held_is_taken_when_its_lease_ends(engine: AsyncEngine) -> None:
    await waiting(engine, "k")
    (first,) = await claim(engine, "dead", NOW)
    assert await claim(engine, "p2", NOW + LEASE - dt.timedelta(seconds=1)) == []
    (second,) = await claim(engine, "p2", NOW + LEASE)
    assert (first.attempts, second.attempts) == (1, 2)
    assert not await settle(engine, first, "failed", LATER, WHY)  # it was not dead, only slow
    assert await settle(engine, second, "sent", LATER)
    assert await counts(engine) == {"new": 0, "sent": 1}


async def test_what_failed_comes_again_when_it_is_time(engine: AsyncEngine) -> None:
    await waiting(engine, "k")
    (first,) = await claim(engine, "p", NOW)
    assert await settle(engine, first, "waiting", NOW, WHY, LATER)
    assert await claim(engine, "p", LATER - dt.timedelta(seconds=1)) == []
    (told,) = await troubled(engine, 10)
    assert (told.message, told.state, told.attempts) == ("k", "waiting", 1)
    assert (told.reason, told.due_at) == (WHY, LATER)
    assert [one.attempts for one in await claim(engine, "p", LATER)] == [2]


async def test_what_is_given_up_stays_so_and_says_why(engine: AsyncEngine) -> None:
    await waiting(engine, "k", ways=("mail", "chat"))
    mail, chat = await claim(engine, "p", NOW)
    await settle(engine, mail, "failed", NOW, WHY)
    await settle(engine, chat, "sent", NOW)
    assert await claim(engine, "p", NOW + 10 * LEASE) == []
    (told,) = await troubled(engine, 10)
    assert (told.way, told.state, told.reason) == (mail.way, "failed", WHY)
