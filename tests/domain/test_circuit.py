import datetime as dt
import random

from hypothesis import given
from hypothesis import strategies as st

from domain.circuit import (
    COOLDOWN,
    DEAD,
    FAILED,
    FAILURES,
    Closed,
    Open,
    Probe,
    Recent,
    circuit,
)

NOW = dt.datetime(2026, 3, 2, 9, 30, tzinfo=dt.UTC)
OUTCOMES = ("ok", "LLMTransport", "LLMDeclined", "cancelled", None)
SECOND = dt.timedelta(seconds=1)


def ago(seconds: float, outcome: str | None = "LLMTransport", took: float = 1.0) -> Recent:
    """An attempt that ended so many seconds ago, or began then when it has not ended."""
    begun = NOW - dt.timedelta(seconds=seconds + (0 if outcome is None else took))
    return Recent(begun, None if outcome is None else took, outcome)


def row(last: float, failures: int = FAILURES, outcome: str = "LLMTransport") -> list[Recent]:
    return [ago(last + number, outcome) for number in range(failures)]


ATTEMPTS = st.lists(
    st.builds(ago, st.floats(-200, 4000), st.sampled_from(OUTCOMES), st.floats(0, 300)),
    max_size=30,
)


def test_a_row_of_failures_opens_it_until_the_cooldown_has_passed() -> None:
    assert circuit(row(10), NOW) == Open(NOW - 10 * SECOND + COOLDOWN)
    assert circuit(row(10, FAILURES - 1), NOW) == Closed()
    for sort in FAILED:
        assert isinstance(circuit(row(10, outcome=sort), NOW), Open)


def test_after_the_cooldown_one_may_probe_and_meanwhile_nobody_else() -> None:
    failures = row(70)
    assert circuit(failures, NOW) == Probe()
    assert circuit([*failures, ago(5, None)], NOW) == Open(NOW + COOLDOWN)
    assert isinstance(circuit([*failures, ago(5)], NOW), Open)
    assert circuit([*failures, ago(5, "ok")], NOW) == Closed()


def test_a_call_that_was_under_way_before_the_last_failure_is_no_probe() -> None:
    assert circuit([*row(70), ago(100, None)], NOW) == Probe()


def test_a_probe_whose_worker_died_holds_nobody_up_for_ever() -> None:
    failures = row(1100)
    dead = DEAD.total_seconds()
    assert isinstance(circuit([*failures, ago(dead - 1, None)], NOW), Open)
    assert circuit([*failures, ago(dead + 1, None)], NOW) == Probe()


def test_what_is_not_the_endpoints_fault_neither_opens_nor_closes_it() -> None:
    for other in ("LLMDeclined", "LLMTooLong", "LLMRefusedRequest", "LLMQuota", "cancelled"):
        assert circuit(row(10, outcome=other), NOW) == Closed()
        assert isinstance(circuit([*row(10), ago(1, other)], NOW), Open)


def test_a_clock_that_is_an_hour_ahead_holds_nobody_up_for_an_hour() -> None:
    ahead = row(-3600)
    assert circuit(ahead, NOW) == Probe()
    assert isinstance(circuit([*ahead, ago(1, None)], NOW), Open)
    assert circuit([*row(70), ago(-3600, None)], NOW) == Probe()


@given(ATTEMPTS)
def test_it_is_never_open_without_enough_failures_and_never_after_an_ok(
    attempts: list[Recent],
) -> None:
    told = sorted(
        (one.at + dt.timedelta(seconds=one.seconds or 0), one.outcome == "ok")
        for one in attempts
        if one.outcome == "ok" or one.outcome in FAILED
    )
    newest = [succeeded for _, succeeded in told[-FAILURES:]]
    in_a_row = len(newest) == FAILURES and not any(newest)
    assert isinstance(circuit(attempts, NOW), Closed) is not in_a_row


@given(ATTEMPTS, st.randoms(use_true_random=False))
def test_the_order_in_which_attempts_are_read_does_not_matter(
    attempts: list[Recent], chance: random.Random
) -> None:
    mixed = list(attempts)
    chance.shuffle(mixed)
    assert circuit(mixed, NOW) == circuit(attempts, NOW)


@given(ATTEMPTS)
def test_who_begins_a_probe_is_alone_with_it_and_its_success_closes(
    attempts: list[Recent],
) -> None:
    if circuit(attempts, NOW) != Probe():
        return
    later = NOW + SECOND
    assert isinstance(circuit([*attempts, Recent(NOW, None, None)], later), Open)
    newest = max(one.at + dt.timedelta(seconds=one.seconds or 0) for one in attempts)
    ended = max(newest, later) + SECOND
    good = Recent(ended, 0.0, "ok")
    assert circuit([*attempts, good], ended) == Closed()


@given(ATTEMPTS)
def test_nobody_is_told_to_wait_longer_than_two_cooldowns(attempts: list[Recent]) -> None:
    state = circuit(attempts, NOW)
    if isinstance(state, Open):
        assert NOW < state.until <= NOW + 2 * COOLDOWN


@given(ATTEMPTS)
def test_when_all_has_been_quiet_for_long_somebody_may_ask(attempts: list[Recent]) -> None:
    assert not isinstance(circuit(attempts, NOW + DEAD + dt.timedelta(hours=1)), Open)
