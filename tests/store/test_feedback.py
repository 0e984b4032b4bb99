import asyncio

from sqlalchemy.ext.asyncio import AsyncEngine

from domain.records import FeedbackItem
from store.feedback import feedback, keep_feedback


def item(id: str, text: str = "等待太久", rating: int | None = 2) -> FeedbackItem:
    return FeedbackItem(id=id, account="li.na", department="法务部", text=text, rating=rating)


async def test_items_come_back_in_their_order_by_round(engine: AsyncEngine) -> None:
    first = [item("b"), item("a", rating=None)]
    assert await keep_feedback(engine, "onboarding", 1, first) == 2
    assert await keep_feedback(engine, "onboarding", 2, [item("a", "好多了", 5)]) == 1
    assert await keep_feedback(engine, "other", 1, [item("a", "其他协作")]) == 1
    assert await feedback(engine, "onboarding", 1) == first
    assert await feedback(engine, "onboarding", 2) == [item("a", "好多了", 5)]
    assert await feedback(engine, "onboarding", 3) == []


async def test_what_was_said_first_stays(engine: AsyncEngine) -> None:
    await keep_feedback(engine, "onboarding", 1, [item("a", "原话")])
    again = [item("a", "改口"), item("b"), item("b", "改口")]
    assert await keep_feedback(engine, "onboarding", 1, again) == 1
    assert await feedback(engine, "onboarding", 1) == [item("a", "原话"), item("b")]


async def test_a_round_without_answers_is_fine(engine: AsyncEngine) -> None:
    assert await keep_feedback(engine, "onboarding", 1, []) == 0


async def test_many_items_are_kept_in_chunks(engine: AsyncEngine) -> None:
    many = [item(f"f{number}") for number in range(1201)]
    assert await keep_feedback(engine, "onboarding", 1, many) == 1201
    assert await keep_feedback(engine, "onboarding", 1, many) == 0
    assert await feedback(engine, "onboarding", 1) == many


async def test_the_same_answers_in_two_orders_at_once_are_kept_once(engine: AsyncEngine) -> None:
    items = [
        FeedbackItem(id=f"F{n}", account="li.na", department="D", text="x") for n in range(1200)
    ]
    orders = (items, items[::-1])
    new = await asyncio.gather(*(keep_feedback(engine, "c", 1, order) for order in orders))
    assert sorted(new) == [0, 1200]
    assert await feedback(engine, "c", 1) in orders
