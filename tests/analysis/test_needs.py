import random

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.event_table import in_order
from analysis.needs import needs_report
from domain.needs import NeedsReport
from domain.working_hours import working_hours
from tests.analysis.logs import lasting, table

Rows = list[tuple[str, float, str | None, str, str]]


def report(rows: Rows) -> NeedsReport:
    return needs_report(in_order(table(*rows)), {}, 0)


def many(cases: int, wait: float, name: str = "Legal") -> Rows:
    """Cases that Sales hands to a department, which begins after about so many hours."""
    rows: Rows = []
    draw = random.Random(cases)
    for n in range(cases):
        begun, case = draw.uniform(0, 5000), f"{name}{n:03}"
        length = wait * draw.uniform(0.5, 1.5)
        rows += [
            (case, begun, "Sales", "working", "sell"),
            (case, begun + 1, name, "queued", "review"),
            (case, begun + 1 + length, name, "working", "review"),
        ]
    return rows


steps = st.lists(
    st.lists(
        st.tuples(
            st.integers(0, 200),
            st.sampled_from(["A", "B", "C", "EMPTY", "n/a", None]),
            st.sampled_from(["queued", "working", "parked", "customer", "unknown", "done"]),
            st.sampled_from(["do", "close"]),
        ),
        max_size=8,
    ),
    max_size=5,
)


def named(cases: list[list[tuple[int, str | None, str, str]]], mark: str = "") -> Rows:
    return [(f"{n}{mark}", *step) for n, case in enumerate(cases) for step in case]


@settings(max_examples=60)
@given(steps, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(
    cases: list[list[tuple[int, str | None, str, str]]], draw: random.Random
) -> None:
    rows = named(cases)
    other = rows[:]
    draw.shuffle(other)
    assert report(rows) == report(other)


@settings(max_examples=60)
@given(steps)
def test_a_log_beside_its_copy_under_other_cases_doubles_every_total(
    cases: list[list[tuple[int, str | None, str, str]]],
) -> None:
    once, twice = report(named(cases)), report(named(cases) + named(cases, "b"))
    assert twice.log.events == 2 * once.log.events
    assert twice.log.cases == 2 * once.log.cases
    assert twice.handoffs.count == 2 * once.handoffs.count
    assert twice.handoffs.ping_pong.triples == 2 * once.handoffs.ping_pong.triples
    assert twice.handoffs.queue_hours == pytest.approx(2 * once.handoffs.queue_hours, abs=0.02)
    hours = {one.group: one.queue_hours for one in (*once.queues, *once.few)}
    doubled = {one.group: one.queue_hours for one in (*twice.queues, *twice.few)}
    assert doubled == pytest.approx({name: 2 * h for name, h in hours.items()}, abs=0.02)
    assert [(e.source, e.target, e.count) for e in sorted(twice.edges, key=str)] == [
        (e.source, e.target, 2 * e.count) for e in sorted(once.edges, key=str)
    ]


@settings(max_examples=60)
@given(steps)
def test_no_placeholder_is_a_department_and_no_wait_is_negative(
    cases: list[list[tuple[int, str | None, str, str]]],
) -> None:
    found = report(named(cases))
    names = {one.group for one in (*found.queues, *found.few)}
    names |= {name for one in found.edges for name in (one.source, one.target)}
    assert names <= {"A", "B", "C"}
    assert all(one.queue_hours >= 0 for one in (*found.queues, *found.few))
    assert all(one.queue_hours >= 0 for one in found.edges)
    assert found.handoffs.queue_hours >= 0


def test_queues_are_ranked_by_hours_with_an_interval_that_holds_them() -> None:
    found = report(many(40, 5, "Legal") + many(60, 30, "Finance"))
    assert [one.group for one in found.queues] == ["Finance", "Legal"]
    for one in found.queues:
        assert one.interval is not None
        assert one.interval[0] < one.queue_hours < one.interval[1]
        assert one.notes == ()
    assert [(one.rank, one.groups) for one in found.needs] == [
        (1, ("Finance", "Sales")),
        (2, ("Legal", "Sales")),
    ]
    assert [one.stands_out for one in found.needs] == [True, False]


def test_the_same_log_gives_the_same_intervals() -> None:
    rows = many(40, 5)
    assert report(rows) == report(rows)


def test_a_department_of_few_arrivals_stands_apart_whatever_its_hours() -> None:
    found = report(many(40, 5, "Legal") + many(29, 5000, "Archive"))
    assert [one.group for one in found.queues] == ["Legal"]
    assert [one.group for one in found.few] == ["Archive"]
    assert found.few[0].interval is None
    assert found.few[0].notes[0].en == "not enough data: 29 waits of 29 cases"
    assert [one.groups[0] for one in found.needs] == ["Legal"]


def test_one_giant_case_is_no_bottleneck() -> None:
    giant: Rows = []
    for n in range(40):
        giant += [
            ("G", 100.0 * n, "Sales", "working", "sell"),
            ("G", 100.0 * n + 1, "Archive", "queued", "file"),
            ("G", 100.0 * n + 90, "Archive", "working", "file"),
        ]
    found = report(giant + many(40, 5))
    (archive,) = [one for one in found.queues if one.group == "Archive"]
    assert archive.interval is None
    assert "one case carries 100% of the hours: G" in [note.en for note in archive.notes]
    assert [one.groups[0] for one in found.needs] == ["Legal"]


def test_a_day_that_carries_most_of_a_figure_is_pointed_out() -> None:
    rows = many(40, 5)
    for n in range(20):
        rows += [
            (f"old{n}", n, "Sales", "working", "sell"),
            (f"old{n}", n + 1, "Legal", "queued", "review"),
            (f"old{n}", 8000.0, "Legal", "working", "review"),
        ]
    (legal,) = report(rows).queues
    assert any("20 waits ended on 2027-01-29" in note.en for note in legal.notes)
    assert any("2027-01-29 有 20 次等待结束" in note.zh for note in legal.notes)


def test_without_states_the_wait_runs_from_the_senders_last_event_and_says_so() -> None:
    rows: Rows = [
        ("1", 0, "A", "unknown", "x"),
        ("1", 2, "A", "unknown", "x"),
        ("1", 7, "B", "unknown", "y"),
        ("1", 9, "A", "unknown", "z"),
    ]
    found = report(rows)
    assert found.log.basis == "elapsed"
    assert [(e.source, e.target, e.queue_hours) for e in found.edges] == [
        ("A", "B", 5.0),
        ("B", "A", 2.0),
    ]
    assert (found.handoffs.bounced_share, found.few[0].bounced_share) == (None, None)
    assert any("no queue from work" in remark.en for remark in found.remarks)
    assert (found.handoffs.ping_pong.triples, found.handoffs.ping_pong.cases) == (1, 1)


def test_where_nothing_tells_queue_from_work_no_need_stands_out() -> None:
    rows = [
        (case, at, group, "unknown", did)
        for case, at, group, _, did in many(60, 300, "Finance") + many(60, 3, "Legal")
    ]
    found = report(rows)
    assert [(one.groups[0], one.stands_out) for one in found.needs] == [
        ("Finance", False),
        ("Legal", False),
    ]


def test_an_unknown_sender_tells_no_hours_where_nothing_else_does() -> None:
    rows: Rows = [
        ("1", 0, "A", "unknown", "x"),
        ("1", 2, "EMPTY", "unknown", "x"),
        ("1", 7, "B", "unknown", "y"),
    ]
    found = report(rows)
    assert (found.handoffs.count, found.edges) == (0, ())
    assert (found.few[0].group, found.few[0].arrivals, found.few[0].queue_hours) == ("B", 1, 0.0)
    assert found.few[0].median_hours is None


def test_with_start_and_end_times_only_the_time_between_activities_is_a_queue() -> None:
    found = needs_report(lasting(("1", 0, 4, "A", "x", "Ann"), ("1", 6, 20, "B", "y", "Bo")), {}, 0)
    assert found.log.basis == "times"
    assert [(e.source, e.target, e.queue_hours) for e in found.edges] == [("A", "B", 2.0)]
    assert found.causes == ()  # nobody said who works when


def test_work_that_overlaps_waits_for_nobody() -> None:
    found = needs_report(lasting(("1", 0, 9, "A", "x", "Ann"), ("1", 6, 20, "B", "y", "Bo")), {}, 0)
    assert found.handoffs.queue_hours == 0.0


def test_the_life_cycle_of_activities_tells_queue_from_work() -> None:
    rows: Rows = [
        ("1", 0, "A", "working", "x"),
        ("1", 3, "A", "done", "x"),
        ("1", 7, "B", "working", "y"),
        ("1", 9, "B", "done", "y"),
        ("1", 9.5, "C", "queued", "z"),
        ("1", 12, "C", "working", "z"),
    ]
    found = report(rows)
    assert found.log.basis == "states"
    assert {e.target: e.queue_hours for e in found.edges} == {"B": 4.0, "C": 2.5}


def test_auto_close_is_nobodys_queue() -> None:
    rows: Rows = []
    for n in range(30):
        rows += [
            (f"{n}", n * 1.3, "Legal", "unknown", "solve"),
            (f"{n}", n * 1.3 + 0.5 + n / 9, "Legal", "unknown", "resolved"),
            (f"{n}", n * 1.3 + 0.5 + n / 9 + 240, "Desk", "unknown", "closed"),
        ]
    found = report(rows)
    assert [(one.activity, one.hours) for one in found.excluded] == [("resolved", 7200.0)]
    assert [(one.group, one.queue_hours) for one in found.queues] == [("Desk", 0.0)]
    assert found.needs == ()


def test_one_department_hands_nothing_over() -> None:
    found = report([("1", 0, "A", "working", "x"), ("1", 2, "A", "working", "y")])
    assert (found.handoffs.count, found.queues, found.needs) == (0, (), ())
    assert any("one department" in remark.en for remark in found.remarks)


def test_a_list_of_cases_is_no_log_of_steps() -> None:
    found = report([("1", 0, "A", "unknown", "x"), ("2", 2, "B", "unknown", "x")])
    assert any("export the steps" in remark.en for remark in found.remarks)


def test_the_document_has_the_keys_that_are_promised() -> None:
    told = report(many(40, 5)).document("en")
    assert {"log", "handoffs", "queues", "few", "edges", "excluded", "causes", "needs"} <= set(told)
    queues = told["queues"]
    assert isinstance(queues, list)
    (queue,) = queues
    assert set(queue) == {
        *("group", "arrivals", "queue_hours", "median_hours", "p90_hours", "bounced_share"),
        *("interval", "note"),
    }
    assert queue["note"] is None


def test_an_empty_table_gives_an_empty_report() -> None:
    found = needs_report(pl.DataFrame(schema=table().schema), {}, 0)
    assert (found.log.events, found.handoffs.count, found.queues, found.few) == (0, 0, (), ())


def test_time_with_the_customer_is_nobodys_queue_even_where_no_state_says_who_works() -> None:
    rows: Rows = [
        ("1", 0, "Sales", "unknown", "sell"),
        ("1", 1, "Desk", "customer", "ask"),
        ("1", 9, "Legal", "unknown", "review"),
        ("1", 12, "Sales", "parked", "resolve"),
    ]
    found = report(rows)
    assert found.log.basis == "elapsed"
    assert [(one.activity, one.hours) for one in found.excluded] == [("ask", 8.0)]
    hours = {(one.source, one.target): one.queue_hours for one in found.edges}
    assert hours == {("Sales", "Legal"): 1.0, ("Legal", "Sales"): 3.0}


def test_people_without_working_hours_are_counted_before_causes_are_believed() -> None:
    rows = [("1", 0.0, 1.0, "A", "do", "Ann"), ("1", 2.0, 3.0, "B", "do", "Bob")]
    hours = working_hours(
        {
            "Ann": [
                {"from": "MONDAY", "to": "FRIDAY", "beginTime": "09:00:00", "endTime": "17:00:00"}
            ]
        },
        "hours.json",
    )
    told = lasting(*rows)

    def said(log: pl.DataFrame) -> list[str]:
        return [one.en for one in needs_report(log, {}, 0, hours).remarks]

    assert said(told) == [
        "The working hours name 1 of the log's 2 people, spelt alike; "
        "causes are told of nobody else."
    ]
    assert said(told.with_columns(resource=pl.lit("Ann"))) == []
    assert said(told.with_columns(resource=pl.lit(None, pl.String))) == [
        "Without people (--resource) no causes are told."
    ]
