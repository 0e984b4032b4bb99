import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.budget import PER_COLLABORATION, PER_DAY, Budget, OverBudgetError, budget_from, day
from domain.errors import BadInputError


def test_without_a_limit_everything_passes() -> None:
    Budget().require(10**12, 10**12, 10**12)
    assert not Budget().is_set
    assert budget_from({}) == Budget()
    assert budget_from({PER_DAY: "  "}) == Budget()


def test_limits_are_read_and_either_is_enough_to_be_set() -> None:
    assert budget_from({PER_COLLABORATION: "200000", PER_DAY: " 5000000 "}) == Budget(
        200_000, 5_000_000
    )
    assert budget_from({PER_DAY: "1"}).is_set
    assert budget_from({PER_COLLABORATION: "1"}).is_set


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "1e6", "many", "²", "１０", "9" * 5000, "1_0"])
def test_what_is_no_number_of_tokens_is_refused_by_name(text: str) -> None:
    with pytest.raises(BadInputError, match="ACCORD_MODEL_TOKENS_PER_DAY: .* such as 200000") as no:
        budget_from({PER_DAY: text})
    assert "应为正整数" in no.value.within("zh")
    assert len(no.value.within("en")) < 200


@given(st.integers(1, 1000), st.integers(1, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_a_call_passes_exactly_when_neither_limit_could_be_exceeded(
    limit: int, wanted: int, own: int, today: int
) -> None:
    budget = Budget(limit, 2 * limit)
    refused = None
    try:
        budget.require(wanted, own, today)
    except OverBudgetError as error:
        refused = error.scope, error.limit
    over = own + wanted > limit, today + wanted > 2 * limit
    assert refused == (
        ("collaboration", limit) if over[0] else ("day", 2 * limit) if over[1] else None
    )


def test_a_day_is_a_day_of_utc_wherever_the_clock_stands() -> None:
    in_beijing = dt.datetime(2026, 3, 2, 7, 30, tzinfo=dt.timezone(dt.timedelta(hours=8)))
    start, end = day(in_beijing)
    assert start == dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    assert end == dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
