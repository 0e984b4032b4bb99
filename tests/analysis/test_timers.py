import pytest

from analysis.timers import left_out, with_timers
from tests.analysis.logs import table


def closed_after(
    hours: float, count: int = 25, **named: str
) -> list[tuple[str, float, str | None, str, str]]:
    """Cases that are solved after an hour, and closed so many hours later."""
    rows: list[tuple[str, float, str | None, str, str]] = []
    for n in range(count):
        case, begun = f"C{n:02}", n * 0.7
        rows += [
            (case, begun, "Desk", "working", "take"),
            (case, begun + 1 + n / 10, "Legal", named.get("state", "unknown"), "solve"),
            (
                case,
                begun + 1 + n / 10 + hours,
                named.get("by", "Desk"),
                "unknown",
                named.get("last", "close"),
            ),
        ]
    return rows


def timers(rows: list[tuple[str, float, str | None, str, str]]) -> set[int | None]:
    return set(with_timers(table(*rows))["timer"])


def test_cases_closed_the_same_whole_days_later_wait_for_a_timer() -> None:
    found = with_timers(table(*closed_after(120)))
    assert set(found.filter(found["activity"] == "solve")["timer"]) == {5}
    assert set(found.filter(found["activity"] != "solve")["timer"]) == {None}
    (only,) = left_out(found)
    assert (only.activity, only.hours) == ("solve", 3000.0)
    assert "5 whole days" in only.reason.en
    assert "5 个整天" in only.reason.zh


def test_a_queue_that_only_a_timer_ends_is_parked() -> None:
    found = with_timers(table(*closed_after(72, state="queued")))
    assert set(found.filter(found["activity"] == "solve")["state"]) == {"parked"}


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(closed_after(120.5), id="not whole days"),
        pytest.param(closed_after(120, count=19), id="too few"),
        pytest.param(
            closed_after(48, last="approve", by="Board"), id="somebody's work, however even"
        ),
        pytest.param(
            [(c, 24.0 * round(at / 24), g, s, a) for c, at, g, s, a in closed_after(120)],
            id="a log of dates",
        ),
        pytest.param([], id="nothing"),
    ],
)
def test_what_is_no_timer_is_left_alone(
    rows: list[tuple[str, float, str | None, str, str]],
) -> None:
    assert timers(rows) <= {None}


def test_parked_and_customer_time_is_told_with_its_reason() -> None:
    found = left_out(
        with_timers(
            table(
                ("1", 0, "A", "working", "ask"),
                ("1", 1, "A", "customer", "wait"),
                ("1", 5, "A", "working", "go on"),
                ("1", 6, "A", "parked", "hold"),
                ("1", 8, "A", "working", "end"),
            )
        )
    )
    assert [(one.activity, one.hours, one.reason.en) for one in found] == [
        ("wait", 4.0, "waiting for the customer"),
        ("hold", 2.0, "parked: nobody is to work on it"),
    ]
