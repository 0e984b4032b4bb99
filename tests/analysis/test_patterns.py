import polars as pl

from analysis.patterns import arrived_when, rework, work
from analysis.waits import arrivals, stays
from tests.analysis.logs import lasting, table


def test_an_activity_that_comes_again_after_another_is_rework() -> None:
    log = table(
        ("1", 0, "A", "queued", "draft"),
        ("1", 1, "A", "working", "draft"),
        ("1", 2, "B", "working", "review"),
        ("1", 3, "A", "working", "draft"),
        ("1", 4, "B", "working", "review"),
        ("1", 5, "A", "working", "draft"),
        ("2", 0, "A", "working", "draft"),
        ("2", 1, "B", "working", "review"),
        ("3", 0, "B", "working", "review"),
    )
    assert [(one.activity, one.cases, one.repeats) for one in rework(log)] == [
        ("draft", 1, 2),
        ("review", 1, 1),
    ]


def test_arrivals_are_counted_by_the_weekday_and_hour_of_the_log() -> None:
    log = table(
        ("1", 0, "A", "working"),
        ("1", 9.5, "B", "queued"),
        ("1", 11.5, "B", "working"),
        ("2", 24, "A", "working"),
        ("2", 24 + 9.25, "B", "queued"),
    ).with_columns(pl.lit(60, pl.Int32).alias("offset"))
    found = arrived_when(arrivals(stays(log)))
    assert [(one.weekday, one.hour, one.arrivals, one.queue_hours) for one in found] == [
        (1, 10, 1, 2.0),
        (2, 10, 1, 0.0),
    ]


def test_focus_stake_and_coverage_are_what_they_are_called() -> None:
    log = lasting(
        ("1", 0, 1, "A", "check", "Ann"),
        ("1", 1, 2, "A", "check", "Ann"),
        ("1", 2, 3, "A", "pay", "Abe"),
        ("1", 3, 4, "A", "file", "Ann"),
        ("1", 4, 5, "B", "check", "Bo"),
        ("1", 5, 6, "EMPTY", "check", "Cy"),
    )
    found = {(one.group, one.activity): one for one in work(log)}
    assert set(found) == {("A", "check"), ("A", "pay"), ("A", "file"), ("B", "check")}
    check = found["A", "check"]
    assert (check.focus, check.stake, check.coverage) == (0.5, 0.6667, 0.5)
    assert found["B", "check"].coverage == 1.0


def test_coverage_is_not_known_where_nobody_is_named() -> None:
    assert [one.coverage for one in work(table(("1", 0, "A", "working")))] == [None]
