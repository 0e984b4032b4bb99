import random

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from analysis.event_table import by_case, in_order, without_copies
from tests.analysis.logs import table

steps = st.lists(
    st.tuples(
        st.sampled_from("12"),
        st.integers(0, 3),
        st.sampled_from(["A", "B", "C", None]),
        st.sampled_from(["queued", "working", "done", "unknown"]),
        st.sampled_from(["x", "y"]),
    ),
    max_size=14,
)


@given(steps, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    rows: list[tuple[str, int, str | None, str, str]], draw: random.Random
) -> None:
    other = rows[:]
    draw.shuffle(other)
    assert in_order(table(*rows)).equals(in_order(table(*other)))


def route(found: pl.DataFrame) -> str:
    return "".join(name or "-" for name in found["department"])


def test_of_one_moment_those_come_first_who_had_the_case_and_last_who_have_it_next() -> None:
    rows = (
        ("1", 0, "C", "done"),
        ("1", 1, "A", "done"),
        ("1", 1, "B", "done"),
        ("1", 1, "C", "done"),
        ("1", 2, "A", "done"),
    )
    assert route(in_order(table(*rows))) == "CCBAA"


def test_of_one_moment_a_case_is_queued_before_it_is_worked_on() -> None:
    rows = (("1", 1, "B", "working"), ("1", 1, "B", "queued"), ("1", 0, "A", "working"))
    assert in_order(table(*rows))["state"].to_list() == ["working", "queued", "working"]


def test_an_event_that_stands_twice_counts_once() -> None:
    rows = (("1", 0, "A", "done"), ("1", 1, "B", "done"), ("1", 0, "A", "done"))
    assert len(without_copies(table(*rows))) == 2


@given(steps)
def test_copies_are_what_stands_twice_in_all_that_is_known(
    rows: list[tuple[str, int, str | None, str, str]],
) -> None:
    log = table(*rows)
    assert without_copies(log).equals(log.unique(maintain_order=True))


@given(steps)
def test_by_case_events_of_one_moment_stay_in_the_order_given(
    rows: list[tuple[str, int, str | None, str, str]],
) -> None:
    log = table(*rows)
    assert by_case(log).equals(log.sort("case", "at", maintain_order=True))
