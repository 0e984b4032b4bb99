from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

import pytest

from tests.cli.desk import Desk

AT_ONCE = 2


def _right_codes(desk: Desk, times: int) -> None:
    name = desk.start(f"codes-{times}")
    desk.asked(f"{name}:need:1")
    wanted = {name: 0, "never-started": 2, f"{name}:need:1": 0}
    ids = list(islice(cycle(wanted), times))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda id: desk.run("show", id, "--json"), ids))
    assert [answer.code for answer in answers] == [wanted[id] for id in ids]
    assert [answer.document["ok"] for answer in answers] == [wanted[id] == 0 for id in ids]
    assert not [answer.err for answer in answers if "Traceback" in answer.err]


def test_ten_of_ten_exit_codes_are_right(desk: Desk) -> None:
    _right_codes(desk, 10)


@pytest.mark.soak
def test_a_hundred_of_a_hundred_exit_codes_are_right(desk: Desk) -> None:
    _right_codes(desk, 100)
