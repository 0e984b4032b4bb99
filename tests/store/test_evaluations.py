from sqlalchemy.ext.asyncio import AsyncEngine

from store.evaluations import Evaluation, evaluations, keep_evaluation
from tests.store.samples import LATER, NOW


async def test_evaluations_are_listed_by_time(engine: AsyncEngine) -> None:
    assert await keep_evaluation(engine, "onboarding", "e2", "no change", "r2", "k2", LATER)
    assert await keep_evaluation(engine, "onboarding", "e1", "proposed", "r1", "k1", NOW)
    assert await evaluations(engine, "onboarding") == [
        Evaluation("onboarding", "e1", "proposed", "r1", "k1", NOW),
        Evaluation("onboarding", "e2", "no change", "r2", "k2", LATER),
    ]


async def test_the_same_evaluation_is_kept_once(engine: AsyncEngine) -> None:
    await keep_evaluation(engine, "onboarding", "e1", "proposed", "r1", "k1", NOW)
    assert not await keep_evaluation(engine, "onboarding", "e1", "no change", "r9", "k9", LATER)
    assert await keep_evaluation(engine, "other", "e1", "no change", "r1", "k1", NOW)
    (kept,) = await evaluations(engine, "onboarding")
    assert kept.outcome == "proposed"
