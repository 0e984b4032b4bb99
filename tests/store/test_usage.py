import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.errors import BadInputError
from store.usage import UNFINISHED, Usage, attempts, begin_attempt, end_attempt, usage
from tests.store.samples import NOW


async def begin(engine: AsyncEngine, key: str, collaboration: str = "onboarding") -> bool:
    return await begin_attempt(
        engine, key, collaboration, "onboarding:goals:1", "goals", "qwen", "127.0.0.1", NOW
    )


async def test_failed_and_unfinished_calls_count_too(engine: AsyncEngine) -> None:
    for key in ("1", "2", "3", "4"):
        assert await begin(engine, key)
    await begin(engine, "5", "other")
    assert await end_attempt(engine, "1", "ok", 100, 20, 1.5)
    assert await end_attempt(engine, "2", "ok", 50, 10, 0.5)
    assert await end_attempt(engine, "3", "bad shape", 70, 5, 0.25)
    assert await usage(engine, "onboarding") == Usage(
        calls=4,
        tokens_in=220,
        tokens_out=35,
        by_outcome={"ok": 2, "bad shape": 1, UNFINISHED: 1},
    )


async def test_a_collaboration_that_asked_nothing_cost_nothing(engine: AsyncEngine) -> None:
    assert await usage(engine, "onboarding") == Usage(0, 0, 0, {})


async def test_an_attempt_begins_and_ends_once(engine: AsyncEngine) -> None:
    assert await begin(engine, "1")
    assert not await begin(engine, "1")
    assert await end_attempt(engine, "1", "ok", 100, 20, 1.5)
    assert not await end_attempt(engine, "1", "timeout", 900, 0, 60.0)
    assert not await begin(engine, "1")
    assert await usage(engine, "onboarding") == Usage(1, 100, 20, {"ok": 1})


async def test_an_end_without_a_beginning_is_refused(engine: AsyncEngine) -> None:
    with pytest.raises(BadInputError, match="k9") as refusal:
        await end_attempt(engine, "k9", "ok", 1, 1, 0.1)
    assert refusal.value.within("zh") == "没有以「k9」开始的模型调用"


async def test_every_attempt_comes_back_of_one_collaboration_or_of_all(
    engine: AsyncEngine,
) -> None:
    await begin(engine, "1")
    await begin(engine, "2", "other")
    await end_attempt(engine, "1", "ok", 100, 20, 1.5)
    [one] = await attempts(engine, "onboarding")
    assert (one.prompt, one.outcome, one.tokens_in, one.seconds) == ("goals", "ok", 100, 1.5)
    every = await attempts(engine)
    assert [a.outcome for a in every] == ["ok", None]
