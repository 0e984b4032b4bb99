import pytest

from domain.survey_words import frequency, frequency_of, hours_lost, said_yes


@pytest.mark.parametrize(
    ("text", "times", "per"),
    [
        *(("3 per week", 3, "week"), ("3 times a week", 3, "week"), ("3x/week", 3, "week")),
        *(("daily", 1, "day"), ("twice daily", 2, "day"), ("Every day", 1, "day")),
        *(
            ("once a month", 1, "month"),
            ("every 2 weeks", 0.5, "week"),
            ("2/quarter", 2, "quarter"),
        ),
        *(("every other week", 0.5, "week"), ("fortnightly", 0.5, "week")),
        *(("about 4 per year", 4, "year"), ("yearly", 1, "year"), ("1.5 per month", 1.5, "month")),
        *(("once every half year", 2, "year"), ("３ per week", 3, "week")),
        *(("每周3次", 3, "week"), ("每周 三 次", 3, "week"), ("每周一次", 1, "week")),
        *(("每天", 1, "day"), ("每个工作日两次", 2, "day"), ("每日１次", 1, "day")),
        *(("每月", 1, "month"), ("每两个月一次", 0.5, "month"), ("一个月两次", 2, "month")),
        *(("每季度1次", 1, "quarter"), ("半年一次", 2, "year"), ("每年4次", 4, "year")),
        *(("3次/周", 3, "week"), ("大约每周十次", 10, "week"), ("隔周一次", 0.5, "week")),
    ],
)
def test_how_often_is_read_in_both_languages(text: str, times: float, per: str) -> None:
    assert frequency(text) == (times, per)


@pytest.mark.parametrize(
    "text",
    [
        *("", "3", "often", "每周三", "周三", "biweekly", "2-3 per week", "0 per week", "每隔两周"),
        *("1001 per week", "300 per day", "-1 per week", "3 per fortnight", "nan per week", "week"),
        *("every 0 weeks", "1e9 per week"),
    ],
)
def test_what_could_mean_two_things_or_none_is_not_read(text: str) -> None:
    assert frequency(text) is None


def test_a_number_beside_its_period_is_read_too() -> None:
    assert frequency_of("3", "week") == (3, "week")
    assert frequency_of("三次", "每月") == (3, "month")
    assert frequency_of("2", "per quarter") == (2, "quarter")
    assert frequency_of("often", "week") is None
    assert frequency_of("3", "decade") is None


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        *(("2", 2), ("2.5 h", 2.5), ("30 min", 0.5), ("2小时", 2), ("0", 0), ("半小时", 0.5)),
        *(("90分钟", 1.5), ("３", 3), ("8760", 8760)),
    ],
)
def test_hours_are_read_with_or_without_their_unit(text: str, hours: float) -> None:
    assert hours_lost(text) == hours


@pytest.mark.parametrize("text", ["", "-1", "2 days", "1天", "nan", "8761", "1,5", "a lot"])
def test_what_is_no_hours_is_not_read(text: str) -> None:
    assert hours_lost(text) is None


def test_yes_and_no_are_told_from_everything_else() -> None:
    assert [said_yes(word) for word in ("Yes", "是", "no", "否", "maybe", "")] == [
        *(True, True, False, False),
        *(None, None),
    ]
