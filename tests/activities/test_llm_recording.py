import logging
from decimal import Decimal

import pytest
from temporalio.exceptions import ApplicationError

from activities.llm_recording import Call, Cost, Kept, Spent, Tally, begun, ended

CALL = Call("goals", "asked", "127.0.0.1:1", "r1", 700, 1000)


class Costing:
    """A recorder in memory, at whose end each call costs what was said before."""

    def __init__(self, *costs: Cost | None | Exception, kept: Kept | None = None) -> None:
        self.costs, self.answer = list(costs), kept

    async def begin(self, call: Call) -> str | Kept:
        if self.answer:
            return self.answer
        if not self.costs:
            raise ApplicationError("spent", 5, type="LLMBudgetDay", non_retryable=True)
        return call.request

    async def end(
        self, key: str, outcome: str, spent: Spent, seconds: float, answer: Kept | None = None
    ) -> Cost | None:
        cost = self.costs.pop(0)
        if isinstance(cost, Exception):
            raise cost
        return cost


class Broken:
    """A recorder whose store is gone."""

    async def begin(self, call: Call) -> str:
        raise OSError("secret place")

    async def end(
        self, key: str, outcome: str, spent: Spent, seconds: float, answer: Kept | None = None
    ) -> Cost | None:
        raise OSError("secret place")


def yuan(amount: str) -> Cost:
    return Cost(Decimal(amount), "CNY")


async def counted(spent: tuple[Spent, ...], *costs: Cost | None | Exception) -> Tally:
    tally = Tally(Costing(*costs))
    for one in spent:
        await begun(tally, CALL)
        await ended(tally, "k", "ok", one, 0.1)
    return tally


async def test_every_attempt_counts_the_failed_ones_too() -> None:
    spent = (Spent(100, 20, 60), Spent(50, 10), Spent())
    tally = await counted(spent, yuan("0.001"), yuan("0.0002"), None)
    assert (tally.calls, tally.tokens_in, tally.tokens_out, tally.tokens_cached) == (3, 150, 30, 60)
    assert (tally.cost, tally.currency) == (Decimal("0.0012"), "CNY")


async def test_what_has_no_price_makes_the_whole_cost_unknown() -> None:
    tally = await counted((Spent(1, 1), Spent(1, 1)), yuan("1"), None)
    assert (tally.cost, tally.currency) == (None, None)


async def test_two_currencies_are_no_sum() -> None:
    tally = await counted((Spent(1, 1), Spent(1, 1)), yuan("1"), Cost(Decimal(1), "USD"))
    assert (tally.cost, tally.currency) == (None, None)


async def test_without_calls_there_is_no_cost() -> None:
    tally = Tally(Costing())
    assert (tally.calls, tally.cost, tally.currency) == (0, None, None)


async def test_what_could_not_be_recorded_is_counted_all_the_same() -> None:
    tally = await counted((Spent(100, 20),), OSError("full"))
    assert (tally.tokens_in, tally.tokens_out, tally.cost) == (100, 20, None)


async def test_a_kept_answer_counts_as_the_call_that_it_was() -> None:
    tally = Tally(Costing(kept=Kept("{}", "m", 100, 20, 60, yuan("0.5"))))
    assert isinstance(await begun(tally, CALL), Kept)
    assert (tally.calls, tally.tokens_in, tally.tokens_cached) == (1, 100, 60)
    assert (tally.cost, tally.currency) == (Decimal("0.5"), "CNY")


async def test_a_call_over_budget_is_told_as_it_is_and_not_counted() -> None:
    tally = Tally(Costing())
    with pytest.raises(ApplicationError) as refusal:
        await begun(tally, CALL)
    assert (refusal.value.type, refusal.value.details) == ("LLMBudgetDay", (5,))
    assert tally.calls == 0


async def test_without_a_record_nothing_is_asked(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(ApplicationError, match="OSError") as refusal:
        await begun(Broken(), CALL)
    assert refusal.value.type == "LLMUnrecorded"
    with caplog.at_level(logging.WARNING):
        await ended(Broken(), "k1", "ok", Spent(1, 1), 0.1)
    assert "usage of call k1 is not recorded: OSError" in caplog.text
    assert "secret place" not in caplog.text + str(refusal.value)
