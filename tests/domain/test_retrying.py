import datetime as dt

from domain.retrying import PATIENCE, WAITS, next_call, next_try, worn_out

NOW = dt.datetime(2026, 3, 2, 9, 0, tzinfo=dt.UTC)


def test_a_message_is_tried_a_bounded_number_of_times_ever_later() -> None:
    waits = [next_try(n, NOW) for n in range(1, len(WAITS) + 2)]
    assert waits[-1] is None
    times = [one for one in waits if one]
    assert times == sorted(set(times))
    assert len(times) == len(WAITS)


def test_a_webhook_is_called_again_until_it_has_failed_for_days() -> None:
    assert next_call(1, NOW) - NOW == WAITS[0]
    assert next_call(99, NOW) - NOW == WAITS[-1]
    assert not worn_out(None, NOW)
    assert not worn_out(NOW - PATIENCE + dt.timedelta(seconds=1), NOW)
    assert worn_out(NOW - PATIENCE, NOW)
