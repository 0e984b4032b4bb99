import pytest

from api.throttle import FORGOTTEN, LONGEST, Counted, Throttle, guesses, network


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


def _fail(throttle: Throttle, counted: tuple[Counted, ...], times: int) -> list[float]:
    return [throttle.begin(counted) for _ in range(times)]


def test_a_few_mistakes_are_free_and_then_each_costs_more(clock: Clock) -> None:
    throttle, mine = Throttle(clock), guesses("li.na", "10.0.0.1", None)
    assert _fail(throttle, mine, 5) == [0] * 5
    waits = []
    for _ in range(14):
        waits.append(throttle.begin(mine))
        clock.now += waits[-1]
        assert throttle.begin(mine) == 0
    assert waits[:4] == [1, 2, 4, 8]
    assert waits[-1] == LONGEST


def test_who_tries_while_waiting_waits_no_longer(clock: Clock) -> None:
    throttle, mine = Throttle(clock), guesses("li.na", "10.0.0.1", None)
    _fail(throttle, mine, 9)
    first = throttle.begin(mine)
    assert _fail(throttle, mine, 100) == [first] * 100
    clock.now += first
    assert throttle.begin(mine) == 0


def test_many_at_the_same_moment_are_many(clock: Clock) -> None:
    found = _fail(Throttle(clock), guesses("li.na", "10.0.0.1", None), 50)
    assert found.count(0) == 5


def test_success_begins_anew_but_hides_no_guesses_at_others(clock: Clock) -> None:
    throttle = Throttle(clock)
    for n in range(30):
        assert throttle.begin(guesses(f"person{n}", "10.0.0.1", None)) == 0
    own = guesses("evil.one", "10.0.0.1", None)
    clock.now += throttle.begin(own)
    assert throttle.begin(own) == 0
    throttle.succeeded(own)
    assert throttle.begin(guesses("person31", "10.0.0.1", None)) > 0


def test_strangers_cannot_keep_a_known_browser_out(clock: Clock) -> None:
    throttle = Throttle(clock)
    for n in range(400):
        throttle.begin(guesses("li.na", f"10.0.{n // 200}.{n % 200}", None))
    assert throttle.begin(guesses("li.na", "192.168.0.7", None)) > 0
    assert throttle.begin(guesses("li.na", "192.168.0.7", "her-browser")) == 0
    assert throttle.begin(guesses("sam", "192.168.0.7", None)) == 0


def test_what_was_long_ago_is_forgotten(clock: Clock) -> None:
    throttle, mine = Throttle(clock), guesses("li.na", "10.0.0.1", None)
    _fail(throttle, mine, 60)
    clock.now += FORGOTTEN
    assert _fail(throttle, mine, 5) == [0] * 5


def test_the_memory_of_guesses_has_an_end(clock: Clock) -> None:
    throttle = Throttle(clock)
    mine = guesses("li.na", "10.0.0.1", None)
    _fail(throttle, mine, 5)
    for n in range(25_000):
        throttle.begin((Counted("pair", str(n), 5),))
    assert throttle.begin(mine) == 0


def test_a_household_is_one_address() -> None:
    assert network("2001:db8:1:2::5") == network("2001:db8:1:2:ffff::9")
    assert network("2001:db8:1:2::5") != network("2001:db8:1:3::5")
    assert network("::ffff:10.0.0.1") == network("10.0.0.1")
    assert network("fe80::1%eth0") == network("fe80::2")
    assert network("not an address") == "not an address"
