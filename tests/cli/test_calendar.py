import json
from collections.abc import Callable
from typing import Any

import pytest

from cli.main import run

Asked = Callable[..., tuple[int, str, str]]


@pytest.fixture
def asked(capsys: pytest.CaptureFixture[str]) -> Asked:
    def ask(*arguments: str) -> tuple[int, str, str]:
        code = run(["calendar", *arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return ask


def test_a_person_can_check_a_due_time_day_by_day(asked: Asked) -> None:
    code, out, _ = asked("--from", "2026-02-13T17:00", "--days", "3", "--lang", "zh")
    assert code == 0
    first, *rest = out.splitlines()
    assert first == "3 个工作日后为 2026-02-25 17:00（Asia/Shanghai，CN）"
    assert "  2026-02-17 周二 · 春节" in rest
    assert "  2026-02-14 周六 · 调休补班，计入" in rest
    assert len(rest) == 10


def test_the_same_is_one_json_document(asked: Asked) -> None:
    code, out, _ = asked(
        *("--from", "2026-04-02T10:00", "--days", "1", "--zone", "Europe/Berlin", "--json")
    )
    found: dict[str, Any] = json.loads(out)
    assert code == 0
    assert found["country"] == "DE"
    assert found["due"] == "2026-04-07T10:00:00+02:00"
    assert [one["day"] for one in found["skipped"]] == [f"2026-04-0{day}" for day in (3, 4, 5, 6)]


def test_a_year_that_is_not_announced_is_told(asked: Asked) -> None:
    code, out, _ = asked("--from", "2040-12-30", "--days", "3", "--lang", "en")
    assert code == 0
    assert out.splitlines()[-1].startswith("the holidays and make-up working days of CN after")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from", "soon", "--days", "3"), "--from：「soon」不是日期"),
        (("--from", "2026-01-01", "--days", "-3"), "无法计算 -3 个工作日"),
        (("--from", "9999-12-31", "--days", "3"), "无法计算 9999 年"),
        (("--from", "2026-01-01", "--days", "3", "--country", "XX"), "「XX」不是可用的工作日历"),
        (("--from", "2026-01-01", "--days", "3", "--zone", "Mars/Base"), "「Mars/Base」不是时区"),
    ],
)
def test_bad_input_is_one_sentence(asked: Asked, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = asked(*arguments, "--lang", "zh")
    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
