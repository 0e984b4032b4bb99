"""What tokens cost: prices that the company sets, and exact amounts."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, ValidationError

from domain.errors import BadInputError, WrongValueError
from domain.problems import problems, shown
from domain.text import Frozen
from domain.usage import Cost, Spent

PRICES = "ACCORD_MODEL_PRICES"
ANY = "*"
"""Stands for every model that has no price of its own."""

DEAREST = 1_000_000
DECIMALS = 9
"""With these bounds every cost fits into the 28 digits of a Decimal: nothing is ever rounded."""

_EXAMPLE = '{"qwen-plus": {"input": 0.8, "output": 2, "cached": 0.16, "currency": "CNY"}}'


def _amount(value: object) -> Decimal:
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        amount = Decimal(value)
        exponent = amount.as_tuple().exponent
        if isinstance(exponent, int) and exponent >= -DECIMALS and 0 <= amount <= DEAREST:
            return amount
    raise WrongValueError(
        f"“{shown(value)}” is not a price from 0 to {DEAREST:,} with at most {DECIMALS} decimals",
        f"「{shown(value)}」应为 0 到 {DEAREST:,} 之间的价格，最多 {DECIMALS} 位小数",
    )


def _code(value: str) -> str:
    if len(value) == 3 and value.isascii() and value.isalpha() and value.isupper():
        return value
    raise WrongValueError(
        f"“{shown(value)}” is not a currency code such as CNY or USD",
        f"「{shown(value)}」不是货币代码，应类似 CNY 或 USD",
    )


Amount = Annotated[Decimal, BeforeValidator(_amount)]


class Price(Frozen):
    """What a million tokens cost; without a price for cached tokens they cost as much as others."""

    input: Amount
    output: Amount
    cached: Amount | None = None
    currency: Annotated[str, AfterValidator(_code)]

    def cost(self, spent: Spent) -> Cost:
        """Return the exact cost of what a call used."""
        cached = min(spent.tokens_cached, spent.tokens_in)
        per_cached = self.input if self.cached is None else self.cached
        total = (
            (spent.tokens_in - cached) * self.input
            + cached * per_cached
            + spent.tokens_out * self.output
        )
        return Cost(total.scaleb(-6), self.currency)


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices by the model's name."""

    by_model: Mapping[str, Price] = field(default_factory=dict)

    def cost(self, spent: Spent, *models: str) -> Cost | None:
        """Return the cost at the first of `models` that has a price, else at ``*``, else None."""
        for name in (*models, ANY):
            if price := self.by_model.get(name):
                return price.cost(spent)
        return None


def money(amount: Decimal, currency: str) -> str:
    """Write an amount for people, with four decimals; what is less than that is not nothing."""
    least = Decimal("0.0001")
    if 0 < amount < least:
        return f"{currency} < {least}"
    return f"{currency} {amount.quantize(least, ROUND_HALF_UP):,f}"


def prices_from(text: str) -> Prices:
    """Read ACCORD_MODEL_PRICES; BadInputError names the model and what is wrong with its price."""
    if not text.strip():
        return Prices()
    try:
        told = json.loads(text, parse_float=Decimal, object_pairs_hook=_once)
    except (ValueError, RecursionError, ArithmeticError):
        told = None
    if not isinstance(told, dict):
        raise BadInputError(
            f"{PRICES} is not a JSON object such as {_EXAMPLE}",
            f"{PRICES} 不是 JSON 对象，应类似 {_EXAMPLE}",
        )
    return Prices({name: _price(name, price) for name, price in told.items()})


def _price(name: str, told: object) -> Price:
    try:
        return Price.model_validate(told)
    except ValidationError as error:
        found = problems(error, Price)[:3]
    en = "; ".join(": ".join(filter(None, [one.path, one.sentence.en])) for one in found)
    zh = "；".join("：".join(filter(None, [one.path, one.sentence.zh])) for one in found)
    raise BadInputError(f"{PRICES}: {shown(name)}: {en}", f"{PRICES}：{shown(name)}：{zh}")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name twice")
    return found
