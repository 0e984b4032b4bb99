from sqlalchemy.ext.asyncio import AsyncEngine

from store.openings import note_opening, opened
from tests.store.samples import LATER, NOW

GOALS = "onboarding:goals:1"


async def test_the_first_opening_of_each_revision_counts(engine: AsyncEngine) -> None:
    assert await note_opening(engine, GOALS, 1, "li.na", NOW)
    assert not await note_opening(engine, GOALS, 1, "li.na", LATER)
    assert await note_opening(engine, GOALS, 2, "li.na", LATER)
    assert await note_opening(engine, GOALS, 1, "sam", LATER)
    assert await opened(engine, GOALS) == {
        ("li.na", 1): NOW,
        ("li.na", 2): LATER,
        ("sam", 1): LATER,
    }
    assert await opened(engine, "onboarding:team:1") == {}
