import asyncio
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.card import Card, CardGiven
from domain.errors import RefusedError
from store.cards import card, cards, replace_card
from tests.domain.test_card import CARD
from tests.store.samples import LATER, NOW

FIRST = CardGiven.model_validate(CARD)
OTHER = FIRST.model_copy(update={"response_hours": 8.0})


async def test_before_anybody_writes_it_there_is_none(engine: AsyncEngine) -> None:
    assert await card(engine, "法务部") == Card(department="法务部")
    assert await cards(engine) == []


async def test_a_card_is_replaced_and_only_the_newest_holds(engine: AsyncEngine) -> None:
    first = await replace_card(engine, "法务部", FIRST, None, "wang.fa", NOW)
    assert (first.version, first.card, first.by, first.at) == (1, FIRST, "wang.fa", NOW)
    second = await replace_card(engine, "法务部", OTHER, 1, "wang.fa", LATER)
    other = await replace_card(engine, "交付部", FIRST, 0, "li.na", NOW)
    assert await card(engine, "法务部") == second
    assert await cards(engine) == [other, second]


async def test_the_same_again_is_no_new_version(engine: AsyncEngine) -> None:
    first = await replace_card(engine, "法务部", FIRST, None, "wang.fa", NOW)
    assert await replace_card(engine, "法务部", FIRST, 1, "li.na", LATER) == first


async def test_whoever_read_an_earlier_version_is_refused(engine: AsyncEngine) -> None:
    first = await replace_card(engine, "法务部", FIRST, 0, "wang.fa", NOW)
    with pytest.raises(RefusedError, match="version 1 by now, not 0") as refusal:
        await replace_card(engine, "法务部", OTHER, 0, "li.na", LATER)
    assert refusal.value.document == {"code": "stale", "version": 1}
    assert "请重新读取" in refusal.value.within("zh")
    assert await card(engine, "法务部") == first


async def test_of_many_at_once_one_wins(engine: AsyncEngine) -> None:
    async def change(number: int) -> Any:
        given = FIRST.model_copy(update={"response_hours": float(number + 1)})
        return await replace_card(engine, "法务部", given, 0, "wang.fa", NOW)

    made = await asyncio.gather(*map(change, range(6)), return_exceptions=True)
    assert sum(isinstance(one, Card) for one in made) == 1
    assert sum(isinstance(one, RefusedError) for one in made) == 5
    assert (await card(engine, "法务部")).version == 1
