from decimal import Decimal

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.exceptions import ApplicationError

from activities.usage import UsageRecorder
from domain.budget import Budget
from domain.circuit import FAILURES
from domain.pricing import prices_from
from domain.usage import Call, Cost, Kept, Spent
from store.usage import attempts

CALL = Call("goals", "asked", "127.0.0.1:1", "r1", 700, 1000)
PRICES = prices_from(
    '{"asked": {"input": 1, "output": 2, "currency": "CNY"}, '
    '"answered": {"input": 9, "output": 9, "currency": "USD"}}'
)


def recorder(engine: AsyncEngine, suggestion: str = "c:goals:1", **more: Budget) -> UsageRecorder:
    return UsageRecorder(engine, "c", suggestion, more.get("budget", Budget()), PRICES)


async def begun(record: UsageRecorder, call: Call = CALL) -> str:
    key = await record.begin(call)
    assert isinstance(key, str)
    return key


async def test_a_call_costs_what_the_model_that_was_asked_costs(engine: AsyncEngine) -> None:
    record = recorder(engine)
    key = await begun(record)
    answer = Kept("{}", "answered", 1000, 100)
    told = await record.end(key, "ok", Spent(1000, 100), 1.5, answer)
    assert told == Cost(Decimal("0.0012"), "CNY")
    [one] = await attempts(engine)
    assert (one.cost, one.currency, one.answered_by) == (Decimal("0.0012"), "CNY", "answered")


async def test_a_model_known_only_by_the_name_it_answers_with_has_its_price(
    engine: AsyncEngine,
) -> None:
    record = recorder(engine)
    key = await begun(record, Call("goals", "alias", "h", "r1", 1, 1))
    told = await record.end(key, "ok", Spent(1_000_000), 1.5, Kept("{}", "answered", 1, 0))
    assert told == Cost(Decimal(9), "USD")


async def test_a_failed_call_is_paid_for_too(engine: AsyncEngine) -> None:
    record = recorder(engine)
    key = await begun(record)
    assert await record.end(key, "LLMBadShape", Spent(1000), 1.5) == Cost(Decimal("0.001"), "CNY")


async def test_after_a_crash_another_recorder_has_the_answer_of_its_own_suggestion(
    engine: AsyncEngine,
) -> None:
    record = recorder(engine)
    answer = Kept("{}", "m", 1000, 100)
    await record.end(await begun(record), "ok", Spent(1000, 100), 1.5, answer)
    again = await recorder(engine).begin(CALL)
    assert isinstance(again, Kept)
    assert (again.text, again.model, again.cost) == ("{}", "m", Cost(Decimal("0.0012"), "CNY"))
    assert len(await attempts(engine)) == 1
    assert await begun(recorder(engine, "c:digest:1"))


@pytest.mark.parametrize(
    ("budget", "type"),
    [
        (Budget(per_collaboration=1500), "LLMBudgetCollaboration"),
        (Budget(per_day=1500), "LLMBudgetDay"),
    ],
)
async def test_a_call_over_budget_is_refused_for_good_before_it_is_made(
    engine: AsyncEngine, budget: Budget, type: str
) -> None:
    record = recorder(engine, budget=budget)
    await record.begin(CALL)
    with pytest.raises(ApplicationError) as refusal:
        await record.begin(CALL)
    assert (refusal.value.type, refusal.value.details) == (type, (1500,))
    assert refusal.value.non_retryable
    assert len(await attempts(engine)) == 1


async def test_an_endpoint_that_failed_again_and_again_is_left_alone(engine: AsyncEngine) -> None:
    record = recorder(engine)
    for _ in range(FAILURES):
        await record.end(await begun(record), "LLMServer", Spent(), 0.1)
    with pytest.raises(ApplicationError, match="left alone until") as refusal:
        await record.begin(CALL)
    assert (refusal.value.type, refusal.value.non_retryable) == ("LLMCircuitOpen", True)
