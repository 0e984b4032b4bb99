import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.reading_time import (
    HAN_A_SECOND,
    LEAST,
    OTHERS_A_SECOND,
    edit_between,
    least_seconds,
)
from tests.analysis.watching import practice, text


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("", LEAST),
        ("yes", LEAST),
        ("a" * 10 * OTHERS_A_SECOND, 10),
        ("审" * 10 * HAN_A_SECOND, 10),
        ("审" * 10 * HAN_A_SECOND + "a" * 5 * OTHERS_A_SECOND, 15),
    ],
)
def test_a_text_takes_as_long_as_its_characters_and_never_less_than_a_moment(
    words: str, seconds: float
) -> None:
    assert least_seconds(words) == seconds


@given(st.text(max_size=200), st.text(max_size=200))
def test_more_text_never_takes_less_time(one: str, more: str) -> None:
    assert least_seconds(one + more) >= least_seconds(one) >= LEAST


def test_an_edit_is_measured_on_the_items_that_it_changed() -> None:
    before = text(practice("weekly"), practice("chat", "one room"))
    after = text(practice("weekly"), practice("chat", "two rooms"), revision=2)
    found = edit_between(before, after)
    assert found.characters == len("one room") + len("two rooms")
    assert 0 < found.share < 1


def test_the_same_text_is_no_edit() -> None:
    one = text(practice("weekly"))
    assert edit_between(one, one).model_dump() == {"characters": 0, "share": 0.0}


@given(st.text("ab c", min_size=1, max_size=40), st.text("ab c", min_size=1, max_size=40))
def test_the_share_lies_between_nothing_and_all_and_is_the_same_both_ways(
    one: str, other: str
) -> None:
    first, second = (text(practice("t", f"x{words}x")) for words in (one, other))
    there, back = edit_between(first, second), edit_between(second, first)
    assert 0 <= there.share <= 1
    assert (there.characters == 0) == (first.items == second.items)
    assert (back.characters == 0) == (there.characters == 0)
