from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import BadInputError
from domain.pricing import DEAREST, Price, Prices, money, prices_from
from domain.usage import Cost, Spent

QWEN = '{"qwen-plus": {"input": 0.8, "output": 2, "cached": 0.16, "currency": "CNY"}}'
TOKENS = st.integers(0, 10_000_000)
AMOUNTS = st.decimals(0, DEAREST, places=9)


def test_cached_tokens_cost_their_own_price() -> None:
    prices = prices_from(QWEN)
    cost = prices.cost(Spent(1000, 500, tokens_cached=400), "qwen-plus")
    assert cost == Cost(Decimal("0.001544"), "CNY")


def test_without_a_price_of_their_own_cached_tokens_cost_as_much_as_others() -> None:
    prices = prices_from('{"m": {"input": 1, "output": 2, "currency": "USD"}}')
    assert prices.cost(Spent(1000, 0, tokens_cached=400), "m") == Cost(Decimal("0.001"), "USD")


def test_a_model_without_a_price_costs_an_unknown_amount_and_a_star_is_any_other() -> None:
    assert prices_from(QWEN).cost(Spent(1000, 500), "other") is None
    assert prices_from("  ").cost(Spent(1000, 500), "other") is None
    some = prices_from(
        '{"*": {"input": 1, "output": 1, "currency": "USD"}, '
        '"own": {"input": 0, "output": 0, "currency": "EUR"}}'
    )
    assert some.cost(Spent(1_000_000), "other") == Cost(Decimal(1), "USD")
    assert some.cost(Spent(1_000_000), "asked", "own") == Cost(Decimal(0), "EUR")


@given(AMOUNTS, AMOUNTS, AMOUNTS, TOKENS, TOKENS, TOKENS)
def test_a_cost_is_exact(
    input: Decimal, output: Decimal, cached: Decimal, into: int, out: int, hits: int
) -> None:
    price = Price(input=input, output=output, cached=cached, currency="CNY")
    hits = min(hits, into)
    expected = (
        Fraction(input) * (into - hits) + Fraction(cached) * hits + Fraction(output) * out
    ) / 1_000_000
    assert Fraction(price.cost(Spent(into, out, hits)).amount) == expected


def test_more_cached_tokens_than_there_were_never_make_it_cheaper_than_cached() -> None:
    price = prices_from(QWEN).by_model["qwen-plus"]
    assert price.cost(Spent(10, 0, tokens_cached=99)).amount == Decimal("0.0000016")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0.8", "is not a JSON object such as"),
        ("{", "is not a JSON object such as"),
        ("[" * 100_000, "is not a JSON object such as"),
        ('{"m": {}, "m": {}}', "is not a JSON object such as"),
        ('{"m": 3}', "ACCORD_MODEL_PRICES: m: "),
        ('{"m": {"input": 1, "currency": "CNY"}}', "m: output: "),
        ('{"m": {"input": -1, "output": 1, "currency": "CNY"}}', "m: input: “-1” is not a price"),
        ('{"m": {"input": NaN, "output": 1, "currency": "CNY"}}', "m: input: “nan” is not a price"),
        ('{"m": {"input": 1, "output": Infinity, "currency": "CNY"}}', "m: output: “inf”"),
        ('{"m": {"input": 1e999999999, "output": 1, "currency": "CNY"}}', "m: input: "),
        ('{"m": {"input": 1e-99, "output": 1, "currency": "CNY"}}', "m: input: "),
        ('{"m": {"input": true, "output": 1, "currency": "CNY"}}', "m: input: "),
        ('{"m": {"input": "1", "output": 1, "currency": "CNY"}}', "m: input: "),
        ('{"m": {"input": 1, "output": 1, "currency": "yuan"}}', "“yuan” is not a currency code"),
        ('{"m": {"input": 1, "ouput": 1, "currency": "CNY"}}', "did you mean “output”"),
    ],
)
def test_a_price_that_is_none_is_refused_with_the_model_named(text: str, said: str) -> None:
    with pytest.raises(BadInputError) as refusal:
        prices_from(text)
    assert refusal.value.within("en").startswith("ACCORD_MODEL_PRICES")
    assert said in refusal.value.within("en")
    assert refusal.value.within("zh").startswith("ACCORD_MODEL_PRICES")


def test_no_prices_are_no_prices() -> None:
    assert prices_from("") == prices_from("{}") == Prices()


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "CNY 0.0000"),
        ("0.00005", "CNY < 0.0001"),
        ("0.00015", "CNY 0.0002"),
        ("1234.5", "CNY 1,234.5000"),
    ],
)
def test_only_what_people_read_is_rounded(amount: str, words: str) -> None:
    assert money(Decimal(amount), "CNY") == words
