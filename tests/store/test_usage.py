import asyncio
import contextlib
import datetime as dt
from decimal import Decimal

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from domain.budget import Budget, OverBudgetError
from domain.circuit import COOLDOWN, FAILURES, CircuitOpenError, Recent
from domain.errors import BadInputError
from domain.usage import Call, Cost, Kept, Spent
from store.beginning import Used, begin_attempt, used
from store.engine import close, open_store, reading
from store.usage import (
    MOST_RECENT,
    UNFINISHED,
    Usage,
    attempts,
    end_attempt,
    kept_within,
    recent,
    settle,
    usage,
)
from tests.store.samples import NOW

GOALS = "onboarding:goals:1"
YUAN = Cost(Decimal("0.0012340"), "CNY")


def call(most: int = 1000, request: str = "r1", model: str = "qwen") -> Call:
    return Call("goals", model, "127.0.0.1", request, 700, most)


async def begin(
    engine: AsyncEngine,
    key: str,
    collaboration: str = "onboarding",
    at: dt.datetime = NOW,
    asked: Call | None = None,
    budget: Budget | None = None,
) -> bool:
    suggestion = f"{collaboration}:goals:1"
    kept = await begin_attempt(
        engine, key, collaboration, suggestion, asked or call(), at, budget or Budget()
    )
    return kept is None


async def kept(engine: AsyncEngine, suggestion: str, request: str) -> Kept | None:
    async with reading(engine) as connection:
        return await kept_within(connection, suggestion, request)


async def test_failed_and_unfinished_calls_count_too(engine: AsyncEngine) -> None:
    for key in ("1", "2", "3", "4"):
        assert await begin(engine, key)
    await begin(engine, "5", "other")
    assert await end_attempt(engine, "1", "ok", Spent(100, 20), 1.5, YUAN)
    assert await end_attempt(engine, "2", "ok", Spent(50, 10), 0.5, YUAN)
    assert await end_attempt(engine, "3", "bad shape", Spent(70, 5), 0.25)
    assert await usage(engine, "onboarding") == Usage(
        calls=4,
        tokens_in=220,
        tokens_out=35,
        by_outcome={"bad shape": 1, "ok": 2, UNFINISHED: 1},
        cost={"CNY": Decimal("0.002468")},
        unpriced=1,
    )


async def test_a_collaboration_that_asked_nothing_cost_nothing(engine: AsyncEngine) -> None:
    assert await usage(engine, "onboarding") == Usage(0, 0, 0, {})
    assert await used(engine, "onboarding", NOW) == Used(0, 0)


async def test_an_attempt_begins_and_ends_once(engine: AsyncEngine) -> None:
    assert await begin(engine, "1")
    assert await begin(engine, "1")
    assert await end_attempt(engine, "1", "ok", Spent(100, 20), 1.5)
    assert not await end_attempt(engine, "1", "timeout", Spent(900), 60.0)
    assert await begin(engine, "1")
    assert await usage(engine, "onboarding") == Usage(1, 100, 20, {"ok": 1}, unpriced=1)


async def test_an_end_without_a_beginning_is_refused(engine: AsyncEngine) -> None:
    with pytest.raises(BadInputError, match="k9") as refusal:
        await end_attempt(engine, "k9", "ok", Spent(1, 1), 0.1)
    assert refusal.value.within("zh") == "没有以「k9」开始的模型调用"


async def test_every_attempt_comes_back_of_one_collaboration_or_of_all(
    engine: AsyncEngine,
) -> None:
    await begin(engine, "1")
    await begin(engine, "2", "other")
    told = Spent(100, 20, tokens_cached=60, tokens_reasoning=15, estimated=True)
    await end_attempt(engine, "1", "ok", told, 1.5, YUAN, Kept("{}", "qwen-7b", 100, 20))
    [one] = await attempts(engine, "onboarding")
    assert (one.prompt, one.outcome, one.tokens_in, one.seconds) == ("goals", "ok", 100, 1.5)
    assert (one.tokens_cached, one.tokens_reasoning, one.estimated) == (60, 15, True)
    assert (one.model, one.answered_by) == ("qwen", "qwen-7b")
    assert (str(one.cost), one.currency) == ("0.0012340", "CNY")
    every = await attempts(engine)
    assert [a.outcome for a in every] == ["ok", None]


async def test_a_call_counts_what_it_reserved_until_it_has_ended(engine: AsyncEngine) -> None:
    await begin(engine, "1", asked=call(5000))
    assert await used(engine, "onboarding", NOW) == Used(5000, 5000)
    assert await used(engine, "other", NOW) == Used(0, 5000)
    await end_attempt(engine, "1", "LLMBadShape", Spent(700, 80), 1.0)
    assert await used(engine, "onboarding", NOW) == Used(780, 780)


async def test_a_day_ends_at_midnight_of_utc(engine: AsyncEngine) -> None:
    midnight = dt.datetime(2026, 3, 3, tzinfo=dt.UTC)
    await begin(engine, "1", at=midnight - dt.timedelta(microseconds=1))
    await begin(engine, "2", at=midnight)
    assert await used(engine, "onboarding", NOW) == Used(2000, 1000)
    assert await used(engine, "onboarding", midnight) == Used(2000, 1000)


async def test_a_call_over_budget_is_refused_and_leaves_no_row(engine: AsyncEngine) -> None:
    await begin(engine, "1", asked=call(1000))
    with pytest.raises(OverBudgetError) as refusal:
        await begin(engine, "2", asked=call(501), budget=Budget(per_collaboration=1500))
    assert (refusal.value.scope, refusal.value.limit) == ("collaboration", 1500)
    with pytest.raises(OverBudgetError, match="1500 tokens per day"):
        await begin(engine, "3", "other", asked=call(501), budget=Budget(per_day=1500))
    assert len(await attempts(engine)) == 1
    assert await begin(engine, "4", "other", asked=call(500), budget=Budget(1500, 1500))


async def test_of_two_workers_that_together_exceed_a_budget_one_is_refused(url: str) -> None:
    workers = [open_store(url) for _ in range(4)]
    budget = Budget(per_collaboration=2500, per_day=2500)
    try:
        told = await asyncio.gather(
            *(
                begin(worker, f"{number}-{turn}", asked=call(1000), budget=budget)
                for number, worker in enumerate(workers)
                for turn in range(3)
            ),
            return_exceptions=True,
        )
        assert len([one for one in told if one is True]) == 2
        assert len([one for one in told if isinstance(one, OverBudgetError)]) == 10
        assert await used(workers[0], "onboarding", NOW) == Used(2000, 2000)
    finally:
        for worker in workers:
            await close(worker)


async def test_of_many_workers_that_would_probe_one_does(url: str) -> None:
    workers = [open_store(url) for _ in range(3)]
    try:
        for number in range(FAILURES):
            await begin(workers[0], f"f{number}")
            await end_attempt(workers[0], f"f{number}", "LLMServer", Spent(), 1.0)
        with pytest.raises(CircuitOpenError):
            await begin(workers[0], "too early", at=NOW + COOLDOWN)
        later = NOW + 2 * COOLDOWN
        assert await begin(workers[0], "elsewhere", asked=call(model="else"))
        told = await asyncio.gather(
            *(begin(worker, f"{n}", at=later) for n, worker in enumerate(workers)),
            return_exceptions=True,
        )
        assert [one for one in told if one is True] == [True]
        assert len([one for one in told if isinstance(one, CircuitOpenError)]) == 2
        for number in range(3):
            with contextlib.suppress(BadInputError):
                await end_attempt(workers[0], f"{number}", "ok", Spent(9, 1), 1.0)
        assert await begin(workers[1], "after", at=later)
    finally:
        for worker in workers:
            await close(worker)


async def test_an_answer_is_kept_for_its_own_suggestion_and_request(engine: AsyncEngine) -> None:
    answer = Kept("答案", "qwen-7b", 100, 20, 60, YUAN)
    await begin(engine, "1")
    assert await kept(engine, GOALS, "r1") is None
    await end_attempt(engine, "1", "ok", Spent(100, 20, 60), 1.5, YUAN, answer)
    assert await kept(engine, GOALS, "r1") == answer
    assert await kept(engine, GOALS, "r2") is None
    assert await kept(engine, "other:goals:1", "r1") is None


async def test_a_kept_answer_is_returned_even_where_no_call_would_be_allowed(
    engine: AsyncEngine,
) -> None:
    answer = Kept("{}", "m", 9, 1)
    await begin(engine, "1")
    await end_attempt(engine, "1", "ok", Spent(9, 1), 0.5, None, answer)
    for number in range(FAILURES):
        await begin(engine, f"f{number}", asked=call(request="r2"))
        await end_attempt(engine, f"f{number}", "LLMServer", Spent(), 1.0)
    budget = Budget(per_collaboration=1)
    later = NOW + COOLDOWN
    again = await begin_attempt(engine, "2", "onboarding", GOALS, call(), later, budget)
    assert again == answer
    with pytest.raises(CircuitOpenError):
        await begin(engine, "3", at=later, asked=call(request="r2"))
    assert await used(engine, "onboarding", NOW) == Used(10, 10)


async def test_an_answer_without_a_price_is_kept_without_a_cost(engine: AsyncEngine) -> None:
    await begin(engine, "1")
    await end_attempt(engine, "1", "ok", Spent(9, 1), 1.5, None, Kept("{}", "m", 9, 1))
    assert await kept(engine, GOALS, "r1") == Kept("{}", "m", 9, 1)


async def test_what_did_not_end_well_is_never_taken_for_an_answer(engine: AsyncEngine) -> None:
    await begin(engine, "1")
    await end_attempt(engine, "1", "cancelled", Spent(), 1.5, None, Kept("{}", "m", 0, 0))
    assert await kept(engine, GOALS, "r1") is None


async def test_a_settled_suggestion_keeps_no_answers_but_all_figures(engine: AsyncEngine) -> None:
    for key, whose in (("1", "onboarding"), ("2", "other")):
        await begin(engine, key, whose)
        await end_attempt(engine, key, "ok", Spent(9, 1), 1.5, YUAN, Kept("{}", "m", 9, 1))
    await settle(engine, GOALS)
    await settle(engine, GOALS)
    assert await kept(engine, GOALS, "r1") is None
    assert await kept(engine, "other:goals:1", "r1") is not None
    assert (await usage(engine, "onboarding")).cost == {"CNY": YUAN.amount}
    async with reading(engine) as connection:
        left = await connection.execute(text("SELECT count(answer) FROM model_usage"))
        assert left.scalar_one() == 1


async def test_the_recent_attempts_at_a_model_come_newest_last(engine: AsyncEngine) -> None:
    times = [NOW + dt.timedelta(seconds=second) for second in range(4)]
    for key, at in zip("4321", times, strict=True):
        await begin(engine, key, at=at)
    await begin(engine, "other", at=times[3], asked=call(model="else"))
    await end_attempt(engine, "3", "LLMServer", Spent(), 0.5)
    assert await recent(engine, "127.0.0.1", "qwen", times[1]) == [
        Recent(times[1], 0.5, "LLMServer"),
        Recent(times[2], None, None),
        Recent(times[3], None, None),
    ]
    assert await recent(engine, "elsewhere", "qwen", times[0]) == []


async def test_of_very_many_recent_attempts_the_newest_are_read(engine: AsyncEngine) -> None:
    for number in range(MOST_RECENT + 2):
        await begin(engine, f"{number:04}", at=NOW + dt.timedelta(seconds=number))
    found = await recent(engine, "127.0.0.1", "qwen", NOW)
    assert len(found) == MOST_RECENT
    assert found[0].at == NOW + dt.timedelta(seconds=2)
