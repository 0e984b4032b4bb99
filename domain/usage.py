"""What calls of the model are: as they begin, what they used, and how they ended."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from domain.text import Frozen


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt, before it is made. `tokens_most` is what is reserved against the budget.

    `request` is the SHA-256, in hex, of the request's body: equal requests are equal calls.
    """

    prompt: str
    model: str
    host: str
    request: str
    tokens_in: int
    tokens_most: int


@dataclass(frozen=True, slots=True)
class Spent:
    """What an attempt used; `estimated` where the endpoint did not say.

    `tokens_cached` are part of `tokens_in`, `tokens_reasoning` of `tokens_out`.
    """

    tokens_in: int = 0
    tokens_out: int = 0
    tokens_cached: int = 0
    tokens_reasoning: int = 0
    estimated: bool = False


@dataclass(frozen=True, slots=True)
class Cost:
    """An exact amount of money; `currency` is a code such as CNY."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Kept:
    """An answer that is paid for; `model` is who says it answered."""

    text: str
    model: str
    tokens_in: int
    tokens_out: int
    tokens_cached: int = 0
    cost: Cost | None = None


class Attempt(Frozen):
    """One call. `outcome` is `ok` or the type of the error; None: the worker died in it."""

    prompt: str
    model: str
    host: str
    outcome: str | None
    answered_by: str | None = None
    tokens_in: int
    tokens_out: int
    tokens_cached: int = 0
    tokens_reasoning: int = 0
    estimated: bool = False
    cost: Decimal | None = None
    currency: str | None = None
    seconds: float | None


def total_cost(attempts: Iterable[Attempt]) -> tuple[dict[str, Decimal], int]:
    """Return the cost by currency, and how many calls used tokens that have no known price."""
    total: dict[str, Decimal] = {}
    unpriced = 0
    for one in attempts:
        if one.cost is not None and one.currency:
            total[one.currency] = total.get(one.currency, Decimal(0)) + one.cost
        elif one.tokens_in or one.tokens_out:
            unpriced += 1
    return dict(sorted(total.items())), unpriced
