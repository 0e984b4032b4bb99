"""Every attempt is written down before it is made and after, however it ended: it is paid for."""

import logging
from decimal import Decimal
from typing import Protocol

from temporalio.exceptions import ApplicationError

from domain.usage import Call as Call
from domain.usage import Cost as Cost
from domain.usage import Kept as Kept
from domain.usage import Spent as Spent

_log = logging.getLogger(__name__)


class Recorder(Protocol):
    """Where attempts are kept; the caller knows whose they are."""

    async def begin(self, call: Call) -> str | Kept:
        """Record that a call begins and return the key of the record.

        If a crash kept the answer to an equal request from being used, that is returned, and no
        call begins. An ApplicationError of type LLMBudgetCollaboration, LLMBudgetDay or
        LLMCircuitOpen refuses the call.
        """

    async def end(
        self, key: str, outcome: str, spent: Spent, seconds: float, answer: Kept | None = None
    ) -> Cost | None:
        """Record how it ended: `ok`, `cancelled`, or the type of the error; return the cost.

        An `answer` is kept until the suggestion is. The cost is None where no price is known.
        """


class Tally:
    """A recorder that also counts, for the provenance: every attempt, the failed ones too.

    An answer that is kept from before a crash counts as well: this draft was made with it.
    """

    def __init__(self, inner: Recorder) -> None:
        self.inner = inner
        self.calls = self.tokens_in = self.tokens_out = self.tokens_cached = 0
        self._costs: list[Cost | None] = []

    @property
    def cost(self) -> Decimal | None:
        """Return what all of it cost; None if a price is unknown or there are two currencies."""
        known = [cost for cost in self._costs if cost]
        if self.currency is None or len(known) < len(self._costs):
            return None
        return sum((cost.amount for cost in known), Decimal(0))

    @property
    def currency(self) -> str | None:
        """Return the one currency of the costs, if there is one."""
        found = {cost.currency if cost else None for cost in self._costs}
        return found.pop() if len(found) == 1 else None

    async def begin(self, call: Call) -> str | Kept:
        """Count the call once it may be made, and a kept answer as the call that it was."""
        begun = await self.inner.begin(call)
        self.calls += 1
        if isinstance(begun, Kept):
            self._add(begun.tokens_in, begun.tokens_out, begun.tokens_cached)
            self._costs.append(begun.cost)
        return begun

    async def end(
        self, key: str, outcome: str, spent: Spent, seconds: float, answer: Kept | None = None
    ) -> Cost | None:
        """Count what it used, also when that could not be recorded."""
        self._add(spent.tokens_in, spent.tokens_out, spent.tokens_cached)
        cost = None
        try:
            cost = await self.inner.end(key, outcome, spent, seconds, answer)
        finally:
            if cost or spent.tokens_in or spent.tokens_out:
                self._costs.append(cost)
        return cost

    def _add(self, tokens_in: int, tokens_out: int, tokens_cached: int) -> None:
        self.tokens_in += tokens_in
        self.tokens_out += tokens_out
        self.tokens_cached += tokens_cached


async def begun(record: Recorder, call: Call) -> str | Kept:
    """Begin a record, or return an answer that is kept.

    What cannot be recorded, or is over budget, is not asked.
    """
    try:
        return await record.begin(call)
    except ApplicationError:
        raise
    except Exception as error:
        raise ApplicationError(
            f"the call could not be recorded: {type(error).__name__}", type="LLMUnrecorded"
        ) from None


async def ended(
    record: Recorder,
    key: str,
    outcome: str,
    spent: Spent,
    seconds: float,
    answer: Kept | None = None,
) -> Cost | None:
    """End a record and return the cost; a failure here is logged, for the answer was paid for."""
    try:
        return await record.end(key, outcome, spent, seconds, answer)
    except Exception as error:
        _log.warning("usage of call %s is not recorded: %s", key, type(error).__name__)
        return None
