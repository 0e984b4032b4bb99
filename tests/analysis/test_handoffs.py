import datetime as dt
import random
from collections.abc import Sequence

import pytest

from analysis.event_table import table_of
from analysis.need_facts import need_facts
from domain.need_facts import NeedFacts, Queue
from domain.records import Event, EventState

START = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
DEPARTMENTS = ("Sales", "Legal", "Finance", "Purchasing", "Production", "Quality")


def event(case: str, hour: float, department: str | None, state: EventState = "queued") -> Event:
    at = START + dt.timedelta(hours=hour)
    return Event(case=case, at=at, department=department, activity="step", state=state)


def facts(events: Sequence[Event], departments: Sequence[str] = DEPARTMENTS) -> NeedFacts:
    return need_facts(table_of(events), "events.csv", None, departments)


def queue_of(found: NeedFacts, department: str) -> Queue:
    return next(queue for queue in found.queues if queue.department == department)


def random_log(seed: int, slow: str | None = None, cases: int = 330) -> list[Event]:
    """Write cases through five departments; waits are long-tailed, a third longer or shorter."""
    draw = random.Random(seed)
    pace = {name: draw.uniform(0.8, 1.25) for name in DEPARTMENTS}
    if slow:
        pace[slow] *= 3.5
    events = []
    for number in range(cases):
        hour = draw.uniform(0, 1500)
        for place, name in enumerate(draw.sample(DEPARTMENTS, 4)):
            events.append(event(f"C{number:04}", hour, name, "queued"))
            hour += draw.lognormvariate(1.5, 0.8) * pace[name] if place else 0.1
            events.append(event(f"C{number:04}", hour, name, "working"))
            hour += draw.uniform(0.5, 6)
    draw.shuffle(events)
    return events


def test_a_wait_is_charged_to_the_department_that_receives() -> None:
    found = facts(
        [
            event("1", 0, "Sales"),
            event("1", 1, "Sales", "working"),
            event("1", 3, "Legal"),
            event("1", 10, "Legal", "working"),
        ]
    )
    assert [queue.department for queue in found.queues] == ["Legal"]
    assert queue_of(found, "Legal").total_hours == 7.0
    assert queue_of(found, "Legal").senders == (("Sales", 1),)
    assert found.hand_offs == 1


def test_leaving_without_work_is_a_bounce_and_its_time_counts() -> None:
    found = facts(
        [
            event("1", 0, "Sales", "working"),
            event("1", 2, "Legal"),
            event("1", 6, "Finance"),
            event("1", 7, "Finance", "working"),
        ]
    )
    assert queue_of(found, "Legal").total_hours == 4.0
    assert queue_of(found, "Legal").bounced_share == 1.0
    assert queue_of(found, "Finance").bounced_share == 0.0


def test_a_case_that_still_waits_is_counted_but_is_never_a_zero() -> None:
    found = facts([event("1", 0, "Sales", "working"), event("1", 2, "Legal")])
    legal = queue_of(found, "Legal")
    assert (legal.arrivals, legal.still_waiting, legal.total_hours) == (1, 1, 0.0)
    assert legal.cases == ()


def test_time_with_the_customer_stops_the_clock() -> None:
    found = facts(
        [
            event("1", 0, "Sales", "working"),
            event("1", 2, "Legal"),
            event("1", 5, "Legal", "customer"),
            event("1", 50, "Legal"),
            event("1", 51, "Legal", "working"),
        ]
    )
    assert queue_of(found, "Legal").total_hours == 4.0


def test_days_until_a_timer_closes_the_case_are_nobodys_queue() -> None:
    log = []
    for n in range(30):
        hour = n * 1.3
        log += [
            event(f"{n}", hour, "Sales", "working"),
            event(f"{n}", hour + 1, "Legal", "working"),
            event(f"{n}", hour + 2 + n / 9, "Desk"),
            event(f"{n}", hour + 2 + n / 9 + 120, None, "parked"),
        ]
    assert [queue.department for queue in facts(log).queues] == ["Legal"]


def test_a_case_that_ends_parked_has_left_the_queue() -> None:
    found = facts(
        [
            event("1", 0, "Sales", "working"),
            event("1", 2, "Legal"),
            event("1", 5, "Legal", "parked"),
            event("1", 300, "Legal", "parked"),
        ]
    )
    legal = queue_of(found, "Legal")
    assert (legal.total_hours, legal.still_waiting, legal.bounced_share) == (3.0, 0, 0.0)


@pytest.mark.parametrize(
    "missing", [None, "", " ", "-", "0", "EMPTY", "null", "None", "n/a", "Unknown", "MISSING"]
)
def test_a_placeholder_is_never_a_department(missing: str | None) -> None:
    found = facts(
        [
            event("1", 0, "Sales", "working"),
            event("1", 1, missing),
            event("1", 2, "Sales", "queued"),
            event("2", 0, "Sales", "working"),
            event("2", 2, "Legal"),
            event("2", 5, missing),
            event("2", 7, "Finance"),
            event("2", 8, "Finance", "working"),
        ]
    )
    assert [queue.department for queue in found.queues] == ["Legal", "Finance"]
    assert found.known_share == 0.75
    assert found.hand_offs == 2
    # Legal was left at the unknown event; Finance received from nobody knows whom.
    assert queue_of(found, "Legal").total_hours == 3.0
    assert queue_of(found, "Finance").senders == ()


def test_ping_pong_counts_cases_not_returns() -> None:
    back_and_forth = [event("1", hour, name) for hour, name in enumerate("ABABA")]
    through = [event("2", hour, name, "working") for hour, name in enumerate("AABBC")]
    assert facts([*back_and_forth, *through]).ping_pong_cases == 1


def test_events_of_one_moment_keep_the_order_of_the_file() -> None:
    events = [
        event("1", 5, "Finance", "working"),
        event("1", 0, "Sales", "working"),
        event("1", 2, "Legal"),
        event("1", 2, "Legal", "working"),
    ]
    found = facts(events)
    assert queue_of(found, "Legal").total_hours == 0.0
    assert queue_of(found, "Finance").senders == (("Legal", 1),)


@pytest.mark.parametrize("state", ["unknown", "queued", "working"])
def test_without_both_states_only_hand_offs_are_counted(state: EventState) -> None:
    events = [
        event(str(n), hour * n, name, state)
        for n in range(1, 60)
        for hour, name in enumerate(("Sales", "Legal", "Finance"))
    ]
    found = facts(events)
    assert found.queues == ()
    assert found.worst is None
    assert found.hand_offs == 118


def test_the_longest_total_stands_first_with_its_longest_cases_and_largest_senders() -> None:
    events = []
    for number, (sender, wait) in enumerate(
        [("Sales", 1), ("Sales", 9), ("Quality", 4), ("Sales", 2), ("Quality", 7), ("Sales", 3)]
    ):
        events += [
            event(f"C{number}", 0, sender, "working"),
            event(f"C{number}", 1, "Legal"),
            event(f"C{number}", 1 + wait, "Legal", "working"),
            event(f"C{number}", 20, "Finance"),
            event(f"C{number}", 21, "Finance", "working"),
        ]
    found = facts(events)
    assert [queue.department for queue in found.queues] == ["Legal", "Finance"]
    legal = found.queues[0]
    assert legal.cases == ("C1", "C4", "C2", "C5", "C3")
    assert legal.senders == (("Sales", 4), ("Quality", 2))
    assert (legal.total_hours, legal.median_hours, legal.p90_hours) == (26.0, 3.5, 8.0)
    assert not legal.stands_out  # six arrivals prove nothing


@pytest.mark.parametrize("seed", range(20))
def test_a_planted_slow_queue_is_found_and_nothing_else(seed: int) -> None:
    slow = DEPARTMENTS[seed % len(DEPARTMENTS)]
    found = facts(random_log(seed, slow))
    assert [queue.department for queue in found.queues if queue.stands_out] == [slow]


@pytest.mark.parametrize("seed", range(20))
def test_a_log_with_nothing_planted_reports_none(seed: int) -> None:
    assert facts(random_log(seed)).worst is None


def test_only_departments_of_the_brief_may_stand_out() -> None:
    log = random_log(1, "Legal")
    assert facts(log).worst is not None
    assert facts(log, [name for name in DEPARTMENTS if name != "Legal"]).worst is None


def test_the_same_seed_gives_the_same_facts_in_any_order_of_cases() -> None:
    log = random_log(3, "Finance", cases=60)
    by_time = sorted(log, key=lambda e: (e.at, e.state))
    assert facts(log) == facts(by_time)
    assert queue_of(facts(log), "Finance").interval[0] < queue_of(facts(log), "Finance").interval[1]


def test_an_empty_log_gives_empty_facts() -> None:
    found = facts([])
    assert (found.events, found.cases, found.hand_offs, found.known_share) == (0, 0, 0, 0.0)
