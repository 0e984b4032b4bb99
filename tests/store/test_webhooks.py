import asyncio
import datetime as dt

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.text import Bilingual
from domain.webhook import Webhook
from store import webhooks
from store.engine import writing
from store.happenings import newest, note
from store.webhooks import LEASE, claim_webhook, failed, forget_webhook, keep_webhook, passed, told
from tests.store.samples import LATER, NOW

WHY = Bilingual(en="answered 500", zh="应答状态码 500")


def listener(number: int = 1, cursor: int = 0) -> Webhook:
    return Webhook(
        id=f"wh_{number}",
        url="https://hook.example/",
        events=("decision.",),
        collaborations=("onboarding",),
        made_by="ana",
        made_at=NOW + dt.timedelta(seconds=number),
        cursor=cursor,
        due_at=NOW,
    )


async def happen(engine: AsyncEngine) -> int:
    async with writing(engine) as connection:
        await note(connection, "decision.recorded", "onboarding", NOW, {})
    return await newest(engine)


async def test_webhooks_are_kept_listed_and_forgotten_without_their_secret(
    engine: AsyncEngine,
) -> None:
    for number in (2, 1):
        await keep_webhook(engine, listener(number), "whsec_hunter2")
    found = await webhooks.webhooks(engine)
    assert found == [listener(1), listener(2)]
    assert "hunter2" not in repr(found)
    assert await forget_webhook(engine, "wh_1")
    assert not await forget_webhook(engine, "wh_1")
    assert await webhooks.one_webhook(engine, "wh_1") is None
    assert await webhooks.one_webhook(engine, "wh_2") == listener(2)


async def test_a_webhook_is_claimed_by_one_when_there_is_something_to_hear(
    engine: AsyncEngine,
) -> None:
    await keep_webhook(engine, listener(), "whsec_s")
    assert await claim_webhook(engine, "p0", NOW) is None
    number = await happen(engine)
    taken = await asyncio.gather(*(claim_webhook(engine, f"p{n}", NOW) for n in range(6)))
    assert [one for one in taken if one] == [(listener(), "whsec_s")]
    holder = f"p{next(n for n, one in enumerate(taken) if one)}"
    assert await told(engine, "wh_1", holder, number, NOW + LEASE)
    assert await passed(engine, "wh_1", holder, number, NOW)
    assert await claim_webhook(engine, "p9", LATER) is None


async def test_whoever_was_thought_dead_can_keep_nothing_any_more(engine: AsyncEngine) -> None:
    await keep_webhook(engine, listener(), "whsec_s")
    number = await happen(engine)
    assert await claim_webhook(engine, "slow", NOW)
    assert await claim_webhook(engine, "next", NOW + LEASE)
    assert not await told(engine, "wh_1", "slow", number, LATER)
    assert not await failed(engine, listener(), "slow", WHY, NOW, LATER, disable=True)
    assert await told(engine, "wh_1", "next", number, LATER)


async def test_failures_are_counted_from_the_first_and_forgotten_with_a_success(
    engine: AsyncEngine,
) -> None:
    await keep_webhook(engine, listener(), "whsec_s")
    number = await happen(engine)
    for at in (NOW, LATER):
        claimed = await claim_webhook(engine, "p", at)
        assert claimed
        assert await failed(engine, claimed[0], "p", WHY, at, at)
    seen = await webhooks.one_webhook(engine, "wh_1")
    assert seen
    assert (seen.failures, seen.failing_since, seen.reason) == (2, NOW, WHY)
    assert await claim_webhook(engine, "p", LATER)
    await told(engine, "wh_1", "p", number, LATER)
    seen = await webhooks.one_webhook(engine, "wh_1")
    assert seen
    assert (seen.failures, seen.failing_since, seen.reason) == (0, None, None)


async def test_a_disabled_webhook_is_not_claimed(engine: AsyncEngine) -> None:
    await keep_webhook(engine, listener(), "whsec_s")
    await happen(engine)
    await claim_webhook(engine, "p", NOW)
    await failed(engine, listener(), "p", WHY, NOW, NOW, disable=True)
    assert await claim_webhook(engine, "p", LATER) is None
