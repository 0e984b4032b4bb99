import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby

from hypothesis import given
from hypothesis import strategies as st

from analysis.waits import known_department
from domain.records import Event, EventState
from tests.analysis import row_by_row
from tests.analysis.arriving import trails

START = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
STATES: tuple[EventState, ...] = ("queued", "working")

steps = st.lists(
    st.tuples(st.integers(0, 30), st.sampled_from("ABC"), st.sampled_from(STATES)), max_size=12
)


def event(case: str, hour: int, department: str | None, state: EventState) -> Event:
    at = START + dt.timedelta(hours=hour)
    return Event(case=case, at=at, department=department, activity="step", state=state)


def by_the_notes(
    cases: Sequence[Sequence[Event]],
) -> tuple[Mapping[str, list[float]], Counter[str], Counter[str]]:
    """Compute waits, bounces and open queues as the project's notes put them: the oracle."""
    waits: dict[str, list[float]] = defaultdict(list)
    bounced, waiting = Counter[str](), Counter[str]()
    for events in cases:
        stays = [list(run) for _, run in groupby(events, key=lambda e: e.department)]
        for stay, following in zip(stays[1:], [*stays[2:], None], strict=False):
            group = str(stay[0].department)
            begun = next((e.at for e in stay if e.state == "working"), None)
            left = following[0].at if following else None
            if begun is None and left is None:
                waiting[group] += 1
                continue
            end = begun or left
            assert end is not None
            waits[group].append((end - stay[0].at) / dt.timedelta(hours=1))
            bounced[group] += begun is None
    return waits, +bounced, waiting


@given(st.lists(steps, max_size=4))
def test_waits_agree_with_the_definition_of_the_notes(
    cases: list[list[tuple[int, str, EventState]]],
) -> None:
    logs = [
        sorted((event(str(n), *step) for step in case), key=lambda e: e.at)
        for n, case in enumerate(cases)
    ]
    waits, bounced, waiting = by_the_notes(logs)
    arrivals = [a for trail in trails([e for log in logs for e in log]) for a in trail.arrivals]
    found: dict[str, list[float]] = defaultdict(list)
    for arrival in arrivals:
        if arrival.hours is not None:
            found[arrival.department].append(arrival.hours)
    assert found == waits
    assert Counter(a.department for a in arrivals if a.outcome == "bounced") == bounced
    assert Counter(a.department for a in arrivals if a.outcome == "waiting") == waiting


def test_a_stay_of_unknown_states_is_unclear_and_has_no_hours() -> None:
    log = [
        event("1", 0, "A", "working"),
        event("1", 3, "B", "unknown"),
        event("1", 9, "C", "queued"),
    ]
    (trail,) = trails(log)
    assert [(a.department, a.outcome, a.hours) for a in trail.arrivals] == [
        ("B", "unclear", None),
        ("C", "waiting", None),
    ]


def test_a_department_named_in_full_width_letters_is_still_a_placeholder() -> None:
    assert known_department("Ｎ/Ａ") is None
    assert known_department(" 法务部 ") == "法务部"


anything = st.lists(
    st.tuples(
        st.integers(0, 12),
        st.sampled_from(["A", "B", "C", None, "n/a", " A "]),
        st.sampled_from(["queued", "working", "parked", "customer", "unknown"]),
    ),
    max_size=10,
)


@given(st.lists(anything, max_size=4))
def test_whole_columns_give_what_going_event_by_event_gives(
    cases: list[list[tuple[int, str | None, EventState]]],
) -> None:
    log = [event(str(n), *step) for n, case in enumerate(cases) for step in case]
    assert trails(log) == row_by_row.trails(log)


@given(st.lists(anything, max_size=4))
def test_a_wait_is_never_negative(
    cases: list[list[tuple[int, str | None, EventState]]],
) -> None:
    log = [event(str(n), *step) for n, case in enumerate(cases) for step in case]
    assert all(a.hours is None or a.hours >= 0 for t in trails(log) for a in t.arrivals)
