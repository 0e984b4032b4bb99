import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.hours import shared_hours
from domain.errors import BadInputError

WINTER, SUMMER = dt.date(2026, 1, 14), dt.date(2026, 7, 15)


@pytest.mark.parametrize(
    ("zones", "on", "expected"),
    [
        (["Asia/Shanghai"], WINTER, (1, 10)),
        (["Europe/Berlin"], WINTER, (8, 17)),
        (["Europe/Berlin"], SUMMER, (7, 16)),
        (["Asia/Shanghai", "Europe/Berlin"], WINTER, (8, 10)),
        (["Asia/Shanghai", "Europe/Berlin"], SUMMER, (7, 10)),
        (["Asia/Shanghai", "Asia/Kolkata"], WINTER, (4, 10)),
        (["Asia/Kolkata"], WINTER, (4, 12)),
        (["America/Los_Angeles"], WINTER, (17, 26)),
        (["America/Los_Angeles", "Asia/Shanghai"], WINTER, (1, 2)),
        (["America/Los_Angeles", "Europe/Berlin"], WINTER, None),
        (["America/New_York", "Asia/Shanghai"], WINTER, None),
        (["Europe/London", "America/New_York", "Asia/Tokyo"], WINTER, None),
        (["Pacific/Auckland", "Asia/Tokyo"], WINTER, (0, 5)),
        (["Atlantic/Azores"], WINTER, (10, 19)),
        ([], WINTER, None),
    ],
)
def test_shared_hours_are_whole_utc_hours(
    zones: list[str], on: dt.date, expected: tuple[int, int] | None
) -> None:
    assert shared_hours(zones, on) == expected


ZONES = ["Asia/Shanghai", "Europe/London", "America/Chicago", "Australia/Sydney", "Asia/Kathmandu"]


@given(
    st.lists(st.sampled_from(ZONES), min_size=1),
    st.dates(dt.date(2020, 1, 1), dt.date(2030, 12, 31)),
)
def test_everybody_is_at_work_in_each_shared_hour(zones: list[str], on: dt.date) -> None:
    found = shared_hours(zones, on)
    if found is None:
        return
    midnight = dt.datetime.combine(on, dt.time(), dt.UTC)
    start, end = found
    assert 0 <= start < end <= start + 9
    for hour in range(start, end):
        for minute in (0, 59):
            moment = midnight + dt.timedelta(hours=hour, minutes=minute)
            assert all(9 <= moment.astimezone(ZoneInfo(zone)).hour < 18 for zone in zones)


@pytest.mark.parametrize("name", ["Mars/Olympus", "", "../etc/passwd", "/etc/hosts", "America"])
def test_an_unknown_zone_is_refused_by_name_in_both_languages(name: str) -> None:
    with pytest.raises(BadInputError) as raised:
        shared_hours(["Asia/Shanghai", name], WINTER)
    assert repr(name) in raised.value.within("en")
    assert f"「{name}」" in raised.value.within("zh")
