"""Model usage: every attempt is in the store before it is made, and again when it has ended."""

import datetime as dt
import uuid

from sqlalchemy.ext.asyncio import AsyncEngine
from temporalio.exceptions import ApplicationError

from domain.budget import Budget, OverBudgetError
from domain.circuit import CircuitOpenError
from domain.pricing import Prices
from domain.usage import Call, Cost, Kept, Spent
from store import beginning, usage

OVER_BUDGET = {"collaboration": "LLMBudgetCollaboration", "day": "LLMBudgetDay"}
"""The type of the error by the budget that a call could exceed."""


class UsageRecorder:
    """Keeps the attempts made for one suggestion, within the budget."""

    def __init__(
        self,
        engine: AsyncEngine,
        collaboration: str,
        suggestion: str,
        budget: Budget | None = None,
        prices: Prices | None = None,
    ) -> None:
        self._engine, self._collaboration, self._suggestion = engine, collaboration, suggestion
        self._budget, self._prices = budget or Budget(), prices or Prices()
        self._models: dict[str, str] = {}

    async def begin(self, call: Call) -> str | Kept:
        """Reserve its tokens and record that a call begins; a crash leaves it without an outcome.

        The answer to an equal request for this suggestion that was paid for and not used is
        returned instead, and nothing is recorded.

        Raises:
            ApplicationError: LLMBudgetCollaboration or LLMBudgetDay, with the limit;
                LLMCircuitOpen: another one probes, or the endpoint is left alone.
        """
        key = f"{self._suggestion}:{uuid.uuid4()}"
        try:
            kept = await beginning.begin_attempt(
                self._engine,
                key,
                self._collaboration,
                self._suggestion,
                call,
                dt.datetime.now(dt.UTC),
                self._budget,
            )
        except OverBudgetError as error:
            name = OVER_BUDGET[error.scope]
            raise ApplicationError(str(error), error.limit, type=name, non_retryable=True) from None
        except CircuitOpenError as error:
            raise ApplicationError(str(error), type="LLMCircuitOpen", non_retryable=True) from None
        if kept:
            return kept
        self._models[key] = call.model
        return key

    async def end(
        self, key: str, outcome: str, spent: Spent, seconds: float, answer: Kept | None = None
    ) -> Cost | None:
        """Record how it ended and what it cost, and keep the answer until it is settled."""
        models = (self._models.pop(key, ""), answer.model if answer else "")
        cost = self._prices.cost(spent, *models)
        await usage.end_attempt(self._engine, key, outcome, spent, seconds, cost, answer)
        return cost
