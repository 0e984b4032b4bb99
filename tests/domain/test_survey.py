import pytest

from domain.survey import Answer, faults


def claim(department: str, process: str, waits_on: str = "Legal", hours: float = 1) -> Answer:
    return Answer(department, process, waits_on, 1, "week", hours)


def found(*answers: Answer) -> list[tuple[int, str]]:
    return [(one.place, one.sentence.en) for one in faults(answers, range(2, 2 + len(answers)))]


def test_a_fourth_process_of_a_department_is_a_fault_and_a_third_is_none() -> None:
    three = [claim("Sales", name) for name in "abc"]
    assert found(*three, claim("Finance", "d")) == []
    ((index, sentence),) = found(*three, claim("sales", "d"))
    assert index == 3
    assert "“d” is a fourth process of “sales”; a department names at most 3" in sentence


def test_one_process_that_waits_on_two_departments_is_one_process() -> None:
    rows = [claim("Sales", name, on) for name in "abc" for on in ("Legal", "Finance")]
    assert found(*rows) == []


def test_two_answers_about_one_process_must_say_the_same() -> None:
    assert found(claim("Sales", "a"), claim("Sales", "A")) == []
    ((index, sentence),) = found(claim("Sales", "a"), claim("Sales", "a", hours=2))
    assert index == 1
    assert "something else than in line 2" in sentence


def test_nobody_waits_on_itself() -> None:
    ((_, sentence),) = found(claim("Legal", "a", "LEGAL"))
    assert "waits on itself" in sentence


@pytest.mark.parametrize("nobody", ["n/a", "未知", ""])
def test_whom_nobody_knows_may_name_any_number_of_processes(nobody: str) -> None:
    assert found(*(claim(nobody, name) for name in "abcd")) == []


def test_a_day_counts_five_times_a_week_and_a_year_has_52_weeks() -> None:
    per_week = [Answer("A", "p", "B", 2, per, 3).hours_per_week for per in ("day", "week", "year")]
    assert per_week == pytest.approx([30, 6, 6 / 52])
