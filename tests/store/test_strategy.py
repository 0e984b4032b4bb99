import asyncio
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.brief import Objective
from domain.errors import RefusedError
from domain.strategy import Strategy
from store.strategy import replace_strategy, strategy
from tests.store.behind import execute
from tests.store.samples import LATER, NOW

GROW = Objective(id="S1", text="新客户当天上线", measure="lead_time")
SAVE = Objective(id="S2", text="退货减半")


async def test_before_anybody_sets_them_there_are_none(engine: AsyncEngine) -> None:
    assert await strategy(engine) == Strategy()


async def test_objectives_are_replaced_as_a_whole_and_earlier_versions_stay(
    engine: AsyncEngine, url: str
) -> None:
    first = await replace_strategy(engine, [GROW, SAVE], None, "zhao.min", NOW)
    assert await strategy(engine) == first
    assert (first.version, first.objectives, first.at) == (1, (GROW, SAVE), NOW)
    second = await replace_strategy(engine, [SAVE], 1, "li.na", LATER)
    assert await strategy(engine) == second
    assert (second.version, second.objectives, second.by) == (2, (SAVE,), "li.na")
    kept = execute(url, "SELECT version, id FROM strategic_objectives ORDER BY version, place")
    assert kept == [(1, "S1"), (1, "S2"), (2, "S2")]


async def test_the_same_again_is_no_new_version(engine: AsyncEngine) -> None:
    first = await replace_strategy(engine, [GROW], None, "zhao.min", NOW)
    assert await replace_strategy(engine, [GROW], 1, "li.na", LATER) == first


async def test_whoever_read_an_earlier_version_is_refused(engine: AsyncEngine) -> None:
    first = await replace_strategy(engine, [GROW], 0, "zhao.min", NOW)
    with pytest.raises(RefusedError, match="version 1 by now, not 0") as refusal:
        await replace_strategy(engine, [SAVE], 0, "li.na", LATER)
    assert refusal.value.document == {"code": "stale", "version": 1}
    assert "请重新读取" in refusal.value.within("zh")
    assert await strategy(engine) == first


async def test_of_many_at_once_one_wins(engine: AsyncEngine) -> None:
    async def change(number: int) -> Any:
        one = Objective(id=f"S{number}", text="x")
        return await replace_strategy(engine, [one], 0, "zhao.min", NOW)

    made = await asyncio.gather(*map(change, range(8)), return_exceptions=True)
    assert sum(isinstance(one, Strategy) for one in made) == 1
    assert sum(isinstance(one, RefusedError) for one in made) == 7
    assert (await strategy(engine)).version == 1
