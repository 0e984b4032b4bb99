import asyncio

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import BadInputError
from store.charters import CharterRow, charter, keep_charter
from tests.store.samples import LATER, NOW


async def test_a_charter_comes_back_by_revision(engine: AsyncEngine) -> None:
    first = await keep_charter(engine, "onboarding", 1, '{"need":"甲"}', "f1", "s:need:1", NOW)
    second = await keep_charter(engine, "onboarding", 2, '{"need":"乙"}', "f2", "s:team:1", LATER)
    assert (first, second) == (1, 2)
    newest = CharterRow("onboarding", 2, "s:team:1", "f2", '{"need":"乙"}', LATER)
    assert await charter(engine, "onboarding") == newest
    older = await charter(engine, "onboarding", 1)
    assert older is not None
    assert (older.body, older.at) == ('{"need":"甲"}', NOW)


async def test_there_is_no_charter_before_the_first_approval(engine: AsyncEngine) -> None:
    await keep_charter(engine, "onboarding", 1, "{}", "f1", "s:need:1", NOW)
    assert await charter(engine, "another") is None
    assert await charter(engine, "onboarding", 2) is None
    assert await charter(engine, "onboarding", 10**20) is None


async def test_the_same_suggestion_again_gives_its_earlier_revision(engine: AsyncEngine) -> None:
    await keep_charter(engine, "onboarding", 1, "{}", "f1", "s:need:1", NOW)
    await keep_charter(engine, "onboarding", 2, "{}", "f2", "s:team:1", NOW)
    again = await keep_charter(engine, "onboarding", 3, '{"x":1}', "f3", "s:need:1", LATER)
    assert again == 1
    assert await charter(engine, "onboarding", 3) is None


async def test_a_revision_made_by_another_suggestion_is_never_replaced(
    engine: AsyncEngine,
) -> None:
    await keep_charter(engine, "onboarding", 1, "{}", "f1", "s:need:1", NOW)
    with pytest.raises(BadInputError, match="made by another suggestion") as refusal:
        await keep_charter(engine, "onboarding", 1, '{"x":1}', "f2", "s:team:1", NOW)
    assert "第 1 版" in refusal.value.within("zh")
    kept = await charter(engine, "onboarding")
    assert kept is not None
    assert kept.made_by == "s:need:1"


async def test_a_suggestion_makes_one_revision_even_when_asked_at_once(
    engine: AsyncEngine,
) -> None:
    made = await asyncio.gather(
        *(keep_charter(engine, "onboarding", n, "{}", "f", "s:need:1", NOW) for n in range(1, 9))
    )
    assert len(set(made)) == 1
