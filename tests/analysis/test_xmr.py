import random

import pytest

from analysis.xmr import lasting, limits, signal

STEADY = [10.0, 12.0, 10.0, 12.0, 10.0, 12.0, 10.0, 12.0]


def test_limits_are_the_median_and_three_scaled_median_ranges() -> None:
    found = limits(STEADY)
    assert found is not None
    assert found.centre == 11.0
    assert found.high - found.centre == pytest.approx(3 * 2 / 0.954)
    assert found.centre - found.low == pytest.approx(3 * 2 / 0.954)


def test_the_mean_form_serves_when_most_ranges_are_zero() -> None:
    found = limits([5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 5.0, 12.0])
    assert found is not None
    assert found.high == pytest.approx(5 + 2.66 * 1)


@pytest.mark.parametrize(
    ("baseline", "since"), [(STEADY[:7], [90.0]), (STEADY, []), ([], [1.0] * 20)]
)
def test_too_little_gives_no_verdict(baseline: list[float], since: list[float]) -> None:
    assert signal(baseline, since) == "not enough data"


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ([11.0], "none"),
        ([17.2], "none"),
        ([17.4], "up"),
        ([4.6], "down"),
        ([11.5] * 7, "none"),
        ([11.5] * 8, "up"),
        ([10.5] * 8, "down"),
        ([11.5] * 7 + [11.0], "none"),
        ([9.0, 10.0, 11.0, 12.0, 13.0], "none"),
        ([9.0, 10.0, 11.0, 12.0, 13.0, 14.0], "up"),
        ([14.0, 13.0, 12.0, 11.0, 10.0, 9.0], "down"),
        ([9.0, 10.0, 11.0, 11.0, 12.0, 13.0], "none"),
    ],
)
def test_each_signal_needs_its_full_run(since: list[float], expected: str) -> None:
    assert signal(STEADY, since) == expected


def test_the_latest_signal_counts() -> None:
    assert signal(STEADY, [30.0, 11.0, 2.0, 11.0]) == "down"
    assert signal(STEADY, [2.0, 11.0, 30.0, 11.0]) == "up"


@pytest.mark.parametrize(
    ("since", "expected"),
    [
        ([30.0], "up"),
        ([30.0, 11.0, 11.0], None),
        ([11.0, 30.0, 30.0, 30.0], "up"),
        ([2.0, 2.0, 2.0], "down"),
        ([11.5] * 8 + [10.9], "up"),
        ([11.5] * 8 + [10.5] * 8, "down"),
        ([14.0, 13.0, 12.0, 11.0, 10.0, 9.0], "down"),
        ([], None),
    ],
)
def test_a_stray_point_does_not_last(since: list[float], expected: str | None) -> None:
    assert lasting(STEADY, since) == expected


def test_without_a_baseline_nothing_lasts() -> None:
    assert lasting(STEADY[:7], [99.0] * 9) is None


def test_noise_seldom_gives_a_signal() -> None:
    draw = random.Random(7)
    found = [
        signal([draw.gauss(50, 4) for _ in range(12)], [draw.gauss(50, 4) for _ in range(4)])
        for _ in range(300)
    ]
    assert found.count("none") > 240
